"""What villages answered, as numbers: items, an index a block, the outcome, the district's rule."""

from __future__ import annotations

import numpy as np
import pandas as pd

from policylib.compliance.plan import Plan
from policylib.errors import DataError, UsageError, message, places

_YES_NO = {"yes": 1.0, "no": 0.0}
#: Terms made of a count by ``log(1 + count)``.
_LOGGED = {"log_reminded_times": "reminded_times"}
OUTCOME = "enrolled"
RULE = "district_rule"


def assemble(villages: pd.DataFrame, form: pd.DataFrame, *, plan: Plan) -> pd.DataFrame:
    """Join villages with what they answered, one row a village of the register.

    Parameters
    ----------
    villages : pandas.DataFrame
        Every village with its public terms (`with_terms`, `with_place`).
    form : pandas.DataFrame
        Cleaned office table ``village_enrolment``, real or made up; a village may be missing.

    Returns
    -------
    pandas.DataFrame
        The villages with ``enrolled`` (0, 1 or missing), the items, an index a block
        (standardised; missing where fewer items are answered than the plan asks for),
        ``district_rule`` (0, 1 or missing) and the mark of made-up rows.

    Raises
    ------
    DataError
        If a village stands twice, or lies outside the register of the area.
    UsageError
        If the form lacks a column of the plan.
    """
    _refuse_strangers(villages, form)
    asked = [_LOGGED.get(i, i) for i in plan.items if i not in villages]
    columns = [*asked, *_outcome_columns(plan), plan.district_term]
    if lacking := [c for c in columns if c not in form]:
        raise UsageError(
            message(f"the form has no column '{lacking[0]}'", way_out="Use the shipped form.")
        )
    marks = [c for c in ("synthetic",) if c in form]
    table = villages.merge(form[["code", *columns, *marks]], on="code", how="left")
    for mark in marks:
        table[mark] = True
    for item in plan.items:
        if item not in villages:
            table[item] = _numbers(table, item, plan)
    table[OUTCOME] = _outcome(table, plan)
    for block, items in plan.blocks.items():
        table[block] = _index(table, items, least=plan.least_items)
    table[RULE] = _rule(table, plan)
    return table


def _refuse_strangers(villages: pd.DataFrame, form: pd.DataFrame) -> None:
    if twice := sorted(set(form.loc[form["code"].duplicated(), "code"])):
        raise DataError(
            message("a village stands twice", where=places(twice), way_out="Keep one row of it.")
        )
    if strangers := sorted(set(form["code"]) - set(villages["code"])):
        raise DataError(
            message(
                "villages outside the register of this area",
                where=places(strangers),
                expected=f"at most {len(villages)} villages of it",
                way_out="Kabupaten and Kota are never pooled: leave the others out.",
            )
        )


def _outcome_columns(plan: Plan) -> list[str]:
    return {"active": ["active"], "registered": ["registered_on", "active"]}[plan.outcome]


def _outcome(table: pd.DataFrame, plan: Plan) -> pd.Series:
    """Return 0 or 1; missing where it is not known, never taken for no."""
    active = table["active"].map(_YES_NO).astype("float64")
    if plan.outcome == "active":
        return active
    return active.where(active.isna() | (active == 1), 0.0).mask(
        table["registered_on"].notna(), 1.0
    )


def _numbers(table: pd.DataFrame, item: str, plan: Plan) -> pd.Series:
    values = table[_LOGGED.get(item, item)]
    if item in _LOGGED:
        return np.log1p(values.astype("float64"))
    if pd.api.types.is_numeric_dtype(values):
        return values.astype("float64")
    unknown = {"unknown": 0.0} if item in plan.unknown_is_no else {}
    return values.map({**_YES_NO, **unknown}).astype("float64")


def _index(table: pd.DataFrame, items: dict[str, str], *, least: int) -> pd.Series:
    """Return the mean of the answered items, each standardised and turned to mean more."""
    numbers = table[list(items)].astype("float64")
    spread = numbers.std()
    if constant := [i for i in items if not spread[i] > 0]:
        raise DataError(
            message(
                f"every village gives the same answer: {', '.join(constant)}",
                way_out="The plan's index cannot be made; say so and use another plan.",
            )
        )
    signs = pd.Series({i: 1.0 if way == "more" else -1.0 for i, way in items.items()})
    standard = (numbers - numbers.mean()) / spread * signs
    index = standard.mean(axis=1).where(numbers.notna().sum(axis=1) >= least)
    return (index - index.mean()) / index.std()


def _rule(table: pd.DataFrame, plan: Plan) -> pd.Series:
    """Return what most answering villages of a district say; missing on a tie or no answer."""
    said = table[plan.district_term].map(_YES_NO).astype("float64")
    share = said.groupby(table[plan.groups]).transform("mean")
    return pd.Series(np.where(share > 0.5, 1.0, 0.0), index=table.index).mask(
        share.isna() | (share == 0.5)
    )
