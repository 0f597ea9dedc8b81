"""A received file: shown, kept unchanged, written with descent, corrected, never doubled."""

import csv
import datetime as dt
import io

import openpyxl
import pandas as pd
import pytest

from policylib import pipeline, store
from policylib.errors import DataError, RegionError, UsageError

HEAD = ["Kecamatan", "Desa", "Jumlah Perangkat", "Iuran", "Keterangan"]
ROWS = [
    ["Setu", "Ciledug", "12", "16.800", "lunas"],
    ["Setu", "Cibening", "9", "201.600", "=HYPERLINK(1)"],
    ["Setu", "Tamansari", "banyak", "=1+1", ""],
]


@pytest.fixture
def built(project):
    pipeline.build(project)
    return project


@pytest.fixture
def send(built, tmp_path):
    def run(
        rows=ROWS, *, source="cabang-cikarang", name="kiriman.csv", published="2025-11-01", **more
    ):
        path = tmp_path / name
        path.write_text("\n".join(";".join(r) for r in [HEAD, *rows]) + "\n", encoding="utf-8")
        about = pipeline.received(
            built,
            source,
            publisher="Cabang",
            published=published,
            accessed=dt.date(2025, 11, 2),
            licence=None,
            grade=None,
            region="32.16",
            hidden="keep",
        )
        return pipeline.ingest(built, path, table="village-participation", about=about, **more)

    return run


