"""A made-up table of answers in the shape of the real one, with stated truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from policylib import synthetic
from policylib.compliance.assembled import assemble
from policylib.compliance.plan import Plan
from policylib.errors import UsageError, message


@dataclass(frozen=True)
class SimulatedForm:
    """A form that nobody filled in.

    Attributes
    ----------
    form : pandas.DataFrame
        As the cleaned office table ``village_enrolment``, marked as made up.
    truth : dict of str to float
        Log odds of enrolment for a standard deviation of each term.
    """

    form: pd.DataFrame
    truth: dict[str, float]
    seed: int


def simulated_form(
    villages: pd.DataFrame,
    *,
    plan: Plan,
    truth: Mapping[str, float],
    events: int,
    seed: int,
) -> SimulatedForm:
    """Draw answers and enrolment of every village, exactly ``events`` enrolled.

    Raises
    ------
    UsageError
        If the truth names a term that the plan does not.
    """
    if unknown := [t for t in truth if t not in plan.terms]:
        raise UsageError(
            message(
                f"the truth names '{unknown[0]}'", expected=f"terms among {', '.join(plan.terms)}"
            )
        )
    answers, outcome = np.random.SeedSequence(seed).generate_state(2)
    form = synthetic.village_answers(villages, seed=int(answers))
    form = form.assign(active="no", registered_on=pd.NaT)
    table = assemble(villages, form, plan=plan)
    blocks = list(plan.blocks)
    # Where too few items are answered, the average answer stands in the made-up truth.
    table[blocks] = table[blocks].fillna(0.0)
    drawn = synthetic.enrolment(table, events=events, truth=dict(truth), seed=int(outcome))
    enrolled = drawn.table.set_index("code")[  # same villages as the form
        "enrolled"
    ].reindex(form["code"])
    active = np.where(enrolled.to_numpy() == 1, "yes", "no").astype(object)
    return SimulatedForm(form.assign(active=active), dict(truth), seed)
