"""How far each village has come on a day: instructed, budgeted, registered, paid, active.

Computed from the cleaned office table ``village_enrolment``. A blank cell is unknown and never no;
what contradicts itself is named and never repaired. Villages are counted, not officials.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from policylib import synthetic
from policylib.compliance.answers import (
    BEGUN,
    NO,
    STAGES,
    UNKNOWN,
    YES,
    active,
    begun,
    days,
    doubts_of,
    refuse,
)
from policylib.errors import DataError, UsageError, closest, message, places
from policylib.findings import Definition, Finding, HasFindings
from policylib.texts import N_

#: Furthest stage of a village of which no stage is known to be reached.
NONE, NOT_KNOWN = "none", "not_known"
_FORMULA = N_("villages known to have reached the stage; at most those and the villages not known")
VILLAGES = Definition(
    "villages-asked",
    N_("villages asked about"),
    N_("villages (desa) of the register on the day"),
    "villages",
)
REACHED = {
    "instructed": Definition(
        "stage-instructed", N_("villages instructed in writing"), _FORMULA, "villages"
    ),
    "budgeted": Definition(
        "stage-budgeted", N_("villages with the contribution in a budget"), _FORMULA, "villages"
    ),
    "registered": Definition(
        "stage-registered", N_("villages with officials registered"), _FORMULA, "villages"
    ),
    "paid": Definition(
        "stage-paid", N_("villages whose contribution is paid"), _FORMULA, "villages"
    ),
    "active": Definition(
        "stage-active", N_("villages whose officials are active participants"), _FORMULA, "villages"
    ),
}
CONTRADICTORY = Definition(
    "villages-contradictory",
    N_("villages whose answers contradict each other"),
    N_("villages with at least one answer that another one excludes"),
    "villages",
)


@dataclass(frozen=True)
class Stages(HasFindings):
    """Stages of all villages on a day.

    Attributes
    ----------
    on, paid_through : datetime.date
        The day looked at, and the day to which a contribution must be paid to count as paid.
    table : pandas.DataFrame
        code, one column a stage ('yes', 'no' or 'unknown'), furthest (a stage, 'none' where all
        are no, 'not_known' where none is yes and one is unknown) and at_most (the last stage that
        is not no, or 'none'); one row a village. Rows of villages are for the office that sent
        them, not for a page.
    counts : pandas.DataFrame
        stage, yes, no, unknown: villages.
    furthest : pandas.DataFrame
        furthest, villages: the stages in order, then 'none' and 'not_known'.
    doubts : pandas.DataFrame
        code, rule, stage, before, contradicts: what does not fit together. ``contradicts`` is
        False where the stage before is unknown, so that nothing is excluded yet.
    oldest, newest : datetime.date or None
        First and last day on which rows were filled in, where they say so.
    """

    on: dt.date
    paid_through: dt.date
    table: pd.DataFrame
    counts: pd.DataFrame
    furthest: pd.DataFrame
    doubts: pd.DataFrame
    oldest: dt.date | None
    newest: dt.date | None
    synthetic: bool
    villages: Finding
    instructed: Finding
    budgeted: Finding
    registered: Finding
    paid: Finding
    active: Finding
    contradictory: Finding


def stages(
    answers: pd.DataFrame,
    *,
    villages: Sequence[str],
    on: dt.date,
    paid_through: dt.date,
    sources: Sequence[str],
) -> Stages:
    """Return the stages of every village as on a day, and what contradicts itself.

    Instructed, budgeted and registered are reached by the day that the table names; paid where the
    contribution is paid to ``paid_through`` or later; active as the village answered. An answer
    filled in after ``on`` speaks of a later day, so that ``active`` is then unknown.

    Parameters
    ----------
    answers : pandas.DataFrame
        The cleaned table ``village_enrolment``: code, instructed_on, budgeted_on, registered_on,
        paid_until (dates or missing), active (yes, no, unknown or missing), perhaps filled_on.
    villages : sequence of str
        Codes of all villages; one without a row is unknown in every stage.
    sources : sequence of str
        References of the findings, such as ``data:dpmd-form``.

    Raises
    ------
    DataError
        If a column is missing, a village stands twice or is none of ``villages``, a value is no
        date, or ``active`` holds another word.
    UsageError
        If ``paid_through`` lies after ``on``, or no or one village is named twice.
    """
    refuse(answers, villages, on, paid_through)
    rows = answers.set_index("code").reindex(list(villages))
    table = pd.DataFrame(
        {s: begun(rows[column], on) for s, column in BEGUN.items()}
        | {
            "paid": begun(rows["paid_until"], paid_through, later=True),
            "active": active(rows, on),
        }
    )
    doubts = pd.DataFrame(
        doubts_of(table, rows), columns=["code", "rule", "stage", "before", "contradicts"]
    )
    table["furthest"], table["at_most"] = _furthest(table), _at_most(table)
    made_up = synthetic.is_marked(answers)
    found = _findings(table, doubts, on, sources, made_up)
    filled = [d for d in days(rows, "filled_on") if d is not None]
    return Stages(
        on=on,
        paid_through=paid_through,
        table=table.rename_axis("code").reset_index(),
        counts=_counts(table),
        furthest=_by_furthest(table),
        doubts=doubts,
        oldest=min(filled, default=None),
        newest=max(filled, default=None),
        synthetic=made_up,
        **found,
    )


def stages_by_form(
    answers: pd.DataFrame, *, villages: Sequence[str], on: dt.date, sources: Sequence[str]
) -> Stages:
    """Return the stages on a day, paid meaning to the end of the month before.

    A month's contribution is due in the next month. Other arguments as in `stages`.
    """
    due = on.replace(day=1) - dt.timedelta(days=1)
    return stages(answers, villages=villages, on=on, paid_through=due, sources=sources)


def counts_by_district(found: Stages, *, districts: Mapping[str, str], stage: str) -> pd.DataFrame:
    """Return how many villages of each district are known to have reached a stage.

    Parameters
    ----------
    districts : mapping of str to str
        Code of a village to its district.

    Returns
    -------
    pandas.DataFrame
        district, villages (whose answer is known), enrolled (of those, yes), unknown (the others),
        and synthetic where rows are made up. A district without any known answer has 0 villages.

    Raises
    ------
    DataError
        If a village has no district.
    UsageError
        If there is no such stage.
    """
    if stage not in STAGES:
        raise UsageError(message(f"no stage '{stage}'", way_out=closest(stage, STAGES)))
    if lost := [c for c in found.table["code"] if c not in districts]:
        raise DataError(message("villages without a district", where=places(lost)))
    state = found.table[stage]
    table = pd.DataFrame(
        {
            "district": found.table["code"].map(dict(districts)),
            "villages": (state != UNKNOWN).astype("int64"),
            "enrolled": (state == YES).astype("int64"),
            "unknown": (state == UNKNOWN).astype("int64"),
        }
    )
    table = table.groupby("district", sort=True, as_index=False).sum()
    return table.assign(**{synthetic.MARK: True}) if found.synthetic else table


def _furthest(table: pd.DataFrame) -> np.ndarray:
    """Return the last stage that is yes, else 'none' where all are no, else 'not_known'."""
    states = table[list(STAGES)]
    none = np.where((states == NO).all(axis=1), NONE, NOT_KNOWN)
    return _last(states == YES, none)


def _at_most(table: pd.DataFrame) -> np.ndarray:
    states = table[list(STAGES)]
    return _last(states != NO, np.full(len(table), NONE))


def _last(reached: pd.DataFrame, otherwise: np.ndarray) -> np.ndarray:
    found = otherwise.astype("object")
    for stage in STAGES:
        found = np.where(reached[stage], stage, found)
    return found


def _counts(table: pd.DataFrame) -> pd.DataFrame:
    rows = [{"stage": s, **{w: int((table[s] == w).sum()) for w in (YES, NO, UNKNOWN)}}
            for s in STAGES]  # fmt: skip
    return pd.DataFrame(rows)


def _by_furthest(table: pd.DataFrame) -> pd.DataFrame:
    order = (*STAGES, NONE, NOT_KNOWN)
    counts = table["furthest"].value_counts()
    return pd.DataFrame({"furthest": order, "villages": [int(counts.get(k, 0)) for k in order]})


def _findings(
    table: pd.DataFrame, doubts: pd.DataFrame, on: dt.date, sources: Iterable[str], made_up: bool
) -> dict[str, Finding]:
    """Return a finding a stage: those known to have reached it, at most those and the unknown."""
    given = {"sources": tuple(sources), "as_of": on, "synthetic": made_up}
    found = {"villages": VILLAGES.between(len(table), len(table), value=len(table), **given)}
    for stage, definition in REACHED.items():
        yes, unknown = ((table[stage] == w).sum() for w in (YES, UNKNOWN))
        value = None if unknown else yes
        found[stage] = definition.between(yes, yes + unknown, value=value, **given)
    wrong = doubts.loc[doubts["contradicts"].astype(bool), "code"].nunique()
    found["contradictory"] = CONTRADICTORY.between(wrong, wrong, value=wrong, **given)
    return found
