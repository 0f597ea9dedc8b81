"""Translations: none missing, none stale, placeholders alike."""

from __future__ import annotations

import ast
import shutil

import pytest

from policylib import catalogue
from policylib.wording import Language


def test_the_indonesian_catalogue_is_complete(root):
    assert catalogue.problems(root, "id") == []


def _asked(tree: ast.AST) -> set[str]:
    """Every constant text that code asks a translation for, also inside f-strings."""
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and n.args]
    names = [getattr(c.func, "id", getattr(c.func, "attr", None)) for c in calls]
    texts = [
        c.args[0] for c, n in zip(calls, names, strict=True) if n in ("tr", "gettext", "N_", "_")
    ]
    return {t.value for t in texts if isinstance(t, ast.Constant) and t.value}


def test_every_text_of_the_code_is_collected(root):
    # Babel passes over calls inside f-strings: such a text would stay English on every page.
    have = {text for _, text in catalogue.texts(root)}
    trees = [ast.parse(p.read_text(encoding="utf-8")) for p in (root / "policylib").rglob("*.py")]
    assert set().union(*map(_asked, trees)) <= have
    assert _asked(ast.parse("f\"{tr('hidden')}; {N_('too')}\"")) == {"hidden", "too"}


@pytest.fixture
def copy(project, root):
    """A project with its library's texts, to break."""
    shutil.copytree(
        root / "policylib", project / "policylib", ignore=shutil.ignore_patterns("__pycache__")
    )
    return project


def edit(path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_new_text_in_a_notebook_is_missed(copy):
    edit(copy / "notebooks/01-what-do-we-know.ipynb", "Coverage is the share", "Cover is the share")
    found = catalogue.problems(copy, "id")
    assert len([p for p in found if p.startswith("missing: notebooks/01")]) == 1
    assert len([p for p in found if p.startswith("stale: Coverage is")]) == 1


def test_a_new_text_in_code_is_missed(copy):
    edit(copy / "policylib/figures/style.py", '"share of workers covered"', '"share covered, new"')
    assert any(
        "missing: policylib/figures/style.py: share covered, new" in p
        for p in catalogue.problems(copy, "id")
    )


def test_a_new_note_in_the_facts_is_missed(copy):
    edit(
        copy / "data/raw/published-numbers/published_numbers.csv",
        "about 46 percent",
        "about 46 pct",
    )
    assert any("about 46 pct" in p for p in catalogue.problems(copy, "id"))


def test_a_lost_placeholder_is_found(copy):
    edit(catalogue.po_path(copy, "id"), 'msgstr "{number} persen"', 'msgstr "persen"')
    assert "placeholders differ: {number} percent" in catalogue.problems(copy, "id")


def test_a_changed_format_of_a_placeholder_is_found(copy):
    po = catalogue.po_path(copy, "id")
    text = po.read_text(encoding="utf-8")
    at = text.index("{share:range}", text.index("msgstr", text.index("{share:range}")))
    po.write_text(text[:at] + "{share}" + text[at + len("{share:range}") :], encoding="utf-8")
    assert [p for p in catalogue.problems(copy, "id") if p.startswith("placeholders differ")]


def test_update_keeps_translations_and_adds_what_is_new(copy):
    edit(copy / "policylib/figures/style.py", '"share of workers covered"', '"share covered, new"')
    assert catalogue.update(copy, "id") == ["share covered, new"]
    text = catalogue.po_path(copy, "id").read_text(encoding="utf-8")
    assert '"{number} persen"' in text
    assert "share of workers covered" not in text


def test_words_change_with_the_language():
    assert Language("id").share(0.46) == "46 persen"
    assert Language("en").share(0.46) == "46 percent"
