"""71 experiments on tumours of rats: Gelman et al. (2013), Bayesian Data Analysis, section 5.3.

Data after Tarone (1982), table 5.1 of the book; the book gives mean 0.136 and standard deviation
0.103 of the 70 earlier shares, and E(alpha) = 2.4, E(beta) = 14.3 on the grid of figure 5.3a.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from policylib.compliance.shrinkage import hyperposterior, shrink


@pytest.fixture(scope="module")
def rats():
    return pd.read_csv(Path(__file__).parent / "data" / "rat_tumours.csv")


def test_the_data_are_the_books(rats):
    assert len(rats) == 71
    assert rats.iloc[-1].tolist() == [4, 14]
    shares = (rats["tumours"] / rats["rats"]).iloc[:-1]
    assert shares.mean() == pytest.approx(0.136, abs=0.0005)
    assert shares.std() == pytest.approx(0.103, abs=0.0005)


def test_means_of_alpha_and_beta_on_the_books_grid(rats):
    found = hyperposterior(
        rats["tumours"].to_numpy(),
        rats["rats"].to_numpy(),
        log_odds=np.linspace(-2.3, -1.3, 101),
        log_size=np.linspace(1, 5, 101),
    )
    assert found.mean(found.alpha) == pytest.approx(2.4, abs=0.05)
    assert found.mean(found.beta) == pytest.approx(14.3, abs=0.05)


def test_the_grid_that_finds_itself_agrees(rats):
    table = rats.assign(experiment=rats.index)
    found = shrink(
        table, district="experiment", villages="rats", seen="rats", enrolled="tumours"
    ).hyper
    assert found.mean(found.alpha) == pytest.approx(2.4, abs=0.05)
    assert found.mean(found.beta) == pytest.approx(14.3, abs=0.05)
