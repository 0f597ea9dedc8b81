"""Numbers of Indonesian articles: every one that is meant, none that is not, beside the ledger."""

from __future__ import annotations

import datetime as dt
import math
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policylib.cleaning.press.claims import claims
from policylib.cleaning.press.places import places_of
from policylib.cleaning.press.proposals import COLUMNS, STANDINGS, lines, propose
from policylib.schemas.contracts import QUANTITIES
from tests.conftest import ROOT

PLACES = {"Kabupaten Bekasi": "32.16", "Kota Bekasi": "32.75", "Jawa Barat": "32", "nasional": "ID"}
INF = math.inf
FEB = dt.date(2025, 2, 25)
KAB, KOTA = "32.16", "32.75"
#: A number of a person, put together so that no file of the project holds one.
NIK = "3216" + "01" * 2 + "0390" + "0001"

#: Article, then (words, low, high, unit, quantity, kind, day, place) of all that it states.
ARTICLES = {
    "dateline": (
        "CIKARANG, 25 Februari 2025 – Cakupan kepesertaan jaminan sosial ketenagakerjaan di "
        "Kabupaten Bekasi baru 46 persen dari sekitar 1,5 juta pekerja. Kantor cabang melayani "
        "200-300 orang per hari.",
        [
            ("46 persen", 0.455, 0.465, "share", "coverage_share", "observed", FEB, KAB),
            (
                "sekitar 1,5 juta pekerja",
                *(1.45e6, 1.55e6, "people", "workers_total", "observed", FEB, KAB),
            ),
            (
                "200-300 orang per hari",
                *(200, 300, "people per day", "branch_visitors_per_day", "observed", FEB, KAB),
            ),
        ],
    ),
    "former": (
        "Selasa (25/2/2025), kepesertaan di Kabupaten Bekasi disebut naik dari 38 persen menjadi "
        "46 persen.",
        [
            ("38 persen", 0.375, 0.385, "share", "coverage_share", "observed", None, KAB),
            ("46 persen", 0.455, 0.465, "share", "coverage_share", "observed", FEB, KAB),
        ],
    ),
    "former with a month": (
        "Cakupan di Kabupaten Bekasi naik dari 38 persen pada Desember 2024, menjadi 46 persen "
        "saat kunjungan tanggal 25 Februari 2025.",
        [
            (
                "38 persen",
                *(0.375, 0.385, "share", "coverage_share", "observed", dt.date(2024, 12, 31), KAB),
            ),
            ("46 persen", 0.455, 0.465, "share", "coverage_share", "observed", FEB, KAB),
        ],
    ),
    "target": (
        "Cakupan kepesertaan Kabupaten Bekasi masih 46 persen per 25 Februari 2025, padahal "
        "Kemendagri menargetkan 65 persen pada akhir tahun 2025.",
        [
            ("46 persen", 0.455, 0.465, "share", "coverage_share", "observed", FEB, KAB),
            (
                "65 persen",
                *(0.645, 0.655, "share", "coverage_share", "target", dt.date(2025, 12, 31), KAB),
            ),
        ],
    ),
    "villages": (
        "BEKASI, 24 November 2025 - Sebanyak 125 desa dari 179 desa di Kabupaten Bekasi belum "
        "terdaftar. Artinya baru 54 dari 179 desa yang ikut.",
        [
            (
                "125 desa",
                *(125, 125, "villages", "villages_not_enrolled", "observed"),
                *(dt.date(2025, 11, 24), KAB),
            ),
            (
                "179 desa",
                *(179, 179, "villages", "villages_total", "observed", dt.date(2025, 11, 24), KAB),
            ),
            (
                "54",
                *(54, 54, "villages", "villages_enrolled", "observed"),
                *(dt.date(2025, 11, 24), KAB),
            ),
            (
                "179 desa",
                *(179, 179, "villages", "villages_total", "observed", dt.date(2025, 11, 24), KAB),
            ),
        ],
    ),
    "subsidy": (
        "Pemkot Bekasi menyiapkan anggaran subsidi Rp 2 miliar untuk 10.000 pekerja rentan pada "
        "2026. Iurannya Rp16.800 per bulan.",
        [
            (
                "Rp 2 miliar",
                *(2e9, 2e9, "rupiah", "subsidy_budget", "plan", dt.date(2026, 12, 31), KOTA),
            ),
            (
                "10.000 pekerja rentan",
                *(1e4, 1e4, "people", "subsidy_beneficiaries", "plan", dt.date(2026, 12, 31), KOTA),
            ),
            ("Rp16.800 per bulan", 16800, 16800, "rupiah per month", "", "observed", None, KOTA),
        ],
    ),
    "open end": (
        "Jumlah pekerja rentan di Kota Bekasi di atas 200 ribu orang pada 26 Oktober 2025, dan "
        "sekitar 40 ribu sudah dibayar pemerintah kota.",
        [
            (
                "di atas 200 ribu orang",
                *(2e5, INF, "people", "vulnerable_workers", "observed"),
                *(dt.date(2025, 10, 26), KOTA),
            ),
            ("sekitar 40 ribu", 35e3, 45e3, "", "", "observed", dt.date(2025, 10, 26), KOTA),
        ],
    ),
    "range": (
        "Dari sekitar 1,5 juta pekerja, yang terlindungi 600–700 ribu orang, kata kepala cabang, "
        "Selasa (25/02/2025).",
        [
            (
                "sekitar 1,5 juta pekerja",
                *(1.45e6, 1.55e6, "people", "workers_total", "observed", FEB, ""),
            ),
            (
                "600–700 ribu orang",
                *(6e5, 7e5, "people", "workers_protected", "observed", FEB, ""),
            ),
        ],
    ),
    "bare Bekasi": (
        "Kepesertaan di Bekasi mencapai 44 persen. Angka 46 persen berlaku di Kabupaten Bekasi.",
        [
            ("44 persen", 0.435, 0.445, "share", "coverage_share", "observed", None, ""),
            ("46 persen", 0.455, 0.465, "share", "", "observed", None, KAB),
        ],
    ),
    "two governments": (
        "Per 5 November 2025 cakupan kepesertaan 46 persen di Kabupaten Bekasi dan 44 persen di "
        "Kota Bekasi.",
        [
            (
                "46 persen",
                *(0.455, 0.465, "share", "coverage_share", "observed"),
                *(dt.date(2025, 11, 5), KAB),
            ),
            (
                "44 persen",
                *(0.435, 0.445, "share", "coverage_share", "observed"),
                *(dt.date(2025, 11, 5), KOTA),
            ),
        ],
    ),
    "unemployment": (
        "BPS mencatat tingkat pengangguran terbuka Kabupaten Bekasi 8,78 persen pada Agustus 2025.",
        [
            (
                "8,78 persen",
                *(0.08775, 0.08785, "share", "unemployment_rate", "observed"),
                *(dt.date(2025, 8, 31), KAB),
            ),
        ],
    ),
    "circular": (
        "SURAT EDARAN\nNomor 560/1234/Disnaker Tahun 2025\n\n"
        "1. Berdasarkan Inpres Nomor 2 Tahun 2021 dan Pasal 15 ayat (2) PP 50/2025, sebanyak "
        "125 (seratus dua puluh lima) desa di Kabupaten Bekasi belum terdaftar.\n"
        "2. Rapat pada 24 November 2025 pukul 10.00 WIB di Jalan Raya Industri No. 12 RT 03/RW 05 "
        "Kode Pos 17530.",
        [
            (
                "125 (seratus dua puluh lima) desa",
                *(125, 125, "villages", "villages_not_enrolled", "observed"),
                *(dt.date(2025, 11, 24), KAB),
            ),
        ],
    ),
    "words": (
        "Baru dua belas desa di Kabupaten Bekasi yang mendaftarkan perangkatnya pada 21 Desember "
        "2020, salah satu desa sudah aktif.",
        [
            (
                "dua belas desa",
                *(12, 12, "villages", "villages_enrolled", "observed"),
                *(dt.date(2020, 12, 21), KAB),
            ),
        ],
    ),
    "another programme": (
        "Cakupan JKN di Kota Bekasi sudah 98 persen pada 5 November 2025.",
        [("98 persen", 0.975, 0.985, "share", "", "observed", dt.date(2025, 11, 5), KOTA)],
    ),
    "person": (
        f"Warga bernama Budi (45), NIK {NIK}, telepon 0812-3456-7890, berusia 45 tahun, "
        "menjadi satu dari 11.666 pekerja rentan di Kota Bekasi pada 5 November 2025.",
        [
            (
                "11.666 pekerja rentan",
                *(11666, 11666, "people", "vulnerable_workers", "observed"),
                *(dt.date(2025, 11, 5), KOTA),
            ),
        ],
    ),
    "pace": (
        "Kepesertaan tumbuh 8 persen per tahun, kata kepala dinas Kabupaten Bekasi (25/2/2025).",
        [("8 persen per tahun", 0.075, 0.085, "share", "", "observed", FEB, KAB)],
    ),
}


