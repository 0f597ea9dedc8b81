"""Results of others, to half their last printed digit.

Greene (2018), Econometric Analysis, table 17.1 and example 17.3: 32 students, of whom 11 improved
their grade, after Spector and Mazzeo (1980).
"""

from __future__ import annotations

import pandas as pd
import pytest
import statsmodels.api as sm
from statsmodels.datasets import spector

from policylib import compliance
from policylib.errors import UsageError

COPIES = 3


@pytest.fixture(scope="module")
def students():
    data = spector.load_pandas().data
    return data.assign(PSI=data["PSI"] == 1, GRADE=data["GRADE"].astype(int))


@pytest.fixture(scope="module")
def copied(students):
    """Every student three times: the same point estimates with events enough for three terms."""
    table = pd.concat([students] * COPIES, ignore_index=True)
    return table.assign(group=table.index % len(students) % 8)


@pytest.fixture(scope="module")
def effects(copied):
    found = compliance.logit_effects(
        copied, outcome="GRADE", terms=["GPA", "TUCE", "PSI"], groups="group"
    )
    return found.table.set_index("term")["effect"]


def _fit(table):
    design = sm.add_constant(table[["GPA", "TUCE", "PSI"]].astype(float))
    return sm.Logit(table["GRADE"], design).fit(disp=False)


@pytest.mark.parametrize(
    ("term", "value"), [("const", -13.021), ("GPA", 2.826), ("TUCE", 0.095), ("PSI", 2.379)]
)
def test_greene_logit_coefficients(students, copied, term, value):
    assert _fit(students).params[term] == pytest.approx(value, abs=0.0005)
    assert _fit(copied).params[term] == pytest.approx(value, abs=0.0005)


def test_greene_logit_likelihood(students, copied):
    assert _fit(students).llf == pytest.approx(-12.89, abs=0.005)
    assert _fit(copied).llf == pytest.approx(COPIES * -12.89, abs=COPIES * 0.005)


@pytest.mark.parametrize(("term", "value", "digit"), [("GPA", 0.363, 1e-3), ("TUCE", 0.0122, 1e-4)])
def test_greene_average_marginal_effects_of_continuous_terms(effects, copied, term, value, digit):
    # Ours is per standard deviation; divided by it, per unit.
    assert effects[term] / copied[term].std() == pytest.approx(value, abs=digit / 2)


def test_greene_average_marginal_effect_of_a_yes_no_term(effects):
    assert effects["PSI"] == pytest.approx(0.358, abs=0.0005)


def test_three_terms_with_eleven_events_are_refused(students):
    assert students["GRADE"].sum() == 11
    with pytest.raises(UsageError, match="3 terms with 11 events in 32 rows; expected at most 1"):
        compliance.logit_effects(
            students.assign(group=students.index), outcome="GRADE",
            terms=["GPA", "TUCE", "PSI"], groups="group",
        )  # fmt: skip
