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


def write(path: Path, register: Register, *, rows: int, seed: int) -> None:
    """Write ``rows`` made-up persons as a CSV with semicolons, as an Indonesian Excel does."""
    rng = np.random.default_rng(seed)
    villages = _villages(register)
    names, districts = _spellings(villages)
    pick = rng.integers(0, len(villages), rows)
    spell = rng.integers(0, 4, rows)
    frame = pd.DataFrame(
        {
            COLUMNS[0]: _niks(rng, rows, np.array([v.parent for v in villages])[pick]),
            COLUMNS[1]: _people(rng, rows),
            COLUMNS[2]: districts[pick, spell],
            COLUMNS[3]: names[pick, spell],
            COLUMNS[4]: _wages(rng, rows),
            COLUMNS[5]: _dates(rng, rows),
        }
    )
    frame.to_csv(path, sep=";", index=False, encoding="utf-8")


def _villages(register: Register) -> list:
    return [
        r
        for r in register.regions.values()
        if r.level == "village" and r.code.startswith("32.16.") and r.valid_to is None
    ]


def _spellings(villages: list) -> tuple[np.ndarray, np.ndarray]:
    from policylib import store

    register = store.register()
    names = [[v.name, v.name.upper(), f"Ds. {v.name}", f"DESA {v.name}"] for v in villages]
    parents = [register.get(v.parent).name for v in villages]
    districts = [[p, p.upper(), f"Kec. {p}", f"KECAMATAN {p}"] for p in parents]
    return np.array(names), np.array(districts)


def _niks(rng: np.random.Generator, rows: int, districts: np.ndarray) -> np.ndarray:
    area = np.char.replace(districts.astype("U8"), ".", "")
    day = rng.integers(1, 29, rows) + 40 * rng.integers(0, 2, rows)
    month, year = rng.integers(1, 13, rows), rng.integers(60, 100, rows)
    serial = (np.arange(rows) % 9999) + 1
    parts = [np.char.zfill(p.astype(str), n) for p, n in ((day, 2), (month, 2), (year, 2), (serial, 4))]
    niks = area
    for part in parts:
        niks = np.char.add(niks, part)
    wrong = rng.random(rows) < _WRONG
    niks[wrong] = np.char.add(niks[wrong].astype("U15"), "")
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
