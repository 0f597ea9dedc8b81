"""The declared plan: read strictly, hashed, and departures named."""

from __future__ import annotations

import importlib.resources

import pytest

from policylib import compliance
from policylib.compliance import plan as plans
from policylib.errors import DataError, UsageError

PLAN = compliance.declared()
TEXT = importlib.resources.files("policylib.compliance").joinpath("plan.yaml").read_text("utf-8")


def test_the_terms_are_an_index_a_block_and_the_controls():
    assert PLAN.terms == ("budget", "understanding", "supervision", "log_population", "urban")
    assert len(PLAN.terms) == compliance.terms_allowed(54, 179)
    assert len(PLAN.items) == 9


def test_the_hash_changes_with_any_declared_choice():
    other = plans.parse(TEXT.replace("least_items: 2", "least_items: 3"), where="other")
    comment = plans.parse("# another comment\n" + TEXT, where="other")
    assert other.hash != PLAN.hash == comment.hash
    assert PLAN.departures(other) == ("least_items",)


def test_a_run_as_declared_departs_in_nothing():
    same = PLAN.asked(outcome="active", terms=" ".join(PLAN.terms))
    assert PLAN.departures(same) == ()
    assert same.hash == PLAN.hash


@pytest.mark.parametrize(
    ("outcome", "terms", "named"),
    [
        ("registered", "budget understanding supervision log_population urban", ("outcome",)),
        ("active", "budget understanding supervision urban", ("controls",)),
        ("active", "budget supervision log_population urban", ("blocks",)),
    ],
)
def test_another_outcome_or_other_terms_are_departures(outcome, terms, named):
    assert PLAN.departures(PLAN.asked(outcome=outcome, terms=terms)) == named


def test_an_unknown_term_is_refused():
    with pytest.raises(UsageError, match="no term 'budgets'; expected among"):
        PLAN.asked(outcome="active", terms="budgets urban")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("outcome: active", "outcome: paid", "outcome"),
        ("version: 1", "version: 1\nsurprise: 2", "surprise"),
        ("version: 1", "version: 1\nversion: 2", "given twice"),
        ("controls: [log_population, urban]", "", "controls"),
    ],
)
def test_a_plan_that_says_something_else_is_refused(old, new, said):
    with pytest.raises(DataError, match=said):
        plans.parse(TEXT.replace(old, new), where="other")
