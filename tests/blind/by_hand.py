"""Naive second implementation of the contribution and benefit rules, for a comparison.

Typed by hand from law.md and non_wage_brackets.csv; inputs and errors follow interface.md.

Readings chosen where the pages leave room:
- Programme keys are given only for chosen programmes; payer keys only for payers of the segment
  (`worker` of a wage earner is given even if 0, `state` only with JKP).
- `programmes`, if given, must hold both JKK and JKM ("always both"); if missing, it is just these.
- A fact the rule needs and does not get is an error; a fact the rule does not know is ignored.
- A wage, pay, income or contract that is given is checked, even where the rule does not use it.
- The 2020-08 to 2021-01 relief also holds for village officials and for both non-wage payers.
- Non-wage contributions start 2015-07-01, as PP 44/2015 does.
- law.md opens the JKP wage limit in 2025; interface.md says assume it from 2021, so it is taken.
- law.md grades the labour-intensive months 2025-08 to 2026-01 B only; interface.md counts them.
- Each payer's part of JKP (state, out of JKK, out of JKM) is rounded alone; JKP is their sum.
- No upper end is put on any value for which law.md gives none.
- Incapacity is summed first and rounded once; 0 months gives 0.
"""

import datetime
import math
from fractions import Fraction
from typing import Any

LAW_START = datetime.date(2015, 7, 1)  # PP 44, 45, 46/2015
JKP_START = datetime.date(2021, 2, 2)  # PP 37/2021
JKP_CHANGE = datetime.date(2025, 2, 7)  # PP 6/2025
VILLAGE_START = datetime.date(2018, 1, 1)  # law.md: village officials, RT/RW
BENEFIT_START = datetime.date(2019, 12, 2)  # PP 82/2019

RELIEF_FROM = datetime.date(2020, 8, 1)  # PP 49/2020
RELIEF_TO = datetime.date(2021, 1, 31)
RELIEF_SHARE = Fraction("0.01")  # 1 percent of the value
LABOUR_FROM = datetime.date(2025, 2, 1)  # PP 7/2025
LABOUR_TO = datetime.date(2026, 1, 31)  # extension, grade B
TRANSPORT_FROM = datetime.date(2026, 1, 1)  # PP 50/2025
TRANSPORT_TO = datetime.date(2027, 3, 31)
OTHER_FROM = datetime.date(2026, 4, 1)  # PP 50/2025
OTHER_TO = datetime.date(2026, 12, 31)
HALF = Fraction(1, 2)

JKK_CLASS_1 = Fraction("0.0024")  # PP 44/2015
JKK_CLASS_2 = Fraction("0.0054")
JKK_CLASS_3 = Fraction("0.0089")
JKK_CLASS_4 = Fraction("0.0127")
JKK_CLASS_5 = Fraction("0.0174")
JKM_WAGE = Fraction("0.0030")  # PP 44/2015
JHT_EMPLOYER = Fraction("0.037")  # PP 46/2015, PP 60/2015
JHT_WORKER = Fraction("0.020")
JP_EMPLOYER = Fraction("0.02")  # PP 45/2015
JP_WORKER = Fraction("0.01")
JKP_STATE = Fraction("0.0022")  # PP 37/2021, PP 6/2025
JKP_OUT_OF_JKK = Fraction("0.0014")
JKP_OUT_OF_JKM = Fraction("0.0010")  # PP 37/2021, to 2025-02-06
JKP_WAGE_LIMIT = 5000000

JKK_NON_WAGE = Fraction("0.01")  # PP 44/2015 annex II
JKM_NON_WAGE = 6800
JHT_NON_WAGE = Fraction("0.02")

LOWEST_PAY = 100000  # interface.md: below it thousands may be meant
LOWEST_CONTRACT = 1000000

# non_wage_brackets.csv: (income below, base); PP 44/2015 annex II
BRACKETS = [
    (1100000, 1000000),
    (1300000, 1200000),
    (1500000, 1400000),
    (1700000, 1600000),
    (1900000, 1800000),
    (2100000, 2000000),
    (2300000, 2200000),
    (2500000, 2400000),
    (2700000, 2600000),
    (3200000, 2950000),
    (3700000, 3450000),
    (4200000, 3950000),
    (4700000, 4450000),
    (5200000, 4950000),
    (5700000, 5450000),
    (6200000, 5950000),
    (6700000, 6450000),
    (7200000, 6950000),
    (7700000, 7450000),
    (8200000, 7950000),
    (9200000, 8700000),
    (10200000, 9700000),
    (11200000, 10700000),
    (12200000, 11700000),
    (13200000, 12700000),
    (14200000, 13700000),
    (15200000, 14700000),
    (16200000, 15700000),
    (17200000, 16700000),
    (18200000, 17700000),
    (19200000, 18700000),
    (20200000, 19700000),
]
BASE_ABOVE = 20700000  # the last row, with no upper end

