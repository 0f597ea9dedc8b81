"""Numbers, rupiah and dates behind Babel, and the message catalogue, for one language."""

from __future__ import annotations

import datetime as dt
import functools
import importlib.resources
import io
import math
import re

from babel import Locale, dates, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from policylib.errors import UsageError, closest, message
from policylib.texts import LANGUAGES
from policylib.wording.written import Written, span

_LOCALES = {"en": "en_GB", "id": "id"}
#: A hyphen would be read out as nothing.
_MINUS = "−"
_COMPACT_FROM = 1_000_000
_WRITTEN = re.compile(r"[-+−]?[\d.,]+")


class Language:
    """Formats and translates for one reader.

    >>> Language("id").rupiah(16800), Language("id").share(0.46), Language("id").compact(1.5e6)
    ('Rp16.800', '46 persen', '1,5 juta')
    """

    def __init__(self, code: str) -> None:
        if code not in LANGUAGES:
            raise UsageError(
                message(f"language '{code}' is not offered", way_out=closest(code, LANGUAGES))
            )
        self.code = code
        self._locale = Locale.parse(_LOCALES[code])
        self._catalogue = _catalogue(code)

    def gettext(self, text: str, /, **values: str) -> str:
        """Return the text in this language; ``{name}`` places are filled with ``values``."""
        translated = self._catalogue.gettext(text) if text else ""
        return translated.format(**values) if values else translated

    def number(self, value: float, digits: int = 0) -> Written:
        """Format with grouping and a fixed number of decimals; infinity is refused."""
        if not math.isfinite(value):
            raise UsageError(
                message(
                    f"{value} cannot be written as a number",
                    way_out="Say 'at least' for an open end.",
                )
            )
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        text = numbers.format_decimal(value, format=pattern, locale=self._locale)
        zero = numbers.format_decimal(0, format=pattern, locale=self._locale)
        is_zero = text.lstrip("-") == zero
        return Written(zero if is_zero else text.replace("-", _MINUS), value, digits=digits)

    def share(self, value: float, digits: int = 0) -> str:
        """Write a share in prose: ``46 percent``."""
        return self.gettext("{number} percent", number=self.number(value * 100, digits))

    def percent(self, value: float, digits: int = 0) -> Written:
        """Write a share in a table: ``46%``."""
        text = self.number(value * 100, digits) + "%"
        return Written(text, value, form="percent", digits=digits)

    def rupiah(self, value: float) -> Written:
        """Write whole rupiah: ``Rp16,800``."""
        text = self.number(value)
        text = f"{_MINUS}Rp{text[1:]}" if text.startswith(_MINUS) else f"Rp{text}"
        return Written(text, value, form="rupiah")

    def interval(self, low: str, high: str) -> str:
        """Write two ends that this language wrote: ``29–92%``, ``−3 to 5``; one where they agree.

        A dash beside a minus sign would be misread.
        """
        if low == high:
            return span(high, low, high)
        if _MINUS in low:
            return span(self.gettext("{low} to {high}", low=low, high=high), low, high)
        return span(f"{low.removesuffix('%') if high.endswith('%') else low}–{high}", low, high)

    def compact(self, value: float) -> str:
        """Write a large number in words when nothing is lost by it: ``1.5 million``."""
        plain = self.number(value)
        if abs(value) < _COMPACT_FROM:
            return plain
        scale = 10 ** (3 * int(math.log10(abs(value)) // 3))
        if not math.isclose(value / scale, round(value / scale, 3), rel_tol=1e-12):
            return plain
        text = numbers.format_compact_decimal(
            value, format_type="long", locale=self._locale, fraction_digits=3
        )
        return text.replace("-", _MINUS)

    def date(self, day: dt.date) -> str:
        """Write a day in full: ``25 February 2025``."""
        return dates.format_date(day, format="d MMMM y", locale=self._locale)

    def period(self, day: dt.date, precision: str) -> str:
        """Write a day, its month or its year, as precisely as it is known, for tables."""
        formats = {"day": "d MMM y", "month": "MMM y", "year": "y"}
        return dates.format_date(day, format=formats[precision], locale=self._locale)

    def full_month(self, day: dt.date) -> str:
        """Write a month in full: ``October 2025``."""
        return dates.format_date(day, format="MMMM y", locale=self._locale)

    def month(self, day: dt.date) -> str:
        """Write month and year in short, for axes: ``Feb 2025``."""
        return dates.format_date(day, format="MMM y", locale=self._locale)

    def parse_number(self, text: str) -> float:
        """Read a number strictly as this language writes it; ``1.5`` is refused in Indonesian."""
        try:
            if not _WRITTEN.fullmatch(text):
                raise numbers.NumberFormatError(text)
            plain = text.replace(_MINUS, "-")
            return float(numbers.parse_decimal(plain, locale=self._locale, strict=True))
        except numbers.NumberFormatError:
            raise UsageError(
                message(
                    f"'{text}' is not a number as written in '{self.code}'",
                    expected=f"such as {self.number(1234.5, 1)}",
                )
            ) from None


@functools.cache
def _catalogue(code: str) -> NullTranslations:
    """Read the packaged catalogue; English is the language of the sources and needs none."""
    if code == "en":
        return NullTranslations()
    path = importlib.resources.files("policylib") / "locale" / code / "LC_MESSAGES" / "policylib.po"
    binary = io.BytesIO()
    with path.open("rb") as file:
        write_mo(binary, read_po(file, locale=code, abort_invalid=True))
    binary.seek(0)
    return Translations(binary)
