"""Which test a term of the villages' logit gets: by a rule on its districts, never by taste."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from policylib.compliance.bootstrap import position, score_bootstrap
from policylib.compliance.design import Design
from policylib.compliance.jackknife import jackknife_test
from policylib.compliance.randomisation import by_district, randomisation_test

#: Districts on either side of a term from which its test may rest on clusters.
ENOUGH = 5
#: Fewer than these cannot be compared.
LEAST = 2


@dataclass(frozen=True)
class DistrictTest:
    """A test of one term against zero, and why it is this one.

    Attributes
    ----------
    method : str
        'cluster_jackknife', 'cluster_jackknife_few', 'score_bootstrap', 'randomisation' or
        'description', which has no p-value.
    estimate : float or None
        Log odds (per standard deviation, or yes against no): of the logit; of the tests without
        the term by one Newton step from the fit without it.
    p_value : float or None
        Two-sided.
    error : float or None
        Standard error of ``p_value`` from the number of draws; 0 without chance.
    low, high : float or None
        95 percent interval of the log odds where the method has one.
    few : int
        Districts on the term's rarer side: with yes or with no; of a term of more values, those
        off its commonest value.
    treated : int or None
        Districts with yes, of a yes/no term.
    districts, draws, seed : int
        ``draws`` is 0 where the method needs none.
    enumerated : bool
        Whether all signs or all choices of districts were looked at.
    reason : str
        Why this method, in words.
    synthetic : bool
        Whether made-up rows stand behind it.
    """

    term: str
    method: str
    estimate: float | None
    p_value: float | None
    error: float | None
    low: float | None
    high: float | None
    few: int
    treated: int | None
    districts: int
    draws: int
    seed: int
    enumerated: bool
    reason: str
    synthetic: bool

    @property
    def table(self) -> pd.DataFrame:
        """Return the test as one row."""
        return pd.DataFrame([vars(self)])


def district_test(design: Design, *, term: str, draws: int, seed: int) -> DistrictTest:
    """Test one term of a logit by the method that its districts allow.

    ============================================  ============================================
    term                                          method
    ============================================  ============================================
    varies within districts, five or more a side  one-step cluster jackknife, t with
                                                  districts − 1 degrees of freedom
    varies within districts, two to four          the same with degrees of freedom of Bell and
                                                  McCaffrey
    constant within districts, five or more       score wild bootstrap, Rademacher
    constant within districts, two to four        randomisation inference (yes/no terms)
    one district                                  description, no p-value
    ============================================  ============================================

    Sides are districts with yes and with no; of a term of more values the districts off its
    commonest value. Randomisation compares scores: with the studentised statistic an odds
    ratio of 3.3 was found in 27 and 38 percent of trials with two and three treated districts, with
    the score in 43 and 56. How often true nulls are rejected is measured in
    ``tests/simulation/districts.py``.

    Raises
    ------
    UsageError
        If the design has no such term or ``draws`` is below 1.
    DataError
        If the logit has no finite maximum.
    """
    column = design.matrix[:, position(design, term)]
    treated, few = _sides(column, design.groups, len(design.labels))
    varies = by_district(design, term) is None
    if few < LEAST:
        found = _described(f"'{term}' differs in {few} district: describe, infer nothing")
    elif varies:
        found = _by_jackknife(design, term, few)
    elif few >= ENOUGH:
        found = _by_bootstrap(design, term, few, draws, seed)
    elif treated is None:
        found = _described(
            f"'{term}' has several values and differs in {few} districts: describe, infer nothing"
        )
    else:
        found = _by_choices(design, term, few, draws, seed)
    given = {"term": term, "few": few, "treated": treated, "districts": len(design.labels)}
    return DistrictTest(**(found | given), seed=seed, synthetic=design.synthetic)


def _sides(column: np.ndarray, groups: np.ndarray, clusters: int) -> tuple[int | None, int]:
    """Return districts with yes (of a yes/no term), and districts on the rarer side."""
    values, counts = np.unique(column, return_counts=True)
    if len(values) == 2:
        yes, no = (len(np.unique(groups[column == v])) for v in values[::-1])
        return yes, min(yes, no)
    # Of each district one value where it has one: the commonest among districts, not villages.
    pairs = np.unique(np.column_stack([groups, column]), axis=0)
    if len(pairs) == clusters:
        values, counts = np.unique(pairs[:, 1], return_counts=True)
    return None, len(np.unique(groups[column != values[counts.argmax()]]))


def _by_jackknife(design: Design, term: str, few: int) -> dict:
    scarce = few < ENOUGH
    found = jackknife_test(design, term=term, few=scarce)
    words = f"varies within districts, {few} on its rarer side: cluster jackknife, t with "
    return _result(
        "cluster_jackknife_few" if scarce else "cluster_jackknife",
        f"'{term}' {words}{found.freedom:.1f} degrees of freedom",
        estimate=found.estimate,
        p_value=found.p_value,
        error=0.0,
        low=found.low,
        high=found.high,
    )


def _by_bootstrap(design: Design, term: str, few: int, draws: int, seed: int) -> dict:
    found = score_bootstrap(design, term=term, draws=draws, weights="rademacher", seed=seed)
    words = f"constant within districts, {few} on its rarer side: score wild bootstrap"
    return _result(
        "score_bootstrap",
        f"'{term}' is {words}",
        **_shared(found),
    )


def _by_choices(design: Design, term: str, few: int, draws: int, seed: int) -> dict:
    found = randomisation_test(design, treated=term, statistic="score", draws=draws, seed=seed)
    words = f"constant within districts, {few} on its rarer side: all or sampled choices of "
    return _result(
        "randomisation",
        f"'{term}' is {words}districts; no p-value below {found.smallest:.2g} is possible",
        **_shared(found),
    )


def _shared(found) -> dict:
    names = ("estimate", "p_value", "error", "draws", "enumerated")
    return {name: getattr(found, name) for name in names}


def _described(reason: str) -> dict:
    return _result("description", reason)


def _result(method: str, reason: str, **given) -> dict:
    empty = dict.fromkeys(("estimate", "p_value", "error", "low", "high"))
    return empty | {"draws": 0, "enumerated": False} | given | {"method": method, "reason": reason}