@pytest.mark.parametrize("name", ARTICLES)
def test_everything_an_article_states_is_found_and_nothing_else(name):
    text, expected = ARTICLES[name]
    found = claims(text, places=PLACES)
    told = [(c.text, c.low, c.high, c.unit, c.quantity, c.kind, c.date, c.place) for c in found]
    assert told == expected
    assert all(text[c.start : c.end] == c.text for c in found)


FORMS = {
    "38 persen menjadi 46 persen": [(0.38, 0.375, 0.385), (0.46, 0.455, 0.465)],
    "38 menjadi 46 persen": [(0.38, 0.375, 0.385), (0.46, 0.455, 0.465)],
    "3.500-an peserta": [(3500, 3450, 3550)],
    "46%": [(0.46, 0.455, 0.465)],
    "46.5 persen": [(0.465, 0.4645, 0.4655)],
    "30 persen": [(0.3, 0.295, 0.305)],
    "sekitar 30 persen": [(0.3, 0.25, 0.35)],
    "minimal 65 persen": [(None, 0.65, INF)],
    "1,5 juta pekerja": [(1.5e6, 1.45e6, 1.55e6)],
    "40 ribu orang": [(4e4, 39500, 40500)],
    "± 40 ribu orang": [(4e4, 35e3, 45e3)],
    "kurang lebih 40 ribu orang": [(4e4, 35e3, 45e3)],
    "10 ribuan": [(1e4, 5e3, 15e3)],
    "600 sampai 700 ribu": [(None, 6e5, 7e5)],
    "antara 600 dan 700 ribu orang": [(None, 6e5, 7e5)],
    "lebih dari 200.000": [(None, 2e5, INF)],
    "200 ribu lebih": [(None, 2e5, INF)],
    "tidak kurang dari 200 ribu orang": [(None, 2e5, INF)],
    "di bawah 200 ribu orang": [(None, 0, 2e5)],
    "11.666": [(11666, 11666, 11666)],
    "200,000 orang": [(2e5, 2e5, 2e5)],
    "13 atau 19 desa": [(13, 13, 13), (19, 19, 19)],
    "Rp16.800,- per bulan": [(16800, 16800, 16800)],
    "Rp\u00a0580 juta": [(5.8e8, 5.8e8, 5.8e8)],
    "Rp1,25 miliar": [(1.25e9, 1.25e9, 1.25e9)],
    "46\npersen": [(0.46, 0.455, 0.465)],
    "dua puluh lima persen": [(0.25, 0.245, 0.255)],
    "tiga ratus dua puluh ribu lima ratus orang": [(320500, 320500, 320500)],
}


