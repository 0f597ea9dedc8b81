"""What is published: pages, findings, run record; and that failure publishes nothing."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import subprocess
import sys
import zipfile

import nbformat
import openpyxl
import pytest
from bs4 import BeautifulSoup

from policylib import findings
from policylib.errors import RunError, UsageError
from policylib.kernels.limits import Limits
from policylib.reporting import execute, make
from policylib.reporting.pages import scan
from policylib.reporting.plans import notebooks, parameters, plan
from policylib.reporting.prepare import prepare
from tests.conftest import ROOT

EXPECTED = {
    f"{notebook}.{region}.{language}"
    for notebook, region in (
        ("01-what-do-we-know", "32.16"),
        ("01-what-do-we-know", "32.75"),
        ("02-can-the-target-be-met", "32.16"),
        ("03-which-villages-are-enrolled", "32.16"),
        ("04-why-do-villages-not-comply", "32.16"),
        ("05-what-does-it-cost", "32.16"),
        ("05-what-does-it-cost", "32.75"),
        ("07-which-policy-buys-most", "32.16"),
        ("07-which-policy-buys-most", "32.75"),
        ("08-what-should-be-decided", "32.16"),
        ("08-what-should-be-decided", "32.75"),
    )
    for language in ("en", "id")
}


def prose(path) -> str:
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    return " ".join(" ".join(p.get_text() for p in page.find_all(["p", "li"])).split())


def test_the_set_holds_every_page_and_the_index_links_to_all(published, pages):
    assert set(pages) == EXPECTED
    index = BeautifulSoup((published / "index.html").read_text(encoding="utf-8"), "html.parser")
    linked = {a["href"].partition("#")[0] for a in index.find_all("a")} - {""}
    assert {p for p in linked if not (published / p).is_file()} == set()
    here = {n for n in EXPECTED if n.endswith(".en")}
    assert {p.removesuffix(".html") for p in linked if "-" in p and p.endswith(".html")} == here
    other = (published / "index.id.html").read_text(encoding="utf-8")
    assert all(f'href="{n.removesuffix("en")}id.html"' in other for n in here)


SAYS = {
    "01-what-do-we-know.32.16.en": (
        "46 percent (45.5 to 46.5 percent",
        "690,000 people (659,750 to 720,750)",
        "600,000 to 700,000 people",
        "40.0 to 46.7 percent of the workers as printed",
        "38.7 to 48.3 percent with their rounding",
        "54 of 179 villages, 30.2 percent",
    ),
    "01-what-do-we-know.32.75.en": (
        "Rp2 billion a year buys 9,920 whole person-years",
        "Rp201,600",
        "Rp128,000",
        "Rp16,000,000 more",
        "11,666 people were enrolled",
    ),
    "02-can-the-target-be-met.32.16.en": (
        "975,000 people covered",
        "285,000 more people (268,250 to 302,250) must be covered",
        "242,500 to 407,500 with their rounding",
        "0.09 to 4.62 if the last one is the count",
        "275,000 to 375,000",
        "1,351 people a working day",
        "over 211 working days",
        "1,418 (1,335 to 1,504) over 201",
        "3.00 to 3.86 points a month",
        "2,553 people a working day",
        "1.87 points a month",
        "39.3 percent",
        "visitors are not enrolments",
        "7.2 to 14.8 times as many (9 to 13 at the printed figures)",
        "anywhere from 0 percent (“as now”) to 98 percent (“straight line on logits”)",
        "no single chance is defensible",
        "nothing can be inferred about growth and no chance can be given",
        "None of them is this programme",
        "Only two figures are published, so every curve is an assumption",
        "the target is not data",
        "may have risen by almost nothing or by more than ten points",
        "9 to 13 times as many people a working day joined as visit the branch",
        "for any purpose; why is not known",
        "the weakest method, would reach the target between July 2025 and September 2025",
        "points too high this far ahead",
        "needs 1.87 points a month (1.82 to 1.92)",
        "gain 0.28 to 0.42 points a month and reach 48.8 to 50.2 percent",
        "40 to 47 percent",
    ),
    "03-which-villages-are-enrolled.32.16.en": (
        "54 of 179 villages, 30.2 percent",
        "We found no publication of which villages these are",
        "29 to 49 months from October 2025 until all 179 villages are active",
        "45 to 49 if every village registered at the start was active then",
        "701 to 5,622 months",
        "12 to 19 villages at the start",
        "1 to 8 villages more were registered",
        "the earlier one is of villages registered and the later of villages active",
        "34 to 54 villages more are then active, 2.55 to 4.37 a month",
        "anything from none to all, so no district can be called ahead or behind",
        "counted so, fewer months would be left, never more",
    ),
    "04-why-do-villages-not-comply.32.16.en": (
        "54 of 179 villages, 30.2 percent",
        "the outcome here is made up",
        "162 of 179 villages have usable revenue figures; of the 17 others",
    ),
    "05-what-does-it-cost.32.16.en": (
        "Rp1,611,792 a year",
        "Rp288,510,768 for all villages",
        "Rp13,104 for the head, Rp12,012 for the secretary and Rp10,920",
        "133 of 162 villages",
    ),
    "05-what-does-it-cost.32.75.en": (
        "9,920 people all year and leaves Rp128,000",
        "11 whole months with Rp152,000,000 left",
        "needs Rp16,000,000 more",
        "Rp40.32 billion",
        "Rp587,966,400",
        "11,507 people",
    ),
    "05-what-does-it-cost.32.75.id": (
        "Rp2 miliar",
        "9.920 orang",
        "Rp128.000",
        "Rp152.000.000",
        "Rp40,32 miliar",
    ),
    "07-which-policy-buys-most.32.16.en": (
        "If the stated assumptions hold",
        "14 of the 18 assumptions",
        "is no forecast",
    ),
    "08-what-should-be-decided.32.16.en": (
        "690,000 people (659,750 to 720,750 with its rounding)",
        "takes 285,000 more people than on 25 February 2025 (268,250 to 302,250 by the share, "
        "242,500 to 407,500 by the count)",
        "1,351 on each of 211 working days",
        "the officials of 54 of 179 villages were active participants; those of 125 were not",
        "from 0 percent to 98 percent",
        "Of the 18 assumptions on the page of instruments 14",
        "this brief takes nothing from it",
    ),
    "08-what-should-be-decided.32.75.id": (
        "Rp2 miliar setahun membiayai 9.920 orang sepanjang tahun dan menyisakan Rp128.000",
        "masih kurang Rp16.000.000",
        "pagu cukup untuk 11 bulan penuh",
        "Rp16.800 per orang per bulan",
    ),
    "01-what-do-we-know.32.16.id": (
        "46 persen (45,5 sampai 46,5 persen",
        "690.000",
        "659.750 sampai 720.750",
        "1,5 juta",
        "600.000 sampai 700.000",
        "40,0 sampai 46,7 persen",
        "38,7 sampai 48,3 persen",
        "54 dari 179 desa",
        "30,2 persen",
        "25 Februari 2025",
    ),
    "03-which-villages-are-enrolled.32.16.id": (
        "54 dari 179 desa",
        "30,2 persen",
        "29 sampai 49 bulan terhitung sejak Oktober 2025",
        "701 sampai 5.622 bulan",
        "12 sampai 19 desa",
        "0,02 sampai 0,18",
        "tidak ada kecamatan yang dapat disebut lebih maju atau tertinggal",
    ),
    "01-what-do-we-know.32.75.id": ("Rp2 miliar", "9.920", "Rp201.600", "Rp128.000"),
    "02-can-the-target-be-met.32.16.id": (
        "975.000",
        "285.000",
        "268.250 sampai 302.250",
        "275.000 sampai 375.000",
        "1.351",
        "1.418",
        "3,00 sampai 3,86",
        "2.553",
        "1,87",
        "48,8 sampai 50,2 persen",
        "antara Juli 2025 dan September 2025",
        "tidak ada satu peluang tunggal yang dapat dipertanggungjawabkan",
        "target bukan data",
    ),
}


@pytest.mark.parametrize("name", SAYS)
def test_pages_say_the_numbers_with_intervals(pages, name):
    text = prose(pages[name])
    assert [part for part in SAYS[name] if part not in text] == []


def test_every_page_passes_the_scan(pages):
    for name, path in pages.items():
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        beside = {a["href"].partition("#")[0] for a in page.select("a[href]")} - {""}
        assert all((path.parent / file).is_file() for file in beside), name
        language = name.rpartition(".")[2]
        assert scan.problems(str(page), language=language, links=beside) == [], name


def test_every_number_in_prose_reaches_publisher_and_grade_in_two_clicks(pages):
    """Crawl as a reader would: number → finding row → source row."""
    for name, path in pages.items():
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        followed = 0
        for link in page.select(".prose a[href^='#finding-']"):
            row = page.find(id=link["href"][1:])
            targets = [page.find(id=a["href"][1:]) for a in row.select("a[href^='#']")]
            assert targets, (name, link)
            for target in targets:
                cells = [td.get_text(strip=True) for td in target.find_all("td")]
                assert cells[1] and cells[2], (name, link)
            followed += 1
        assert followed >= 5, name


def test_both_languages_hold_the_same_findings_and_links(pages):
    for name in (n for n in EXPECTED if n.endswith(".en")):
        english, indonesian = (
            [
                a["href"].replace(".id.html", ".en.html")
                for a in BeautifulSoup(pages[n].read_text(encoding="utf-8"), "html.parser").select(
                    "tr[id] a"
                )
            ]
            for n in (name, name.removesuffix("en") + "id")
        )
        assert english == indonesian, name


def test_an_indonesian_page_holds_no_english_sentence(pages):
    english = re.compile(
        # Words, not parts of an id such as lever-subsidised-workers.
        r"(?<![\w-])(the|which|with|published|workers|people|source|grade|known)(?![\w-])",
        re.I,
    )
    for name, path in pages.items():
        if name.endswith(".id"):
            page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
            for apart in page.select(".code, style, a[href$='.json']"):
                apart.decompose()
            found = english.findall(page.get_text(" "))
            assert found == [], name


def test_made_up_data_is_marked_on_page_table_picture_and_index(published, pages):
    for language, words in (("en", "Made-up data"), ("id", "Data rekaan")):
        page = BeautifulSoup(
            pages[f"04-why-do-villages-not-comply.32.16.{language}"].read_text(encoding="utf-8"),
            "html.parser",
        )
        marks = page.select(".synthetic-mark")
        assert len(marks) >= 3
        assert all(m.get_text().startswith(words) for m in marks)
    index = BeautifulSoup((published / "index.html").read_text(encoding="utf-8"), "html.parser")
    marked = [li for li in index.select(".pages > li") if li.find("b")]
    assert len(marked) == 1 and all("04-why" in li.a["href"] for li in marked)
    real = BeautifulSoup(
        pages["01-what-do-we-know.32.16.en"].read_text(encoding="utf-8"), "html.parser"
    )
    assert real.select(".synthetic-mark") == []


def test_findings_json_holds_each_notebook_and_area_once(published):
    records = json.loads((published / "findings.json").read_text(encoding="utf-8"))
    assert [(r["notebook"][:2], r["region"]) for r in records] == [
        ("01", "32.16"),
        ("01", "32.75"),
        ("02", "32.16"),
        ("03", "32.16"),
        ("04", "32.16"),
        ("05", "32.16"),
        ("05", "32.75"),
        ("07", "32.16"),
        ("07", "32.75"),
        ("08", "32.16"),
        ("08", "32.75"),
    ]
    gap = next(f for r in records for f in r["findings"] if f["id"] == "gap")
    assert (gap["value"], gap["low"], gap["high"]) == (285000, 268250, 302250)
    assert gap["sources"] == [
        "evidence:cov-2025-02",
        "evidence:target-2025",
        "evidence:workers-2025-02",
    ]


def test_the_run_record_says_what_went_in(published):
    record = json.loads((published / "run.json").read_text(encoding="utf-8"))
    assert len(record["data_sha256"]) == 19
    assert len(record["code_sha256"]) == len(record["lock_sha256"]) == 64
    assert len(record["pages"]) == len(EXPECTED)
    assert {n["seed"] for n in record["pages"]} == {None, 20251031, 20251231, 20260101}
    assert "statsmodels" in record["versions"]


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda p: p.stem)
def test_plain_papermill_in_a_cold_kernel_gives_the_same_findings(published, tmp_path, path):
    """A forked kernel has everything imported, and would hide an import that a cell forgot."""
    records = json.loads((published / "findings.json").read_text(encoding="utf-8"))
    expected = [r for r in records if (r["notebook"], r["region"]) == (path.stem, "32.16")]
    out = tmp_path / "out.ipynb"
    words = [str(path), str(out), "-k", "python3", "--no-progress-bar", "--log-level", "ERROR"]
    subprocess.run(
        [sys.executable, "-m", "papermill", *words], cwd=ROOT, check=True, capture_output=True
    )
    assert [findings.read_outputs(nbformat.read(out, as_version=4))] == expected


def test_each_page_links_to_its_numbers_and_they_open(published, pages):
    for name, path in pages.items():
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        beside = [a["href"] for a in page.select(".files a")]
        assert beside == [f"{name}.xlsx", f"{name}.tables.zip"]
        captions = {c.get_text() for c in page.find_all("caption")}
        book = openpyxl.load_workbook(published / beside[0])
        assert book.worksheets[0]["A1"].value == page.h1.get_text()
        mark = page.select_one("header .synthetic-mark")
        assert book.worksheets[0]["A2"].value == (mark.get_text() if mark else None)
        with zipfile.ZipFile(published / beside[1]) as archive:
            assert archive.testzip() is None
            index = archive.read("index.csv").decode()
            rows = csv.DictReader(io.StringIO(index, newline=""))
            told = {row["Caption" if name.endswith(".en") else "Judul"] for row in rows}
            names = archive.namelist()
        assert captions <= told
        assert sum(n.endswith(".svg") for n in names) == len(page.find_all("img"))
        assert sum(n.endswith(".png") for n in names) == len(page.find_all("img"))


def test_no_page_names_a_path_of_this_machine(published):
    for path in published.rglob("*"):
        if path.is_file():
            assert not any(str(ROOT).encode() in held for held in unpacked(path)), path.name


def unpacked(path) -> list[bytes]:
    """The bytes of a file, or those of every file in it."""
    if not zipfile.is_zipfile(path):
        return [path.read_bytes()]
    with zipfile.ZipFile(path) as archive:
        return [archive.read(name) for name in archive.namelist()]


@pytest.fixture
def early(project):
    """Pages of 01 and 02 as known on 1 March 2025."""
    asked = ["01", "02", "--known-on", "2025-03-01", "--language", "en"]
    done = subprocess.run(
        [sys.executable, "-m", "policylib.cli", "report", *asked],
        cwd=project,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return project / "reports" / "latest"


def earliest(written: str) -> dt.date:
    """The first day that a date of any precision may mean."""
    *day, month, year = ["", *written.split()][-3:] if " " in written else ["", "Jan", written]
    number = [dt.date(2000, m, 1).strftime("%b") for m in range(1, 13)].index(month[:3]) + 1
    return dt.date(int(year), number, int(day[0]) if day and day[0] else 1)


def test_dates_of_any_precision_are_read():
    assert earliest("25 Feb 2025") == earliest("25 February 2025") == dt.date(2025, 2, 25)
    assert (earliest("Jun 2022"), earliest("2024")) == (dt.date(2022, 6, 1), dt.date(2024, 1, 1))


def test_a_page_known_on_a_date_knows_nothing_later(early):
    known_on = dt.date(2025, 3, 1)
    records = json.loads((early / "findings.json").read_text(encoding="utf-8"))
    kabupaten, kota, _ = records
    assert "covered-people" in {f["id"] for f in kabupaten["findings"]}
    assert "villages-enrolled" not in {f["id"] for f in kabupaten["findings"]}
    assert {f["id"] for f in kota["findings"]} == {"premium-month", "premium-year"}
    for path in early.glob("0*.html"):
        text = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").get_text(" ")
        published = re.findall(r"published ((?:\d+ )?(?:[A-Z][a-z]+ )?\d{4})", text)
        assert published and max(map(earliest, published)) <= known_on, path.name
        assert not re.search("Poskota|Gobekasi|52.15|43 thousand", text), path.name


def job(root, source: str, tmp_path):
    """Notebook 01 with the cell of its results replaced."""
    node = nbformat.read(ROOT / "notebooks" / "01-what-do-we-know.ipynb", as_version=4)
    node.cells[4].source = source
    path = tmp_path / "01-what-do-we-know.ipynb"
    nbformat.write(node, path)
    return notebooks.read(path)


@pytest.mark.parametrize(
    ("source", "kind", "part"),
    [
        ("1 / 0", RunError, "ZeroDivisionError"),
        ("from policylib.errors import UsageError\nraise UsageError('so')", UsageError, "so"),
        ("book.keep()", RunError, "NameError"),
    ],
)
def test_a_failing_cell_comes_back_as_its_own_kind(root, tmp_path, source, kind, part):
    values = {"region": "32.16", "language": "en"}
    with pytest.raises(kind, match=part):
        execute.execute(
            job(root, source, tmp_path), values, root=root, aside=tmp_path, limits=Limits()
        )


def one_page(project, notebook):
    register = prepare(project, say=lambda text: None)
    asked = plan.Asked(region="32.16", language="en")
    return plan.plan([notebook], asked, register)[0]


def made(project, notebook):
    return make.make(
        one_page(project, notebook),
        root=project,
        aside=project / "aside",
        limits=Limits(),
        kernel="policylib-forked",
    )


def test_a_page_with_a_loose_number_is_refused(project):
    path = project / "notebooks" / "01-what-do-we-know.ipynb"
    node = nbformat.read(path, as_version=4)
    node.cells[5].source = "## Answer\n\nThere are 47 of them."
    nbformat.write(node, path)
    with pytest.raises(RunError, match="'47' in prose resolves to nothing") as found:
        made(project, notebooks.read(path))
    assert found.value.reason == "scan_failed"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("from pathlib import Path\nPath('left.csv').write_text('1')", "undeclared_file"),
        ("from policylib import store\nstore.load('adoption_series')", "undeclared_data"),
        ("", "findings_missing"),
    ],
)
def test_what_a_notebook_does_not_declare_is_refused(project, source, reason):
    path = project / "notebooks" / "01-what-do-we-know.ipynb"
    node = nbformat.read(path, as_version=4)
    node.cells.append(nbformat.v4.new_code_cell(source))
    if not source:
        node.metadata.policylib["findings"] = ["no-such-finding"]
    nbformat.write(node, path)
    with pytest.raises(RunError) as found:
        made(project, notebooks.read(path))
    assert found.value.reason == reason
    assert not (project / "aside").exists()


@pytest.mark.parametrize(
    ("default", "text", "value"),
    [
        (0.65, "0.6", 0.6),
        (5, "7", 7),
        ("2025-12-31", "2026-06-30", "2026-06-30"),
        ("en", "id", "id"),
        (True, "false", False),
    ],
)
def test_values_take_the_type_of_the_default(default, text, value):
    parameter = notebooks.Parameter("x", default, "comment")
    book = notebooks.Notebook(ROOT / "a.ipynb", "?", (), {"x": parameter})
    assert parameters.checked(book, {"x": text}) == {"x": value}


@pytest.mark.parametrize(
    ("default", "text"),
    [(0.65, "nan"), (0.65, "inf"), (5, "7.5"), ("2025-12-31", "31/12/2025"), (True, "yes")],
)
def test_values_of_another_type_are_refused(default, text):
    book = notebooks.Notebook(
        ROOT / "a.ipynb", "?", (), {"x": notebooks.Parameter("x", default, "comment")}
    )
    with pytest.raises(UsageError, match="no value for 'x'"):
        parameters.checked(book, {"x": text})
