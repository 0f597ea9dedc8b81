"""Tables as safe HTML, with anchors, sources and the mark of made-up rows."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from policylib import (
    budgets,
    compliance,
    contributions,
    coverage,
    findings,
    store,
    synthetic,
    tables,
    wording,
)

KAB, KOTA = "32.16", "32.75"
COLUMNS = (tables.Column("What"), tables.Column("Value", True))
PARAMETERS = {"region": KAB, "target": 0.65}


def _html(table):
    return BeautifulSoup(table._repr_html_(), "html.parser")


def _cells(table):
    rows = _html(table).select("tbody tr")
    return [[cell.get_text() for cell in row.find_all("td")] for row in rows]


@pytest.fixture
def refs(ledger, root, english):
    return wording.References(ledger, store.provenance(root=root), english, PARAMETERS)


@pytest.fixture(scope="module")
def need(ledger):
    aim = coverage.target(ledger, region=KAB, share=0.65, date="2025-12-31")
    return coverage.need(ledger, region=KAB, target=aim)


@pytest.fixture(scope="module")
def observed(ledger):
    return coverage.observed(ledger, region=KAB)


@pytest.fixture(scope="module")
def drawn(root):
    covariates = compliance.with_terms(store.load("village_covariates", root=root))
    truth = {"population_2024": 0.3, "idm_2024": 0.5, "urban": 0.0}
    return synthetic.enrolment(covariates, events=54, truth=truth, seed=1)


@pytest.fixture(scope="module")
def effects(drawn):
    return compliance.logit_effects(
        compliance.usable(drawn.table).table, outcome="enrolled", terms=["idm_2024", "urban"],
        groups="district_code",
    )  # fmt: skip


@pytest.mark.parametrize("place", ["caption", "title", "cell", "mark"])
def test_words_are_never_code(place):
    bad = "<script>alert(1)</script>"
    words = dict.fromkeys(("caption", "title", "cell", "mark"), "x") | {place: bad}
    table = tables.Table(
        words["caption"], (tables.Column(words["title"]),), (tables.Row((words["cell"],)),),
        mark=words["mark"],
    )  # fmt: skip
    assert "<script" not in table._repr_html_()
    assert "&lt;script&gt;" in table._repr_html_()


def test_an_anchor_cannot_break_out_of_its_attribute():
    table = tables.Table("c", (tables.Column("a"),), (tables.Row(("x",), id='"><b>'),))
    assert _html(table).find("b") is None


def test_a_link_escapes_its_words_and_target():
    made = tables.link("<b>", 'x"y')
    assert str(made) == '<a href="#x&#34;y">&lt;b&gt;</a>'


def test_a_link_stays_a_link_in_a_table():
    table = tables.Table("c", (tables.Column("a"),), (tables.Row((tables.link("to", "there"),)),))
    assert _html(table).select_one("td a")["href"] == "#there"


@pytest.mark.parametrize("cells", [("a",), ("a", "b", "c"), ()])
def test_a_row_of_another_width_is_refused(cells):
    with pytest.raises(ValueError, match=f"2 columns but rows of \\[{len(cells)}\\] cells"):
        tables.Table("c", COLUMNS, (tables.Row(("a", "b")), tables.Row(cells)))


def test_rows_keep_their_anchors():
    table = tables.Table("c", COLUMNS, (tables.Row(("a", "1"), id="first"), tables.Row(("b", "2"))))
    rows = _html(table).select("tbody tr")
    assert [row.get("id") for row in rows] == ["first", None]


def test_numbers_are_set_apart_and_cells_name_their_column():
    cells = _html(tables.Table("c", COLUMNS, (tables.Row(("a", "1")),))).select("td")
    assert [cell["data-label"] for cell in cells] == ["What", "Value"]
    assert [cell.get("class") for cell in cells] == [None, ["number"]]


def test_a_table_has_caption_and_header():
    html = _html(tables.Table("A caption", COLUMNS, (tables.Row(("a", "1")),)))
    assert html.caption.get_text() == "A caption"
    assert [th["scope"] for th in html.select("th")] == ["col", "col"]


def test_an_empty_table_is_a_sentence():
    html = _html(tables.Table("Nothing", COLUMNS, ()))
    assert html.find("table") is None
    assert "Nothing" in html.get_text()


def test_the_mark_stands_before_the_table():
    html = tables.Table("c", COLUMNS, (), mark="made up")._repr_html_()
    assert html.index("synthetic-mark") < html.index("c: –")


def test_real_rows_carry_no_mark():
    assert "synthetic-mark" not in tables.Table("c", COLUMNS, ())._repr_html_()


def test_a_table_shows_its_name_in_a_text_console():
    table = tables.Table("c", COLUMNS, (tables.Row(("a", "1")),))
    assert repr(table) == "Table: c (1 rows)"


COUNTED = ("evidence:villages-2025-10",)


@pytest.fixture(scope="module")
def sharp(placed):
    return compliance.precision(
        placed, plan=compliance.declared(), truth={"budget": 0.5}, events=54, draws=4,
        seed=1, sources=compliance.sources(COUNTED, form="", seed=1),
    )  # fmt: skip


@pytest.mark.parametrize("name", ["effects", "widths"])
def test_the_mark_of_made_up_rows_reaches_the_page(refs, effects, sharp, name):
    table = (
        tables.effects(effects, refs, sources=compliance.sources(COUNTED, form="", seed=1))
        if name == "effects"
        else tables.widths(sharp, refs)
    )
    assert table.mark == synthetic.BANNER
    assert _html(table).select_one("p.synthetic-mark").get_text() == synthetic.BANNER
    assert "synthetic-seed-1" in table.source


def test_effects_of_real_rows_are_not_marked(refs, effects):
    cited = compliance.sources(COUNTED, form="table.dukcapil-2024", seed=1)
    table = tables.effects(replace(effects, synthetic=False), refs, sources=cited)
    assert table.mark == ""
    assert "made-up" not in table.caption


def test_made_up_effects_are_called_one_draw(refs, effects):
    table = tables.effects(effects, refs, sources=compliance.sources(COUNTED, form="", seed=1))
    assert "one made-up draw" in table.caption


def test_widths_hold_median_percentiles_truth_and_misses(refs, sharp):
    rows = _cells(tables.widths(sharp, refs))
    assert [rows[0][0], rows[-1][0]] == ["budget index", "urban by Statistics Indonesia"]
    assert [row[3] for row in rows] == ["per standard deviation"] * 4 + ["yes against no"]
    assert [row[4] for row in rows] == ["0.5", "0.0", "0.0", "0.0", "0.0"]
    for row, found in zip(rows, sharp.table.to_dict("records"), strict=True):
        low, high = (float(end) for end in row[2].split("–"))
        wanted = [100 * found[k] for k in ("half_width", "low", "high")]
        assert [float(row[1]), low, high] == pytest.approx(wanted, abs=0.0501)
        assert float(row[5].rstrip("%")) == pytest.approx(100 * found["excludes_zero"])


def test_effects_are_in_percentage_points(refs, effects):
    rows = _cells(
        tables.effects(effects, refs, sources=compliance.sources(COUNTED, form="", seed=1))
    )
    first = effects.table.iloc[0]
    assert rows[0][0] == "village index 2024"
    assert float(rows[0][1].replace("−", "-")) == pytest.approx(100 * first["effect"], abs=0.05)
    ends = re.split(r"–| to ", rows[0][2].replace("−", "-"))
    low, high = (float(end) for end in ends)
    assert (low, high) == pytest.approx((100 * first["low"], 100 * first["high"]), abs=0.05)
    assert [row[3] for row in rows] == ["per standard deviation", "yes against no"]


def test_evidence_is_told_as_printed_with_interval_and_grade(ledger, refs):
    rows = {row[1]: row for row in _cells(tables.evidence(ledger, refs, region=KAB))}
    assert rows["about 46 percent"][2] == "45.5–46.5%"
    assert rows["600 to 700 thousand"][2] == "600,000–700,000"
    assert rows["about 1.5 million"][6] == "C"
    assert rows["65 percent"][0] == "coverage (target)"
    assert rows["8.78 percent"][2] == "8.775–8.785%"


def test_an_open_end_is_told_as_at_least(ledger, refs):
    rows = {row[1]: row for row in _cells(tables.evidence(ledger, refs, region=KOTA))}
    assert rows["above 200 thousand"][2] == "≥ 200,000"


def test_evidence_is_cut_to_what_is_asked_for(ledger, refs):
    table = tables.evidence(ledger, refs, region=KAB, only=["cov-2025-02"])
    assert [row[1] for row in _cells(table)] == ["about 46 percent"]
    assert refs.used == ("evidence:cov-2025-02",)


def test_evidence_not_known_on_the_day_is_not_shown(ledger, root, english):
    early = ledger.as_known_on(dt.date(2025, 1, 1))
    refs = wording.References(early, store.provenance(root=root), english, PARAMETERS)
    printed = [row[1] for row in _cells(tables.evidence(early, refs, region=KAB))]
    assert "38 percent" in printed
    assert "about 46 percent" not in printed


def test_contradictions_have_anchors_and_both_sides(ledger, refs):
    table = tables.contradictions(ledger, refs, region=KAB)
    row = _html(table).select_one("#conflict-base-38-46")
    assert [a["href"] for a in row.select("a")] == [
        "#evidence-cov-2024-12",
        "#evidence-cov-2025-02",
        "#evidence-employed-2021",
    ]


def test_contradictions_are_cut_to_the_numbers_that_are_used(ledger, refs):
    table = tables.contradictions(ledger, refs, region=KAB, only=["villages-enrolled-2020b"])
    assert [row.id for row in table.rows] == ["conflict-enrolled-2020"]


def test_the_time_line_holds_shares_count_and_target(ledger, refs):
    known = coverage.known(ledger, region=KAB)
    rows = _cells(tables.shares_over_time(ledger, known, refs, region=KAB))
    assert [row[1] for row in rows] == ["observed", "observed", "target", "by the published count"]
    assert rows[3][2] == "38.7–48.3%"


def test_nothing_known_is_an_empty_time_line(ledger, refs):
    early = ledger.as_known_on(dt.date(2019, 1, 1))
    table = tables.shares_over_time(early, None, refs, region=KAB)
    assert (table.rows, table.source) == ((), "")


def test_paces_hold_every_finding_once(ledger, need, observed, refs):
    branch = coverage.capacity(ledger, need, observed, region=KAB)
    other = coverage.by_denominators(ledger, region=KAB)
    table = tables.paces(need, observed, branch, other, refs)
    results = (need, observed, branch, other)
    wanted = [f.id for result in results for f in result.findings]
    linked = re.findall(r'href="#finding-([^"]*)"', table._repr_html_().split("source")[0])
    assert sorted(linked) == sorted(wanted)


def test_paces_stand_without_the_parts_that_are_not_known(need, observed, refs):
    table = tables.paces(need, observed, None, None, refs)
    assert len(table.rows) == len(need.findings) + len(observed.findings)


def test_the_staircase_holds_what_is_drawn(need, observed, refs):
    values = [row[1] for row in _cells(tables.staircase(need, observed, refs))]
    assert values == ["38%", "46%", "65%", "3.43", "1.87"]


def test_a_point_has_no_interval_in_a_table(need, observed, refs):
    rows = _cells(tables.staircase(need, observed, refs))
    assert [row[2] for row in rows][:3] == ["37.5–38.5%", "45.5–46.5%", "–"]


def test_what_is_known_holds_coverage_and_villages(ledger, refs):
    known = coverage.known(ledger, region=KAB)
    villages = coverage.villages(ledger, region=KAB)
    assert len(tables.known(known, villages, refs).rows) == 6 + 4
    assert len(tables.known(known, None, refs).rows) == 6
    assert tables.known(None, None, refs).rows == ()


def test_the_subsidy_is_told_with_its_area(ledger, refs, register):
    premium = contributions.lowest_non_wage(period=dt.date(2026, 1, 1))
    found = budgets.ceiling_buys(ledger, premium, region=KOTA)
    table = tables.subsidy(found, refs, region=register.get(KOTA))
    assert "Kota Bekasi" in table.caption
    assert "9,920" in [row[1] for row in _cells(table)]
    assert tables.subsidy(None, refs, region=register.get(KOTA)).rows == ()


def test_villages_left_out_are_all_listed_with_the_rule(drawn, refs):
    table = tables.left_out(compliance.usable(drawn.table), refs)
    rules = [row[3] for row in _cells(table)]
    assert len(rules) == 17
    assert rules.count("all five figures equal another village's") == 9


@pytest.fixture
def record(need, refs):
    book = findings.Book(notebook="02", region=KAB, known_on="2025-12-31")
    book.keep(*need.findings)
    book.keep(replace(need.gap, id="guess", synthetic=True))
    return tables.record(book, refs)


def test_every_finding_has_its_anchor(record):
    rows = _html(record.tables[0]).select("tbody tr")
    assert [row["id"] for row in rows] == [f"finding-{f.id}" for f in record.book.findings]


def test_every_link_of_the_findings_leads_to_a_source(record):
    targets = {a["href"][1:] for a in _html(record.tables[0]).select("a")}
    anchors = {row["id"] for row in _html(record.tables[1]).select("tbody tr")}
    assert targets
    assert targets <= anchors


def test_a_made_up_finding_is_told_as_such(record):
    cells = {row["id"]: row.td.get_text() for row in _html(record.tables[0]).select("tbody tr")}
    assert cells["finding-guess"].endswith("[made up]")
    assert "made up" not in cells["finding-gap"]


def test_the_record_carries_its_findings_as_data(record):
    bundle = record._repr_mimebundle_()
    data = json.loads(json.dumps(bundle[findings.MIME], allow_nan=False))
    assert [row["id"] for row in data["findings"]] == [f.id for f in record.book.findings]
    assert bundle["text/html"].count("<table>") == 2


@pytest.mark.parametrize(("seed", "text"), [(None, "none: nothing random"), (7, "7"), (0, "0")])
def test_the_run_record_tells_parameters_and_seed(english, seed, text):
    rows = dict(_cells(tables.run_record(PARAMETERS, english, seed=seed)))
    assert rows["seed"] == text
    assert rows["parameter target"] == "0.65"
    assert re.fullmatch(r"3\.\d+\.\d+", rows["version of Python"])
