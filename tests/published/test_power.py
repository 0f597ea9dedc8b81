"""Hsieh, Bloch and Larsen (1998), Statistics in Medicine 17, 1623-1634: sample sizes.

Two-sided 5 percent, power of 95 percent: 1,281 for a term of truth values in half of the rows with
shares .4 and .5; 317 for a normal term with shares .5 at its mean and .6 a standard deviation
above.
"""

from __future__ import annotations

import pytest

from policylib.compliance.power import rows_for_continuous, rows_for_yes_no

GIVEN = {"power": 0.95, "level": 0.05, "r_squared": 0, "design_effect": 1}


def test_a_term_of_truth_values():
    assert rows_for_yes_no(0.4, 0.5, share_yes=0.5, **GIVEN) == 1281


def test_a_continuous_term():
    odds_ratio = 0.6 / 0.4 / (0.5 / 0.5)
    assert odds_ratio == pytest.approx(1.5)
    assert rows_for_continuous(odds_ratio, share=0.5, **GIVEN) == 317
