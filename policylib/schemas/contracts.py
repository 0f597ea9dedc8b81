"""The contract of every table that is kept: columns, units, ranges and keys.

Text columns hold no missing value (an empty cell is the empty text); dates are `datetime.date`
parsed before the contract is asked.
"""

from __future__ import annotations

import pandera.pandas as pa

from policylib.schemas.columns import CODE, code, count, date, number, one_of, rows, table, text

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


published_numbers = table(
    {
        "id": text(),
        "region": code(),
        "quantity": one_of(*QUANTITIES),
        "reported_as": text(),
        "value": number(empty=True),
        "low": number(),
        "high": number(empty=True),
        "unit": one_of(*UNITS),
        "who_is_counted": text(),
        "stage": one_of(*STAGES),
        "denominator": text(required=False),
        "denominator_id": text(required=False),
        "kind": one_of(*KINDS),
        "as_of": date(),
        "as_of_precision": one_of(*PRECISIONS),
        "published": date(),
        "published_precision": one_of(*PRECISIONS),
        "source": text(),
        "grade": one_of(*GRADES),
        "note": text(required=False),
    },
    rows(lambda t: t["high"].isna() | (t["low"] <= t["high"]), "low is at most high"),
    rows(
        lambda t: (
            t["value"].isna()
            | ((t["value"] >= t["low"]) & (t["value"] <= t["high"].fillna(float("inf"))))
        ),
        "the printed value lies between low and high",
    ),
    rows(lambda t: (t["unit"] != "share") | (t["high"] <= 1), "a share is at most 1"),
    key=["id"],
)

sources = table(
    {
        "id": text(),
        "publisher": text(),
        "kind": text(),
        "published": text(required=False),
        "published_precision": one_of(*PRECISIONS, "unknown"),
        "address": text(required=False),
        "note": text(required=False),
    },
    key=["id"],
)

conflicts = table(
    {
        "id": text(),
        "regions": text(),
        "evidence": text(required=False),
        "known_from": date(),
        "subject": text(),
        "what_disagrees": text(),
        "how_to_treat": text(),
        "grade": one_of(*GRADES),
    },
    key=["id"],
)

regions = table(
    {
        "code": code(),
        "name": text(),
        "level": one_of(*LEVELS),
        "kind": text(),
        "parent": text(required=False),
        "valid_from": date(empty=True),
        "valid_to": date(empty=True),
        "note": text(required=False),
    }
)

spellings = table({"code": code(), "spelling": text(), "used_by": text()}, key=["code", "spelling"])

regency_units = table(
    {
        "code": code(),
        "area_km2": number(0),
        "districts": count(),
        "villages": count(),
        "urban_wards": count(),
    }
)

village_geometry = table(
    {
        "code": code(),
        "latitude": number(-12, 7),
        "longitude": number(94, 142),
        "area_km2": number(0),
    }
)

district_geometry = table(
    {
        "code": code(),
        "latitude": number(-12, 7),
        "longitude": number(94, 142),
        "latitude_inside": number(-12, 7),
        "longitude_inside": number(94, 142),
        "area_km2_big": number(0),
        "area_km2_hdx": number(0),
    }
)

_STATUS = ("MANDIRI", "MAJU", "BERKEMBANG", "TERTINGGAL", "SANGAT TERTINGGAL")
village_index = table(
    {
        "code": code(),
        "idm_2023": number(0, 1),
        "idm_status_2023": one_of(*_STATUS),
        "idm_2024": number(0, 1),
        "idm_status_2024": one_of(*_STATUS),
    }
)

regency_index = table(
    {
        "code": code(),
        "idm_2024_mean": number(0, 1),
        "idm_2024_mandiri": count(),
        "idm_2024_maju": count(),
        "idm_2024_berkembang": count(),
    }
)

_REVENUE = {
    f"{name}_2023_rp": count(empty=True)
    for name in ("dana_desa", "add", "tax_share", "own_revenue", "district_aid")
}
village_revenue = table({"code": code(), **_REVENUE})

population = table({"code": code(), "population_2024": count(1)})

village_facts = table(
    {
        "code": code(),
        "urban_class": one_of("urban", "rural"),
        "rw_count": count(),
        "rt_count": count(),
    }
)

village_fund_ceilings = table(
    {"code": code(), "dana_desa_2023_ceiling_rp": count(), "dana_desa_2024_ceiling_rp": count()}
)

minimum_wage = table({"code": code(), "minimum_wage_2024_rp_month": count(1)})

national_participants = table(
    {
        "date": date(),
        "active_participants_million": number(0),
        **{
            f"{n}_million": number(0, empty=True)
            for n in ("wage_earners", "non_wage", "construction")
        },
        "basis": one_of("year_end", "month_end"),
        "grade": one_of(*GRADES),
        "note": text(required=False),
    },
    key=["date"],
)

#: How a series came about: counted, or smoothed by somebody's model.
BASES = ("observed", "modelled")
adoption_series = table(
    {
        "series": text(),
        "kind": text(),
        "basis": one_of(*BASES),
        "what": text(),
        "source": text(),
    },
    key=["series"],
)

adoption_shares = table(
    {"series": text(), "year": count(1900), "share": number(0, 1)}, key=["series", "year"]
)

village_covariates = table(
    {
        "code": code(),
        "name": text(),
        "district_code": code(),
        "district": text(),
        "population_2024": count(1),
        "urban": pa.Column(bool),
        "idm_2024": number(0, 1),
        **{c: count() for c in ("rw_count", "rt_count")},
        **{f"{c}_2023_rp": count(empty=True) for c in ("add", "tax_share", "own_revenue")},
        "revenue_doubt": text(required=False),
    }
)

corrections = table(
    {
        "cell": text(pa.Check.str_matches(r"^.+![A-Z]{1,3}[1-9]\d*$", error="Sheet!C5")),
        "expected": text(required=False),
        "value": text(required=False),
        "why": text(),
        "who": text(),
    },
    key=["cell"],
)

indicator_issues = table(
    {
        "table": text(),
        "row": count(),
        "code": text(pa.Check.str_matches(CODE + "|^$"), required=False),
        "column": text(required=False),
        "rule": text(),
        "severity": one_of("error", "warning", "note"),
        "value": text(required=False),
    },
    key=["table", "row", "column", "rule"],
)
