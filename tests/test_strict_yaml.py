"""YAML in which a key that stands twice is an error."""

from __future__ import annotations

import datetime as dt

import pytest

from policylib.strict_yaml import load_mapping


def test_a_mapping_is_read():
    assert load_mapping("a: 1\nb: {c: 2025-01-01}") == {"a": 1, "b": {"c": dt.date(2025, 1, 1)}}


@pytest.mark.parametrize(
    ("text", "keys"),
    [("a: 1\na: 2", "a"), ("x:\n  b: 1\n  b: 1", "b"), ("x: [{c: 1, c: 2}]", "c"),
     ("b: 1\na: 1\na: 2\nb: 2", "a, b")],
)  # fmt: skip
def test_a_key_given_twice_is_refused_at_every_depth(text, keys):
    with pytest.raises(ValueError, match=f"^key given twice: {keys}$"):
        load_mapping(text)


def test_the_same_key_in_two_mappings_is_no_key_given_twice():
    assert load_mapping("x: {a: 1}\ny: {a: 2}") == {"x": {"a": 1}, "y": {"a": 2}}


@pytest.mark.parametrize("text", ["", "- a", "words", "1", "null", "# only a comment"])
def test_what_is_no_mapping_is_refused(text):
    with pytest.raises(ValueError, match="no mapping of names to values"):
        load_mapping(text)


@pytest.mark.parametrize("text", ["a: [", "a: b: c", "a: !!python/object:os.system {}"])
def test_broken_or_unsafe_yaml_is_refused_in_one_line(text):
    with pytest.raises(ValueError, match=".") as error:
        load_mapping(text)
    assert "\n" not in str(error.value)
