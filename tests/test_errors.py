"""Messages name the thing, the place, what was expected and the way out."""

from __future__ import annotations

import pytest

from policylib import errors


@pytest.mark.parametrize(
    ("found", "text"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b", "c"], "a; b; c"),
        (["a", "b", "c", "d"], "a; b; c; and 1 more"),
        (["a", "b", "c", "d", "e"], "a; b; c; and 2 more"),
    ],
)
def test_three_places_are_named_and_the_rest_counted(found, text):
    assert errors.places(found) == text


@pytest.mark.parametrize(
    ("word", "known", "text"),
    [
        ("targt", ["target", "region"], "Did you mean 'target'?"),
        ("zzz", ["target", "region"], "Known: region, target."),
        ("zzz", [], "None is known."),
    ],
)
def test_the_closest_word_is_offered_else_all_words(word, known, text):
    assert errors.closest(word, known) == text


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (20, f"Known: {', '.join(f'k{k:02}' for k in range(20))}."),
        (21, "21 are known, none of them near."),
    ],
)
def test_at_most_twenty_known_words_are_listed(count, text):
    assert errors.closest("zzzzzz", [f"k{k:02}" for k in range(count)]) == text


def test_a_near_word_is_offered_among_many():
    assert errors.closest("targt", [*(f"k{k:02}" for k in range(50)), "target"]) == (
        "Did you mean 'target'?"
    )


def test_closest_reads_an_iterator_once():
    assert errors.closest("targt", iter(["target"])) == "Did you mean 'target'?"


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ({}, "share is 1.3."),
        ({"where": "row 4"}, "share is 1.3 (row 4)."),
        ({"expected": "0 to 1"}, "share is 1.3; expected 0 to 1."),
        ({"way_out": "Write 0.013."}, "share is 1.3. Write 0.013."),
        (
            {"where": "row 4", "expected": "0 to 1", "way_out": "Write 0.013."},
            "share is 1.3 (row 4); expected 0 to 1. Write 0.013.",
        ),
    ],
)
def test_a_message_has_one_shape(parts, text):
    assert errors.message("share is 1.3", **parts) == text


def test_a_message_never_ends_in_two_dots():
    assert errors.message("the file is missing.") == "the file is missing."


@pytest.mark.parametrize(
    ("kind", "parent"),
    [
        (errors.EvidenceError, errors.DataError),
        (errors.LawError, errors.DataError),
        (errors.DataError, errors.PolicylibError),
        (errors.RegionError, errors.PolicylibError),
        (errors.UsageError, errors.PolicylibError),
        (errors.RunError, errors.PolicylibError),
    ],
)
def test_every_error_can_be_caught_by_its_family(kind, parent):
    with pytest.raises(parent, match="here"):
        raise kind("here")


def test_the_callers_mistake_is_no_data_error():
    assert not issubclass(errors.UsageError, errors.DataError)
