"""Cluster-robust t of a logit's coefficient by the jackknife over clusters, in one step.

A cluster's leaving changes the coefficients by (I − I_g)⁻¹ s_g, one Newton step from the maximum;
with I the information, I_g and s_g the cluster's own information and score,

    V = (G − 1) / G · sum_g d_g d_g',   d_g = (I − I_g)⁻¹ s_g.

References
----------
MacKinnon, Nielsen and Webb (2023), Fast and reliable jackknife and bootstrap methods for
cluster-robust inference, Journal of Applied Econometrics 38 (CV3); the same (2025), Econometric
Reviews, for the logit; Bell and McCaffrey (2002), Survey Methodology 28, for the degrees of
freedom.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from policylib.compliance.bootstrap import position
from policylib.compliance.design import Design
from policylib.compliance.logit import CONFIDENCE
from policylib.compliance.newton import maximise
from policylib.errors import DataError, message


@dataclass(frozen=True)
class JackknifeTest:
    """A test of one coefficient of a logit against zero.

    Attributes
    ----------
    estimate, error : float
        In log odds, and its cluster jackknife standard error.
    freedom : float
        Degrees of freedom of t: districts − 1, or Satterthwaite's if fewer were asked for.
    p_value : float
    low, high : float
        95 percent interval.
    """

    term: str
    estimate: float
    error: float
    freedom: float
    p_value: float
    low: float
    high: float


def jackknife_test(design: Design, *, term: str, few: bool) -> JackknifeTest:
    """Test one coefficient of a logit by the one-step cluster jackknife.

    Parameters
    ----------
    few : bool
        Whether the term stands on few districts: t has then the degrees of freedom of Bell and
        McCaffrey (`freedom`) in place of districts − 1.

    Raises
    ------
    UsageError
        If the design has no such term.
    DataError
        If the logit has no finite maximum, with all districts or without one of them.
    """
    at = position(design, term)
    fit = maximise(design.matrix, design.outcome)
    steps = jackknife_steps(design, fit.probabilities)
    clusters = len(steps)
    error = float(np.sqrt((clusters - 1) / clusters * (steps[:, at] ** 2).sum()))
    degrees = freedom(design, fit.probabilities, at=at) if few else clusters - 1.0
    estimate, half = float(fit.coefficients[at]), error * stats.t.ppf((1 + CONFIDENCE) / 2, degrees)
    return JackknifeTest(
        term=term,
        estimate=estimate,
        error=error,
        freedom=degrees,
        p_value=float(2 * stats.t.sf(abs(estimate) / error, degrees)),
        low=estimate - half,
        high=estimate + half,
    )


def jackknife_steps(design: Design, probabilities: np.ndarray) -> np.ndarray:
    """Return d of each cluster, (clusters, k): how the coefficients change when it leaves.

    The delta method of any function f of the coefficients has the error
    sqrt((G − 1) / G · sum_g (f' d_g)²).

    Raises
    ------
    DataError
        If a term is known from one district alone.
    """
    scores, own = _sums(design, probabilities)
    rest = own.sum(axis=0) - own
    scale = np.sqrt(np.einsum("kk->k", own.sum(axis=0)))
    least = np.linalg.eigvalsh(rest / scale / scale[:, None]).min(axis=1)
    if (least < np.sqrt(np.finfo(float).eps)).any():
        where = design.labels[int(least.argmin())]
        raise DataError(
            message("without one district a term is constant", where=where, way_out="Drop it.")
        )
    return np.linalg.solve(rest, scores[:, :, None])[:, :, 0]


def freedom(design: Design, probabilities: np.ndarray, *, at: int) -> float:
    """Return the degrees of freedom of Bell and McCaffrey of one coefficient's variance.

    Satterthwaite's, of the variance with residuals adjusted by (I − H_gg)^(−1/2), when the
    residuals of the artificial regression are independent with equal variance:
    (trace P)² / trace P², P_gh = a_g' (I − H)_gh a_h.
    """
    root = np.sqrt(probabilities * (1 - probabilities))
    matrix = design.matrix * root[:, None]
    inverse = np.linalg.inv(matrix.T @ matrix)
    sums, lengths = [], []
    for cluster in range(len(design.labels)):
        rows = matrix[design.groups == cluster]
        values, vectors = np.linalg.eigh(np.eye(len(rows)) - rows @ inverse @ rows.T)
        inside = values > np.sqrt(np.finfo(float).eps)
        half = (vectors[:, inside] / np.sqrt(values[inside])) @ vectors[:, inside].T
        adjusted = half @ (rows @ inverse[:, at])
        sums.append(adjusted @ rows)
        lengths.append(adjusted @ adjusted)
    covariance = np.diag(lengths) - np.array(sums) @ inverse @ np.array(sums).T
    return float(np.trace(covariance) ** 2 / (covariance**2).sum())


def _sums(design: Design, p: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return score (clusters, k) and information (clusters, k, k) of each cluster."""
    clusters, k = len(design.labels), design.matrix.shape[1]
    scores, information = np.zeros((clusters, k)), np.zeros((clusters, k, k))
    np.add.at(scores, design.groups, design.matrix * (design.outcome - p)[:, None])
    weighted = design.matrix * (p * (1 - p))[:, None]
    np.add.at(information, design.groups, weighted[:, :, None] * design.matrix[:, None, :])
    return scores, information