@pytest.mark.parametrize("text", FORMS)
def test_forms_of_numbers(text):
    assert [(c.value, c.low, c.high) for c in claims(text, places={})] == FORMS[text]


@pytest.mark.parametrize(
    ("text", "unit", "counted"),
    [
        ("Rp201 ribuan per orang per tahun", "rupiah per person-year", ""),
        ("Rp2 miliar per tahun", "rupiah per year", ""),
        ("Rp16.800/bulan", "rupiah per month", ""),
        ("Rp5.000 per hari", "", ""),
        ("54 perangkat desa", "people", "perangkat desa"),
        ("1.200 orang pekerja rentan", "people", "pekerja rentan"),
        ("24 kementerian", "", "kementerian"),
        ("187 desa dan kelurahan", "", "desa dan kelurahan"),
        ("46 persen pekerja informal", "share", "pekerja informal"),
    ],
)
def test_units_and_what_is_counted(text, unit, counted):
    (claim,) = claims(text, places={})
    assert (claim.unit, claim.counted) == (unit, counted)


@pytest.mark.parametrize(
    ("text", "quantities"),
    [
        ("54 persen pekerja belum terlindungi.", [""]),
        ("Cakupan kepesertaan 46 persen, bukan 52 persen.", ["coverage_share", ""]),
        ("Dari 5 pekerja, 2 orang belum terdaftar.", ["workers_total", ""]),
        (
            "Sebanyak 54 desa sudah dan 125 desa belum terdaftar.",
            ["villages_enrolled", "villages_not_enrolled"],
        ),
        ("Kepesertaan naik 8 persen.", [""]),
        ("Santunan Rp42 juta dari anggaran.", [""]),
        ("Penduduk miskin 190.977 orang.", ["poor_people"]),
        ("Angkatan kerja 1.953.408 orang.", ["labour_force"]),
        ("Cakupan perangkat desa 54,08 persen.", ["village_officials_covered_share"]),
        ("Dana Desa sebesar Rp284.967.870.000.", ["dana_desa_total"]),
        ("Subsidi iuran Rp201 ribuan per orang per tahun.", ["subsidy_per_person_year"]),
    ],
)
def test_the_proposed_quantity_is_what_the_words_say(text, quantities):
    assert [c.quantity for c in claims(text, places=PLACES)] == quantities


