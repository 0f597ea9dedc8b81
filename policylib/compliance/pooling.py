"""Results of several filled-in tables as one.

References
----------
Rubin (1987), Multiple Imputation for Nonresponse in Surveys, chapter 3; Barnard and Rubin (1999),
Biometrika 86, on the degrees of freedom; van Buuren (2018), Flexible Imputation of Missing Data,
section 2.3, on missing information.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from policylib.compliance.logit import CONFIDENCE
from policylib.errors import DataError, UsageError, message


@dataclass(frozen=True)
class Pooled:
    """Estimates of several filled-in tables as one.

    Attributes
    ----------
    table : pandas.DataFrame
        term, estimate, error, df, missing_information (share of the information that is missing),
        low, high (95 percent).
    sets : int
    """

    table: pd.DataFrame
    sets: int


def pool(estimates: pd.DataFrame, variances: pd.DataFrame, *, complete_df: float) -> Pooled:
    """Pool estimates by Rubin's rules.

    With m sets, U the mean variance and B the variance of the estimates (divisor m − 1):
    T = U + (1 + 1/m)B; λ = (1 + 1/m)B / T; r = (1 + 1/m)B / U; the degrees of freedom of Barnard
    and Rubin are 1 / (1/ν + 1/ν′) with ν = (m − 1)/λ² and ν′ = (d + 1)/(d + 3) · d (1 − λ);
    missing information is (r + 2/(df + 3)) / (r + 1).

    Parameters
    ----------
    estimates, variances : pandas.DataFrame or numpy.ndarray, (sets, terms) or (sets,)
        Variances are squared standard errors.
    complete_df : float
        Degrees of freedom d if nothing were missing: districts − 1 for errors clustered by
        district; infinite for large samples.

    Raises
    ------
    DataError
        If a value is missing or a variance is not above 0.
    UsageError
        If there are fewer than two sets, shapes differ, or ``complete_df`` is not above 0.
    """
    points, within = pd.DataFrame(estimates), pd.DataFrame(variances)
    _refuse_unpoolable(points, within, complete_df)
    m = len(points)
    u, extra = within.mean().to_numpy(), (1 + 1 / m) * points.var(ddof=1).to_numpy()
    total = u + extra
    share, r = extra / total, extra / u
    with np.errstate(divide="ignore"):
        old = (m - 1) / share**2
    observed = (1 - 2 / (complete_df + 3)) * complete_df * (1 - share)
    df = 1 / (1 / old + 1 / observed) if np.isfinite(complete_df) else old
    error, middle = np.sqrt(total), points.mean().to_numpy()
    half = stats.t.ppf((1 + CONFIDENCE) / 2, df) * error
    return Pooled(
        pd.DataFrame(
            {
                "term": list(points.columns),
                "estimate": middle,
                "error": error,
                "df": df,
                "missing_information": (r + 2 / (df + 3)) / (r + 1),
                "low": middle - half,
                "high": middle + half,
            }
        ),
        m,
    )


def _refuse_unpoolable(points: pd.DataFrame, within: pd.DataFrame, complete_df: float) -> None:
    if points.shape != within.shape or len(points) < 2 or not complete_df > 0:
        raise UsageError(
            message(
                f"{points.shape} estimates, {within.shape} variances, {complete_df} degrees",
                expected="two sets or more of the same shape, degrees of freedom above 0",
            )
        )
    numbers = within.to_numpy(dtype="float64")
    if not (np.isfinite(points.to_numpy(dtype="float64")).all() and (numbers > 0).all()):
        raise DataError(
            message("estimates without a number, or variances not above 0",
                    way_out="A set without a finite estimate cannot be pooled.")
        )  # fmt: skip
