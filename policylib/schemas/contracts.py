"""The contract of every table that is kept: columns, units, ranges and keys.

Text columns hold no missing value (an empty cell is the empty text); dates are `datetime.date`
parsed before the contract is asked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pandas as pd
import pandera.pandas as pa

GRADES = ("A", "B", "C")
PRECISIONS = ("day", "month", "year")
KINDS = ("observed", "target", "plan")
STAGES = ("instructed", "budgeted", "registered", "paid", "active", "not_stated", "not_applicable")
QUANTITIES = (
    "branch_visitors_per_day",
    "city_paid_participants",
    "coverage_share",
    "dana_desa_total",
    "employed",
    "labour_force",
    "poor_people",
    "subsidy_beneficiaries",
    "subsidy_budget",
    "subsidy_per_person_year",
    "unemployment_rate",
    "village_officials_covered_share",
    "villages_enrolled",
    "villages_not_enrolled",
    "villages_total",
    "vulnerable_workers",
    "workers_protected",
    "workers_total",
)
UNITS = (
    "share",
    "people",
    "people per day",
    "villages",
    "rupiah",
    "rupiah per year",
    "rupiah per person-year",
)
LEVELS = ("country", "province", "regency", "district", "village")
CODE = r"^(ID|\d\d(\.\d\d(\.\d\d(\.\d{4})?)?)?)$"


def _text(*checks: pa.Check, required: bool = True, **options) -> pa.Column:
    lengths = [pa.Check.str_length(min_value=1)] if required else []
    return pa.Column(str, [*lengths, *checks], **options)


def _one_of(*words: str) -> pa.Column:
    return _text(pa.Check.isin(words))


def _code(**options) -> pa.Column:
    return _text(pa.Check.str_matches(CODE), **options)


def _number(low: float | None = 0, high: float | None = None, *, empty: bool = False) -> pa.Column:
    checks = ([] if low is None else [pa.Check.ge(low)]) + (
        [] if high is None else [pa.Check.le(high)]
    )
    return pa.Column(float, checks, nullable=empty, coerce=True)


def _count(low: int = 0, *, empty: bool = False) -> pa.Column:
    return pa.Column("Int64", [pa.Check.ge(low)], nullable=empty, coerce=True)


def _date(*, empty: bool = False) -> pa.Column:
    is_date = pa.Check(
        lambda v: isinstance(v, dt.date), element_wise=True, error="a date written year-month-day"
    )
    return pa.Column(object, [is_date], nullable=empty)


def _rows(check: Callable[[pd.DataFrame], pd.Series], error: str) -> pa.Check:
    return pa.Check(check, error=error)


def _table(
    columns: dict[str, pa.Column], *checks: pa.Check, key: list[str] | None = None
) -> pa.DataFrameSchema:
    return pa.DataFrameSchema(columns, checks=list(checks), strict=True, unique=key or ["code"])


published_numbers = _table(
    {
        "id": _text(),
        "region": _code(),
        "quantity": _one_of(*QUANTITIES),
        "reported_as": _text(),
        "value": _number(empty=True),
        "low": _number(),
        "high": _number(empty=True),
        "unit": _one_of(*UNITS),
        "who_is_counted": _text(),
        "stage": _one_of(*STAGES),
        "denominator": _text(required=False),
        "denominator_id": _text(required=False),
        "kind": _one_of(*KINDS),
        "as_of": _date(),
        "as_of_precision": _one_of(*PRECISIONS),
        "published": _date(),
        "published_precision": _one_of(*PRECISIONS),
        "source": _text(),
        "grade": _one_of(*GRADES),
        "note": _text(required=False),
    },
    _rows(lambda t: t["high"].isna() | (t["low"] <= t["high"]), "low is at most high"),
    _rows(
        lambda t: (
            t["value"].isna()
            | ((t["value"] >= t["low"]) & (t["value"] <= t["high"].fillna(float("inf"))))
        ),
        "the printed value lies between low and high",
    ),
    _rows(lambda t: (t["unit"] != "share") | (t["high"] <= 1), "a share is at most 1"),
    key=["id"],
)

sources = _table(
    {
        "id": _text(),
        "publisher": _text(),
        "kind": _text(),
        "published": _text(required=False),
        "published_precision": _one_of(*PRECISIONS, "unknown"),
        "address": _text(required=False),
        "note": _text(required=False),
    },
    key=["id"],
)

conflicts = _table(
    {
        "id": _text(),
        "regions": _text(),
        "evidence": _text(required=False),
        "known_from": _date(),
        "subject": _text(),
        "what_disagrees": _text(),
        "how_to_treat": _text(),
        "grade": _one_of(*GRADES),
    },
    key=["id"],
)

regions = _table(
    {
        "code": _code(),
        "name": _text(),
        "level": _one_of(*LEVELS),
        "kind": _text(),
        "parent": _text(required=False),
        "valid_from": _date(empty=True),
        "valid_to": _date(empty=True),
        "note": _text(required=False),
    }
)

spellings = _table(
    {"code": _code(), "spelling": _text(), "used_by": _text()}, key=["code", "spelling"]
)

regency_units = _table(
    {
        "code": _code(),
        "area_km2": _number(0),
        "districts": _count(),
        "villages": _count(),
        "urban_wards": _count(),
    }
)

village_geometry = _table(
    {
        "code": _code(),
        "latitude": _number(-12, 7),
        "longitude": _number(94, 142),
        "area_km2": _number(0),
    }
)

district_geometry = _table(
    {
        "code": _code(),
        "latitude": _number(-12, 7),
        "longitude": _number(94, 142),
        "latitude_inside": _number(-12, 7),
        "longitude_inside": _number(94, 142),
        "area_km2_big": _number(0),
        "area_km2_hdx": _number(0),
    }
)

_STATUS = ("MANDIRI", "MAJU", "BERKEMBANG", "TERTINGGAL", "SANGAT TERTINGGAL")
village_index = _table(
    {
        "code": _code(),
        "idm_2023": _number(0, 1),
        "idm_status_2023": _one_of(*_STATUS),
        "idm_2024": _number(0, 1),
        "idm_status_2024": _one_of(*_STATUS),
    }
)

regency_index = _table(
    {
        "code": _code(),
        "idm_2024_mean": _number(0, 1),
        "idm_2024_mandiri": _count(),
        "idm_2024_maju": _count(),
        "idm_2024_berkembang": _count(),
    }
)

_REVENUE = {
    f"{name}_2023_rp": _count(empty=True)
    for name in ("dana_desa", "add", "tax_share", "own_revenue", "district_aid")
}
village_revenue = _table({"code": _code(), **_REVENUE})

population = _table({"code": _code(), "population_2024": _count(1)})

village_facts = _table(
    {
        "code": _code(),
        "urban_class": _one_of("urban", "rural"),
        "rw_count": _count(),
        "rt_count": _count(),
    }
)

village_fund_ceilings = _table(
    {"code": _code(), "dana_desa_2023_ceiling_rp": _count(), "dana_desa_2024_ceiling_rp": _count()}
)

minimum_wage = _table({"code": _code(), "minimum_wage_2024_rp_month": _count(1)})

national_participants = _table(
    {
        "date": _date(),
        "active_participants_million": _number(0),
        **{
            f"{n}_million": _number(0, empty=True)
            for n in ("wage_earners", "non_wage", "construction")
        },
        "basis": _one_of("year_end", "month_end"),
        "grade": _one_of(*GRADES),
        "note": _text(required=False),
    },
    key=["date"],
)

village_covariates = _table(
    {
        "code": _code(),
        "name": _text(),
        "district_code": _code(),
        "district": _text(),
        "population_2024": _count(1),
        "urban": pa.Column(bool),
        "idm_2024": _number(0, 1),
        **{c: _count() for c in ("rw_count", "rt_count")},
        **{f"{c}_2023_rp": _count(empty=True) for c in ("add", "tax_share", "own_revenue")},
        "revenue_doubt": _text(required=False),
    }
)

corrections = _table(
    {
        "cell": _text(pa.Check.str_matches(r"^.+![A-Z]{1,3}[1-9]\d*$", error="Sheet!C5")),
        "expected": _text(required=False),
        "value": _text(required=False),
        "why": _text(),
        "who": _text(),
    },
    key=["cell"],
)

indicator_issues = _table(
    {
        "table": _text(),
        "row": _count(),
        "code": _text(pa.Check.str_matches(CODE + "|^$"), required=False),
        "column": _text(required=False),
        "rule": _text(),
        "severity": _one_of("error", "warning", "note"),
        "value": _text(required=False),
    },
    key=["table", "row", "column", "rule"],
)