NO_QUANTITY = (
    "25 Februari 2025",
    "Selasa (25/2/2025)",
    "(25/2)",
    "2025-02-25",
    "sepanjang tahun 2025 desa",
    "Pada 2026 pekerja rentan dibantu",
    "periode 2025–2029",
    "pukul 10.00 WIB",
    "09.00-12.00 WIB",
    "pukul 10.00 peserta datang",
    "Nomor 2 Tahun 2021",
    "UU 24 Tahun 2011",
    "Pasal 15 pekerja wajib terdaftar",
    "ayat (2)",
    "PP 50/2025",
    "Inpres 2/2021",
    "Permendagri 72/2019",
    "0812-3456-7890",
    "+62 812 3456 7890",
    "(021) 89970000",
    "call center 175",
    f"NIK {NIK}",
    "NIP 19700101 199503 1 001 pegawai",
    "Budi (45)",
    "Budi, 45, buruh",
    "berusia 45 tahun",
    "usia 18-60 tahun",
    "1. Pekerja rentan\n2. Perangkat desa",
    "(1) Peserta wajib",
    "halaman 3",
    "hlm. 12",
    "RT 03/RW 05",
    "Kode Pos 17530",
    "Bekasi 17530",
    "Jalan Ahmad Yani No. 12",
    "Jl. Raya Industri 45 Desa Pasirgombong",
    "HUT ke-75 warga",
    "COVID-19 pekerja",
    "minus 5 persen",
    "selama 3 bulan",
    "3 kali lipat",
    "salah satu desa",
    "ribuan pekerja",
    "Rp 2 M",
    "RT 5 Desa Sukamaju",
    "seorang pekerja",
    "46 koma 5 persen",
    "satu setengah juta pekerja",
    "Pasal 1 sampai 5 desa",
)


@pytest.mark.parametrize("text", NO_QUANTITY)
def test_what_is_no_quantity_is_not_found(text):
    for around in ("{}", "Hadir {}.", "Hadir, {} di sana"):
        if "\n" in text or text.startswith("(1)"):
            around = "{}"
        assert claims(around.format(text), places=PLACES) == ()


def test_a_published_day_stands_in_for_the_dateline():
    text = "Cakupan kepesertaan 46 persen."
    (claim,) = claims(text, places=PLACES, published=FEB)
    assert (claim.date, claim.date_precision) == (FEB, "day")
    (claim,) = claims("Cakupan kepesertaan 46 persen (24/2).", places=PLACES, published=FEB)
    assert claim.date == dt.date(2025, 2, 24)


