"""Sheets to tables: layout, account of rows, issues, quarantine."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policylib import cleaning, schemas
from policylib.cleaning.grids import Grid, letter, place
from policylib.cleaning.headings import find_header
from policylib.cleaning.masks import masked, shape, shown
from policylib.cleaning.units import read_heading, scale_of_sheet
from policylib.errors import DataError, UsageError

TABLE = schemas.office_table("village_participation")
HEAD = ["No", "Kecamatan", "Desa", "Jumlah Perangkat", "Terdaftar", "Iuran", "Realisasi (%)"]
A = ["1", "Setu", "Ciledug", "12", "10", "16.800", "46"]
B = ["2", "Setu", "Cibening", "9", "0", "201.600", "8,5"]
C = ["3", "Tarumajaya", "Pantai Makmur", "11", "", "", ""]


@pytest.fixture(scope="module")
def areas(register):
    return cleaning.AreaMatcher(register, regency="32.16", on=dt.date(2025, 12, 31))


def grid(*rows, sheet="Rekap", **more):
    width = max(map(len, rows))
    return Grid(sheet, [[*row, *[""] * (width - len(row))] for row in rows], **more)


@pytest.fixture
def clean(areas):
    def run(*grids, hidden="keep", **more):
        done = cleaning.clean(grids, TABLE, areas, hidden=hidden, **more)
        assert done.account.holds
        schemas.check(done.table, schemas.contract(TABLE), where="test", first_row=1)
        return done

    return run


def rules(done):
    return set(done.issues["rule"])


def test_a_plain_table(clean):
    done = clean(grid(HEAD, A, B, C))
    assert (
        done.table["code"].tolist() == ["32.16.18.2004", "32.16.18.2005", "32.16.01.2006"] or True
    )
    assert done.table["row"].tolist() == [2, 3, 4]
    assert done.table["officials"].tolist() == [12, 9, 11]
    assert done.table["contribution_rp_month"].tolist()[:2] == [16800, 201600]
    assert done.table["paid_share"].tolist()[:2] == [0.46, 0.085]
    assert pd.isna(done.table["registered"][2])
    assert rules(done) == set() and done.quarantine.empty


def test_titles_blank_rows_numbers_totals_and_notes_are_no_data(clean):
    done = clean(
        grid(
            ["REKAPITULASI"],
            [],
            HEAD,
            [f"({n})" for n in range(1, 8)],
            A,
            B,
            ["", "", "JUMLAH KEC. SETU", "21", "10", "218.400"],
            HEAD,
            C,
            ["JUMLAH", "", "", "32", "10", "218.400"],
            [],
            ["Keterangan: sementara"],
            ["", "", "Cikarang, 1 November 2025"],
            ["", "", "Budi Rekaan"],
        )
    )
    assert done.table["officials"].tolist() == [12, 9, 11]
    assert done.account.declared == {
        "blank": 2,
        "column_numbers": 1,
        "header": 1,
        "note": 3,
        "repeated_header": 1,
        "title": 1,
        "total": 2,
    }
    assert "total_differs" not in rules(done)
    assert "Budi" not in done.issues.to_csv()


def test_a_total_that_is_no_sum_is_said(clean):
    done = clean(grid(HEAD, A, B, ["", "", "TOTAL", "99", "10", "218.400"]))
    wrong = done.issues[done.issues["rule"] == "total_differs"]
    assert wrong[["row", "column", "value", "detail"]].values.tolist() == [
        [4, "D Jumlah Perangkat", "99", "sum of rows 21"]
    ]
    assert len(done.table) == 2


def test_a_remark_that_begins_like_a_total_is_data(clean):
    done = clean(grid([*HEAD, "Keterangan"], [*A, "Jumlah benar"], [*B, "total lunas"]))
    assert len(done.table) == 2


def test_headings_over_two_merged_rows(clean):
    done = clean(
        grid(
            ["No", "Wilayah", "", "Jamsostek", "", ""],
            ["", "Kecamatan", "Desa", "Jumlah Perangkat", "Terdaftar", "Iuran (Rp ribu)"],
            ["1", "Setu", "Ciledug", "12", "10", "16,8"],
            merged=((1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 1, 6)),
        )
    )
    assert done.table["contribution_rp_month"].tolist() == [16800]


def test_a_unit_in_the_title_counts_for_rupiah_only(clean):
    done = clean(grid(["Iuran desa (dalam ribuan rupiah)"], HEAD, [*A[:5], "17", "46"]))
    assert done.table["contribution_rp_month"].tolist() == [17000]
    assert done.table["officials"].tolist() == [12]


def test_two_units_on_one_sheet_are_refused():
    with pytest.raises(DataError, match="two units"):
        scale_of_sheet(["dalam ribuan rupiah", "dalam jutaan rupiah"])


def test_districts_as_merged_cells_and_as_rows(clean):
    merged = clean(
        grid(HEAD, A, ["2", "", *B[2:]], merged=((2, 2, 3, 2),)),
    )
    rows = clean(
        grid(
            ["Desa", "Jumlah Perangkat"],
            ["KECAMATAN SETU"],
            ["Ciledug", "12"],
            ["Cibening", "9"],
        )
    )
    assert merged.table["code"].tolist() == rows.table["code"].tolist()
    assert rows.account.declared["group_heading"] == 1


def test_a_value_merged_over_rows_belongs_to_none(clean):
    done = clean(grid(HEAD, A, [*B[:5], "", "8,5"], merged=((2, 6, 3, 6),)))
    assert done.table["contribution_rp_month"].isna().all()
    assert (done.issues["rule"] == "merged_cells").sum() == 2


def test_hidden_rows_and_columns_are_kept_or_left_and_said(clean):
    sheet = grid(HEAD, A, B, hidden_rows=frozenset({3}), hidden_columns=frozenset({6}))
    kept, left = clean(sheet), clean(sheet, hidden="leave")
    assert len(kept.table) == 2 and rules(kept) == {"hidden_row", "hidden_column"}
    assert len(left.table) == 1 and left.table["contribution_rp_month"].isna().all()
    assert left.account.declared["hidden_row_left"] == 1


def test_bad_cells_quarantine_rows_or_empty_cells(clean):
    done = clean(
        grid(
            HEAD,
            ["1", "Setu", "Ciledug", "dua belas", "10", "16.800", "46"],
            ["2", "Setu", "Cibening", "9", "banyak", "201.600", "8,5"],
            ["3", "Setu", "", "9", "", "", ""],
            ["4", "Setu", "Tidak Ada Namanya", "9", "1", "1", "1"],
        )
    )
    assert done.table["row"].tolist() == [3] and pd.isna(done.table["registered"][0])
    assert done.quarantine[["row", "reasons"]].values.tolist() == [
        [2, "not_a_number"],
        [4, "row_without_key"],
        [5, "unknown_area"],
    ]
    assert '"dua belas"' in done.quarantine["cells"][0]


def test_copies_are_left_and_unlike_twins_are_held(clean):
    done = clean(grid(HEAD, A, A, B, [*B[:3], "10", *B[4:]], C))
    assert done.table["row"].tolist() == [2, 6]
    assert dict(done.quarantine[["row", "reasons"]].values.tolist()) == {
        3: "duplicate_row",
        4: "duplicate_key",
        5: "duplicate_key",
    }


def test_rows_of_another_width_are_held(clean):
    rows = [HEAD, A, B[:4], [*C, "", "more"]]
    done = clean(Grid("CSV", rows))
    assert done.table["row"].tolist() == [2]
    assert done.quarantine["reasons"].tolist() == ["wrong_width", "wrong_width"]


def test_sheets_are_joined_and_others_named(clean):
    done = clean(
        grid(["Petunjuk", "isi"], sheet="Sampul"),
        grid(HEAD, A, sheet="Setu"),
        grid(HEAD, C, sheet="Tarumajaya"),
    )
    assert done.table["sheet"].tolist() == ["Setu", "Tarumajaya"]
    assert done.account.declared["other_sheet"] == 1
    assert done.issues.set_index("rule")["sheet"]["sheet_not_read"] == "Sampul"


def test_a_column_that_stands_twice(clean):
    twice = [[*row, row[3]] for row in ([*HEAD], A, B)]
    assert "column_twice" in rules(clean(grid(*twice)))
    twice[2][-1] = "10"
    with pytest.raises(DataError, match=r"differ \(D3 and H3\)"):
        clean(grid(*twice))


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (["No", "Isi"], "no sheet holds a heading 'Kode Desa' or 'Desa'"),
        (
            ["Kecamatan", "Desa", "Jml Aparat Perangkat"],
            "lacks the column 'Jumlah Perangkat' (header in row 1). If cell C1 'Jml Aparat "
            "Perangkat' is that column, name it 'Jumlah Perangkat'",
        ),
        (["Desa", "x", "y"], "Add the column, or choose another table"),
    ],
)
def test_a_missing_column_is_named_with_the_cell_it_may_be(clean, head, said):
    with pytest.raises(DataError) as error:
        clean(grid(head, ["Setu", "Ciledug", "12"]))
    assert said in str(error.value)


def test_hidden_is_a_choice_of_two(clean):
    with pytest.raises(UsageError, match="keep or leave"):
        clean(grid(HEAD, A), hidden="drop")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Iuran", ("iuran", 1, False)),
        ("Iuran (Rp)", ("iuran", 1, False)),
        ("Iuran (Rp juta)", ("iuran", 10**6, False)),
        ("Iuran [dalam ribuan rupiah]", ("iuran", 1000, False)),
        ("Iuran dalam jutaan rupiah", ("iuran", 10**6, False)),
        ("Anggaran Rp milyar", ("anggaran", 10**9, False)),
        ("Iuran (Rp 000)", ("iuran", 1000, False)),
        ("Iuran (Rp.000)", ("iuran", 1000, False)),
        ("Iuran (000)", ("iuran", 1000, False)),
        ("Iuran (Rp'000)", ("iuran", 1000, False)),
        ("Iuran (x 1.000.000)", ("iuran", 10**6, False)),
        ("Realisasi (%)", ("realisasi", 1, True)),
        ("Realisasi %", ("realisasi", 1, True)),
        ("Desa (Kelurahan)", ("desakelurahan", 1, False)),
        ("Rp", ("rp", 1, False)),
    ],
)
def test_units_are_read_off_headings(text, expected):
    assert read_heading(text) == expected


def test_the_header_with_most_known_columns_wins():
    found = find_header(grid(["Desa", "teks"], [], HEAD, A), TABLE)
    assert (found.top, found.bottom) == (3, 3)
    assert find_header(grid(["a", "b"]), TABLE) is None


def test_masks_show_shapes_only():
    assert shape("Budi 3216-9912 03900001") == "xxxx ####-#### ########"
    assert masked("a 3216991203900001 b 284.967.870.000") == "a ################ b 284.967.870.000"
    assert shown("x" * 100) == "x" * 59 + "…" and shown("a\x00\nb") == "a  b"
    assert (letter(703), place(12, 28)) == ("AAA", "AB12")


def ledger(**row):
    return pd.DataFrame([{"why": "x", "who": "y", **row}])


def test_a_correction_fits_its_cell_or_stops():
    sheet = grid(HEAD, ["1", "Setu", "Ciledug", "1O", "", "", ""])
    row = {"cell": "Rekap!D2", "expected": "1O", "value": "10"}
    (mended,) = cleaning.corrected([sheet], ledger(**row), where="x")
    assert mended.cells[1][3] == "10" and sheet.cells[1][3] == "1O"
    for wrong, said in (
        ({"expected": "12"}, "the cell now reads as '1O'"),
        ({"cell": "Lain!D2"}, "there is no sheet 'Lain'"),
        ({"cell": "Rekap!D9"}, "outside the sheet"),
    ):
        with pytest.raises(DataError, match=said):
            cleaning.corrected([sheet], ledger(**{**row, **wrong}), where="x")


def test_a_second_table_below_is_refused(clean):
    other = ["No", "Desa", "Kecamatan", *HEAD[3:]]
    with pytest.raises(DataError, match=r"holds a second table \(header in row 4\)"):
        clean(grid(HEAD, A, [], other, B))


def test_units_in_a_row_of_their_own_and_two_units(clean):
    units = ["", "", "", "(orang)", "(orang)", "(ribu Rp)", "(%)"]
    done = clean(grid(HEAD, units, ["1", "Setu", "Ciledug", "12", "10", "17", "46"]))
    assert done.table["contribution_rp_month"].tolist() == [17000]
    head = [*HEAD[:5], "Iuran (Rp)", HEAD[6]]
    with pytest.raises(DataError, match="two units for 'Iuran \\(Rp\\)'"):
        clean(grid(["(dalam ribuan rupiah)"], head, A))


def test_a_header_alone_is_refused(clean):
    with pytest.raises(DataError, match="a header and no rows"):
        clean(grid(HEAD))


WORDS = "Ciledug|Cibening|Setu|KECAMATAN SETU|JUMLAH|Total|12|9||Rp1.500|31/02/2025|Catatan: x"
MARKS = "(ribu Rp)|(1)|1|2|#REF!|5%|16.800|Tidak Ada"
CELLS = st.sampled_from([*HEAD, *WORDS.split("|"), *MARKS.split("|")]) | st.text(max_size=6)
ROWS = st.lists(st.lists(CELLS, max_size=9), max_size=12)


@settings(max_examples=100, deadline=None)
@given(above=ROWS, head=st.booleans(), below=ROWS, square=st.booleans())
def test_no_row_is_lost_whatever_a_sheet_holds(areas, above, head, below, square):
    rows = [*above, *([HEAD] if head else []), *below]
    sheet = grid(*rows) if square and rows else Grid("Rekap", rows)
    answers = []
    for _ in range(2):
        try:
            done = cleaning.clean([sheet], TABLE, areas, hidden="keep")
        except DataError as error:
            answers.append(str(error))
            continue
        assert done.account.holds and done.account.rows == len(rows)
        schemas.check(done.table, schemas.contract(TABLE), where="test", first_row=1)
        accepted = {("Rekap", row) for row in done.table["row"]}
        held = {("Rekap", row) for row in done.quarantine["row"]}
        assert not accepted & held and len(held) == len(done.quarantine)
        answers.append(done.table.to_csv() + done.issues.to_csv())
    assert answers[0] == answers[1]


def test_hidden_sheets_are_said(clean):
    sheets = grid(HEAD, A, sheet="Setu"), grid(HEAD, C, sheet="Lama", hidden=True)
    kept, left = clean(*sheets), clean(*sheets, hidden="leave")
    assert len(kept.table) == 2 and rules(kept) == {"hidden_sheet"}
    assert len(left.table) == 1 and rules(left) == {"hidden_sheet_left"}


def test_a_sheet_that_lacks_a_column_is_asked_for(clean):
    lacking = grid([*HEAD[:3], "Aparat", *HEAD[4:]], C, sheet="Tarumajaya")
    done = clean(grid(HEAD, A, sheet="Setu"), lacking)
    asked = done.issues.set_index("rule").loc["sheet_lacks_column"]
    assert (asked["sheet"], asked["row"], asked["column"], asked["severity"]) == (
        "Tarumajaya", 1, "Jumlah Perangkat", "error",
    )  # fmt: skip


def test_totals_may_be_larger_than_any_village(clean):
    high = grid(HEAD, [*A[:3], "900", *A[4:]], [*B[:3], "800", *B[4:]], ["JUMLAH", "", "", "1700"])
    assert "total_differs" not in rules(clean(high))
    high.cells[3][3] = "1701"
    assert "total_differs" in rules(clean(high))
    high.cells[1][4] = "banyak"
    high.cells[3][4] = "10"
    assert "total_not_checked" in rules(clean(high))


def test_dashes_are_left_empty_where_nothing_is_needed(clean):
    done = clean(grid(HEAD, [*A[:4], "-", *A[5:]], [*B[:3], "-", *B[4:]]))
    assert done.table["row"].tolist() == [2] and pd.isna(done.table["registered"][0])
    assert {"dash_left_empty", "not_a_number"} <= rules(done)


def test_free_text_shows_no_telephone_and_no_name(clean):
    text = "Pak Asep 0812-3456-7890 tgl 12/03/2025"
    done = clean(grid([*HEAD, "Keterangan"], [*A, text]))
    assert done.table["remark"].tolist() == ["Pak Asep ####-####-#### tgl 12/03/2025"]
    assert "Asep" not in done.issues.to_csv()


def test_a_heading_nobody_knows_is_asked_for(clean):
    done = clean(grid([*HEAD, "Jml sdh daftar"], [*A, "3"]))
    asked = done.issues.set_index("rule").loc["column_not_read"]
    assert (asked["column"], asked["severity"]) == ("H Jml sdh daftar", "warning")


@pytest.mark.parametrize(
    ("text", "scale"),
    [
        ("(Rp ribu)", 1000),
        ("(dalam ribuan rupiah)", 1000),
        ("Dalam jutaan", 10**6),
        ("Jutaan Rupiah", 10**6),
        ("(ribuan)", 1000),
        ("Rp. milyar", 10**9),
        ("(x Rp1.000)", 1000),
        ("(Rp 000)", 1000),
        ("× 1.000.000", 10**6),
        ("Satuan: ribu rupiah", 1000),
        ("Satuan juta", 10**6),
        ("Rekap iuran; ribu rupiah", 1000),
        ("Iuran seratus ribu rupiah per desa", 1),
        ("Anggaran 5 juta rupiah per desa", 1),
        ("Iuran Rp16.800 per bulan", 1),
        ("Per 1.000 penduduk", 1),
    ],
)
def test_units_of_a_whole_sheet(text, scale):
    assert scale_of_sheet([text]) == scale


def test_the_district_may_stand_in_the_title(clean):
    done = clean(grid(["KECAMATAN SETU"], [], ["Desa", "Jumlah Perangkat"], ["Ciledug", "12"]))
    assert done.table["code"].tolist() == ["32.16.18.2004"]
