"""Rubin's rules as others print them.

Rubin (1987), rules of chapter 3: estimates 1 to 10 with standard errors (1 to 10)/5.
IBM SPSS Amos 21 User's Guide, example 31: ten sets, within .0233, between .0085.
SAS/STAT User's Guide, the MI procedure: five sets, r of 10 percent, 484 degrees of freedom.
"""

from __future__ import annotations

import numpy as np
import pytest

from policylib.compliance.pooling import pool


def _with_variance(sets, between):
    spread = np.arange(sets) - (sets - 1) / 2
    return spread * np.sqrt(between / spread.var(ddof=1))


def test_ten_estimates_with_errors_in_fifths():
    numbers = np.arange(1.0, 11)
    found = pool(numbers, (numbers / 5) ** 2, complete_df=np.inf).table.loc[0]
    assert found["estimate"] == pytest.approx(5.5, abs=0.05)
    assert found["error"] == pytest.approx(3.409301, abs=5e-7)


def test_amos_total_error_and_degrees_of_freedom():
    found = pool(
        1.172 + _with_variance(10, 0.0085), np.full(10, 0.0233), complete_df=np.inf
    ).table.loc[0]
    assert found["estimate"] == pytest.approx(1.172, abs=0.0005)
    # Within and between are printed to four digits: their halves move the error by .0004, df by 2.
    assert found["error"] == pytest.approx(0.1807, abs=0.0004)
    assert found["df"] == pytest.approx(109, abs=2)


def test_sas_degrees_of_freedom():
    found = pool(_with_variance(5, 0.1 / 1.2), np.ones(5), complete_df=np.inf).table.loc[0]
    assert found["df"] == pytest.approx(484, abs=0.5)