def test_a_day_that_is_not_said_in_full_keeps_the_dateline_away():
    text = "CIKARANG, 25 Februari 2025 - Hadir. Tahun lalu cakupan kepesertaan 38 persen."
    (claim,) = claims(text, places=PLACES)
    assert claim.date is None


def test_both_governments_named_at_once_are_ambiguous():
    (claim,) = claims("Cakupan di Kabupaten dan Kota Bekasi 46 persen.", places=PLACES)
    assert claim.place == ""


def test_the_last_clear_place_before_holds_for_a_sentence_without_one():
    text = "Rapat di Kota Bekasi. Hadir Pemkab Bekasi. Cakupan 46 persen."
    assert [c.place for c in claims(text, places=PLACES)] == [KAB]


def test_places_of_the_register_need_no_guess(register):
    places = places_of(register)
    assert places["kabupaten bekasi"] == KAB and places["kota bekasi"] == KOTA
    assert "bekasi" not in places and "cikarang utara" not in places
    (claim,) = claims("Di Kecamatan Setu 11 desa belum ikut.", places=places)
    assert claim.place.startswith("32.16.")


def test_a_long_number_is_masked_in_sentence_and_text():
    for number in (NIK, " ".join(NIK[i : i + 4] for i in range(0, 16, 4))):
        (claim,) = claims(f"Peserta {number} dari 54 desa.", places=PLACES)
        assert number not in claim.sentence and "####" in claim.sentence


PIECES = st.sampled_from(
    [
        "46 persen",
        "Rp",
        "1,5 juta",
        "–",
        "(25/2)",
        "25 Februari 2025",
        "desa",
        "dari",
        "menjadi",
        "sekitar",
        "lebih dari",
        "179",
        ".",
        "\n\n",
        "Kabupaten Bekasi",
        "Bekasi",
        "dua puluh",
        "ribu",
        "ribuan",
        "per bulan",
        "(",
        ")",
        "target",
        "0",
        "31/2/2025",
        "200-300",
        "99999999 triliun",
        "-",
        "antara",
        "dan",
        "seratus ribu",
        "%",
        "2025",
        "/",
        "s/d",
        "\u200b",
        "٤٦",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=25).map(" ".join)))
def test_any_text_is_read_without_a_crash(text):
    found = claims(text, places=PLACES)
    ends = [0]
    for claim in found:
        assert ends[-1] <= claim.start < claim.end <= len(text)
        ends.append(claim.end)
        assert 0 <= claim.low <= claim.high
        assert claim.value is None or claim.low <= claim.value <= claim.high
        assert claim.quantity in ("", *QUANTITIES)
        assert claim.kind in ("observed", "target", "plan")
        assert (claim.date is None) == (claim.date_precision == "")


def test_a_long_article_without_full_stops_is_read_in_time():
    assert len(claims("46 persen di Kota Bekasi " * 4000, places=PLACES)) == 4000
    for text in ("1,1," * 30_000, "no" + " " * 60_000, "satu " * 20_000, "jalan " * 20_000):
        claims(text, places=PLACES)


SAID = "Cakupan kepesertaan di Kabupaten Bekasi {} persen pada 25 Februari 2025."


def proposed(text, ledger, **options):
    return propose(claims(text, places=PLACES), ledger, **options).iloc[0]


def test_what_the_ledger_holds_is_the_same(ledger):
    row = proposed(SAID.format(46), ledger)
    assert row["standing"] == "same"
    assert "cov-2025-02" in row["beside"].split()
    assert (row["low"], row["high"]) == (0.455, 0.465)


def test_another_share_of_the_same_day_differs_and_names_the_contradiction(ledger):
    row = proposed(SAID.format(52), ledger)
    assert row["standing"] == "differs"
    assert "base-38-46" in row["conflicts"].split()


def test_one_interval_across_the_end_of_another_only_overlaps(ledger):
    assert proposed(SAID.format("46,5"), ledger)["standing"] == "overlaps"


