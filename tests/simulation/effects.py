"""How often intervals of average marginal effects hold the truth, on the real villages.

Terms are made as the plan makes them from drawn answers of the real villages in their 23 uneven
districts; the outcome is drawn from a logit with a random intercept of the district, 54 of 179
expected. The truth is the average marginal effect over villages and the intercept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import optimize, stats
from scipy.special import expit

from policylib import compliance, store
from policylib.compliance.effects import average_effects
from policylib.compliance.newton import maximise

PLAN = compliance.declared()
TRUTH = np.array([0.5, 0.0, 0.5, 0.3, 0.0])  # log odds: budget, understanding, supervision, …
EVENTS, SHARE = 54, 54 / 179
SPREADS = (0.0, 0.5)
#: Data sets drawn from one set of answers.
OUTCOMES = 20


def villages() -> pd.DataFrame:
    """Return the real villages with their public terms."""
    found = compliance.with_terms(store.load("village_covariates"))
    places, index = store.load("villages"), store.load("village_index")
    return compliance.with_place(found, places=places, index=index, seat=compliance.BRANCH)


def data_sets(
    spread: float, *, sets: int, seed: int
) -> Iterator[tuple[compliance.Design, np.ndarray]]:
    """Yield data sets with the true average marginal effects."""
    places, chance = villages(), np.random.default_rng(seed)
    for number in range(0, sets, OUTCOMES):
        drawn = compliance.simulated_form(
            places, plan=PLAN, truth={"budget": 0.5}, events=EVENTS, seed=seed + number
        )
        table = compliance.assemble(places, drawn.form, plan=PLAN).dropna(subset=list(PLAN.terms))
        base = compliance.design(
            table, outcome=compliance.OUTCOME, terms=PLAN.terms, groups=PLAN.groups
        )
        line = base.matrix[:, 1:] @ TRUTH
        level = _level(line, spread)
        true = _true(base, line + level, spread)
        for _ in range(min(OUTCOMES, sets - number)):
            district = spread * chance.standard_normal(len(base.labels))
            p = expit(level + line + district[base.groups])
            yield replace(base, outcome=(chance.random(len(p)) < p).astype(float)), true


def coverage(spread: float, *, sets: int, seed: int) -> pd.DataFrame:
    """Return how often the default's and the textbook's intervals hold the truth, by term."""
    ours, book, events = [], [], []
    for seen, true in data_sets(spread, sets=sets, seed=seed):
        table = compliance.effects_of(seen).table
        ours.append(((table["low"] <= true) & (true <= table["high"])).to_numpy())
        low, high = _textbook(seen)
        book.append((low <= true) & (true <= high))
        events.append(seen.events)
    return pd.DataFrame(
        {
            "term": PLAN.terms,
            "spread": spread,
            "default": np.mean(ours, axis=0),
            "textbook": np.mean(book, axis=0),
            "sets": sets,
            "events": np.median(events),
        }
    )


def _textbook(seen: compliance.Design) -> tuple[np.ndarray, np.ndarray]:
    """Return the ends of the usual cluster-robust interval, with t of districts − 1."""
    fit = maximise(seen.matrix, seen.outcome)
    (rows, k), clusters = seen.matrix.shape, len(seen.labels)
    scores = np.zeros((clusters, k))
    np.add.at(scores, seen.groups, seen.matrix * (seen.outcome - fit.probabilities)[:, None])
    correction = clusters / (clusters - 1) * (rows - 1) / (rows - k)
    covariance = fit.inverse @ scores.T @ scores @ fit.inverse * correction
    averages = average_effects(seen.matrix, seen.binary, fit.coefficients)
    error = np.sqrt(np.diag(averages.covariance(covariance)[0]))
    half = stats.t.ppf(0.975, clusters - 1) * error
    return averages.effects[0] - half, averages.effects[0] + half


def _nodes(spread: float) -> tuple[np.ndarray, np.ndarray]:
    at, weight = np.polynomial.hermite_e.hermegauss(31)
    return spread * at, weight / weight.sum()


def _level(line: np.ndarray, spread: float) -> float:
    at, weight = _nodes(spread)
    return optimize.brentq(lambda a: (expit(a + line[:, None] + at) @ weight).mean() - SHARE, -8, 8)


def _true(base: compliance.Design, line: np.ndarray, spread: float) -> np.ndarray:
    at, weight = _nodes(spread)

    def mean(shift: np.ndarray) -> np.ndarray:
        return expit(shift[:, None] + at) @ weight

    p = expit(line[:, None] + at)
    slope = (p * (1 - p)) @ weight
    effects = []
    for j, b in enumerate(TRUTH):
        without = line - base.matrix[:, j + 1] * b
        difference = (mean(without + b) - mean(without)).mean()
        effects.append(difference if base.binary[j] else b * slope.mean())
    return np.array(effects)
