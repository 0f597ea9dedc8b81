"""What every form says around its table, in both languages; what a table says is in its file."""

from __future__ import annotations

from policylib.schemas import OfficeColumn, OfficeTable
from policylib.store.forms import cells

#: Excel's own limits on the message beside a cell.
_TITLE, _MESSAGE = 32, 255
TEXTS = {
    "id": {
        "form": "Isian",
        "guide": "Petunjuk",
        "codes": "Keterangan kolom",
        "start": "Isi mulai baris {row}. Baca dulu lembar Petunjuk.",
        "impersonal": "Jangan menulis nama, NIK atau data pribadi lain di formulir ini.",
        "personal": "Berisi data pribadi: hanya untuk petugas yang berwenang.",
        "purpose": "Tujuan dan persetujuan",
        "how": "Cara mengisi",
        "where": "Dikirim ke",
        "before": "Paling lambat",
        "day": "hh/bb/tttt",
        "choice": "Pilih salah satu dari daftar: {accepted}.",
        "date": "Tulis tanggal dengan urutan hari/bulan/tahun, antara {low} dan {high}.",
        "count": "Tulis bilangan bulat dari {low} sampai {high}.",
        "count_open": "Tulis bilangan bulat, {low} atau lebih.",
        "rupiah": "Tulis jumlah rupiah dengan angka saja, tanpa Rp dan tanpa kata "
        "({low} sampai {high}).",
        "rupiah_open": "Tulis jumlah rupiah dengan angka saja, tanpa Rp dan tanpa kata "
        "({low} atau lebih).",
        "share": "Tulis persentase: {accepted}.",
        "nik": "Tulis NIK sebagai teks: {accepted}.",
    },
    "en": {
        "form": "Form",
        "guide": "Guide",
        "codes": "Code book",
        "start": "Fill in from row {row} on. Read the sheet Guide first.",
        "impersonal": "Do not write names, NIK or other personal data in this form.",
        "personal": "Holds personal data: for authorised staff only.",
        "purpose": "Purpose and consent",
        "how": "How to fill in",
        "where": "Send to",
        "before": "Not later than",
        "day": "dd/mm/yyyy",
        "choice": "Choose one of the list: {accepted}.",
        "date": "Write the date as day/month/year, between {low} and {high}.",
        "count": "Write a whole number from {low} to {high}.",
        "count_open": "Write a whole number, {low} or more.",
        "rupiah": "Write rupiah in digits only, without Rp and without words ({low} to {high}).",
        "rupiah_open": "Write rupiah in digits only, without Rp and without words ({low} or more).",
        "share": "Write a percentage: {accepted}.",
        "nik": "Write the NIK as text: {accepted}.",
    },
}
HOW = {
    "id": (
        "Jangan mengubah judul kolom dan jangan menggabungkan sel.",
        "Kolom dengan judul berwarna gelap wajib berisi; bila sudah terisi, jangan diubah. "
        "Kolom lain boleh dikosongkan.",
        'Bila tidak tahu, pilih "tidak tahu" bila ada dalam daftar; bila tidak ada, kosongkan.',
        "Tulis tanggal dengan urutan hari/bulan/tahun, misalnya 25/02/2025.",
        "Tulis angka tanpa Rp, tanpa titik dan tanpa kata, misalnya 1234567. "
        "Tulis 0 hanya bila memang nol.",
        "Bila sel menyediakan daftar pilihan, pilih dari daftar itu; "
        "jangan memakai tanda √ atau x.",
        "Arti setiap kolom ada di lembar Keterangan kolom.",
        "Simpan sebagai berkas Excel (.xlsx), bukan PDF atau foto.",
    ),
    "en": (
        "Do not change the headings, and do not merge cells.",
        "Columns with a dark heading must hold something; where they do already, do not change it. "
        "Other columns may be left empty.",
        'If you do not know, choose "tidak tahu" (not known) where the list has it; '
        "else leave the cell empty.",
        "Write dates as day/month/year, such as 25/02/2025.",
        "Write numbers without Rp, separators or words, such as 1234567. "
        "Write 0 only where it is nought.",
        "Where a cell offers a list, choose from that list; do not use √ or x.",
        "What each column means stands on the sheet Code book.",
        "Save as an Excel file (.xlsx), not as PDF or photograph.",
    ),
}
#: The code book is one for both languages.
CODE_BOOK = (
    "Judul / Heading",
    "Arti",
    "Jenis / Kind",
    "Satuan / Unit",
    "Isian yang diterima / Accepted",
    "Wajib / Required",
    "Nama data / Name in the data",
    "Meaning",
)
_KINDS = {
    "district": ("kecamatan / district", ""),
    "village": ("desa / village", ""),
    "village_code": ("kode desa / village code", ""),
    "count": ("bilangan bulat / whole number", ""),
    "rupiah": ("bilangan bulat / whole number", "Rp"),
    "share": ("persentase / percentage", "%"),
    "date": ("tanggal / date", ""),
    "text": ("teks / text", ""),
    "choice": ("pilihan / choice", ""),
    "nik": ("teks / text", ""),
    "person": ("teks / text", ""),
}


def beside(column: OfficeColumn, language: str) -> dict[str, str]:
    """Return the messages beside a cell: what the column means, and what is accepted."""
    title = _cut(column.headings[0], _TITLE)
    about = _cut(getattr(column.about, language), _MESSAGE)
    wrong = _wrong(column, TEXTS[language])
    said = {"input_title": title, "input_message": about}
    if wrong:
        said |= {"error_title": title, "error_message": _cut(wrong, _MESSAGE)}
    return said


def _wrong(column: OfficeColumn, words: dict[str, str]) -> str:
    low, high = cells.limits(column)
    said = words.get(column.kind if high else f"{column.kind}_open", words.get(column.kind, ""))
    return said.format(accepted=cells.accepted(column), low=low, high=high)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def code_book_row(table: OfficeTable, name: str, letter: str, language: str) -> tuple[str, ...]:
    """Return the row of the code book for a column; the language is that of its unit.

    The heading never stands alone in a cell, nor does the column's name: the reader of headings
    would take the code book for the table.
    """
    column = table.columns[name]
    kind, unit = _KINDS[column.kind]
    if column.kind == "date":
        unit = TEXTS[language]["day"]
    meanings = "; ".join(f"{w[0]} = {v.replace('_', ' ')}" for v, w in column.choices.items())
    return (
        f"{letter}. {column.headings[0]}",
        column.about.id,
        kind,
        unit,
        meanings or cells.accepted(column),
        "ya / yes" if column.required else "",
        f"{table.name}.{name}",
        column.about.en,
    )
