"""Every rule that an office table may break: how serious, and what to ask the sender."""

from __future__ import annotations

from dataclasses import dataclass

from policylib.texts import N_

#: A row with an error in a required column is quarantined; a cell with an error in another is
#: left empty; a warning keeps the value; a note says what was left aside as no data.
SEVERITIES = ("error", "warning", "note")


@dataclass(frozen=True)
class Rule:
    """One rule: its severity and a hint for the person who can mend the file."""

    severity: str
    hint: str


def _error(hint: str) -> Rule:
    return Rule("error", hint)


def _warning(hint: str) -> Rule:
    return Rule("warning", hint)


def _note(hint: str) -> Rule:
    return Rule("note", hint)


RULES: dict[str, Rule] = {
    # numbers
    "not_a_number": _error(N_("This is not a number. Write the number alone, such as 1234567.")),
    "ambiguous_separator": _error(
        N_("A number such as 1.500 may be 1500 or 1.5. Write it without separators.")
    ),
    "interval_in_cell": _error(N_("The cell holds a range. Write one number.")),
    "open_end_in_cell": _error(N_("The cell says more than or less than. Write one number.")),
    "approximate_in_cell": _error(N_("The cell says about. Write the exact number.")),
    "scale_twice": _error(N_("Heading and cell both say thousand or million. Write it once.")),
    "thousands_eaten": _error(
        N_("Excel may have read 201.600 as 201.6 in this column. Write the number as 201600.")
    ),
    "not_whole": _error(N_("People, villages and rupiah are whole numbers.")),
    "unit_unclear": _error(
        N_(
            "Numbers of this column have parts of a rupiah: are they in thousands? Write the unit "
            "into the heading, or full rupiah."
        )
    ),
    "ditto": _error(N_("The cell points to the one above (idem). Write the value itself.")),
    "negative": _error(N_("The number is below zero.")),
    "out_of_range": _error(N_("The value lies outside the range that this column may have.")),
    "unit_unknown": _error(
        N_("It is not said whether this is a percentage or a share of 1. Write the percent sign.")
    ),
    "excel_error": _error(N_("The cell holds an Excel error such as #REF!. Mend the formula.")),
    "formula_without_value": _error(
        N_("The cell holds a formula whose value was not saved. Save the file in Excel.")
    ),
    # dates
    "not_a_date": _error(N_("This is not a date. Write it as 25/02/2025.")),
    "no_such_day": _error(N_("This day does not exist in the calendar.")),
    "weekday_disagrees": _error(N_("The weekday and the date do not fit each other.")),
    "month_or_day_first": _error(
        N_("The column writes the month first in places. Write the month as a word.")
    ),
    "excel_serial": _warning(N_("The date came as Excel's day number. Format the cell as a date.")),
    "two_digit_year": _warning(N_("The year has two digits. Write four.")),
    # areas
    "unknown_area": _error(N_("No village of the register has this name or code.")),
    "ambiguous_area": _error(
        N_("More than one village of the register may be meant. Write its code or its district.")
    ),
    "unknown_district": _error(N_("No district of the register has this name or code.")),
    "code_and_name_disagree": _error(N_("Code and name belong to different villages.")),
    "code_may_be_bps": _error(
        N_("The code may be one of Statistics Indonesia. Write it with dots, as 32.16.01.2001.")
    ),
    "area_spelling": _warning(N_("The name was matched to the register although it is misspelt.")),
    "area_former": _warning(N_("The area no longer exists under this code.")),
    # persons
    "nik_length": _error(N_("A NIK has 16 digits.")),
    "nik_not_digits": _error(N_("A NIK holds digits only.")),
    "nik_lost_digits": _error(
        N_("Excel turned the NIK into a number and lost its last digits. Type it as text.")
    ),
    "nik_cut_off": _error(
        N_("The NIK ends in 0000: Excel cut off its last digits. Type it as text.")
    ),
    "nik_no_such_day": _error(N_("The birth date inside the NIK does not exist.")),
    "nik_unknown_area": _warning(N_("The area code inside the NIK is not known.")),
    "nik_birth_date_differs": _warning(
        N_("The birth date differs from the one inside the NIK, which never changes.")
    ),
    # other cells
    "dash_left_empty": _warning(N_("A dash was left empty. Write 0 if it means none.")),
    "missing": _error(N_("The cell is empty but needed.")),
    "not_a_choice": _error(N_("Only the words of the list can be read here.")),
    "merged_cells": _error(N_("One value stands over several cells. Write one value in each row.")),
    "long_number_masked": _warning(
        N_("The text holds a long number of somebody, such as a telephone; its digits were masked.")
    ),
    # rows
    "duplicate_row": _error(N_("The row repeats another row to the letter.")),
    "duplicate_key": _error(N_("Another row of the file stands for the same thing.")),
    "wrong_width": _error(N_("The row has another number of cells than the header.")),
    "row_without_key": _error(N_("The row does not say which village or person it is about.")),
    "total_differs": _warning(N_("The total in the file is not the sum of its rows.")),
    "hidden_row": _warning(N_("The row is hidden in the file; it was read all the same.")),
    "hidden_row_left": _note(N_("The row is hidden in the file and was left out by choice.")),
    "title": _note(N_("Text above the table; no data.")),
    "note": _note(N_("Text below the table; no data.")),
    "total": _note(N_("A row of totals; checked, never counted.")),
    "group_heading": _note(N_("A heading inside the table; it names the district of its rows.")),
    "repeated_header": _note(N_("The header again; no data.")),
    "column_numbers": _note(N_("A row that numbers the columns; no data.")),
    # columns and sheets
    "column_not_read": _warning(N_("The heading is not known; the column was not read.")),
    "total_not_checked": _note(
        N_("The total could not be checked: a cell of its column cannot be read.")
    ),
    "hidden_column": _warning(N_("The column is hidden in the file; it was read all the same.")),
    "hidden_column_left": _note(N_("The column is hidden in the file and was left out by choice.")),
    "column_twice": _warning(N_("Two columns have the same heading and the same content.")),
    "encoding_guessed": _warning(
        N_("The text is not UTF-8; it was read as Windows-1252. Look at accents and dashes.")
    ),
    "hidden_sheet": _warning(N_("The sheet is hidden in the file; it was read all the same.")),
    "hidden_sheet_left": _note(N_("The sheet is hidden in the file and was left out by choice.")),
    "sheet_lacks_column": _error(
        N_("The sheet looks like the table but lacks a needed column; none of it was read.")
    ),
    "sheet_not_read": _note(N_("The sheet holds no such table; it was not read.")),
    # published village figures
    "not_reported": _warning(N_("The village reported none of its revenue.")),
    "copied_figures": _warning(
        N_("All five figures equal another village's; whose they are cannot be told.")
    ),
    "far_below_others": _warning(
        N_("The figure lies below a fifth of the median village: a slip of digits.")
    ),
    "zero_transfer": _warning(N_("Every village receives this transfer by law; zero is wrong.")),
    "zero_may_be_unknown": _note(N_("The zero may mean none or not reported.")),
    "year_not_stated": _note(N_("The source does not state the year of these counts.")),
    "status_disagrees": _warning(N_("The index does not fit the status printed beside it.")),
}