# law.md, JP wage ceiling: (first day, rupiah a month)
JP_CEILINGS = [
    (datetime.date(2015, 7, 1), 7000000),
    (datetime.date(2016, 3, 1), 7335300),
    (datetime.date(2017, 3, 1), 7703500),
    (datetime.date(2018, 3, 1), 8094000),
    (datetime.date(2019, 3, 1), 8512400),
    (datetime.date(2020, 3, 1), 8939700),
    (datetime.date(2021, 3, 1), 8754600),
    (datetime.date(2022, 3, 1), 9077600),
    (datetime.date(2023, 3, 1), 9559600),
    (datetime.date(2024, 3, 1), 10042300),
    (datetime.date(2025, 3, 1), 10547400),
    (datetime.date(2026, 3, 1), 11086300),
]

# law.md, construction: (slice from, slice to, JKK, JKM)
SLICES = [
    (0, 100000000, Fraction("0.0021"), Fraction("0.0003")),
    (100000000, 500000000, Fraction("0.0017"), Fraction("0.0002")),
    (500000000, 1000000000, Fraction("0.0013"), Fraction("0.0002")),
    (1000000000, 5000000000, Fraction("0.0011"), Fraction("0.0001")),
    (5000000000, None, Fraction("0.0009"), Fraction("0.0001")),
]

# law.md, benefits: PP 82/2019
DEATH_NEW = 20000000 + 12000000 + 10000000
DEATH_OLD = 24000000
DEATH_NON_WAGE_EARLY = 10000000
DEATH_AT_WORK_FIXED = 10000000 + 12000000
GRANT_PRIMARY = 8 * 1500000
GRANT_LOWER = 3 * 2000000
GRANT_UPPER = 3 * 3000000
GRANT_HIGHER = 5 * 12000000


def _round(value: Fraction | int) -> int:
    """Round half up to whole rupiah."""
    return math.floor(Fraction(value) + HALF)


def _need(facts: dict[str, Any], name: str) -> Any:
    if name not in facts:
        raise ValueError(f"fact missing: {name}")
    return facts[name]


def _whole(facts: dict[str, Any], name: str, least: int) -> int:
    value = _need(facts, name)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{name} must be a whole number")
    if value < least:
        raise ValueError(f"{name} must be at least {least}")
    return value


def _check_money(facts: dict[str, Any]) -> None:
    """Check every sum of money that is given, used or not."""
    for name in ("wage", "pay", "income"):
        if name in facts:
            _whole(facts, name, LOWEST_PAY)
    if "contract" in facts:
        _whole(facts, "contract", LOWEST_CONTRACT)


def _programmes(facts: dict[str, Any], allowed: tuple[str, ...]) -> list[str]:
    chosen = list(facts.get("programmes", ["JKK", "JKM"]))
    for name in chosen:
        if name not in allowed:
            raise ValueError(f"unknown programme: {name}")
    if "JKK" not in chosen or "JKM" not in chosen:
        raise ValueError("JKK and JKM always go together")
    return chosen


def _in_relief(day: datetime.date) -> bool:
    return RELIEF_FROM <= day <= RELIEF_TO


def _jkk_rate(risk_class: int) -> Fraction:
    if risk_class == 1:
        return JKK_CLASS_1
    if risk_class == 2:
        return JKK_CLASS_2
    if risk_class == 3:
        return JKK_CLASS_3
    if risk_class == 4:
        return JKK_CLASS_4
    if risk_class == 5:
        return JKK_CLASS_5
    raise ValueError("risk class must be 1 to 5")


def _jp_ceiling(day: datetime.date) -> int:
    ceiling = 0
    for first, value in JP_CEILINGS:
        if day >= first:
            ceiling = value
    return ceiling


def _base_of(income: int) -> int:
    for below, base in BRACKETS:
        if income < below:
            return base
    return BASE_ABOVE


