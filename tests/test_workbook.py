"""Numbers beside the page: what is written is read back, by two readers, as it was."""

from __future__ import annotations

import base64
import csv
import datetime as dt
import io
import zipfile
from dataclasses import replace
from types import SimpleNamespace

import nbformat
import openpyxl
import pyarrow.parquet
import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from policylib import findings, store, synthetic, tables
from policylib.errors import RunError
from policylib.figures.plate import MIME as FIGURE
from policylib.reporting.pages import workbook
from policylib.reporting.pages.workbook import archive, book, contents, flat, names, xlsx
from policylib.tables import numbers
from policylib.wording import Language, Written
from tests.conftest import ROOT

ENGLISH = Language("en")
ABOUT = xlsx.About("What is known?", "X (1)", dt.date(2025, 12, 31), {"region": "1"}, "Made up!")
HOSTILE = (
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=HYPERLINK(\"http://x\")", "{=1}", "http://x.y", "007",
    "<script>alert(1)</script>", "a,b;\"c\"\nd", "\u202eabc", "قرية", "x" * 500, "_x0041_", "\x01",
)  # fmt: skip
LEFT = xlsx.HEADINGS + 1


def table(*rows, titles=("What", "Value"), mark="", **about) -> tables.Table:
    columns = tuple(tables.Column(title, n > 0) for n, title in enumerate(titles))
    return tables.Table("Caption", columns, tuple(tables.Row(r) for r in rows), mark=mark, **about)


def shown(*given: tables.Table) -> list[contents.Shown]:
    data = numbers.content(given)["tables"]
    return [contents.Shown(n, d["caption"], "Answer", d) for n, d in enumerate(data, 1)]


def made(*given: tables.Table) -> bytes:
    return xlsx.made(ABOUT, shown(*given), [], ENGLISH)


def sheet(content: bytes, place: int = 1):
    return openpyxl.load_workbook(io.BytesIO(content)).worksheets[place]


def calamine(content: bytes, place: int = 1) -> list[list]:
    read = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return read.get_sheet_by_index(place).to_python(skip_empty_area=False)


def unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        assert opened.testzip() is None
        return {name: opened.read(name) for name in opened.namelist()}


def archived(*given: tables.Table) -> dict[str, bytes]:
    return unzipped(archive.made(shown(*given), [], [], ENGLISH, mark="Made up!"))


def as_rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_stays_text(text):
    content = made(table((text, Written("1", 1)), titles=(text, "Value")))
    for row in (LEFT, LEFT + 1):
        cell = sheet(content).cell(row, 1)
        assert cell.data_type == "s" and cell.hyperlink is None
        # openpyxl leaves the escape of a control character as it stands in the file.
        assert text in (cell.value, openpyxl.utils.escape.unescape(cell.value))
    read = calamine(content)
    assert [read[LEFT - 1][0], read[LEFT][0]] == [text, text]
    kept = unzipped(content)
    assert not any(b"<f>" in part for part in kept.values())


@pytest.mark.parametrize("text", HOSTILE)
def test_no_csv_begins_a_cell_with_a_formula(text):
    files = archived(table((text, Written("-1", -1)), titles=(text, "Value")))
    (name,) = (n for n in files if n.startswith("01-") and n.endswith(".csv"))
    for cells in as_rows(files[name]):
        assert not cells[0].startswith(tuple("=+-@\t\r"))
        assert cells[0].removeprefix("'") == text
    assert as_rows(files[name])[1][1] == "-1"
    held = pyarrow.parquet.read_table(io.BytesIO(files[name.replace(".csv", ".parquet")]))
    assert held.to_pydict()[text] == [text]


FORMS = st.sampled_from(["number", "percent", "rupiah"])
NUMBERS = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False), st.integers(-(10**15), 10**15)
)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS, FORMS), min_size=1, max_size=8))
def test_every_number_comes_back_exactly(given):
    rows = [
        ("x", Written("printed", value, low=low, high=high, form=form, digits=2))
        for value, low, high, form in given
    ]
    wanted = [[w.value, w.low, w.high] for _, w in rows]
    content, files = made(table(*rows)), archived(table(*rows))
    cells = sheet(content).iter_rows(min_row=LEFT + 1, min_col=2, max_col=4, values_only=True)
    assert [list(r) for r in cells] == wanted
    assert [r[1:4] for r in calamine(content)[LEFT:]] == wanted
    (name,) = (n for n in files if n.endswith(".parquet"))
    held = pyarrow.parquet.read_table(io.BytesIO(files[name])).to_pydict()
    titles = ("Value", "Value, low", "Value, high")
    assert [list(r) for r in zip(*(held[t] for t in titles), strict=True)] == wanted
    heading, *read = as_rows(files[name.replace(".parquet", ".csv")])
    places = [heading.index(t) for t in titles]
    assert [[float(r[p]) for p in places] for r in read] == wanted


