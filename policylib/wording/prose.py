"""Statements to Markdown, every number linked to its finding."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from policylib.errors import UsageError, message
from policylib.findings import Finding, Statement
from policylib.wording.language import Language
from policylib.wording.written import Written


class Prose(str):
    """Markdown text that notebooks show as prose."""

    def _repr_markdown_(self) -> str:
        return str(self)


def say(
    statements: Statement | Iterable[Statement], *, language: Language, separator: str = " "
) -> Prose:
    """Return the statements as sentences in the reader's language."""
    if isinstance(statements, Statement):
        statements = [statements]
    return Prose(separator.join(_sentence(s, language) for s in statements))


def without_links(text: str) -> str:
    """Return Markdown prose as plain text, for titles and descriptions of pictures."""
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)


def named(finding: Finding, language: Language) -> str:
    """Return what a finding is, with what tells it from others of its label."""
    tr = language.gettext
    return f"{tr(finding.label)} · {tr(finding.about)}" if finding.about else tr(finding.label)


def cell(finding: Finding, language: Language) -> str:
    """Write a finding's value for a table, where percent is a sign; '–' where it has none."""
    return "–" if finding.value is None else _one_cell(finding, finding.value, language)


def interval_cell(finding: Finding, language: Language) -> str:
    """Write a finding's interval for a table; '–' where nothing is uncertain."""
    if not finding.is_range:
        return "–"
    if math.isinf(finding.high):
        least = _one_cell(finding, finding.low, language, ends=True)
        return least.said("≥ " + least, value=None, low=least.value, range_digits=least.digits)
    low, high = (_one_cell(finding, v, language, ends=True) for v in (finding.low, finding.high))
    return language.interval(low, high)


def difference_cell(finding: Finding, difference: float, language: Language) -> str:
    """Write by how much a finding differs, with its sign; a share differs in points.

    Parameters
    ----------
    difference : float
        In the finding's unit.
    """
    is_share = finding.unit == "share"
    unit, digits = ("points", finding.digits + 1) if is_share else (finding.unit, finding.digits)
    shown = replace(finding, unit=unit, digits=digits)
    told = _one_cell(shown, abs(difference), language)
    is_zero = told == _one_cell(shown, 0, language)
    text = language.gettext("{number} points", number=told) if is_share else told
    return text if is_zero else f"{'−' if difference < 0 else '+'}{text}"


def _one_cell(finding: Finding, value: float, language: Language, *, ends: bool = False) -> Written:
    digits = finding.range_digits if ends and finding.range_digits is not None else finding.digits
    if finding.unit == "share":
        text = language.percent(value, digits)
    else:
        text = _bare(finding, language, digits)(value)
    return text.said(text, made_up=finding.synthetic)


def plain(finding: Finding, language: Language) -> str:
    """Write a finding's value, else its range, without a link."""
    if finding.value is None:
        return _range(finding, language)
    return _value(finding, language)(finding.value)


def _sentence(statement: Statement, language: Language) -> str:
    template = language.gettext(statement.template)
    return template.format(**{k: _Place(v, language) for k, v in statement.values.items()})


class _Place:
    """What str.format asks for: ``{x}``, ``{x:range}``, ``{x:compact}``; ``{day:month}``."""

    def __init__(self, value: Finding | dt.date | str, language: Language) -> None:
        self.value, self.language = value, language

    def __format__(self, spec: str) -> str:
        if isinstance(self.value, dt.date):
            return (self.language.full_month if spec == "month" else self.language.date)(self.value)
        if isinstance(self.value, str):
            return self.language.gettext(self.value)
        return f"[{self._text(self.value, spec)}](#finding-{self.value.id})"

    def _text(self, finding: Finding, spec: str) -> str:
        language = self.language
        if spec == "range":
            return _range(finding, language)
        if spec == "":
            return plain(finding, language)
        value = finding.low if finding.value is None else finding.value
        if spec == "compact":
            return ("Rp" if finding.unit == "rupiah" else "") + language.compact(value)
        raise UsageError(
            message(f"'{spec}' is no way to write a finding", expected="range, compact or nothing")
        )


_IN_PERCENT = ("share", "points", "points per month")


def _value(
    finding: Finding, language: Language, digits: int | None = None
) -> Callable[[float], str]:
    if finding.unit == "share":
        return lambda v: language.share(v, finding.digits if digits is None else digits)
    return _bare(finding, language, digits)


def _bare(
    finding: Finding, language: Language, digits: int | None = None
) -> Callable[[float], str]:
    """Format without the word percent, for the first half of a range."""
    if finding.unit == "rupiah":
        return language.rupiah
    scale = 100 if finding.unit in _IN_PERCENT else 1
    return lambda v: language.number(v * scale, finding.digits if digits is None else digits)


def _range(finding: Finding, language: Language) -> str:
    digits = finding.digits if finding.range_digits is None else finding.range_digits
    bare, full = _bare(finding, language, digits), _value(finding, language, digits)
    if math.isinf(finding.high):
        return language.gettext("at least {number}", number=full(finding.low))
    low, high = bare(finding.low), full(finding.high)
    if low == bare(finding.high):
        return high
    return language.gettext("{low} to {high}", low=low, high=high)
