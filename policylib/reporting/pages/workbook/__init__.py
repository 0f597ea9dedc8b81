"""The numbers of a page beside it: a workbook, and its tables and figures as plain files."""

from __future__ import annotations

import datetime as dt

from policylib import synthetic
from policylib.regions import Region
from policylib.reporting.execute import Executed
from policylib.reporting.pages.workbook import archive, contents, xlsx
from policylib.texts import N_
from policylib.wording import Language

#: What a page has beside it, by what each is, with the words of its link.
LINKS = {
    "xlsx": N_("workbook (XLSX)"),
    "tables.zip": N_("tables and figures (CSV, Parquet, PNG, SVG)"),
}


def files(run: Executed, region: Region, language: Language) -> dict[str, bytes]:
    """Return the files by what each is, the same bytes whenever they are made."""
    shown, figures = contents.shown(run.node, language)
    findings = run.findings["findings"]
    made_up = any(f["synthetic"] for f in findings) or any(one.made_up for one in shown)
    banner = language.gettext(synthetic.BANNER)
    about = xlsx.About(
        question=language.gettext(run.notebook.question),
        region=f"{region.name} ({region.code})",
        known_on=dt.date.fromisoformat(str(run.parameters["known_on"])),
        parameters=run.parameters,
        mark=banner if made_up else "",
    )
    return {
        "xlsx": xlsx.made(about, shown, findings, language),
        "tables.zip": archive.made(shown, figures, findings, language, mark=banner),
    }
