"""How well the terms foretell villages of districts that the model has not seen.

References
----------
Cox (1958), Biometrika 45, on calibration; DeLong, DeLong and Clarke-Pearson (1988), Biometrics 44,
and Obuchowski (1997), Biometrics 53, on the area under the curve for clustered data; Brier (1950),
Monthly Weather Review 78; Roberts et al. (2017), Ecography 40, on folds that keep blocks whole.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats
from scipy.optimize import brentq
from scipy.special import expit, logit

from policylib.compliance.design import Design
from policylib.compliance.logit import CONFIDENCE
from policylib.compliance.newton import maximise, maximise_many
from policylib.errors import DataError, UsageError, message, places


@dataclass(frozen=True)
class Calibration:
    """Predictions for districts that were left out of the fit, and how good they are.

    Attributes
    ----------
    auc, auc_low, auc_high : float
        Chance that an enrolled village is ranked above one that is not (ties count half), with its
        95 percent interval; 0.5 is no better than chance. Folds are ranked together, which lies a
        little below the truth, since a fold rich in enrolled villages is predicted by the others.
    brier, brier_share : float
        Mean squared error of the probabilities; and of a model without terms, predicting the share
        enrolled in the other folds.
    intercept : float
        Log odds to be added to every prediction (slope held at 1); 0 is right on average.
    slope : float
        Of the outcome's logit on the predicted log odds; 1 is right, below 1 too extreme.
    table : pandas.DataFrame
        row, district, fold, outcome, predicted.
    """

    auc: float
    auc_low: float
    auc_high: float
    brier: float
    brier_share: float
    intercept: float
    slope: float
    table: pd.DataFrame


def by_district_folds(design: Design, *, folds: int, seed: int) -> Calibration:
    """Predict each fold of whole districts from the others.

    The interval of the area under the curve treats districts as the units of chance (Obuchowski),
    with t of districts − 1 degrees of freedom; it takes the fitted models as given.

    Raises
    ------
    DataError
        If the districts left have no finite estimate for a fold.
    UsageError
        If there are fewer than two folds or more folds than districts.
    """
    districts = len(design.labels)
    _refuse_folds(folds, districts, seed)
    fold = _folds(np.bincount(design.groups), folds, seed)[design.groups]
    line, share = _predicted(design, fold, folds)
    outcome, predicted = design.outcome, expit(line)
    auc, error = area(outcome, line, groups=design.groups)
    half = stats.t.ppf((1 + CONFIDENCE) / 2, districts - 1) * error
    rows = {
        "row": np.arange(len(outcome)),
        "district": np.array(design.labels)[design.groups],
        "fold": fold,
        "outcome": outcome.astype(int),
        "predicted": predicted,
    }
    return Calibration(
        auc=auc,
        auc_low=max(0.0, auc - half),
        auc_high=min(1.0, auc + half),
        brier=float(((predicted - outcome) ** 2).mean()),
        brier_share=float(((share - outcome) ** 2).mean()),
        intercept=_intercept(outcome, line),
        slope=_slope(outcome, line),
        table=pd.DataFrame(rows),
    )


def area(outcome: np.ndarray, score: np.ndarray, *, groups: np.ndarray) -> tuple[float, float]:
    """Return the area under the curve and its error, groups being the units of chance.

    With one row a group this is DeLong's error.

    Parameters
    ----------
    outcome, score, groups : numpy.ndarray, (rows,)

    Raises
    ------
    DataError
        If the outcome has one class, or a class lies in one group.
    """
    yes = outcome == 1
    codes = np.unique(groups, return_inverse=True)[1]
    count = codes.max() + 1
    if min(len(np.unique(codes[yes])), len(np.unique(codes[~yes]))) < 2:
        raise DataError(message("an outcome lies in fewer than two groups", expected="two or more"))
    above = (np.sign(score[yes][:, None] - score[~yes][None, :]) + 1) / 2
    value = float(above.mean())
    # Each row's share of the pairs it wins, less the area, added up by group.
    of_yes = np.bincount(codes[yes], above.mean(axis=1) - value, count)
    of_no = np.bincount(codes[~yes], above.mean(axis=0) - value, count)
    m, n = yes.sum(), (~yes).sum()
    with_yes, with_no = len(np.unique(codes[yes])), len(np.unique(codes[~yes]))
    variance = (
        with_yes / (with_yes - 1) * (of_yes**2).sum() / m**2
        + with_no / (with_no - 1) * (of_no**2).sum() / n**2
        + 2 * count / (count - 1) * (of_yes * of_no).sum() / (m * n)
    )
    return value, float(np.sqrt(max(variance, 0.0)))


def _folds(sizes: np.ndarray, folds: int, seed: int) -> np.ndarray:
    """Give each district a fold: in random order, each to the fold with the fewest rows."""
    fold, rows = np.zeros(len(sizes), dtype=int), np.zeros((folds, 2))
    for district in np.random.default_rng(seed).permutation(len(sizes)):
        # Of equally small folds the one with fewer districts, so that none stays empty.
        fold[district] = np.lexsort((rows[:, 1], rows[:, 0]))[0]
        rows[fold[district]] += sizes[district], 1
    return fold


def _predicted(design: Design, fold: np.ndarray, folds: int) -> tuple[np.ndarray, np.ndarray]:
    """Return log odds from the model, and the share of the other folds, for every row."""
    weights = (fold[None, :] != np.arange(folds)[:, None]).astype(float)
    outcomes = np.broadcast_to(design.outcome, weights.shape)
    fits = maximise_many(design.matrix, outcomes, weights=weights)
    if not fits.finite.all():
        out = sorted(set(np.array(design.labels)[design.groups[~fits.finite[fold]]]))
        raise DataError(
            message(
                "no finite estimate without the districts of a fold",
                where=places(out),
                way_out="A term separates the outcome there; drop it, or take more folds.",
            )
        )
    share = (weights @ design.outcome) / weights.sum(axis=1)
    return (design.matrix * fits.coefficients[fold]).sum(axis=1), share[fold]


def _intercept(outcome: np.ndarray, line: np.ndarray) -> float:
    """Solve sum(outcome − expit(a + line)) = 0 for a."""
    share = logit(outcome.mean())
    ends = share - line.max(), share - line.min()
    if ends[0] == ends[1]:
        return float(ends[0])
    return float(brentq(lambda a: (expit(a + line) - outcome).sum(), *ends, xtol=1e-13))


def _slope(outcome: np.ndarray, line: np.ndarray) -> float:
    return float(maximise(np.column_stack([np.ones_like(line), line]), outcome).coefficients[1])


def _refuse_folds(folds: int, districts: int, seed: int) -> None:
    if not 2 <= folds <= districts or seed < 0:
        raise UsageError(
            message(
                f"{folds} folds, seed {seed}",
                expected=f"2 to {districts} folds, as many as districts; a seed from 0",
            )
        )
