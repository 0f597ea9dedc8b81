"""The Indonesian catalogue keeps the words, numbers and signs of docs/glossary.md."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from babel.messages.pofile import read_po

from policylib import catalogue
from policylib.errors import UsageError
from policylib.wording import Language

_PLACE = re.compile(r"\{[^}]*\}")
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")


class Glossary(NamedTuple):
    """The tables of docs/glossary.md; a rule is an English term or ``numbers``."""

    terms: dict[str, list[str]]
    banned: list[str]
    exceptions: list[tuple[str, str]]


def _rows(text: str, heading: str) -> list[list[str]]:
    part = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def _several(cell: str) -> list[str]:
    return cell.split(" / ")


def parse(text: str) -> Glossary:
    """Read the tables of the glossary."""
    terms = {
        english: _several(row[1]) for row in _rows(text, "Terms") for english in _several(row[0])
    }
    return Glossary(
        dict(sorted(terms.items(), key=lambda item: -len(item[0]))),
        [word for row in _rows(text, "Words not used") for word in _several(row[0])],
        [(row[0], row[1]) for row in _rows(text, "Exceptions")],
    )


def _forms(english: str) -> str:
    """Match a term and its plural, as a whole word and in no name of a file."""
    stem = re.escape(english)
    plural = stem[:-1] + "(?:y|ies)" if re.search("[^aeiou]y$", english) else stem + "(?:e?s)?"
    return rf"(?<![\w-]){plural}(?![\w-]|\.\w)"


def _has(words: str, translation: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(words)}(?:nya)?(?!\w)", translation, re.IGNORECASE))


def _terms(text: str, terms: dict[str, list[str]]) -> Iterator[str]:
    """Yield the terms that a text has, the longest where they overlap."""
    for term in terms:
        text, count = re.subn(_forms(term), "§", text, flags=re.IGNORECASE)
        if count:
            yield term


def _numbers(text: str, code: str) -> Counter:
    """Count the numbers of a text; what is none in this language stands as it is written."""
    found: Counter = Counter()
    for token in _NUMBER.findall(_PLACE.sub(" ", text)):
        try:
            found[Language(code).parse_number(token)] += 1
        except UsageError:
            found[token] += 1
    return found


def broken_rules(english: str, translation: str, glossary: Glossary) -> list[str]:
    """Return the rules that a translation breaks."""
    source, plain = _PLACE.sub(" ", english), _PLACE.sub(" ", translation)
    terms = _terms(source, glossary.terms)
    found = [t for t in terms if not any(_has(w, plain) for w in glossary.terms[t])]
    found += [f"'{word}'" for word in glossary.banned if _has(word, plain)]
    if _numbers(english, "en") != _numbers(translation, "id"):
        found.append("numbers")
    if "%" in plain:
        found.append("persen")
    if bool(re.search(r"\bpercent\b", source)) != bool(re.search(r"\bpersen\b", plain)):
        found.append("persen")
    if re.search(r"Rp[\s.]|Rp \{|\d ?(?:M|k|bn|tn)\b|\bIDR\b", translation):
        found.append("rupiah")
    return found


@pytest.fixture(scope="module")
def glossary(root) -> Glossary:
    return parse((root / "docs" / "glossary.md").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def texts(root) -> dict[str, str]:
    with catalogue.po_path(root, "id").open("rb") as file:
        return {m.id: m.string for m in read_po(file, locale="id") if m.id}


def _excepted(english: str, rule: str, glossary: Glossary) -> bool:
    return any(rule == name and english.startswith(start) for start, name in glossary.exceptions)


def test_the_catalogue_keeps_to_the_glossary(texts, glossary):
    broken = [
        f"{rule}: {english} => {translation}"
        for english, translation in texts.items()
        for rule in broken_rules(english, translation, glossary)
        if not _excepted(english, rule, glossary)
    ]
    assert broken == []


def test_placeholders_are_alike(root):
    assert catalogue.problems(root, "id") == []


def test_every_exception_is_needed(texts, glossary):
    for start, rule in glossary.exceptions:
        of = [english for english in texts if english.startswith(start)]
        assert of, f"no text begins with: {start}"
        assert any(rule in broken_rules(e, texts[e], glossary) for e in of), (start, rule)


def test_every_term_is_used_and_none_twice(texts, glossary, root):
    used = {term for english in texts for term in _terms(english, glossary.terms)}
    assert set(glossary.terms) == used
    rows = _rows((root / "docs" / "glossary.md").read_text(encoding="utf-8"), "Terms")
    assert len(glossary.terms) == sum(len(_several(row[0])) for row in rows)
    assert all(len(row) == 4 and all(row) for row in rows)


def test_no_term_asks_for_a_word_that_is_not_used(glossary):
    asked = [word for words in glossary.terms.values() for word in words]
    assert [(a, b) for a in asked for b in glossary.banned if _has(b, a)] == []


def test_the_words_of_the_issue_are_settled(glossary):
    first = {words[0] for words in glossary.terms.values()}
    assert first >= {"peserta", "cakupan", "iuran", "upah", "desa", "selang"}
    assert first >= {"perangkat desa", "pekerja rentan"}


@pytest.mark.parametrize(
    ("english", "translation", "rules"),
    [
        ("coverage of {region}", "cakupan {region}", []),
        ("coverage of {region}", "liputan {region}", ["coverage"]),
        ("Coverage", "Cakupannya", []),
        ("subsidies", "subsidi iuran", []),
        ("subsidies", "bantuan", ["subsidy"]),
        ("village budgets", "APBDes", []),
        ("the confidence interval", "selangnya", ["confidence interval"]),
        ("listed in interval.csv", "tercantum dalam tabel", []),
        ("{interval}", "{interval}", []),
        ("the interval", "selang, yaitu interval", ["'interval'"]),
        ("what is paid", "premi", ["'premi'"]),
        ("primary", "primer", []),
        ("1.5 million people", "1,5 juta orang", []),
        ("1.5 million people", "1.5 juta orang", ["numbers"]),
        ("1.5 million people", "1,5 M orang", ["rupiah"]),
        ("1,500 people", "1,500 orang", ["numbers"]),
        ("two people of 10", "10 dari 20 orang", ["numbers"]),
        ("46 percent", "46 persen", []),
        ("46 percent", "46%", ["persen", "persen"]),
        ("46 percent", "46 persentase", ["persen"]),
        ("at {number} rupiah", "sebesar Rp{number}", []),
        ("at {number} rupiah", "sebesar Rp {number}", ["rupiah"]),
        ("at 5 rupiah", "sebesar Rp. 5", ["rupiah"]),
    ],
)
def test_what_the_rules_find(english, translation, rules, glossary):
    assert broken_rules(english, translation, glossary) == rules
