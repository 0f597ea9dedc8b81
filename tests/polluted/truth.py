"""The clean table: made-up figures for real villages."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

from policylib.regions import Region, Register

HEADINGS = (
    "Kecamatan",
    "Desa/Kelurahan",
    "Jumlah Perangkat",
    "Terdaftar",
    "Iuran per Bulan",
    "Persentase",
    "Tanggal Daftar",
    "Keterangan",
)
_REMARKS = ("", "", "lunas", "menunggak dua bulan", "menunggu APBDes perubahan", "ada di arsip")


@dataclass(frozen=True)
class Row:
    """One village; ``share`` is in hundredths of a percent, None where not stated."""

    code: str
    district: str
    village: str
    officials: int
    registered: int
    contribution: int
    share: int | None
    day: dt.date | None
    remark: str

    @property
    def expected(self) -> dict[str, object]:
        """Values of the cleaned table."""
        return {
            "code": self.code,
            "officials": self.officials,
            "registered": self.registered,
            "contribution_rp_month": self.contribution,
            "paid_share": None if self.share is None else self.share / 10_000,
            "registered_on": self.day,
            "remark": self.remark or None,
        }


def villages(register: Register) -> list[Region]:
    """Villages and wards of Kabupaten Bekasi today."""
    return [
        r
        for r in register.regions.values()
        if r.level == "village" and r.code.startswith("32.16.") and r.valid_to is None
    ]


def make(register: Register, rng: random.Random) -> list[Row]:
    """Draw 25 to 45 villages in the order of their codes."""
    chosen = sorted(rng.sample(villages(register), rng.randint(25, 45)), key=lambda v: v.code)
    return [_row(register, village, rng) for village in chosen]


def _row(register: Register, village: Region, rng: random.Random) -> Row:
    officials = rng.randint(7, 40)
    day = dt.date(2019, 1, 1) + dt.timedelta(rng.randint(0, 2400))
    return Row(
        village.code,
        register.get(village.parent).name,
        village.name,
        officials,
        rng.randint(0, officials),
        rng.choice((16_800, 10_800 + rng.randint(0, 9_999))) * officials,
        rng.choice((None, rng.randint(0, 100) * 100, rng.randint(1, 9_999))),
        rng.choice((None, day, day)),
        rng.choice(_REMARKS),
    )
