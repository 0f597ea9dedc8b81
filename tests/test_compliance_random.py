"""The logit with a random intercept: against plain integration, known truth and refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.integrate import quad
from scipy.optimize import minimize
from scipy.special import expit

from policylib.compliance.design import design
from policylib.compliance.newton import maximise
from policylib.compliance.quadrature import grouped, likelihood
from policylib.compliance.random_intercept import random_intercept
from policylib.errors import DataError, UsageError


def _table(*, groups, size, deviation, seed):
    rng = np.random.default_rng(seed)
    district = np.repeat(np.arange(groups), size)
    x = rng.normal(1, 2, size=len(district))
    yes = rng.random(len(district)) < 0.4
    line = -0.8 + 0.4 * x + 0.7 * yes + deviation * rng.normal(size=groups)[district]
    enrolled = (rng.random(len(district)) < expit(line)).astype(int)
    return pd.DataFrame({"x": x, "yes": yes, "enrolled": enrolled, "district": district})


def _design(table, terms=("x", "yes")):
    return design(table, outcome="enrolled", terms=list(terms), groups="district")


def _integrated(checked, parameters):
    """The log-likelihood by integrating over each district's intercept, nothing else."""
    line = checked.matrix @ parameters[:-1]
    total = 0.0
    for group in range(len(checked.labels)):
        mine = checked.groups == group
        signs = 2 * checked.outcome[mine] - 1

        def density(u, line=line[mine], signs=signs):
            return stats.norm.pdf(u) * np.prod(expit(signs * (line + parameters[-1] * u)))

        total += np.log(quad(density, -9, 9, epsabs=0, epsrel=1e-11, limit=200)[0])
    return total


def _summed(checked, parameters):
    """The same on a fine grid, faster: exact to rounding for so smooth an integrand."""
    u = np.linspace(-9, 9, 721)
    line = (checked.matrix @ parameters[:-1])[:, None] + parameters[-1] * u
    each = -np.logaddexp(0, np.where(checked.outcome[:, None] == 1, -line, line))
    logs = np.array([each[checked.groups == g].sum(axis=0) for g in range(len(checked.labels))])
    return np.log(np.exp(logs) @ stats.norm.pdf(u) * (u[1] - u[0])).sum()


@pytest.mark.parametrize("deviation", [0.3, 1.0, 3.0])
def test_the_likelihood_is_the_integral(deviation):
    checked = _design(_table(groups=12, size=9, deviation=1.5, seed=31))
    parameters = np.array([-0.5, 0.6, 0.4, deviation])
    data = grouped(checked.matrix, checked.outcome, groups=checked.groups, nodes=60)
    found = likelihood(data, parameters)[0]
    assert found == pytest.approx(_integrated(checked, parameters), abs=1e-8)
    assert found == pytest.approx(_summed(checked, parameters), abs=1e-8)
    turned = likelihood(data, parameters * [1, 1, 1, -1])[0]
    assert turned == pytest.approx(found, abs=1e-9)


def test_without_deviation_the_likelihood_is_that_of_the_plain_logit():
    checked = _design(_table(groups=12, size=9, deviation=1.0, seed=32))
    plain = maximise(checked.matrix, checked.outcome)
    data = grouped(checked.matrix, checked.outcome, groups=checked.groups, nodes=5)
    found = likelihood(data, np.append(plain.coefficients, 0.0))[0]
    assert found == pytest.approx(plain.log_likelihood, abs=1e-10)


@pytest.mark.parametrize("nodes", [1, 2, 9])
def test_the_gradient_is_that_of_the_approximation(nodes):
    checked = _design(_table(groups=12, size=9, deviation=1.0, seed=33))
    data = grouped(checked.matrix, checked.outcome, groups=checked.groups, nodes=nodes)
    at = np.array([-0.5, 0.6, 0.4, 1.3])
    moves = 1e-5 * np.eye(4)
    slopes = [(likelihood(data, at + m)[0] - likelihood(data, at - m)[0]) / 2e-5 for m in moves]
    assert likelihood(data, at)[1] == pytest.approx(slopes, abs=1e-6)


def test_estimates_are_where_the_integral_is_highest():
    checked = _design(_table(groups=12, size=8, deviation=1.2, seed=34))
    found = random_intercept(checked, nodes=40, confidence=0.95)
    best = minimize(
        lambda parameters: -_summed(checked, parameters), [0.0, 0.0, 0.0, 1.0],
        method="BFGS", options={"gtol": 1e-5},
    )  # fmt: skip
    ours = [found.constant, *found.table["coefficient"], found.deviation]
    assert ours == pytest.approx(best.x, abs=2e-5)
    assert found.log_likelihood == pytest.approx(-best.fun, abs=1e-8)


def test_at_the_ends_of_its_interval_the_deviation_has_fallen_by_the_limit():
    checked = _design(_table(groups=12, size=8, deviation=2.0, seed=35))
    found = random_intercept(checked, nodes=40, confidence=0.8)
    start = [found.constant, *found.table["coefficient"]]
    for end in (found.deviation_low, found.deviation_high):
        held = minimize(
            lambda rest, s=end: -_summed(checked, np.append(rest, s)), start, method="BFGS"
        )
        # The quantile of chi-squared with one degree of freedom at 80 percent is 1.6424.
        assert 2 * (found.log_likelihood + held.fun) == pytest.approx(1.6424, abs=0.0001)


