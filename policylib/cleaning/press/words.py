"""Words of Indonesian prose: numbers written out, what is counted, and how often."""

from __future__ import annotations

import re

_ONES = ("", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")


def _spelt(n: int) -> str:
    if n >= 100:
        head = "seratus" if n < 200 else f"{_ONES[n // 100]} ratus"
        return f"{head} {_spelt(n % 100)}".strip()
    if n >= 20:
        return f"{_ONES[n // 10]} puluh {_ONES[n % 10]}".strip()
    if n in (10, 11):
        return "sepuluh" if n == 10 else "sebelas"
    return _ONES[n] if n < 10 else f"{_ONES[n - 10]} belas"


_NUMBERS = {_spelt(n): n for n in range(1, 1000)}
_WORD = f"(?:{'|'.join(_ONES[1:])}|sepuluh|sebelas|belas|puluh|seratus|ratus|seribu)"
#: 'ribu' is part of the number only before more of it; else it is a scale word, that rounds.
NUMBER_WORDS = rf"{_WORD}(?:\s+(?:{_WORD}|ribu(?=\s+{_WORD}\b)))*"


def spelt_number(words: str) -> int | None:
    """Read a number written out, below a million; None where the words are no number.

    >>> spelt_number("seratus dua puluh lima"), spelt_number("dua tiga")
    (125, None)
    """
    words = " ".join(words.lower().split()).replace("seribu", "satu ribu")
    above, ribu, below = words.rpartition(" ribu")
    total = 1000 * _NUMBERS.get(above, 0) if ribu else 0
    if (ribu and not total) or (below.strip() and below.strip() not in _NUMBERS):
        return None
    return total + _NUMBERS.get(below.strip(), 0)


_PEOPLE = (
    r"perangkat desa|aparat(?:ur)? desa|kepala desa|kades|anggota BPD|ketua RT|ketua RW|ahli waris"
    r"|angkatan kerja|tenaga kerja|penduduk|warga|pekerja|buruh|karyawan|pegawai|peserta"
    r"|penerima(?! upah)|pengunjung|pemohon|guru|kader|nelayan|petani|pedagang|pengemudi|sopir"
    r"|pemulung|marbot|honorer|relawan|penganggur|orang|jiwa"
)
_KINDS = (
    r"rentan|informal|formal|miskin|migran|lepas|bukan penerima upah|penerima upah|desa|bekerja"
    r"|manfaat|bantuan|subsidi|keagamaan|aktif|mandiri"
)
_OTHER = (
    r"desa\s*(?:/|dan)\s*kelurahan|kecamatan|kelurahan|perusahaan|badan usaha|kementerian|lembaga"
    r"|kepala keluarga|keluarga|KK|rumah tangga|UMKM|koperasi|unit|kasus|program|paket|kantor"
    r"|dinas|sekolah|kartu|poin(?: persen)?"
)


def _spaced(words: str) -> str:
    return words.replace(" ", r"\s+")


_NOUN = re.compile(
    rf"\s+(?:(?P<other>{_spaced(_OTHER)})|(?:(?:orang|jiwa)\s+)?"
    rf"(?P<people>(?:{_spaced(_PEOPLE)})(?:\s+(?:{_spaced(_KINDS)}))*)"
    r"|(?P<villages>(?:pemerintah(?:an)?\s+desa|pemdes|desa)))\b",
    re.IGNORECASE,
)
#: '5 Desa Sukamaju' is an address, '125 Desa Belum Terdaftar' a headline.
_VILLAGE_NAME = re.compile(
    r"\s+(?!(?:Belum|Sudah|Telah|Masih|Baru|Di|Dari|Ikut|Jadi|Terdaftar|Terlindungi)\b)[A-Z][a-z]"
)
_PER = re.compile(
    r"\s*(?:(?:\bper|/|\btiap|\bsetiap)\s*(?:orang|jiwa|pekerja|peserta|hari|bulan|tahun)"
    r"|\bse(?:hari|bulan|tahun))\b",
    re.IGNORECASE,
)
_RUPIAH = {
    (): "rupiah",
    ("bulan",): "rupiah per month",
    ("orang", "bulan"): "rupiah per month",
    ("tahun",): "rupiah per year",
    ("orang", "tahun"): "rupiah per person-year",
}


def noun_after(text: str, at: int) -> tuple[str, str, int]:
    """Return what is counted, its unit ('people', 'villages', '') and where it ends.

    >>> noun_after("54 perangkat desa aktif hadir", 2)
    ('perangkat desa aktif', 'people', 23)
    """
    hit = _NOUN.match(text, at)
    if hit is None or (hit["villages"] == "Desa" and _VILLAGE_NAME.match(text, hit.end())):
        return "", "", at
    unit = hit.lastgroup if hit.lastgroup != "other" else ""
    return " ".join(hit[hit.lastgroup].split()), unit, hit.end()


def per_after(text: str, at: int) -> tuple[tuple[str, ...], int]:
    """Return by what a number is divided ('orang', 'hari', 'bulan', 'tahun') and where that ends.

    >>> per_after("Rp16.800/bulan", 8)
    (('bulan',), 14)
    """
    found = []
    while hit := _PER.match(text, at):
        word = re.sub(r"^se(?=hari|bulan|tahun)", "", re.findall(r"[a-z]+", hit[0].lower())[-1])
        found.append(word if word in ("hari", "bulan", "tahun") else "orang")
        at = hit.end()
    return tuple(found), at


def unit_of(kind: str, per: tuple[str, ...]) -> str:
    """Return the unit of a number of ``kind`` ('rupiah', 'people', …), '' where it has none.

    >>> unit_of("rupiah", ("orang", "tahun")), unit_of("people", ("hari",))
    ('rupiah per person-year', 'people per day')
    """
    if kind == "rupiah":
        return _RUPIAH.get(per, "")
    if kind == "people" and per:
        return "people per day" if per == ("hari",) else ""
    return "" if kind == "villages" and per else kind