def test_a_target_is_never_held_against_an_observation(ledger):
    text = "Target cakupan kepesertaan Kabupaten Bekasi {} persen pada 2025."
    assert proposed(text.format(65), ledger)["standing"] == "same"
    assert proposed(text.format(70), ledger)["standing"] == "differs"
    text = "Target cakupan kepesertaan Kabupaten Bekasi 65 persen pada 25 Februari 2025."
    assert proposed(text, ledger)["standing"] == "other_date"


def test_standings_without_a_day_a_place_or_a_quantity(ledger):
    text = "Cakupan kepesertaan di {} 46 persen."
    assert proposed(text.format("Kabupaten Bekasi"), ledger)["standing"] == "other_date"
    assert proposed(text.format("Bekasi"), ledger)["standing"] == "new"
    assert proposed("Di Kabupaten Bekasi 46 persen.", ledger)["standing"] == "new"


def test_a_year_is_compared_with_a_year(ledger):
    text = "Pemkot Bekasi menyiapkan anggaran subsidi Rp 2 miliar pada 2026."
    assert proposed(text, ledger)["standing"] == "same"


def test_what_was_published_later_is_not_seen(ledger):
    row = proposed(SAID.format(46), ledger, known_on=dt.date(2025, 1, 1))
    assert (row["standing"], row["beside"]) == ("other_date", "cov-2024-12")


def test_a_proposal_has_the_columns_of_the_table(ledger):
    table = propose(claims("Di atas 200 ribu orang.", places=PLACES), ledger)
    assert tuple(table.columns) == COLUMNS
    assert table["standing"].isin(STANDINGS).all()
    assert math.isnan(table["high"].iloc[0]) and "or more" in lines(table)[1]


def test_lines_steer_no_terminal(ledger):
    table = propose(claims("46\x1b[2J persen, 46\u202epersen, 46\tpersen", places=PLACES), ledger)
    assert all(line.isprintable() for line in lines(table))


def run(*words: str, cwd=ROOT) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "policylib.cli", "evidence", *words], cwd=cwd, capture_output=True
    )


def test_the_command_tells_of_each_number_and_of_no_person(tmp_path):
    path = tmp_path / "berita.txt"
    path.write_text(f"NIK {NIK}. {SAID.format(46)} {SAID.format(52)}", encoding="utf-8")
    before = {p.name for p in tmp_path.iterdir()}
    done = run("propose", str(path))
    assert done.returncode == 0, done.stderr
    told = done.stdout.decode()
    for part in ("46 persen", "0.455 to 0.465 share", "coverage_share (observed)", "32.16"):
        assert part in told
    for part in ("2025-02-25 (day)", "standing  same, beside", "standing  differs", "base-38-46"):
        assert part in told
    assert NIK.encode() not in done.stdout + done.stderr
    assert {p.name for p in tmp_path.iterdir()} == before


def test_the_command_takes_a_day_of_publication(tmp_path):
    path = tmp_path / "berita.txt"
    path.write_text("\ufeffCakupan Kabupaten Bekasi 46 persen.", encoding="utf-8")
    done = run("propose", str(path), "--published", "2025-02-25")
    assert b"standing  same" in done.stdout
    done = run("propose", str(path), "--published", "25/02/2025")
    assert (done.returncode, b"year-month-day" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("content", "code", "part"),
    [
        (b"a" * 1_000_001, 2, b"one megabyte"),
        (b"46\x00 persen", 3, b"no plain text"),
        ("46 persen – é".encode("cp1252"), 3, b"UTF-8"),
        (None, 2, b"Name a text file"),
    ],
    ids=["large", "binary", "undecodable", "missing"],
)
def test_the_command_refuses_what_is_no_article(tmp_path, content, code, part):
    path = tmp_path / f"{NIK}.txt"
    if content is not None:
        path.write_bytes(content)
    done = run("propose", str(path))
    assert (done.returncode, part in done.stderr) == (code, True), done.stderr
    assert b"Traceback" not in done.stderr and NIK.encode() not in done.stderr


def test_help_of_the_command_is_complete():
    import typer

    from policylib import cli

    click = typer.main.get_command(cli.app).commands["evidence"]
    assert click.help and set(click.commands) == {"propose"}
    for parameter in click.commands["propose"].params:
        assert parameter.name == "help" or parameter.help