def test_effects_are_averages_over_villages_and_districts():
    checked = _design(_table(groups=20, size=9, deviation=1.2, seed=36))
    found = random_intercept(checked, nodes=15, confidence=0.95)
    coefficients = np.array([found.constant, *found.table["coefficient"]])

    def share(matrix):
        line = matrix @ coefficients
        u = (np.arange(4000) + 0.5) / 4000
        return expit(line[:, None] + found.deviation * stats.norm.ppf(u)).mean()

    up, down = checked.matrix.copy(), checked.matrix.copy()
    up[:, 1] += 1e-4
    down[:, 1] -= 1e-4
    effects = found.table.set_index("term")["effect"]
    assert effects["x"] == pytest.approx((share(up) - share(down)) / 2e-4, abs=1e-5)
    with_, without = checked.matrix.copy(), checked.matrix.copy()
    with_[:, 2], without[:, 2] = 1, 0
    assert effects["yes"] == pytest.approx(share(with_) - share(without), abs=1e-5)
    assert list(found.table["per"]) == ["standard_deviation", "yes_no"]


def test_truth_is_found_in_many_districts():
    table = _table(groups=200, size=12, deviation=1.3, seed=37)
    found = random_intercept(_design(table), nodes=11, confidence=0.999)
    rows = found.table.set_index("term")
    assert rows.loc["x", "low"] < 0.4 * table["x"].std() < rows.loc["x", "high"]
    assert rows.loc["yes", "low"] < 0.7 < rows.loc["yes", "high"]
    assert found.deviation_low < 1.3 < found.deviation_high
    assert found.correlation == pytest.approx(found.deviation**2 / (found.deviation**2 + 3.28987))
    plain = maximise(_design(table).matrix, _design(table).outcome)
    # Within a district the odds differ by more than they do on average.
    assert found.table["coefficient"][0] > 1.1 * plain.coefficients[1]


def test_a_bayesian_fit_elsewhere_is_near():
    from statsmodels.genmod.bayes_mixed_glm import BinomialBayesMixedGLM

    checked = _design(_table(groups=40, size=12, deviation=1.0, seed=38))
    found = random_intercept(checked, nodes=15, confidence=0.95)
    member = np.eye(40)[checked.groups]
    fitted = BinomialBayesMixedGLM(
        checked.outcome, checked.matrix, member, np.zeros(40, int), vcp_p=1, fe_p=5
    ).fit_vb()
    assert found.table["coefficient"].to_numpy() == pytest.approx(fitted.fe_mean[1:], abs=0.15)
    assert found.deviation == pytest.approx(np.exp(fitted.vcp_mean[0]), abs=0.3)


def test_districts_that_are_alike_give_the_plain_logit():
    """Every district has the same shares: the likelihood is highest without a deviation."""
    block = pd.DataFrame(
        {"yes": [True] * 5 + [False] * 5, "enrolled": [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]}
    )
    table = pd.concat([block.assign(district=d) for d in range(15)], ignore_index=True)
    checked = _design(table, terms=["yes"])
    found = random_intercept(checked, nodes=9, confidence=0.95)
    assert found.boundary
    assert found.deviation == found.deviation_low == found.correlation == 0
    assert 0 < found.deviation_high < 1
    # Odds of 3 to 2 against 1 to 4.
    assert found.table["coefficient"][0] == pytest.approx(np.log(6), abs=1e-8)
    assert found.table["effect"][0] == pytest.approx(0.6 - 0.2, abs=1e-8)
    half = stats.t.ppf(0.975, 14) * np.sqrt(1 / 45 + 1 / 30 + 1 / 15 + 1 / 60)
    assert found.table["high"][0] == pytest.approx(np.log(6) + half, abs=1e-7)


def test_the_order_of_rows_and_the_names_of_districts_change_nothing():
    table = _table(groups=15, size=8, deviation=1.0, seed=39)
    other = table.sample(frac=1, random_state=2)
    other["district"] = 100 - other["district"]
    one = random_intercept(_design(table), nodes=9, confidence=0.95)
    two = random_intercept(_design(other), nodes=9, confidence=0.95)
    pd.testing.assert_frame_equal(one.table, two.table, rtol=1e-5)
    assert one.deviation_high == pytest.approx(two.deviation_high, rel=1e-5)


def test_made_up_rows_are_marked():
    table = _table(groups=15, size=8, deviation=1.0, seed=39).assign(synthetic=True)
    assert random_intercept(_design(table), nodes=3, confidence=0.95).synthetic


@pytest.mark.parametrize(("nodes", "confidence"), [(0, 0.95), (2.5, 0.95), (5, 1.0), (5, 95)])
def test_bad_calls_are_refused(nodes, confidence):
    checked = _design(_table(groups=15, size=8, deviation=1.0, seed=39))
    with pytest.raises(UsageError):
        random_intercept(checked, nodes=nodes, confidence=confidence)


def test_what_has_no_finite_estimate_is_refused():
    table = _table(groups=15, size=8, deviation=1.0, seed=39)
    apart = table.assign(yes=table["yes"] & (table["enrolled"] == 1))
    with pytest.raises(DataError, match="yes.*Firth"):
        random_intercept(_design(apart), nodes=5, confidence=0.95)
    whole = table.assign(enrolled=table["district"] % 2)
    with pytest.raises(DataError, match="every group is all yes or all no"):
        random_intercept(_design(whole), nodes=5, confidence=0.95)