def files(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_dry_run_writes_nothing(built, send):
    before = files(built)
    done = send(dry_run=True)
    assert len(done.cleaned.table) == 2 and not done.written and not done.version
    after = files(built)
    after.pop(next(p for p in after if p.name == "kiriman.csv"))
    assert after == before


def test_a_file_is_kept_unchanged_and_its_table_can_be_loaded(built, send):
    done = send()
    folder = built / "data/raw" / done.version
    assert done.version == "cabang-cikarang/001-2025-11-01"
    kept = folder / "village_participation.csv"
    assert kept.read_text(encoding="utf-8").startswith(";".join(HEAD))
    about = store.sources(built)[done.version]
    assert (about.table, about.rows, about.region, about.grade) == (
        "village_participation",
        3,
        "32.16",
        "C",
    )
    table = store.load("village_participation.cabang-cikarang", root=built)
    assert table["contribution_rp_month"].tolist() == [16800, 201600]
    assert (
        store.load("village_participation.cabang-cikarang", known_on="2025-11-01", root=built)
        is not None
    )
    with pytest.raises(DataError, match="published after"):
        store.load("village_participation.cabang-cikarang", known_on="2025-10-31", root=built)
    pipeline.build(built)


def test_the_same_file_twice_changes_nothing(built, send):
    send()
    before = files(built)
    done = send()
    assert (done.version, done.written) == ("", ())
    assert files(built) == before


def test_an_older_file_and_a_shorter_one_are_held(built, send):
    send()
    with pytest.raises(
        DataError, match=r"has 2 filled rows, the last one .* had 3.*--confirm-fewer"
    ):
        send(ROWS[:2], published="2025-12-01")
    done = send(ROWS[:2], published="2025-12-01", confirm_fewer=True)
    assert done.version == "cabang-cikarang/002-2025-12-01"
    with pytest.raises(DataError, match="received before, as cabang-cikarang/001-2025-11-01"):
        send()
    older = [*ROWS[:2], ["Setu", "Tamansari", "8", "", ""]]
    with pytest.raises(DataError, match="issued on 2025-10-01, and cabang-cikarang/002-2025-12-01"):
        send(older, published="2025-10-01")


def test_a_kept_file_that_changed_is_refused(built, send):
    done = send()
    kept = built / "data/raw" / done.version / "village_participation.csv"
    kept.write_text(kept.read_text(encoding="utf-8").replace("16.800", "16.801"), encoding="utf-8")
    with pytest.raises(DataError, match="changed after it was sealed"):
        pipeline.build(built)


def test_a_correction_is_made_once(built, send):
    send()
    ledger = built / "data/raw/cabang-cikarang/corrections.csv"
    ledger.write_text("cell,expected,value,why,who\nCSV!C4,banyak,7,asked,DPMD\n", encoding="utf-8")
    assert pipeline.build(built) == ["village_participation.cabang-cikarang"]
    table = store.load("village_participation.cabang-cikarang", root=built)
    assert table["officials"].tolist() == [12, 9, 7]
    mended = [*ROWS[:2], ["Setu", "Tamansari", "7", "", ""]]
    with pytest.raises(
        DataError, match=r"data/raw/cabang-cikarang/corrections.csv row 2.*may have been mended"
    ):
        send(mended, published="2025-12-01")
    ledger.write_text("cell,expected,why,who\n", encoding="utf-8")
    with pytest.raises(DataError, match="breaks its contract"):
        send(mended, published="2025-12-01")


def test_the_log_asks_in_both_languages_and_holds_no_live_formula(built, send):
    done = send()
    folder = built / "data/processed"
    name = "village_participation.cabang-cikarang.issues"
    assert {f"{name}.{e}" for e in ("csv", "xlsx", "html")} < set(done.written)
    rows = list(csv.DictReader(io.StringIO((folder / f"{name}.csv").read_text("utf-8-sig"))))
    bad = {r["column"]: r for r in rows if r["row"] == "4"}
    assert bad["C Jumlah Perangkat"]["value"] == "banyak"
    assert bad["D Iuran"]["value"] == "'=1+1"
    assert bad["D Iuran"]["hint_en"] and bad["D Iuran"]["hint_id"] != bad["D Iuran"]["hint_en"]
    cells = [c for r in openpyxl.load_workbook(folder / f"{name}.xlsx").active for c in r]
    assert not [c for c in cells if c.data_type == "f"] and "=1+1" in {c.value for c in cells}
    page = (folder / f"{name}.html").read_text(encoding="utf-8")
    assert "Content-Security-Policy" in page and "banyak" in page and "<script" not in page
    quarantine = pd.read_parquet(
        folder / "village_participation.cabang-cikarang.quarantine.parquet"
    )
    assert quarantine[["row", "reasons"]].values.tolist() == [[4, "not_a_number"]]


def test_what_is_not_said_is_asked_for(built, tmp_path):
    def about(source="x", publisher="P", published="2025-11-01", region="32.16"):
        return pipeline.received(
            built,
            source,
            publisher=publisher,
            published=published,
            accessed=dt.date(2025, 11, 2),
            licence=None,
            grade=None,
            region=region,
            hidden="keep",
        )

    for wrong, said in (
        ({"publisher": None}, "who sent it"),
        ({"published": None}, "the day it was issued"),
        ({"published": "1/11/2025"}, "is no date"),
        ({"source": "Not A Name"}, "no name for a folder"),
        ({"source": "published-numbers"}, "a source of the project itself"),
    ):
        with pytest.raises(UsageError, match=said):
            about(**wrong)
    with pytest.raises(UsageError, match="--region 32.16"):
        pipeline.ingest(
            built, tmp_path / "x.csv", table="village-participation", about=about(region=None)
        )
    with pytest.raises(UsageError, match="Did you mean 'village_enrolment'"):
        pipeline.ingest(built, tmp_path / "x.csv", table="village-enrolmnt", about=about())


def test_received_files_stay_out_of_git_until_somebody_has_looked(built, send):
    done = send()
    assert (built / "data/raw" / done.version / ".gitignore").read_text() == "*\n"


def test_corrections_may_lie_there_before_the_first_file(built, send):
    folder = built / "data/raw/cabang-cikarang"
    folder.mkdir()
    (folder / "corrections.csv").write_text(
        "cell,expected,value,why,who\nCSV!C4,banyak,7,asked,DPMD\n", encoding="utf-8"
    )
    assert send().cleaned.table["officials"].tolist() == [12, 9, 7]


def test_a_table_that_was_never_written_is_answered_with_the_nearest(built, send):
    send()
    with pytest.raises(DataError, match="Did you mean 'village_participation.cabang-cikarang'"):
        store.load("village_participation.cabang_cikarang", root=built)


def test_bekasi_alone_is_refused_here_too(built, tmp_path):
    about = pipeline.Received(
        "x", "P", dt.date(2025, 11, 1), dt.date(2025, 11, 2), "l", "C", "bekasi", "keep"
    )
    with pytest.raises(RegionError, match="ambiguous"):
        pipeline.ingest(built, tmp_path / "x.csv", table="village-participation", about=about)
