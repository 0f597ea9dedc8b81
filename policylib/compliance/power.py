"""How many villages a logit needs, and how small an effect a number of villages can show.

Formulas for independent rows, inflated for what other terms say of the term (1 / (1 − R²)) and for
rows that are alike within a district (design effect); `simulated_power` needs neither.

References
----------
Hsieh, Bloch and Larsen (1998), Statistics in Medicine 17; Kish (1965), Survey Sampling, section
5.4, and Kerry and Bland (2001), Statistics in Medicine 20, on uneven clusters.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import stats

from policylib.errors import UsageError, message


def rows_for_yes_no(
    no: float,
    yes: float,
    *,
    share_yes: float,
    power: float,
    level: float,
    r_squared: float,
    design_effect: float,
) -> int:
    """Return the rows a term of truth values needs.

    (z√(P(1 − P)/B) + z′√(P₁(1 − P₁) + P₂(1 − P₂)(1 − B)/B))² / ((P₁ − P₂)²(1 − B)), P₁ and P₂ the
    shares without and with it, B the share of rows with it, P = (1 − B)P₁ + B P₂.

    Parameters
    ----------
    no, yes : float
        Share of events where the term is no, and where it is yes.
    level : float
        Of the two-sided test, such as 0.05.

    Raises
    ------
    UsageError
        If a share lies outside 0 to 1, or both shares are the same.
    """
    _refuse(no=no, yes=yes, share_yes=share_yes, power=power, level=level)
    inflation = _inflation(r_squared, design_effect)
    if no == yes:
        raise UsageError(message("the shares are the same", expected="two that differ"))
    mean, odds = (1 - share_yes) * no + share_yes * yes, (1 - share_yes) / share_yes
    edge, extra = stats.norm.ppf([1 - level / 2, power])
    spread = edge * math.sqrt(mean * (1 - mean) / share_yes)
    spread += extra * math.sqrt(no * (1 - no) + yes * (1 - yes) * odds)
    return math.ceil(spread**2 / ((no - yes) ** 2 * (1 - share_yes)) * inflation)


def rows_for_continuous(
    odds_ratio: float,
    *,
    share: float,
    power: float,
    level: float,
    r_squared: float,
    design_effect: float,
) -> int:
    """Return the rows a continuous term needs: (z + z′)² / (P(1 − P) log(odds ratio)²).

    Parameters
    ----------
    odds_ratio : float
        Per standard deviation of the term.
    share : float
        P, of events at the mean of the term.

    Raises
    ------
    UsageError
        If a share lies outside 0 to 1, or the odds ratio is not above 0 or is 1.
    """
    _refuse(share=share, power=power, level=level)
    inflation = _inflation(r_squared, design_effect)
    if not odds_ratio > 0 or odds_ratio == 1:
        raise UsageError(message(f"odds ratio {odds_ratio}", expected="above 0 and not 1"))
    needed = stats.norm.ppf([1 - level / 2, power]).sum() / math.log(odds_ratio)
    return math.ceil(needed**2 / (share * (1 - share)) * inflation)


def smallest_odds_ratio(
    rows: int,
    *,
    events: int,
    power: float,
    level: float,
    r_squared: float,
    design_effect: float,
) -> float:
    """Return the smallest odds ratio a standard deviation that is told from 1 with the power.

    The inverse of `rows_for_continuous`, the share of events being that of all rows.

    Raises
    ------
    UsageError
        If a share lies outside 0 to 1.
    """
    share = events / rows
    _refuse(events=share, power=power, level=level)
    needed = stats.norm.ppf([1 - level / 2, power]).sum()
    inflation = _inflation(r_squared, design_effect)
    return math.exp(needed * math.sqrt(inflation / (rows * share * (1 - share))))


def design_effect(groups: np.ndarray, *, correlation: float) -> float:
    """Return how many times fewer rows uneven districts are worth: 1 + (Σm²/Σm − 1)ρ.

    For a term that is the same in all villages of a district; one that varies inside districts
    loses less.

    Parameters
    ----------
    groups : numpy.ndarray, (rows,)
        District of each row.
    correlation : float
        Of outcomes within a district, 0 to 1.

    Raises
    ------
    UsageError
        If the correlation lies outside 0 to 1.
    """
    if not 0 <= correlation <= 1:
        raise UsageError(message(f"correlation {correlation}", expected="0 to 1"))
    sizes = np.unique(groups, return_counts=True)[1]
    return float(1 + ((sizes**2).sum() / sizes.sum() - 1) * correlation)


def _inflation(r_squared: float, design_effect: float) -> float:
    if not (0 <= r_squared < 1 and design_effect >= 1):
        raise UsageError(
            message(
                f"R² {r_squared}, design effect {design_effect}",
                expected="R² from 0 and below 1, a design effect from 1",
            )
        )
    return design_effect / (1 - r_squared)


def _refuse(**shares: float) -> None:
    for name, value in shares.items():
        if not 0 < value < 1:
            raise UsageError(message(f"{name} {value}", expected="between 0 and 1"))
