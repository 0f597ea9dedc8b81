"""What a number of an article may mean: which quantity, and whether a target, a plan or a fact.

Rules over the words around; where none fits, the quantity is '' and a person decides.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_ANY = re.IGNORECASE


class Around(NamedTuple):
    """The words around a number, from near to far.

    Attributes
    ----------
    before, after : str
        Up to the numbers on both sides.
    wider : str
        The sentence.
    """

    before: str
    after: str
    wider: str


class _Rule(NamedTuple):
    """A quantity, for which unit, and patterns of the noun and of the words around."""

    quantity: str
    units: tuple[str, ...]
    counted: str
    words: str


_RUPIAH = ("rupiah", "rupiah per year")
_COVERED = (
    r"cakupan|kepesertaan|coverage|terlindungi|perlindungan|terdaftar|mendaftar|didaftarkan|peserta"
    r"|terkover|tercover"
)
_WORKERS = r"pekerja|tenaga kerja|buruh|orang|jiwa|peserta|warga"
_TOTAL = r"\b(?:dari|total|jumlah|seluruh)\s+(?:(?:total|seluruh|jumlah|sekitar|sebanyak)\s+)*$"
#: Marks of figures that sound alike and are another thing.
_FOREIGN = {
    "share": r"\bJKN\b|BPJS\s+Kesehatan|\bkesehatan\b|kemiskinan|penduduk\s+miskin|desa",
    "people": r"\bJKN\b|BPJS\s+Kesehatan",
    "villages": r"\bJKN\b|BPJS\s+Kesehatan",
    "rupiah": r"santunan|klaim|upah\s+minimum|\bUMK\b|\bgaji\b|\bAPBD\b",
}
_CHANGE = re.compile(
    r"\b(?:bukan|naik|turun|tumbuh|meningkat|menurun|bertambah|berkurang|selisih|melonjak|merosot|anjlok)"
    r"(?:\s+(?:sebesar|sebanyak|sekitar|hampir|hingga))*\s+$",
    _ANY,
)
_NOT_COVERED = re.compile(
    rf"\b(?:belum|tidak|tak|tanpa)(?:\s+\w+){{0,3}}?\s+(?:\w+\s+)?(?:{_COVERED}|tercakup|ikut)",
    _ANY,
)
_RULES = (
    _Rule("unemployment_rate", ("share",), "", r"pengangguran"),
    _Rule(
        "village_officials_covered_share",
        ("share",),
        "",
        r"(?:perangkat|aparat(?:ur)?|kepala)\s+desa",
    ),
    _Rule("coverage_share", ("share",), "", _COVERED),
    _Rule("branch_visitors_per_day", ("people per day",), "", r"kantor|cabang|layan|pengunjung"),
    _Rule("labour_force", ("people",), "angkatan kerja", ""),
    _Rule("labour_force", ("people",), "", r"angkatan\s+kerja"),
    _Rule("employed", ("people",), r"(?:penduduk|orang|warga) bekerja", ""),
    _Rule("poor_people", ("people",), "miskin", ""),
    _Rule("poor_people", ("people",), "orang|jiwa|penduduk|warga", r"(?:penduduk|warga)\s+miskin"),
    _Rule("subsidy_beneficiaries", ("people",), "penerima (?:subsidi|bantuan)", ""),
    _Rule("vulnerable_workers", ("people",), "rentan", ""),
    _Rule("vulnerable_workers", ("people",), "^(?:orang|jiwa|)$", r"pekerja\s+rentan"),
    _Rule("workers_protected", ("people",), _WORKERS, _COVERED),
    _Rule("villages_not_enrolled", ("villages",), "", r"\bbelum\b"),
    _Rule(
        "villages_enrolled",
        ("villages",),
        "",
        r"terdaftar|mendaftar|ikut|peserta|kepesertaan|aktif",
    ),
    _Rule("dana_desa_total", _RUPIAH, "", r"\bdana\s+desa\b"),
    _Rule("subsidy_per_person_year", ("rupiah per person-year",), "", r"subsidi|iuran|bantuan"),
    _Rule("subsidy_budget", _RUPIAH, "", r"anggaran|menganggarkan|dianggarkan|subsidi"),
)


def quantity(unit: str, counted: str, around: Around) -> str:
    """Propose the quantity of the evidence table that a number may be, or ''.

    >>> quantity("share", "", Around("cakupan kepesertaan baru ", "", ""))
    'coverage_share'
    """
    near, far = f"{around.before} # {around.after}", around.wider
    if _CHANGE.search(around.before):
        return ""
    certain = _whole(unit, counted, around) or _subsidised(unit, counted, around)
    if certain:
        return certain
    foreign = _FOREIGN.get(unit.partition(" ")[0])
    if unit == "villages" and re.search(r"\b(?:sudah|telah|baru)\b", near, _ANY):
        # the 'belum' further away is said of the other villages
        far = re.sub(r"\bbelum\b", "", far, flags=_ANY)
    if unit in ("share", "people") and _NOT_COVERED.search(near):
        return ""
    for words in (around.before, near, far):
        found = _first_rule(unit, counted, words)
        if found:
            is_foreign = foreign and _foreign_nearer(foreign, found, unit, words)
            return "" if is_foreign else found
    return ""


def _whole(unit: str, counted: str, around: Around) -> str:
    """'dari 179 desa', 'dari 1,5 juta pekerja': what the part before is a part of."""
    if not re.search(_TOTAL, around.before, _ANY):
        return ""
    if unit == "villages":
        return "villages_total"
    if unit == "people" and "rentan" in counted.lower():
        return "vulnerable_workers"
    is_workers = re.fullmatch(r"pekerja(?: (?:formal|informal))?|tenaga kerja", counted, _ANY)
    return "workers_total" if unit == "people" and is_workers else ""


def _subsidised(unit: str, counted: str, around: Around) -> str:
    """'subsidi Rp2 miliar untuk 10.000 pekerja rentan': those paid for, not all there are."""
    paid_for = re.search(r"subsidi|menanggung|ditanggung", around.wider, _ANY)
    is_vulnerable = unit == "people" and "rentan" in counted.lower()
    return "subsidy_beneficiaries" if is_vulnerable and paid_for else ""


def _first_rule(unit: str, counted: str, words: str) -> str:
    fitting = (rule for rule in _RULES if unit in rule.units)
    return next(
        (
            rule.quantity
            for rule in fitting
            if re.search(rule.counted, counted, _ANY) and re.search(rule.words, words, _ANY)
        ),
        "",
    )


def _foreign_nearer(foreign: str, found: str, unit: str, words: str) -> bool:
    """Whether the words tell of another programme and not of employment social security."""
    if found in ("unemployment_rate", "village_officials_covered_share", "poor_people"):
        return False
    if re.search(r"ketenagakerjaan|jamsostek", words, _ANY) and unit != "rupiah":
        return False
    return bool(re.search(foreign, words, _ANY))


_KIND = re.compile(
    r"(?P<target>\b(?:target|targetnya|menargetkan|ditargetkan|harus\s+mencapai|mengejar)\b)"
    r"|(?P<plan>\b(?:akan|bakal|rencana|rencananya|berencana|merencanakan|direncanakan|menyiapkan"
    r"|disiapkan|menganggarkan|dianggarkan|mengalokasikan|dialokasikan)\b)"
    r"|(?P<observed>\b(?:baru|saat\s+ini|kini|realisasi|realisasinya|tercapai|sudah|telah"
    r"|tercatat)\b)",
    _ANY,
)
_TARGET_AFTER = re.compile(
    r"\s*(?:(?:yang\s+)?ditargetkan|(?:menjadi|sebagai|adalah)\s+target)\b", _ANY
)
_CLAUSE_ENDS = re.compile(
    r"[,;:]|\s(?:dan|menjadi|sementara|tetapi|namun|dari|untuk|sedangkan|dengan)\s", _ANY
)
_GOES_ON = re.compile(
    r"\s*(?:,|dan|atau|menjadi|hingga|sampai|jadi|ke|/|serta|untuk|bagi|senilai|kepada)?\s*", _ANY
)
_WORDS_AFTER = 5


def kind_of(around: Around) -> str:
    """Say whether a number is a 'target', a 'plan' or 'observed'; '' where no word tells.

    The last word of the kind before it counts, else one of the first words of its own clause
    after it.

    >>> kind_of(Around("masih jauh dari target ", "", "")), kind_of(Around("baru ", "", ""))
    ('target', 'observed')
    """
    before = [hit.lastgroup for hit in _KIND.finditer(around.before)]
    if before:
        return before[-1]
    if _TARGET_AFTER.match(around.after):
        return "target"
    clause = " ".join(_CLAUSE_ENDS.split(around.after, maxsplit=1)[0].split()[:_WORDS_AFTER])
    after = _KIND.search(clause)
    # '46 persen, di bawah target': only a verb after the number speaks of it
    if after and not re.match("target", after[0], _ANY):
        return after.lastgroup
    return ""


def goes_on(between: str) -> bool:
    """Whether the words between two numbers say no more than and, to or for.

    >>> goes_on(" menjadi "), goes_on(" dari ")
    (True, False)
    """
    return bool(_GOES_ON.fullmatch(between))


def is_former(between: str) -> bool:
    """Whether the number before these words is what the one after has changed from.

    >>> is_former(" pada 2024 menjadi "), is_former(" dan ")
    (True, False)
    """
    return bool(re.search(r"\b(?:menjadi|jadi|ke)\s+(?:\w+\s+){0,1}$", between[-40:], _ANY))
