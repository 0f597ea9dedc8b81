"""Longley (1967), Journal of the American Statistical Association 62: a known collinear design.

Variance inflation as R's `car::vif` prints it, and the largest condition index with columns scaled
to unit length, 43,275, as SAS prints it (option COLLIN, after Belsley, Kuh and Welsch 1980).
"""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.datasets import longley

from policylib.compliance.collinearity import collinearity
from policylib.compliance.design import Design


@pytest.fixture(scope="module")
def found():
    terms = longley.load_pandas().exog
    rows = len(terms)
    return collinearity(
        Design(
            matrix=np.column_stack([np.ones(rows), terms]),
            outcome=np.arange(rows) % 2,
            groups=np.arange(rows) % 4,
            terms=tuple(terms),
            labels=("a", "b", "c", "d"),
            binary=np.zeros(terms.shape[1], dtype=bool),
            synthetic=False,
        )
    )


@pytest.mark.parametrize(
    ("term", "inflation"),
    [("GNPDEFL", 135.53), ("GNP", 1788.51), ("UNEMP", 33.62), ("ARMED", 3.59), ("POP", 399.15),
     ("YEAR", 758.98)],
)  # fmt: skip
def test_variance_inflation(found, term, inflation):
    table = found.table.set_index("term")["inflation"]
    assert table[term] == pytest.approx(inflation, abs=0.005)


def test_condition_number(found):
    assert found.condition == pytest.approx(43275, abs=0.5)