@pytest.mark.parametrize(
    ("cell", "pattern"),
    [
        (ENGLISH.number(1234), "#,##0"),
        (ENGLISH.number(1.25, 2), "#,##0.00"),
        (ENGLISH.percent(0.4625, 1), "0.0%"),
        (ENGLISH.percent(0.46), "0%"),
        (ENGLISH.rupiah(16800), '"Rp"#,##0'),
    ],
)
def test_a_number_looks_as_on_the_page(cell, pattern):
    found = sheet(made(table(("x", cell)))).cell(LEFT + 1, 2)
    assert (found.number_format, found.alignment.horizontal) == (pattern, "right")


def test_the_ends_of_an_interval_stand_beside_the_value_with_their_own_decimals():
    both = Written("46% (45.5–46.5%)", 0.46, low=0.455, high=0.465, form="percent", range_digits=1)
    page = sheet(made(table(("a", both), ("b", Written("≥ 5", low=5)), ("c", "–"), ("d", "never"))))
    headings = [c.value for c in page[LEFT]]
    assert headings == ["What", "Value", "Value, low", "Value, high", "Value, in words"]
    assert [c.value for c in page[LEFT + 1]] == ["a", 0.46, 0.455, 0.465, None]
    assert [c.number_format for c in page[LEFT + 1]][1:4] == ["0%", "0.0%", "0.0%"]
    assert [c.value for c in page[LEFT + 2]] == ["b", None, 5, None, None]
    assert [c.value for c in page[LEFT + 3]] == ["c", None, None, None, None]
    assert [c.value for c in page[LEFT + 4]] == ["d", None, None, None, "never"]
    assert page.freeze_panes == f"A{LEFT + 1}"


def test_numbers_of_several_kinds_say_in_a_file_how_they_are_kept():
    rows = [("a", ENGLISH.percent(0.4)), ("b", ENGLISH.rupiah(5)), ("c", ENGLISH.number(2))]
    (one,) = shown(table(*rows))
    kept = {f.name: f.cells for f in flat.fields(one.table, ENGLISH)}
    assert kept["Value, kept as"] == ("share from 0 to 1", "rupiah", "number")


def test_made_up_rows_carry_their_mark_in_every_file():
    marked = Written("5", 5, made_up=True)
    given = (table(("a", marked), ("b", Written("6", 6))), table(("a", "x"), mark="Made up!"),
             table(("a", Written("7", 7))))  # fmt: skip
    content, files = made(*given), archived(*given)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.properties.description == book.worksheets[0]["A2"].value == "Made up!"
    assert [w["A2"].value for w in book.worksheets[1:4]] == ["Made up!", "Made up!", None]
    assert [c.value for c in book.worksheets[1]["C"]][LEFT - 1 :] == ["Made-up data", "yes", "no"]
    assert as_rows(files["01-caption.csv"])[1:] == [["a", "5", "true"], ["b", "6", "false"]]
    assert as_rows(files["03-caption.csv"])[0] == ["What", "Value"]
    marks = [
        pyarrow.parquet.read_schema(io.BytesIO(files[f"0{n}-caption.parquet"])).metadata.get(
            b"mark"
        )
        for n in (1, 2, 3)
    ]
    assert marks == [b"Made up!", b"Made up!", None]
    index = {r[0]: r[-1] for r in as_rows(files["index.csv"])}
    assert (index["02-caption.csv"], index["03-caption.csv"]) == ("Made up!", "")


def test_a_text_longer_than_a_cell_is_cut_where_it_shows_and_whole_in_the_files():
    long = "é" * (book.LONGEST_TEXT + 1)
    content, files = made(table((long, "x"))), archived(table((long, "x")))
    assert sheet(content).cell(LEFT + 1, 1).value.endswith("é …")
    assert as_rows(files["01-caption.csv"])[1][0] == long


def test_a_table_larger_than_a_sheet_is_refused(monkeypatch):
    one = book.Book({"created": book.midnight(dt.date(2025, 1, 1))}).sheet("a", "t", mark="")
    with pytest.raises(RunError, match="does not take row 1048577") as error:
        one.text(1_048_576, 0, "x")
    assert error.value.reason == "page_failed"
    with pytest.raises(RunError):
        one.number(0, 16_384, 1, "number", 0)