def _add_jht(result: dict[str, int], wage: int) -> None:
    employer = _round(wage * JHT_EMPLOYER)
    worker = _round(wage * JHT_WORKER)
    result["JHT"] = employer + worker
    result["employer"] += employer
    result["worker"] += worker


def _add_jp(result: dict[str, int], wage: int, day: datetime.date) -> None:
    counted = min(wage, _jp_ceiling(day))
    employer = _round(counted * JP_EMPLOYER)
    worker = _round(counted * JP_WORKER)
    result["JP"] = employer + worker
    result["employer"] += employer
    result["worker"] += worker


def _add_jkp(result: dict[str, int], wage: int, day: datetime.date) -> None:
    """Move a part of JKK (and JKM) to JKP; the employer's bill stays as it is."""
    if day < JKP_START:
        raise ValueError("JKP starts on 2021-02-02")
    counted = min(wage, JKP_WAGE_LIMIT)
    state = _round(counted * JKP_STATE)
    from_jkk = _round(counted * JKP_OUT_OF_JKK)
    from_jkm = 0
    if day < JKP_CHANGE:
        from_jkm = _round(counted * JKP_OUT_OF_JKM)
    result["JKK"] -= from_jkk
    result["JKM"] -= from_jkm
    result["JKP"] = state + from_jkk + from_jkm
    result["state"] = state


def _add_total(result: dict[str, int]) -> dict[str, int]:
    total = 0
    for name in ("JKK", "JKM", "JHT", "JP", "JKP"):
        if name in result:
            total += result[name]
    result["total"] = total
    return result


def _employed(day: datetime.date, wage: int, jkk_rate: Fraction) -> dict[str, int]:
    """JKK and JKM on a wage, the start of a wage earner's or village official's result."""
    jkm_rate = JKM_WAGE
    if _in_relief(day):
        jkk_rate = jkk_rate * RELIEF_SHARE
        jkm_rate = jkm_rate * RELIEF_SHARE
    jkk = _round(wage * jkk_rate)
    jkm = _round(wage * jkm_rate)
    return {"JKK": jkk, "JKM": jkm, "employer": jkk + jkm, "worker": 0}


def _wage_earner(day: datetime.date, facts: dict[str, Any]) -> dict[str, int]:
    wage = _whole(facts, "wage", LOWEST_PAY)
    rate = _jkk_rate(_whole(facts, "risk_class", 1))
    programmes = _programmes(facts, ("JKK", "JKM", "JHT", "JP", "JKP"))
    if facts.get("labour_intensive", False) and LABOUR_FROM <= day <= LABOUR_TO:
        if "JKP" in programmes:
            raise ValueError("JKP with the labour-intensive relief: not known how")
        rate = rate * HALF
    result = _employed(day, wage, rate)
    if "JHT" in programmes:
        _add_jht(result, wage)
    if "JP" in programmes:
        _add_jp(result, wage, day)
    if "JKP" in programmes:
        _add_jkp(result, wage, day)
    return _add_total(result)


def _village_official(day: datetime.date, facts: dict[str, Any]) -> dict[str, int]:
    if day < VILLAGE_START:
        raise ValueError("village officials start on 2018-01-01")
    pay = _whole(facts, "pay", LOWEST_PAY)
    programmes = _programmes(facts, ("JKK", "JKM", "JHT"))
    result = _employed(day, pay, JKK_CLASS_1)
    if "JHT" in programmes:
        _add_jht(result, pay)
    return _add_total(result)


def _non_wage_share(day: datetime.date, sector: str, payer: str) -> Fraction:
    """The share of JKK and JKM a non-wage worker has to pay."""
    if sector not in ("transport", "other"):
        raise ValueError(f"unknown sector: {sector}")
    if payer not in ("self", "budget"):
        raise ValueError(f"unknown payer: {payer}")
    if _in_relief(day):
        return RELIEF_SHARE
    if payer == "budget":
        return Fraction(1)
    if sector == "transport" and TRANSPORT_FROM <= day <= TRANSPORT_TO:
        return HALF
    if sector == "other" and OTHER_FROM <= day <= OTHER_TO:
        return HALF
    return Fraction(1)


