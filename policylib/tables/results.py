"""Tables of results: paces, subsidy, regression."""

from __future__ import annotations

from collections.abc import Iterable

from policylib import synthetic
from policylib.budgets import Ceiling
from policylib.compliance import Effects, Precision, Usable
from policylib.coverage import Capacity, Denominators, Known, Need, Observed, Villages
from policylib.findings import Finding
from policylib.regions import Region
from policylib.tables.markup import Column, Row, Table, link
from policylib.texts import N_
from policylib.wording import References, cell, interval_cell, named


def findings_table(found: Iterable[Finding | None], refs: References, caption: str) -> Table:
    """Return findings as rows of value, interval and unit; None is left out."""
    language, tr = refs.language, refs.language.gettext
    kept = [f for f in found if f is not None]
    rows = []
    for f in kept:
        # The number that is known carries the link: the value, else the interval.
        value, ends = cell(f, language), interval_cell(f, language)
        value, ends = (
            (value, link(ends, f"finding-{f.id}"))
            if f.value is None
            else (link(value, f"finding-{f.id}"), ends)
        )
        rows.append(Row((named(f, language), value, ends, tr(UNITS[f.unit]))))
    sources = [s for f in kept for s in f.sources]
    return Table(
        caption,
        (
            Column(tr("What")),
            Column(tr("Value"), True),
            Column(tr("Interval"), True),
            Column(tr("Unit")),
        ),
        tuple(rows),
        refs.line(sources) if sources else "",
    )


def drawn(found: Iterable[Finding], refs: References) -> Table:
    """The data of a figure of intervals, one row a finding."""
    return findings_table(found, refs, refs.language.gettext("Numbers of the figure"))


def known(found: Known | None, villages: Villages | None, refs: References) -> Table:
    """What is known of coverage and villages, one row a finding."""
    rows = [f for result in (found, villages) if result for f in result.findings]
    return findings_table(rows, refs, refs.language.gettext("What is known, with intervals"))


def staircase(need: Need, observed: Observed, refs: References) -> Table:
    """The data of the staircase."""
    rows = (
        observed.first_share,
        observed.last_share,
        need.target,
        observed.points_per_month,
        need.points_per_month,
    )
    return findings_table(rows, refs, refs.language.gettext("Data of the figure"))


def paces(
    need: Need,
    observed: Observed,
    capacity: Capacity | None,
    denominators: Denominators | None,
    refs: References,
) -> Table:
    """Needed and observed pace under both readings; the data of the staircase."""
    rows = [*observed.findings, *need.findings]
    for more in (denominators, capacity):
        rows += more.findings if more else ()
    return findings_table(rows, refs, refs.language.gettext("Paces under both readings"))


def subsidy(found: Ceiling | None, refs: References, *, region: Region) -> Table:
    """What the published subsidy ceiling buys; no rows where none was published."""
    caption = refs.language.gettext("What the subsidy ceiling of {region} buys", region=region.name)
    return findings_table(found.findings if found else (), refs, caption)


def widths(found: Precision, refs: References) -> Table:
    """How sharp each driver's interval is over the made-up outcomes, with the stated truth."""
    language, tr = refs.language, refs.language.gettext
    rows = []
    for row in found.table.to_dict("records"):
        driver, per = TERMS[row["term"]], PER[row["per"]]
        half, low, high = (language.number(100 * row[k], 1) for k in ("half_width", "low", "high"))
        missed = language.percent(row["excludes_zero"])
        truth = language.number(row["truth"], 1)
        ends = language.interval(low, high)
        rows.append(Row((tr(driver), half, ends, tr(per), truth, missed)))
    return Table(
        tr("Half-width of the 95 percent confidence interval over the draws, percentage points"),
        (
            Column(tr("Driver")),
            Column(tr("Median"), True),
            Column(tr("5th to 95th percentile"), True),
            Column(tr("Per")),
            Column(tr("Stated truth, log odds"), True),
            Column(tr("Excludes zero"), True),
        ),
        tuple(rows),
        refs.line(found.half_width.sources),
        mark=tr(synthetic.BANNER),
    )


def effects(found: Effects, refs: References, *, sources: Iterable[str]) -> Table:
    """Average marginal effects in percentage points; carries the mark of made-up rows."""
    language, tr = refs.language, refs.language.gettext
    rows = []
    for row in found.table.to_dict("records"):
        driver, per = TERMS[row["term"]], PER[row["per"]]
        effect, low, high = (language.number(100 * row[k], 1) for k in ("effect", "low", "high"))
        ends = language.interval(low, high)
        rows.append(Row((tr(driver), effect, ends, tr(per))))
    return Table(
        tr("Average marginal effects of one made-up draw, percentage points")
        if found.synthetic
        else tr("Average marginal effects, percentage points"),
        (
            Column(tr("Driver")),
            Column(tr("Effect"), True),
            Column(tr("95 percent confidence interval"), True),
            Column(tr("Per")),
        ),
        tuple(rows),
        refs.line(sources),
        mark=tr(synthetic.BANNER) if found.synthetic else "",
    )


def left_out(found: Usable, refs: References) -> Table:
    """The villages that a rule leaves out, each with the rule."""
    tr = refs.language.gettext
    rows = []
    for row in found.left_out_table.to_dict("records"):
        rule = DOUBTS[row["revenue_doubt"]]
        rows.append(Row((row["code"], row["name"], row["district"], tr(rule))))
    return Table(
        tr("Villages whose revenue figures a rule leaves out"),
        (Column(tr("Code")), Column(tr("Village")), Column(tr("District")), Column(tr("Rule"))),
        tuple(rows),
        refs.line(found.left_out.sources),
    )


TERMS = {
    "log_population": N_("population (logarithm)"),
    "population_2024": N_("population"),
    "urban": N_("urban by Statistics Indonesia"),
    "idm_2024": N_("village index 2024"),
    "log_add_per_head": N_("ADD a head 2023 (logarithm)"),
    "log_distance_km": N_("distance to the branch in Cikarang (logarithm)"),
    "budget": N_("budget index"),
    "understanding": N_("understanding index"),
    "supervision": N_("supervision index"),
    "own_revenue_enough": N_("own revenue could pay a year's contribution"),
    "siltap_paid_late_months": N_("months in which officials were paid late"),
    "attended_briefing": N_("attended a briefing"),
    "knows_legal_basis": N_("knows the rules on enrolment"),
    "has_sipp_operator": N_("somebody handles the online account"),
    "log_reminded_times": N_("letters of reminder (logarithm of 1 + number)"),
    "visited_by_branch": N_("visited by the branch"),
    "checked_by_inspectorate": N_("asked by the inspectorate"),
    "required_for_disbursement": N_("district asks for proof before ADD is disbursed"),
}
PER = {"standard_deviation": N_("per standard deviation"), "yes_no": N_("yes against no")}
DOUBTS = {
    "not_reported": N_("revenue not reported"),
    "copied_figures": N_("all five figures equal another village's"),
    "implausible_add": N_("ADD far below the median of all villages"),
}
UNITS = {
    "share": N_("percent"),
    "points": N_("percentage points"),
    "points per month": N_("percentage points a month"),
    "logits per month": N_("logits a month"),
    "people": N_("people"),
    "people per working day": N_("people a working day"),
    "villages": N_("villages"),
    "villages per month": N_("villages a month"),
    "rupiah": N_("rupiah"),
    "months": N_("months"),
    "days": N_("days"),
    "times": N_("times"),
    "person-years": N_("person-years"),
    "rows": N_("count"),
}
