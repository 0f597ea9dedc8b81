"""The issue log of a received file as CSV, XLSX and a page; and its quarantine."""

from __future__ import annotations

import importlib.resources
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from policylib.store.office.safe_text import inert

if TYPE_CHECKING:
    import pandas as pd

    from policylib.cleaning import Account, Cleaned

SEVERITY = {"error": "kesalahan", "warning": "peringatan", "note": "catatan"}
#: A page longer than this is no help; CSV and XLSX hold every row.
SHOWN_ON_PAGE = 2000
MAX_SHEET_ROWS = 1_000_000


def write_log(root: Path, name: str, cleaned: Cleaned) -> tuple[str, ...]:
    """Write issues and quarantine beside the table ``name``; return the names of the files.

    Nothing personal stands in the issues; the quarantine keeps original cells and is, like all
    of data/processed, not in git.
    """
    folder = root / "data" / "processed"
    issues = with_hints(cleaned.issues)
    writers: dict[str, Callable[[Path], object]] = {
        "issues.csv": lambda path: _csv(issues, path),
        "issues.xlsx": lambda path: _xlsx(issues, path),
        "issues.html": lambda path: _page(issues, name, cleaned.account, path),
        "quarantine.parquet": lambda path: cleaned.quarantine.to_parquet(path, index=False),
    }
    for ending, write in writers.items():
        path = folder / f"{name}.{ending}"
        aside = folder / f".{path.name}"
        write(aside)
        aside.replace(path)
    return tuple(f"{name}.{ending}" for ending in writers)


def with_hints(issues: pd.DataFrame) -> pd.DataFrame:
    """Return the log with a hint for the sender in both languages."""
    from policylib.cleaning import RULES
    from policylib.wording import Language

    languages = {f"hint_{code}": Language(code) for code in ("en", "id")}
    hints = {
        column: issues["rule"].map({r: language.gettext(RULES[r].hint) for r in RULES})
        for column, language in languages.items()
    }
    return issues.assign(**hints)


def _csv(issues: pd.DataFrame, path: Path) -> None:
    texts = issues.select_dtypes(exclude="number").columns
    safe = issues.assign(**{c: issues[c].map(inert) for c in texts})
    safe.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\r\n")


def _xlsx(issues: pd.DataFrame, path: Path) -> None:
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet("Issues")
        bold = book.add_format({"bold": True})
        for column, heading in enumerate(issues.columns):
            sheet.write_string(0, column, heading, bold)
        for row, values in enumerate(issues.head(MAX_SHEET_ROWS).itertuples(index=False), 1):
            for column, value in enumerate(values):
                write = (
                    sheet.write_number if issues.columns[column] == "row" else sheet.write_string
                )
                write(row, column, value)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, min(len(issues), MAX_SHEET_ROWS), len(issues.columns) - 1)


def _page(issues: pd.DataFrame, name: str, account: Account, path: Path) -> None:
    import jinja2

    source = importlib.resources.files("policylib.store.office") / "issues.html.j2"
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    counts = issues["rule"].value_counts()
    page = environment.from_string(source.read_text(encoding="utf-8")).render(
        name=name,
        account=account,
        severity=SEVERITY,
        rules=[(rule, int(n), _first(issues, rule)) for rule, n in counts.items()],
        rows=issues.head(SHOWN_ON_PAGE).to_dict("records"),
        total=len(issues),
    )
    path.write_text(page, encoding="utf-8")


def _first(issues: pd.DataFrame, rule: str) -> dict:
    return issues[issues["rule"] == rule].iloc[0].to_dict()
