"""How far the terms say the same: variance inflation and the condition of the design.

References
----------
Belsley, Kuh and Welsch (1980), Regression Diagnostics, chapter 3; Fox and Monette (1992), Journal
of the American Statistical Association 87.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from policylib.compliance.design import Design


@dataclass(frozen=True)
class Collinearity:
    """What the terms share.

    Attributes
    ----------
    table : pandas.DataFrame
        term, inflation: how many times the variance of the term's coefficient is what it would be
        if no other term told anything of it.
    condition : float
        Largest over smallest singular value of the design, columns scaled to unit length.
    weakest : pandas.DataFrame
        term ('' for the constant), loading: the combination with the smallest singular value,
        of unit length, largest first. Nearly constant where ``condition`` is large.
    """

    table: pd.DataFrame
    condition: float
    weakest: pd.DataFrame


def collinearity(design: Design) -> Collinearity:
    """Measure how far the terms of a design say the same.

    Inflation of term j is 1 / (1 − R²) of its regression on the others, the diagonal of the inverse
    correlation matrix. It describes a linear model; a logit weighs the rows by p(1 − p), so it is a
    guide there. A condition above about 30 is commonly called harmful (Belsley et al.).
    """
    terms = design.matrix[:, 1:]
    correlation = np.atleast_2d(np.corrcoef(terms, rowvar=False))
    inflation = np.diag(np.linalg.inv(correlation))
    scaled = design.matrix / np.linalg.norm(design.matrix, axis=0)
    _, values, combinations = np.linalg.svd(scaled, full_matrices=False)
    loadings = combinations[-1]
    # The sign of a singular vector is free: the largest loading is made positive.
    loadings = loadings * np.sign(loadings[np.abs(loadings).argmax()])
    weakest = pd.DataFrame({"term": ["", *design.terms], "loading": loadings})
    return Collinearity(
        table=pd.DataFrame({"term": list(design.terms), "inflation": inflation}),
        condition=float(values[0] / values[-1]),
        weakest=weakest.sort_values("loading", key=abs, ascending=False, ignore_index=True),
    )
