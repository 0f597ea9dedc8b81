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
        "codes": "Buku kode",
        "start": "Isi mulai baris {row}. Baca dulu lembar Petunjuk.",
        "impersonal": "Jangan menulis nama, NIK atau data pribadi lain di formulir ini.",
        "personal": "Berisi data pribadi: hanya untuk petugas yang berwenang.",
        "purpose": "Tujuan dan persetujuan",
        "how": "Cara mengisi",
        "where": "Dikirim ke",
        "before": "Paling lambat",
        "choice": "Pilih satu dari daftar: {accepted}.",
        "date": "Tulis tanggal sebagai hari/bulan/tahun: {accepted}.",
        "count": "Tulis bilangan bulat: {accepted}.",
        "rupiah": "Tulis rupiah penuh tanpa Rp dan tanpa kata: {accepted}.",
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
        "choice": "Choose one of the list: {accepted}.",
        "date": "Write the date as day/month/year: {accepted}.",
        "count": "Write a whole number: {accepted}.",
        "rupiah": "Write full rupiah without Rp and without words: {accepted}.",
        "share": "Write a percentage: {accepted}.",
        "nik": "Write the NIK as text: {accepted}.",
    },
}
HOW = {
    "id": (
        "Jangan mengubah judul kolom dan jangan menggabungkan sel.",
        "Kolom dengan judul berwarna gelap wajib diisi. Sel lain boleh kosong.",
        "Kosongkan sel bila tidak diketahui. Tulis 0 hanya bila memang nol.",
        "Tulis tanggal sebagai hari/bulan/tahun, misalnya 25/02/2025.",
        "Tulis angka tanpa Rp, tanpa titik dan tanpa kata, misalnya 1234567.",
        "Pilih dari daftar bila sel menawarkannya.",
        "Arti setiap kolom ada di lembar Buku kode.",
        "Simpan sebagai berkas Excel (.xlsx), bukan PDF atau foto.",
    ),
    "en": (
        "Do not change the headings, and do not merge cells.",
        "Columns with a dark heading must be filled in. Other cells may stay empty.",
        "Leave a cell empty if the answer is not known. Write 0 only where it is nought.",
        "Write dates as day/month/year, such as 25/02/2025.",
        "Write numbers without Rp, separators or words, such as 1234567.",
        "Choose from the list where a cell offers one.",
        "What each column means stands on the sheet Code book.",
        "Save as an Excel file (.xlsx), not as PDF or photograph.",
    ),
}
#: The code book is one for both languages.
CODE_BOOK = (
    "Judul / Heading",
    "Nama data / Name in the data",
    "Arti",
    "Meaning",
    "Jenis / Kind",
    "Satuan / Unit",
    "Isian yang diterima / Accepted",
    "Wajib / Required",
)
_KINDS = {
    "district": ("kecamatan / district", ""),
    "village": ("desa / village", ""),
    "village_code": ("kode desa / village code", ""),
    "count": ("bilangan bulat / whole number", ""),
    "rupiah": ("bilangan bulat / whole number", "Rp"),
    "share": ("persentase / percentage", "%"),
    "date": ("tanggal / date", "dd/mm/yyyy"),
    "text": ("teks / text", ""),
    "choice": ("pilihan / choice", ""),
    "nik": ("teks / text", ""),
    "person": ("teks / text", ""),
}


def beside(column: OfficeColumn, language: str) -> dict[str, str]:
    """Return the messages beside a cell: what the column means, and what is accepted."""
    title = _cut(column.headings[0], _TITLE)
    about = _cut(getattr(column.about, language), _MESSAGE)
    wrong = TEXTS[language].get(column.kind, "").format(accepted=cells.accepted(column))
    said = {"input_title": title, "input_message": about}
    if wrong:
        said |= {"error_title": title, "error_message": _cut(wrong, _MESSAGE)}
    return said


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def code_book_row(table: OfficeTable, name: str, letter: str) -> tuple[str, ...]:
    """Return the row of the code book for a column.

    The heading never stands alone in a cell, nor does the column's name: the reader of headings
    would take the code book for the table.
    """
    column = table.columns[name]
    kind, unit = _KINDS[column.kind]
    meanings = "; ".join(f"{w[0]} = {v.replace('_', ' ')}" for v, w in column.choices.items())
    return (
        f"{letter}. {column.headings[0]}",
        f"{table.name}.{name}",
        column.about.id,
        column.about.en,
        kind,
        unit,
        meanings or cells.accepted(column),
        "ya / yes" if column.required else "",
    )
