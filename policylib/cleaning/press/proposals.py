"""Rows that an article proposes for the evidence table, beside what the ledger already holds.

Nothing is written: a person reads the article, completes the row and accepts it.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence

import pandas as pd

from policylib.cleaning.masks import masked
from policylib.cleaning.press.claims import Claim
from policylib.evidence import Ledger, Number
from policylib.schemas.contracts import published_numbers

#: What the ledger says of a proposed row, from agreement to nothing known.
STANDINGS = ("same", "overlaps", "differs", "other_date", "new")
COLUMNS = (*published_numbers.columns, "beside", "standing", "conflicts")
_COMPARABLE = frozenset({"rupiah", "rupiah per year"})
_DECIMALS = 12


def propose(
    claims: Sequence[Claim], ledger: Ledger, *, known_on: dt.date | None = None
) -> pd.DataFrame:
    """Put each claim beside the numbers of the ledger with the same quantity and region.

    Parameters
    ----------
    known_on : datetime.date, optional
        What was published later is not seen.

    Returns
    -------
    pandas.DataFrame
        One row a claim, with the columns of ``published_numbers`` ('' where a person must
        decide), and

        - ``beside``: ids of the ledger, separated by spaces;
        - ``standing``: same (of the same kind, unit and day, one interval inside the other),
          overlaps, differs (disjoint: it contradicts), other_date (also where the claim has no
          date, or only other kinds or units are known), new (none beside, or quantity or place
          unsure);
        - ``conflicts``: ids of contradictions that name the numbers beside.

    >>> propose((), Ledger({}, {}, ())).empty
    True
    """
    seen = ledger.as_known_on(known_on) if known_on else ledger
    return pd.DataFrame([_row(claim, seen) for claim in claims], columns=list(COLUMNS))


def _row(claim: Claim, ledger: Ledger) -> dict[str, object]:
    beside = _beside(claim, ledger)
    names = {number.id for number in beside}
    named = [c.id for c in ledger.conflicts if names & set(c.evidence)]
    return {
        **dict.fromkeys(COLUMNS, ""),
        "region": claim.place,
        "quantity": claim.quantity,
        "reported_as": _flat(claim.text),
        "value": math.nan if claim.value is None else claim.value,
        "low": claim.low,
        "high": math.nan if math.isinf(claim.high) else claim.high,
        "unit": claim.unit,
        "who_is_counted": _flat(claim.counted),
        "kind": claim.kind,
        "as_of": claim.date,
        "as_of_precision": claim.date_precision,
        "published": None,
        "beside": " ".join(number.id for number in beside),
        "standing": _standing(claim, beside),
        "conflicts": " ".join(named),
    }


def _beside(claim: Claim, ledger: Ledger) -> tuple[Number, ...]:
    if not (claim.quantity and claim.place):
        return ()
    return tuple(n for n in ledger.of_region(claim.place) if n.quantity == claim.quantity)


def _standing(claim: Claim, beside: Iterable[Number]) -> str:
    beside = tuple(beside)
    same_day = [
        n for n in beside if n.kind == claim.kind and _alike(claim, n) and _same_day(claim, n)
    ]
    if same_day:
        found = {_compared(claim, number) for number in same_day}
        return next(word for word in STANDINGS if word in found)
    return "other_date" if beside else "new"


def _alike(claim: Claim, number: Number) -> bool:
    return claim.unit == number.unit or {claim.unit, number.unit} <= _COMPARABLE


def _same_day(claim: Claim, number: Number) -> bool:
    """Equal days; or the same month or year where both are known no better."""
    if claim.date is None:
        return False
    if claim.date == number.as_of:
        return True
    parts = {"month": 2, "year": 1}.get(claim.date_precision, 0)
    first, second = (day.timetuple()[:parts] for day in (claim.date, number.as_of))
    return claim.date_precision == number.as_of_precision and bool(parts) and first == second


def _compared(claim: Claim, number: Number) -> str:
    ends = (claim.low, claim.high, number.low, number.high)
    low, high, known_low, known_high = (round(end, _DECIMALS) for end in ends)
    if high < known_low or known_high < low:
        return "differs"
    inside = known_low <= low and high <= known_high
    around = low <= known_low and known_high <= high
    return "same" if inside or around else "overlaps"


def lines(table: pd.DataFrame) -> list[str]:
    """Return a table of `propose` as plain lines; long numbers are masked.

    >>> lines(propose((), Ledger({}, {}, ())))
    ['no quantity found']
    """
    found = [line for n, row in enumerate(table.to_dict("records"), 1) for line in _told(n, row)]
    return found or ["no quantity found"]


def _told(number: int, row: dict[str, object]) -> list[str]:
    unit = row["unit"] or "unknown unit"
    counted = f", {row['who_is_counted']}" if row["who_is_counted"] else ""
    day = f"{row['as_of']} ({row['as_of_precision']})" if row["as_of"] else "unsure"
    beside = f", beside {row['beside']}" if row["beside"] else ""
    told = [
        f"{number}. {row['reported_as']}",
        f"   interval  {_interval(row['low'], row['high'])} {unit}{counted}",
        f"   quantity  {row['quantity'] or 'unsure'} ({row['kind']})",
        f"   place     {row['region'] or 'unsure'}",
        f"   as of     {day}",
        f"   standing  {row['standing']}{beside}",
    ]
    if row["conflicts"]:
        told.append(f"   contradictions on record  {row['conflicts']}")
    return [masked(line) for line in told]


def _interval(low: float, high: float) -> str:
    if math.isnan(high):
        return f"{_written(low)} or more"
    return _written(low) if low == high else f"{_written(low)} to {_written(high)}"


def _written(value: float) -> str:
    return f"{value:.12f}".rstrip("0").rstrip(".")


def _flat(text: str) -> str:
    """One printable line: an article may hold marks that steer a terminal."""
    kept = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(masked(kept).split())
