"""Text to typed tables, and the rules that mark what cannot be right."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from policylib import cleaning, pipeline, schemas
from policylib.errors import DataError

GOOD = (100, 1000, 10, 5, 2)


def _text(**columns):
    return pd.DataFrame({k: pd.Series(v, dtype=str) for k, v in columns.items()})


def _participants(**cells):
    row = {
        "date": "2025-02-28", "active_participants_million": "41.39", "wage_earners_million": "",
        "non_wage_million": "9.58", "construction_million": "5.53", "basis": "month_end",
        "grade": "A", "note": "", **cells,
    }  # fmt: skip
    return _text(**{k: [v] for k, v in row.items()})


def test_cells_get_the_types_of_their_contract():
    table = cleaning.typed(_participants(), schemas.national_participants, where="file")
    row = table.iloc[0]
    assert row["date"] == dt.date(2025, 2, 28)
    assert row["active_participants_million"] == 41.39
    assert row["grade"] == "A"


def test_an_empty_cell_is_missing_and_an_empty_text_is_empty():
    table = cleaning.typed(_participants(), schemas.national_participants, where="file")
    assert pd.isna(table.loc[0, "wage_earners_million"])
    assert table.loc[0, "note"] == ""


def test_counts_are_whole_numbers_that_may_be_missing():
    text = _text(code=["32.16"], population_2024=["3387601"])
    table = cleaning.typed(text, schemas.population, where="file")
    assert str(table["population_2024"].dtype) == "Int64"
    assert table["population_2024"].tolist() == [3_387_601]


@pytest.mark.parametrize(
    "cell", ["1,5", "1.234,5", "1,234", "1e3", " 1", "1 ", "+1", ".5", "5.", "nan", "inf", "x"]
)
def test_a_number_that_can_be_read_in_two_ways_is_refused(cell):
    text = _participants(active_participants_million=cell)
    with pytest.raises(DataError) as error:
        cleaning.typed(text, schemas.national_participants, where="participants.csv")
    assert f"row 2, column active_participants_million: '{cell}'" in str(error.value)
    assert "participants.csv" in str(error.value)


@pytest.mark.parametrize("cell", ["1.0", "3.387.601", "3,387,601", "-", "--1", "many"])
def test_a_count_that_is_no_whole_number_is_refused(cell):
    text = _text(code=["32.15", "32.16"], population_2024=["1", cell])
    with pytest.raises(DataError, match="row 3, column population_2024"):
        cleaning.typed(text, schemas.population, where="file")


@pytest.mark.parametrize(
    "cell", ["28-02-2025", "2025-2-28", "2025/02/28", "2025-02-30", "20250228", "February 2025"]
)
def test_a_date_not_written_year_month_day_is_refused(cell):
    with pytest.raises(DataError, match="row 2, column date"):
        cleaning.typed(_participants(date=cell), schemas.national_participants, where="file")


def test_bad_cells_are_named_up_to_three_and_counted():
    text = _text(code=["a"] * 5, population_2024=["x"] * 5)
    with pytest.raises(DataError, match="row 4, column population_2024: 'x'; and 2 more"):
        cleaning.typed(text, schemas.population, where="file")


def test_rows_are_numbered_from_the_row_that_is_said():
    text = _text(code=["a"], population_2024=["x"])
    with pytest.raises(DataError, match="row 6, column population_2024"):
        cleaning.typed(text, schemas.population, where="file", first_row=6)


def test_negative_numbers_are_read_and_left_to_the_contract():
    text = _text(code=["32.16"], population_2024=["-5"])
    assert cleaning.typed(text, schemas.population, where="f")["population_2024"].tolist() == [-5]


def test_typing_leaves_the_text_as_it_was():
    text = _participants()
    before = text.copy()
    cleaning.typed(text, schemas.national_participants, where="file")
    pd.testing.assert_frame_equal(text, before)


def _revenue(*rows):
    table = pd.DataFrame(rows, columns=list(cleaning.REVENUE)).astype("Int64")
    return table.assign(code=[f"32.16.01.20{k:02}" for k in range(len(rows))])


def _plain(k):
    """A village like the others, with figures of its own."""
    return tuple(v + k for v in GOOD)


def test_no_rule_speaks_against_villages_with_their_own_figures():
    assert cleaning.revenue_doubts(_revenue(*map(_plain, range(5)))).tolist() == [""] * 5


@pytest.mark.parametrize(
    ("row", "doubt"),
    [
        pytest.param((None,) * 5, "not_reported", id="nothing reported"),
        pytest.param((103, 100, 13, 8, 5), "implausible_add", id="a digit short"),
        pytest.param((103, 0, 13, 8, 5), "implausible_add", id="zero"),
        pytest.param((103, None, 13, 8, 5), "", id="only the ADD missing"),
        pytest.param((0, 1000, 0, 0, 0), "", id="zeros elsewhere"),
    ],
)
def test_each_rule_fires_alone(row, doubt):
    # The median ADD of the others is about 1000, so the floor lies at about 200.
    found = cleaning.revenue_doubts(_revenue(_plain(0), _plain(1), row, _plain(2)))
    assert found.tolist() == ["", "", doubt, ""]


@pytest.mark.parametrize(("add", "doubt"), [(199, "implausible_add"), (200, ""), (201, "")])
def test_the_floor_is_a_fifth_of_the_median(add, doubt):
    rows = [(k, 1000, 0, 0, 0) for k in range(5)]
    found = cleaning.revenue_doubts(_revenue(*rows, (9, add, 0, 0, 0)))
    assert found.tolist() == [""] * 5 + [doubt]


def test_every_carrier_of_copied_figures_is_marked():
    found = cleaning.revenue_doubts(_revenue(_plain(0), _plain(1), _plain(1), _plain(2), _plain(1)))
    assert found.tolist() == ["", "copied_figures", "copied_figures", "", "copied_figures"]


def test_four_equal_figures_are_no_copy():
    found = cleaning.revenue_doubts(_revenue(_plain(0), GOOD, (*GOOD[:4], 99)))
    assert "copied_figures" not in found[2:].tolist()


def test_copied_figures_do_not_move_the_median():
    # Plausible: 1000 to 1002; the nine copies of 10,000 would lift the floor to 2,000.
    rows = [*map(_plain, range(3)), *[(1, 10_000, 1, 1, 1)] * 9]
    assert cleaning.revenue_doubts(_revenue(*rows)).tolist() == [""] * 3 + ["copied_figures"] * 9


@pytest.fixture(scope="module")
def tables(root):
    return pipeline.read_all(root)


def test_the_rules_mark_what_is_known_to_be_wrong(tables):
    doubts = cleaning.revenue_doubts(tables["village_revenue_2023"])
    assert doubts.value_counts().drop("").to_dict() == {
        "copied_figures": 9,
        "not_reported": 6,
        "implausible_add": 2,
    }


@pytest.mark.parametrize("name", ["Karangasih", "Sukakarya"])
def test_the_two_wrong_allocations_are_found_by_rule(tables, name):
    covariates = tables["village_covariates"]
    assert "implausible_add" in covariates.loc[covariates["name"] == name, "revenue_doubt"].tolist()


def _behind(tables):
    return [tables[name] for name in pipeline.DERIVED["village_covariates"]]


def test_every_village_of_today_has_one_row(tables):
    table = cleaning.village_covariates(*_behind(tables))
    assert len(table) == 179
    assert table["code"].is_unique
    assert "32.16.01.2007" not in set(table["code"])
    assert table["district"].nunique() == 23


@pytest.mark.parametrize("place", [1, 2, 3, 4], ids=["population", "index", "facts", "revenue"])
def test_a_village_missing_in_one_table_is_refused_by_its_code(tables, place):
    behind = _behind(tables)
    behind[place] = behind[place][behind[place]["code"] != "32.16.05.2008"]
    with pytest.raises(DataError, match=r"32\.16\.05\.2008"):
        cleaning.village_covariates(*behind)


def test_a_village_that_did_not_report_is_kept_with_its_doubt(tables):
    table = tables["village_covariates"].set_index("code")
    row = table.loc["32.16.01.2006"]
    assert row["revenue_doubt"] == "not_reported"
    assert pd.isna(row["add_2023_rp"])
