"""Which terms separate a binary outcome, so that a logit has no finite estimate.

References
----------
Albert and Anderson (1984), Biometrika 71, on complete and quasi-complete separation;
Konis (2007), Linear programming algorithms for detecting separated data, thesis, Oxford.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog

from policylib.compliance.design import Design
from policylib.errors import DataError, message

#: Columns are scaled to at most 1 and directions lie in a box of 1: below it a move is none.
SMALLEST = 1e-6
#: Tighter than the solver's default, so that data which overlap by little are not called separated.
FEASIBILITY = 1e-10


def separated(design: Design) -> tuple[str, ...]:
    """Name the terms that take part in complete or quasi-complete separation.

    A term takes part if some direction that never lowers the likelihood moves its coefficient.
    With any such direction the logit has no finite estimate; Firth's method has one.

    Returns
    -------
    tuple of str
        In the order of the design, empty if the logit has a finite estimate. The constant takes
        part in most separations and is never named.

    Raises
    ------
    DataError
        If the linear programme cannot be solved.
    """
    lowest, highest = reach(design.matrix, design.outcome)
    moved = (lowest < 0) | (highest > 0)
    return tuple(t for t, yes in zip(design.terms, moved[1:], strict=True) if yes)


def reach(matrix: np.ndarray, outcome: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how far each coefficient moves down and up without ever lowering the likelihood.

    Over the directions d with (2y − 1) x'd ≥ 0 in every row and every |d| at most 1 (columns
    scaled to a largest absolute value of 1), the smallest and largest d of each column: 0 and 0
    for a coefficient with a finite estimate; a negative smallest means that it can fall for ever,
    a positive largest that it can rise for ever.

    Parameters
    ----------
    matrix : numpy.ndarray, (rows, k)
        With its constant, of full rank.
    outcome : numpy.ndarray, (rows,)
        0 or 1.

    Returns
    -------
    lowest, highest : numpy.ndarray, (k,)

    Raises
    ------
    DataError
        If the linear programme cannot be solved.
    """
    k = matrix.shape[1]
    signed = (2 * outcome - 1)[:, None] * (matrix / np.abs(matrix).max(axis=0))
    signed = np.unique(signed, axis=0)
    none = np.zeros(k)
    # One programme says whether there is any separation; only then one is solved for each end.
    if _largest(signed, signed.sum(axis=0)) <= SMALLEST:
        return none, none.copy()
    units = np.eye(k)
    highest = np.array([_largest(signed, unit) for unit in units])
    lowest = -np.array([_largest(signed, -unit) for unit in units])
    return np.where(lowest < -SMALLEST, lowest, 0.0), np.where(highest > SMALLEST, highest, 0.0)


def _largest(signed: np.ndarray, gain: np.ndarray) -> float:
    """Return the largest gain'd over the directions that lower no row's likelihood."""
    found = linprog(
        -gain,
        A_ub=-signed,
        b_ub=np.zeros(len(signed)),
        bounds=(-1, 1),
        method="highs",
        options={"primal_feasibility_tolerance": FEASIBILITY},
    )
    if not found.success:
        raise DataError(message("separation could not be decided", where=found.message))
    return -float(found.fun)
