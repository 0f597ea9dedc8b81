"""Standard errors of average marginal effects by leaving out one district at a time.

The cluster jackknife (CV3) is cluster-robust and holds with few uneven districts where the usual
sandwich is too narrow (docs/methods/compliance.md has the measurement).

References
----------
MacKinnon, Nielsen and Webb (2023), Journal of Econometrics 232; Hansen (2022), Jackknife standard
errors for clustered regression; Bell and McCaffrey (2002).
"""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from policylib.compliance.design import Design
from policylib.compliance.weighted import effects, fitted


def without_each(design: Design, coefficients: np.ndarray) -> np.ndarray:
    """Return the average marginal effects with each district left out.

    Where the rest has no finite maximum, one Newton step from the coefficients of all rows stands
    in for it.

    Parameters
    ----------
    coefficients : numpy.ndarray, (1 + terms,)
        Of all rows.

    Returns
    -------
    numpy.ndarray, (districts, terms)
    """
    kept = (design.groups[None, :] != np.arange(len(design.labels))[:, None]).astype("float64")
    many = fitted(design, kept)
    found = np.where(many.finite[:, None], many.coefficients, _one_step(design, coefficients, kept))
    return effects(design, found, kept)


def standard_errors(all_rows: np.ndarray, without: np.ndarray) -> np.ndarray:
    """Return √((G − 1) ÷ G · Σ (effect without a district − effect)²) of each term.

    Parameters
    ----------
    all_rows : numpy.ndarray, (terms,)
    without : numpy.ndarray, (districts, terms)
    """
    districts = len(without)
    return np.sqrt((districts - 1) / districts * ((without - all_rows) ** 2).sum(axis=0))


def _one_step(design: Design, coefficients: np.ndarray, kept: np.ndarray) -> np.ndarray:
    x, p = design.matrix, expit(design.matrix @ coefficients)
    score = (kept * (design.outcome - p)) @ x
    information = np.einsum("gn,nk,nl->gkl", kept * p * (1 - p), x, x)
    return coefficients + np.einsum("gkl,gl->gk", np.linalg.pinv(information), score)