TITLES = st.text(max_size=80)


@settings(deadline=None, max_examples=60)
@given(st.lists(TITLES, min_size=1, max_size=6))
def test_names_of_sheets_and_files_are_valid_and_each_once(titles):
    sheets = [names.sheet(n, t) for n, t in enumerate(titles, 1)]
    files = [names.file(n, t) for n, t in enumerate(titles, 1)]
    assert len({s.casefold() for s in sheets}) == len({*files}) == len(titles)
    for name in sheets:
        assert len(name.encode("utf-16-le", "surrogatepass")) <= 2 * names.LONGEST_SHEET
        assert not set(name) & set("[]:*?/\\'") and name == name.strip()
    assert all(set(f) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") for f in files)


def test_two_columns_of_one_title_are_told_apart():
    (one,) = shown(table(("a", "b", "c"), titles=("Value", "value", "Value (2)")))
    assert [f.name for f in flat.fields(one.table, ENGLISH)] == [
        "Value",
        "value (2)",
        "Value (2) (2)",
    ]


def notebook(*outputs: dict):
    cells = [nbformat.v4.new_markdown_cell("## Answer\n\ntext")]
    for data in outputs:
        output = nbformat.v4.new_output("display_data", data)
        cells.append(nbformat.v4.new_code_cell("x", outputs=[output]))
    return nbformat.v4.new_notebook(cells=cells)


def run_of(node, found=(), **parameters):
    told = {"region": "32.16", "known_on": "2025-12-31", "language": "en"} | parameters
    about = SimpleNamespace(question="What is known about coverage?")
    return SimpleNamespace(
        node=node, findings={"findings": list(found)}, parameters=told, notebook=about
    )


@pytest.fixture(scope="module")
def area():
    return store.register(root=ROOT).get("32.16")


def test_a_figure_stands_with_its_data(area):
    drawn = {
        "image/png": base64.b64encode(b"png").decode(),
        FIGURE: {"title": "T\nU", "svg": "<svg/>"},
    }
    node = notebook(drawn, table(("a", Written("1", 1)))._repr_mimebundle_())
    (one,), (figure,) = contents.shown(node, ENGLISH)
    assert (one.figure, one.title, one.section) == (figure, "Figure 1", "Answer")
    files = unzipped(workbook.files(run_of(node), area, ENGLISH)["tables.zip"])
    assert (files["figure-1.png"], files["figure-1.svg"]) == (b"png", b"<svg/>")
    index = {r[0]: r[1:4] for r in as_rows(files["index.csv"])}
    assert index["figure-1.svg"] == ["Answer", "T U", ""]
    assert index["01-figure-1.csv"] == ["Answer", "Caption", "1"]


def test_a_notebook_without_tables_has_a_cover_and_a_code_book(area):
    files = workbook.files(run_of(notebook()), area, ENGLISH)
    read = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
    assert read.sheetnames == ["Cover", "Code book"]
    assert set(unzipped(files["tables.zip"])) == {"index.csv", "code-book.csv"}


STORED = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module", params=STORED, ids=lambda p: p.stem)
def stored(request, area):
    """A stored notebook with what stands beside its page."""
    node = nbformat.read(request.param, as_version=4)
    run = run_of(node, findings.read_outputs(node)["findings"])
    return SimpleNamespace(node=node, run=run, files=workbook.files(run, area, ENGLISH))


def test_the_same_page_gives_the_same_bytes(stored, area):
    assert workbook.files(stored.run, area, ENGLISH) == stored.files


def test_each_table_of_a_page_is_a_sheet_and_files_and_no_number_is_lost(stored):
    read = openpyxl.load_workbook(io.BytesIO(stored.files["xlsx"]))
    held = unzipped(stored.files["tables.zip"])
    given, figures = contents.shown(stored.node, ENGLISH)
    html = "".join(
        o["data"].get("text/html", "") for c in stored.node.cells for o in c.get("outputs", [])
        if "data" in o
    )  # fmt: skip
    filled = [one for one in given if one.table["rows"]]
    assert len(filled) == html.count("<table>")
    assert read.sheetnames == [
        "Cover",
        *(names.sheet(s.number, s.title) for s in given),
        "Code book",
    ]
    for one in given:
        page = read[names.sheet(one.number, one.title)]
        cells = [c for row in page.iter_rows(min_row=LEFT + 1) for c in row]
        wanted = [
            c[k] for r in one.table["rows"] for c in r["cells"] if isinstance(c, dict)
            for k in ("value", "low", "high") if k in c
        ]  # fmt: skip
        assert sorted(
            c.value for c in cells if c.data_type == "n" and c.value is not None
        ) == sorted(wanted)
        assert f"{names.file(one.number, one.title)}.parquet" in held
    assert (
        sum(n.endswith(".png") for n in held)
        == sum(n.endswith(".svg") for n in held)
        == len(figures)
    )


def test_every_column_of_numbers_on_a_page_holds_numbers(stored):
    """A cell that says digits in a column of numbers and is kept as words is a number lost."""
    lost = [
        (one.table["caption"], column["title"], row["cells"][place])
        for one in contents.shown(stored.node, ENGLISH)[0]
        for place, column in enumerate(one.table["columns"]) if column["numeric"]
        for row in one.table["rows"]
        if isinstance(row["cells"][place], str) and any(map(str.isdigit, row["cells"][place]))
    ]  # fmt: skip
    assert lost == []


def test_every_column_and_every_finding_is_in_the_code_book(stored):
    read = openpyxl.load_workbook(io.BytesIO(stored.files["xlsx"]))
    told = {
        (r[0], r[1]): r[2:] for r in read["Code book"].iter_rows(min_row=LEFT + 1, values_only=True)
    }
    for page in read.worksheets[1:-1]:
        assert {(page.title, c.value) for c in page[LEFT]} <= told.keys()
    kept = {name for sheet, name in told if "Findings" in sheet}
    assert {f["id"] for f in stored.run.findings["findings"]} <= kept
    assert all(holds for holds, _ in told.values())


def test_the_sheet_of_findings_holds_the_numbers_of_the_record(stored):
    read = openpyxl.load_workbook(io.BytesIO(stored.files["xlsx"]))
    (page,) = (w for w in read if w.title.endswith("Findings"))
    places = {c.value: n for n, c in enumerate(page[LEFT])}
    rows = {r[places["Row"]]: r for r in page.iter_rows(min_row=LEFT + 1, values_only=True)}
    for one in stored.run.findings["findings"]:
        scale = 100 if one["unit"].startswith("points") else 1
        row = rows[one["id"]]
        wanted = {"Value": one["value"]}
        if one["low"] != one["high"]:
            wanted |= {"Interval, low": one["low"], "Interval, high": one["high"]}
        for name, value in wanted.items():
            said = row[places[name]]
            assert said == (None if value is None else pytest.approx(value * scale, rel=1e-11)), (
                name
            )


def test_sheets_on_made_up_rows_are_marked(stored):
    read = openpyxl.load_workbook(io.BytesIO(stored.files["xlsx"]))
    marked = {w.title for w in read if w["A2"].value == synthetic.BANNER}
    wanted = {
        names.sheet(s.number, s.title) for s in contents.shown(stored.node, ENGLISH)[0] if s.made_up
    }
    assert marked == (wanted | {"Cover"} if wanted else set())
    assert bool(wanted) == any(f["synthetic"] for f in stored.run.findings["findings"])


def test_publishers_and_grades_stand_on_the_sheet_of_sources(stored):
    read = openpyxl.load_workbook(io.BytesIO(stored.files["xlsx"]))
    (page,) = (w for w in read if w.title.endswith("Sources"))
    rows = list(page.iter_rows(min_row=LEFT + 1, max_col=3, values_only=True))
    assert rows and all(publisher and grade for _, publisher, grade in rows)


def test_the_cover_says_what_the_page_is(stored):
    cover = openpyxl.load_workbook(io.BytesIO(stored.files["xlsx"]))["Cover"]
    words = [str(c.value) for row in cover.iter_rows() for c in row if c.value is not None]
    for text in ("What is known about coverage?", "Kabupaten Bekasi (32.16)", "31 December 2025"):
        assert text in words
    assert {c.value for row in cover.iter_rows() for c in row if c.hyperlink} >= {"Code book"}


def test_indonesian_words_name_sheets_and_columns(area):
    ends = replace(tables.Table("c", (tables.Column("Nilai", True),), ()), rows=(
        tables.Row((Written("1–2", low=1, high=2),)),
    ))  # fmt: skip
    run = run_of(notebook(ends._repr_mimebundle_()))
    read = openpyxl.load_workbook(io.BytesIO(workbook.files(run, area, Language("id"))["xlsx"]))
    assert (read.sheetnames[0], read.sheetnames[-1]) == ("Sampul", "Buku kode")
    assert [c.value for c in read.worksheets[1][LEFT]] == ["Nilai, bawah", "Nilai, atas"]
