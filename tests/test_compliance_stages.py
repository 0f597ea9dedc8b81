"""Stages of villages from an office's table: unknown is not no, and nothing is repaired.

All rows are made up.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from policylib import compliance, schemas, store, tables, wording
from policylib.compliance.stages import NONE, NOT_KNOWN
from policylib.errors import DataError, UsageError

ON = dt.date(2025, 10, 31)
DATES = ("instructed_on", "budgeted_on", "registered_on", "paid_until", "filled_on")
CODES = [f"32.16.01.20{n:02d}" for n in range(1, 10)]


def day(text):
    return None if text == "" else dt.date.fromisoformat(f"2025-{text}")


def answers(*rows):
    """Made-up rows of the cleaned table: five dates as month-day, then active."""
    table = pd.DataFrame(
        [[code, *map(day, row[:5]), row[5]] for code, row in zip(CODES, rows, strict=False)],
        columns=["code", *DATES, "active"],
    )
    table = table.astype(dict.fromkeys(DATES, "date32[pyarrow]") | {"active": "str"})
    table["active"] = table["active"].where(table["active"] != "", np.nan)
    return table.assign(synthetic=True)


def found(*rows, villages=None, on=ON, **changed):
    table = answers(*rows)
    given = {"villages": villages or list(table["code"]), "on": on, "paid_through": on,
             "sources": ["data:dpmd-form", "synthetic:typed"]}  # fmt: skip
    return compliance.stages(table, **{**given, **changed})


ALL = ("01-10", "02-10", "03-10", "10-31", "10-31", "yes")
NOTHING = ("", "", "", "", "", "")


def states(one, row=0):
    return list(one.table.loc[row, list(compliance.STAGES)])


def test_a_village_with_everything_has_reached_all_stages():
    one = found(ALL)
    assert states(one) == ["yes"] * 5
    assert one.table.loc[0, "furthest"] == one.table.loc[0, "at_most"] == "active"
    assert one.doubts.empty


def test_a_blank_is_unknown_and_never_no():
    one = found(NOTHING)
    assert states(one) == ["unknown"] * 5
    assert (one.table.loc[0, "furthest"], one.table.loc[0, "at_most"]) == (NOT_KNOWN, "active")
    assert list(one.counts["no"]) == [0] * 5


def test_unknown_said_and_unknown_left_blank_are_both_unknown():
    one = found((*NOTHING[:5], "unknown"), NOTHING, (*NOTHING[:5], "no"))
    assert list(one.table["active"]) == ["unknown", "unknown", "no"]


def test_a_village_without_a_row_is_unknown_and_counted():
    one = found(ALL, villages=CODES)
    assert one.villages.value == 9
    assert (one.active.low, one.active.high, one.active.value) == (1, 9, None)
    assert list(one.counts.loc[4, ["yes", "no", "unknown"]]) == [1, 0, 8]


def test_a_stage_reached_later_is_not_reached_on_the_day():
    rows = ("01-10", "11-01", "12-01", "09-30", "10-31", "no")
    one = found(rows)
    assert states(one) == ["yes", "no", "no", "no", "no"]
    assert one.table.loc[0, "furthest"] == one.table.loc[0, "at_most"] == "instructed"
    assert states(found(rows, on=dt.date(2025, 12, 31)))[:3] == ["yes"] * 3


def test_the_day_itself_counts():
    one = found(("10-31", "10-31", "10-31", "10-31", "", "yes"))
    assert states(one) == ["yes"] * 5


def test_paid_looks_at_the_day_that_is_asked_for():
    row = (*ALL[:3], "09-30", *ALL[4:])
    assert states(found(row))[3] == "no"
    assert states(found(row, paid_through=dt.date(2025, 9, 30)))[3] == "yes"


def test_an_answer_of_a_later_day_says_nothing_of_this_one():
    one = found((*ALL[:4], "11-15", "yes"), (*ALL[:4], "10-01", "yes"), (*ALL[:4], "", "yes"))
    assert list(one.table["active"]) == ["unknown", "yes", "yes"]
    assert (one.oldest, one.newest) == (dt.date(2025, 10, 1), dt.date(2025, 11, 15))


def test_registered_paid_and_active_are_three_counts():
    one = found(ALL, (*ALL[:3], "06-30", "10-31", "yes"), (*ALL[:3], "06-30", "10-31", "no"))
    assert [f.value for f in (one.registered, one.paid, one.active)] == [3, 1, 2]


def rules(one):
    return {(r.code, r.rule, r.stage, r.before, r.contradicts) for r in one.doubts.itertuples()}


def test_active_without_registration_is_named_and_stays():
    one = found((*ALL[:2], "11-20", "", "", "yes"))
    skipped = "stage_without_the_one_before"
    assert rules(one) == {
        (CODES[0], "active_without_registration", "active", "registered", True),
        (CODES[0], skipped, "active", "paid", False),
    }
    assert states(one) == ["yes", "yes", "no", "unknown", "yes"]
    assert one.contradictory.value == 1


def test_active_with_a_blank_registration_is_a_doubt_and_no_contradiction():
    one = found((*ALL[:2], "", "10-31", "", "yes"))
    assert (CODES[0], "active_without_registration", "active", "registered", False) in rules(one)
    assert one.contradictory.value == 0


def test_paid_before_registered_is_named():
    one = found((*ALL[:2], "09-01", "06-30", "", "no"), ALL)
    assert rules(one) == {(CODES[0], "paid_before_registered", "paid", "registered", True)}


@pytest.mark.parametrize(
    ("row", "stage", "before"),
    [
        (("11-01", "02-10", "", "", "", ""), "budgeted", "instructed"),
        (("01-10", "11-10", "03-10", "", "", ""), "registered", "budgeted"),
        (("01-10", "02-10", "11-10", "12-31", "", ""), "paid", "registered"),
        (("01-10", "02-10", "03-10", "06-30", "", "yes"), "active", "paid"),
    ],
)
def test_a_stage_without_the_one_before_is_named(row, stage, before):
    one = found(row)
    assert (CODES[0], "stage_without_the_one_before", stage, before, True) in rules(one)


def test_villages_stand_by_their_furthest_stage_and_add_up():
    no = ("11-10", "11-10", "11-10", "06-30", "10-31", "no")
    one = found(ALL, (*ALL[:2], "", "", "", ""), no, NOTHING, villages=CODES[:5])
    table = one.furthest.set_index("furthest")["villages"]
    assert table.to_dict() == {
        "instructed": 0, "budgeted": 1, "registered": 0, "paid": 0, "active": 1, NONE: 1,
        NOT_KNOWN: 2,
    }  # fmt: skip
    assert table.sum() == one.villages.value


def test_every_count_adds_up_to_all_villages_whatever_is_answered():
    """Random answers: counts add up, and the furthest stage is a stage that is yes."""
    rng = np.random.default_rng(5)
    days = np.array(["", "01-10", "06-30", "10-31", "12-01"])
    words = np.array(["", "yes", "no", "unknown"])
    for _ in range(30):
        rows = [(*rng.choice(days, 5), rng.choice(words)) for _ in CODES]
        one = found(*rows)
        assert (one.counts[["yes", "no", "unknown"]].sum(axis=1) == len(CODES)).all()
        assert one.furthest["villages"].sum() == len(CODES)
        for _, row in one.table.iterrows():
            reached = [s for s in compliance.STAGES if row[s] == "yes"]
            assert row["furthest"] == (reached[-1] if reached else row["furthest"])
            assert reached or row["furthest"] in (NONE, NOT_KNOWN)
        names = set(one.doubts.loc[one.doubts["contradicts"].astype(bool), "code"])
        assert one.contradictory.value == len(names)


def test_made_up_rows_are_marked_in_every_finding_and_table(ledger, english):
    one = found(ALL, NOTHING)
    assert one.synthetic and all(f.synthetic for f in one.findings)
    table = compliance.counts_by_district(
        one, districts=dict.fromkeys(CODES, "Tarumajaya"), stage="active"
    )
    assert table["synthetic"].all()
    real = answers(ALL).drop(columns="synthetic")
    plain = compliance.stages(
        real, villages=CODES[:1], on=ON, paid_through=ON, sources=["data:dpmd-form"]
    )
    assert not plain.synthetic and not any(f.synthetic for f in plain.findings)
    refs = wording.References(ledger, store.provenance(), english, {})
    for make in (tables.enrolment.reached, tables.enrolment.furthest):
        made_up = found(ALL, sources=["synthetic:typed"])
        assert make(made_up, refs).mark.startswith("Made-up data")


def test_villages_of_a_district_whose_answer_is_unknown_are_not_in_the_rate():
    districts = dict(zip(CODES, ["A"] * 3 + ["B"] * 6, strict=True))
    no = (*NOTHING[:5], "no")
    one = found(ALL, no, NOTHING, ALL, villages=CODES)
    table = compliance.counts_by_district(one, districts=districts, stage="active")
    assert table[["district", "villages", "enrolled", "unknown"]].to_numpy().tolist() == [
        ["A", 2, 1, 1],
        ["B", 1, 1, 5],
    ]


def test_the_input_is_not_changed():
    table = answers(ALL, NOTHING)
    before = table.copy()
    compliance.stages(table, villages=CODES, on=ON, paid_through=ON, sources=["synthetic:typed"])
    pd.testing.assert_frame_equal(table, before)


def test_the_columns_are_those_of_the_office_table():
    kept = schemas.office_table("village_enrolment").kept
    assert {*DATES, "active"} <= set(kept)
    assert set(kept["active"].choices) == {"yes", "no", "unknown"}


def refused(**changed):
    table = answers(ALL, NOTHING)
    given = {"villages": CODES, "on": ON, "paid_through": ON, "sources": ["synthetic:typed"]}
    return table, {**given, **changed}


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (lambda t: t.drop(columns="paid_until"), "no column paid_until"),
        (lambda t: pd.concat([t, t.iloc[:1]]), "stand twice"),
        (lambda t: t.assign(code="32.75.01.1001").iloc[:1], "no village of the register"),
        (lambda t: t.assign(active="perhaps"), "perhaps"),
        (lambda t: t.assign(paid_until="soon"), "'soon'"),
    ],
)
def test_a_table_that_is_none_is_refused(change, part):
    table, given = refused()
    with pytest.raises(DataError, match=part):
        compliance.stages(change(table), **given)


@pytest.mark.parametrize(
    "changed",
    [{"paid_through": dt.date(2025, 11, 1)}, {"villages": []}, {"villages": CODES + CODES[:1]}],
)
def test_a_call_that_cannot_be_meant_is_refused(changed):
    table, given = refused(**changed)
    with pytest.raises(UsageError):
        compliance.stages(table, **given)


def test_a_village_without_a_district_and_an_unknown_stage_are_refused():
    one = found(ALL)
    with pytest.raises(DataError, match="without a district"):
        compliance.counts_by_district(one, districts={}, stage="active")
    with pytest.raises(UsageError, match="Did you mean 'active'"):
        compliance.counts_by_district(one, districts={}, stage="activ")