def _non_wage(day: datetime.date, facts: dict[str, Any]) -> dict[str, int]:
    income = _whole(facts, "income", LOWEST_PAY)
    payer = _need(facts, "payer")
    share = _non_wage_share(day, _need(facts, "sector"), payer)
    programmes = _programmes(facts, ("JKK", "JKM", "JHT"))
    base = _base_of(income)
    result = {"JKK": _round(base * JKK_NON_WAGE * share), "JKM": _round(JKM_NON_WAGE * share)}
    if "JHT" in programmes:
        result["JHT"] = _round(base * JHT_NON_WAGE)
    _add_total(result)
    if payer == "self":
        result["worker"] = result["total"]
    if payer == "budget":
        result["budget"] = result["total"]
    return result


def _construction(day: datetime.date, facts: dict[str, Any]) -> dict[str, int]:
    if _in_relief(day):
        raise ValueError("construction in the relief of 2020-08 to 2021-01 is not known")
    contract = _whole(facts, "contract", LOWEST_CONTRACT)
    _programmes(facts, ("JKK", "JKM"))
    jkk = Fraction(0)
    jkm = Fraction(0)
    for start, end, jkk_rate, jkm_rate in SLICES:
        if contract > start:
            part = contract - start
            if end is not None and contract > end:
                part = end - start
            jkk += part * jkk_rate
            jkm += part * jkm_rate
    result = {"JKK": _round(jkk), "JKM": _round(jkm)}
    result["employer"] = result["JKK"] + result["JKM"]
    return _add_total(result)


def amounts(segment: str, day: datetime.date, **facts: Any) -> dict[str, int]:
    """Give the month's contributions (construction: the contract's) by programme and payer."""
    if day < LAW_START:
        raise ValueError("before the law (2015-07-01)")
    _check_money(facts)
    if segment == "wage_earner":
        return _wage_earner(day, facts)
    if segment == "non_wage":
        return _non_wage(day, facts)
    if segment == "village_official":
        return _village_official(day, facts)
    if segment == "construction":
        return _construction(day, facts)
    raise ValueError(f"unknown segment: {segment}")


def _death(day: datetime.date, facts: dict[str, Any]) -> int:
    if day < BENEFIT_START:
        return DEATH_OLD
    worker = _need(facts, "worker")
    if worker == "non_wage" and _whole(facts, "months_contributed", 0) < 3:
        return DEATH_NON_WAGE_EARLY
    return DEATH_NEW


def _grant_of_child(level: str) -> int:
    if level == "primary":
        return GRANT_PRIMARY + GRANT_LOWER + GRANT_UPPER + GRANT_HIGHER
    if level == "lower":
        return GRANT_LOWER + GRANT_UPPER + GRANT_HIGHER
    if level == "upper":
        return GRANT_UPPER + GRANT_HIGHER
    if level == "higher":
        return GRANT_HIGHER
    raise ValueError(f"unknown level: {level}")


def _school_grants(facts: dict[str, Any]) -> int:
    grants = sorted((_grant_of_child(level) for level in _need(facts, "children")), reverse=True)
    cause = _need(facts, "cause")
    if cause not in ("death", "work"):
        raise ValueError(f"unknown cause: {cause}")
    if cause == "death" and _whole(facts, "months_contributed", 0) < 36:
        return 0
    return sum(grants[:2])


def _incapacity(facts: dict[str, Any]) -> int:
    wage = _whole(facts, "wage", LOWEST_PAY)
    months = _whole(facts, "months", 0)
    if months <= 12:
        return wage * months
    return _round(wage * 12 + wage * HALF * (months - 12))


def benefit(day: datetime.date, **facts: Any) -> int:
    """Give the rupiah of one benefit for an event on the day."""
    if day < LAW_START:
        raise ValueError("before the law (2015-07-01)")
    _check_money(facts)
    if facts.get("worker", "wage_earner") not in ("wage_earner", "non_wage"):
        raise ValueError("unknown worker")
    kind = _need(facts, "benefit")
    if kind == "death":
        return _death(day, facts)
    if day < BENEFIT_START:
        raise ValueError("before PP 82/2019 (2019-12-02)")
    if kind == "death_at_work":
        return 48 * _whole(facts, "wage", LOWEST_PAY) + DEATH_AT_WORK_FIXED
    if kind == "disability_total":
        return 56 * _whole(facts, "wage", LOWEST_PAY)
    if kind == "school_grants":
        return _school_grants(facts)
    if kind == "incapacity":
        return _incapacity(facts)
    raise ValueError(f"unknown benefit: {kind}")
