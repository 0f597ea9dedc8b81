"""Raw files are sealed; processed tables know from what they came."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from policylib import pipeline, store
from policylib.errors import DataError, UsageError

NUMBERS = "data/raw/published-numbers/published_numbers.csv"


def change(path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_every_source_has_a_seal_for_every_file(root):
    for name, source in store.sources(root).items():
        assert source.id == name
        assert source.files, name


def test_a_changed_cell_names_file_row_and_way_out(project):
    change(project / NUMBERS, "0.455,0.465", "0.455,0.565")
    with pytest.raises(DataError) as error:
        store.verify(project)
    text = str(error.value)
    assert "published_numbers.csv" in text
    assert "row 3 changed" in text
    assert "git checkout" in text and "policylib seal published-numbers" in text


def test_a_missing_and_a_new_row_are_told_apart(project):
    path = project / NUMBERS
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text(
        "".join([*lines[:4], *lines[5:], lines[4].replace("workers-", "x-", 1)]), encoding="utf-8"
    )
    with pytest.raises(DataError, match=r"row 5 is missing.*row \d+ is new"):
        store.verify(project)


def test_changed_line_ends_are_refused_too(project):
    path = project / NUMBERS
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    with pytest.raises(DataError, match="line ends only"):
        store.verify(project)


def test_a_file_without_a_seal_is_refused(project):
    (project / "data/raw/published-numbers/extra.csv").write_text("a\n1\n")
    with pytest.raises(DataError, match=r"extra\.csv"):
        store.verify(project)


def test_a_sealed_file_that_nothing_reads_is_refused(project):
    (project / "data/raw/published-numbers/extra.csv").write_text("a\n1\n")
    store.seal(project, "published-numbers")
    with pytest.raises(DataError, match="nothing reads"):
        pipeline.build(project)


def test_a_missing_source_file_is_refused(project):
    (project / "data/raw/idm-kemendes/source.yml").unlink()
    with pytest.raises(DataError, match=r"idm-kemendes/source\.yml is missing"):
        store.verify(project)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("grade: A", "grade: D"),
        ("licence:", "license:"),
        ("published: 2024", "published: soon 2024"),
    ],
)
def test_a_malformed_source_file_is_refused(project, old, new):
    change(project / "data/raw/idm-kemendes/source.yml", old, new)
    with pytest.raises(DataError, match="cannot be read"):
        store.verify(project)


def test_sealing_accepts_a_meant_change(project):
    change(project / NUMBERS, "about 46 percent", "46 percent or so")
    assert "published_numbers.csv" in store.seal(project, "published-numbers")
    pipeline.build(project)
    numbers = store.load("published_numbers", root=project)
    assert "46 percent or so" in set(numbers["reported_as"])


def test_sealing_an_unknown_source_names_the_closest(project):
    with pytest.raises(DataError, match="idm-kemendes"):
        store.seal(project, "idm-kemende")


def test_a_broken_contract_names_row_and_column(project):
    change(project / NUMBERS, "0.455,0.465", "0.485,0.465")
    store.seal(project, "published-numbers")
    with pytest.raises(DataError, match=r"row 3.*low is at most high"):
        pipeline.build(project)


def test_an_unreadable_cell_names_row_and_column(project):
    change(project / NUMBERS, "0.455,0.465", "0.455,forty")
    store.seal(project, "published-numbers")
    with pytest.raises(DataError, match="row 3, column high: 'forty'"):
        pipeline.build(project)


def test_a_number_without_source_is_refused(project):
    change(project / NUMBERS, "bekasikab-2025-02", "nobody")
    store.seal(project, "published-numbers")
    with pytest.raises(DataError, match=r"published_numbers\.csv row 3: source 'nobody'"):
        pipeline.build(project)


def test_processed_tables_say_from_what_they_came(project):
    pipeline.build(project)
    record = json.loads((project / "data/processed/village_covariates.json").read_text())
    assert set(record["sources"]) == {
        "permendagri-register/regions.csv",
        "dukcapil-2024/village_population.csv",
        "idm-kemendes/village_index.csv",
        "village-facts/village_facts.csv",
        "portal-data-desa-jabar/village_revenue_2023.csv",
    }
    assert record["rows"] == 179


def test_a_second_build_writes_nothing_and_a_changed_file_only_its_tables(project):
    assert set(pipeline.build(project)) == {*pipeline.RAW, *pipeline.DERIVED}
    assert pipeline.build(project) == []
    change(
        project / "data/raw/idm-kemendes/village_index.csv",
        "0.8329,MANDIRI,0.8329",
        "0.8330,MANDIRI,0.8329",
    )
    store.seal(project, "idm-kemendes")
    assert set(pipeline.build(project)) == {
        "village_index",
        "village_covariates",
        "indicator_issues",
    }


def test_the_same_sources_give_the_same_bytes(project):
    pipeline.build(project)
    first = {p.name: p.read_bytes() for p in (project / "data/processed").iterdir()}
    for path in (project / "data/processed").iterdir():
        path.unlink()
    pipeline.build(project)
    assert {p.name: p.read_bytes() for p in (project / "data/processed").iterdir()} == first


def test_loading_before_building_says_what_to_run(project):
    with pytest.raises(DataError, match="policylib data"):
        store.load("published_numbers", root=project)


def test_loading_a_table_older_than_its_source_is_refused(project):
    pipeline.build(project)
    change(project / NUMBERS, "about 46 percent", "46 percent or so")
    with pytest.raises(DataError, match="older than what it is made from"):
        store.load("published_numbers", root=project)


def test_loading_a_table_that_somebody_edited_is_refused(project):
    pipeline.build(project)
    path = project / "data/processed/published_numbers.parquet"
    pd.read_parquet(path).assign(low=0.0).to_parquet(path)
    with pytest.raises(DataError, match="not what was written"):
        store.load("published_numbers", root=project)


def test_a_day_must_be_written_year_month_day():
    with pytest.raises(UsageError, match="31-12-2025"):
        store.ledger(known_on="31-12-2025")


@pytest.mark.parametrize(
    "file", ["cleaning/rows.py", "store/office/child/xlsx_cells.py", "schemas/office_tables.py"]
)
def test_every_file_between_raw_and_processed_counts(file, monkeypatch):
    from policylib.store import code

    before = code.code_sha256()
    read = Path.read_bytes
    edited = lambda p: read(p) + (b"#" if p.as_posix().endswith(file) else b"")  # noqa: E731
    monkeypatch.setattr(Path, "read_bytes", edited)
    code.code_sha256.cache_clear()
    try:
        assert code.code_sha256() != before
    finally:
        code.code_sha256.cache_clear()
