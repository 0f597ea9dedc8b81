"""A made-up register of workers as offices write it: every person in it is invented."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from policylib.regions import Register

COLUMNS = ("NIK", "Nama", "Kecamatan", "Desa/Kelurahan", "Upah per Bulan", "Tanggal Daftar")
_FIRST = ("Siti", "Budi", "Agus", "Dewi", "Rina", "Joko", "Tono", "Wati", "Asep", "Euis")
_LAST = ("Rekaan", "Contoh", "Karangan", "Misal", "Umpama", "Andaian")
_MONTHS = ("Januari", "Pebruari", "Maret", "April", "Mei", "Juni", "Juli", "Agt", "Sept", "Okt")
_WRONG = 0.002


CHUNK = 1_000_000


def write(path: Path, register: Register, *, rows: int, seed: int) -> None:
    """Write ``rows`` made-up persons as a CSV with semicolons, as an Indonesian Excel does."""
    rng = np.random.default_rng(seed)
    for start in range(0, rows, CHUNK):
        frame = _chunk(rng, register, start, min(CHUNK, rows - start))
        frame.to_csv(
            path,
            sep=";",
            index=False,
            header=not start,
            mode="a" if start else "w",
            encoding="utf-8",
        )


def _chunk(rng: np.random.Generator, register: Register, start: int, rows: int) -> pd.DataFrame:
    villages = _villages(register)
    names, districts = _spellings(villages, register)
    pick = rng.integers(0, len(villages), rows)
    spelt = rng.integers(0, 4, rows)
    columns = (
        _niks(rng, start, rows, np.array([v.parent for v in villages])[pick]),
        _people(rng, rows),
        districts[pick, spelt],
        names[pick, spelt],
        _wages(rng, rows),
        _dates(rng, rows),
    )
    return pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)))


def _villages(register: Register) -> list:
    return [
        r
        for r in register.regions.values()
        if r.level == "village" and r.code.startswith("32.16.") and r.valid_to is None
    ]


def _spellings(villages: list, register: Register) -> tuple[np.ndarray, np.ndarray]:
    names = [[v.name, v.name.upper(), f"Ds. {v.name}", f"DESA {v.name}"] for v in villages]
    parents = [register.get(v.parent).name for v in villages]
    districts = [[p, p.upper(), f"Kec. {p}", f"KECAMATAN {p}"] for p in parents]
    return np.array(names), np.array(districts)


def _niks(rng: np.random.Generator, start: int, rows: int, districts: np.ndarray) -> np.ndarray:
    area = np.char.replace(districts.astype("U8"), ".", "")
    day = rng.integers(1, 29, rows) + 40 * rng.integers(0, 2, rows)
    month, year = rng.integers(1, 13, rows), rng.integers(60, 100, rows)
    serial = (np.arange(start, start + rows) % 9999) + 1
    niks = area
    for part, width in ((day, 2), (month, 2), (year, 2), (serial, 4)):
        niks = np.char.add(niks, np.char.zfill(part.astype(str), width))
    wrong = rng.random(rows) < _WRONG
    niks[wrong] = niks[wrong].astype("U15")
    return niks


def _people(rng: np.random.Generator, rows: int) -> np.ndarray:
    first, last = rng.integers(0, len(_FIRST), rows), rng.integers(0, len(_LAST), rows)
    return np.char.add(np.char.add(np.array(_FIRST)[first], " "), np.array(_LAST)[last])


def _wages(rng: np.random.Generator, rows: int) -> np.ndarray:
    wages = rng.integers(1500, 9000, rows) * 1000 + rng.integers(0, 1000, rows)
    dotted = [f"{w:,}".replace(",", ".") for w in wages]
    style = rng.integers(0, 3, rows)
    return np.where(
        style == 0,
        np.char.add("Rp", dotted),
        np.where(style == 1, dotted, wages.astype(str)),
    )


def _dates(rng: np.random.Generator, rows: int) -> np.ndarray:
    days = pd.Timestamp("2015-01-01") + pd.to_timedelta(rng.integers(0, 3900, rows), unit="D")
    numeric = days.strftime("%d/%m/%Y").to_numpy(dtype="U20")
    month = np.array([*_MONTHS, "Nopember", "Desember"])[days.month - 1]
    words = [f"{d} {m} {y}" for d, m, y in zip(days.day, month, days.year, strict=True)]
    return np.where(rng.integers(0, 2, rows) == 0, numeric, np.array(words))
