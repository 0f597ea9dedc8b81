"""A planted NIK is in no byte of anything that a person may be shown or that git may take."""

import subprocess
import sys

import pytest
import xlsxwriter

from policylib import pipeline
from policylib.cli import frame

CANARY = "3216995203900017"
SPACED = "3216 9952 0390 0017"
HEAD = ["NIK", "Nama", "Tanggal Lahir", "Desa", "Upah", "Tanggal Daftar", f"Catatan {CANARY}"]
ROWS = [
    [CANARY, "Siti Rekaan", "12/03/1990", "Ciledug", "5.000.000", "16/12/2024", ""],
    [f"'{CANARY}", "Siti Rekaan", "12/03/1990", "Cibening", "5.000.000", "16/12/2024", SPACED],
    [f"{CANARY}9", "Budi Rekaan", CANARY, CANARY, CANARY, CANARY, CANARY],
    [f"{CANARY[:8]}99{CANARY[10:]}", CANARY, "x", SPACED, SPACED, "31/02/2024", ""],
    ["", CANARY, "", f"Desa {CANARY}", "1", "", CANARY],
    ["3216994203910023", "Ani Rekaan", "02/03/1991", "Ciledug", "5.000.000", "16/12/2024", SPACED],
    [f"Catatan: {CANARY}", "", "", "", "", "", ""],
]
COMMAND = [sys.executable, "-m", "policylib.cli", "ingest"]
VILLAGES = ["Desa", "Jumlah Perangkat", "Iuran", "Keterangan", CANARY]


@pytest.fixture
def built(project):
    pipeline.build(project)
    return project


def ingest(project, file, table, *more):
    about = ["--source", "uji", "--publisher", "Uji", "--published", "2025-11-01"]
    return subprocess.run(
        [*COMMAND, str(file), "--as", table, *about, "--region", "32.16", *more],
        cwd=project,
        capture_output=True,
        text=True,
    )


def leaks(project, *texts):
    """Files but the kept original and the quarantine, and texts, in which the number stands."""
    marks = [m.encode() for m in (CANARY, SPACED)]
    found = [t for t in texts if any(m in t.encode() for m in marks)]
    for path in project.rglob("*"):
        kept = "raw" in path.parts or path.name.endswith("quarantine.parquet")
        if path.is_file() and not kept:
            content = _content(path)
            found += [path.name for m in marks if m in content or m in path.name.encode()]
    return found


def _content(path):
    if path.suffix == ".xlsx":
        import zipfile

        with zipfile.ZipFile(path) as archive:
            return b"".join(archive.read(n) for n in archive.namelist())
    if path.suffix == ".parquet":
        import pandas as pd

        return pd.read_parquet(path).to_csv().encode()
    return path.read_bytes()


def test_a_register_of_persons(built, tmp_path):
    folder = tmp_path / "kiriman"
    folder.mkdir()
    file = folder / f"KTP {CANARY}.csv"
    file.write_text("\n".join(";".join(r) for r in [[f"Daftar {CANARY}"], HEAD, *ROWS]) + "\n")
    key = folder / "kunci"
    key.write_text("00112233445566778899aabbccddeeff" * 2)
    key.chmod(0o600)
    asks = ingest(built, file, "worker-register")
    assert asks.returncode == 2 and "--key FILE" in asks.stderr
    key_outside = ["--key", str(key)]
    inside = ingest(built, file, "worker-register", *key_outside)
    assert inside.returncode == 2 and "inside the project" in inside.stderr
    outside = tmp_path.parent / f"{tmp_path.name}-kunci"
    key.rename(outside)
    done = ingest(built, file, "worker-register", "--key", str(outside))
    assert done.returncode == 0, done.stderr
    file.unlink()
    assert not leaks(built, done.stdout, done.stderr, asks.stderr)
    git = (built / "data/raw/uji/001-2025-11-01/.gitignore").read_text()
    assert git == "*\n"
    import pandas as pd

    table = pd.read_parquet(built / "data/processed/worker_register.uji.parquet")
    assert len(table) == 1 and "name" not in table
    twins = pd.read_parquet(built / "data/processed/worker_register.uji.quarantine.parquet")
    assert CANARY in "".join(twins["cells"])


def test_a_table_of_villages_that_should_hold_none(built, tmp_path):
    file = tmp_path / f"{CANARY}.xlsx"
    with xlsxwriter.Workbook(file) as book:
        page = book.add_worksheet(f"NIK {CANARY}")
        rows = [
            [f"Rekap {SPACED}"],
            VILLAGES,
            ["Ciledug", "12", "16.800", f"KTP {CANARY}", CANARY],
            ["Cibening", CANARY, SPACED, CANARY, ""],
            [CANARY, "9", CANARY, SPACED, SPACED],
            [f"NIP {CANARY}"],
        ]
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    done = ingest(built, file, "village-participation")
    assert done.returncode == 0, done.stderr
    wrong = ingest(built, file, "worker-register", "--dry-run")
    assert wrong.returncode == 3
    file.unlink()
    assert not leaks(built, done.stdout, done.stderr, wrong.stdout, wrong.stderr)


def test_refusals_and_defects_mask_it(built, tmp_path, monkeypatch, capsys):
    for name, content in (
        (f"{CANARY}.csv", b""),
        (f"{CANARY} a.csv", b"a;b\n\x00" + CANARY.encode()),
    ):
        (tmp_path / name).write_bytes(content)
        done = ingest(built, tmp_path / name, "village-participation")
        assert done.returncode == 3 and not leaks(built / "data/processed", done.stderr)

    def broken(*_):
        raise ValueError(f"could not convert {CANARY}")

    monkeypatch.setattr(frame, "app", broken)
    monkeypatch.setattr(frame.signal, "signal", lambda *_: None)
    with pytest.raises(SystemExit):
        frame.main()
    said = capsys.readouterr().err
    assert "could not convert ################" in said and "Traceback" in said
