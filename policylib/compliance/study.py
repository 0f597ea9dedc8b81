"""The analysis that the plan declares, on the table of villages, in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from policylib import synthetic
from policylib.compliance.assembled import OUTCOME, RULE, assemble
from policylib.compliance.design import Design, design
from policylib.compliance.logit import Effects, effects_of, require_terms
from policylib.compliance.plan import Plan, declared
from policylib.compliance.rule import DistrictTest, district_test
from policylib.compliance.separation import separated
from policylib.compliance.shares import Shares, block_shares
from policylib.compliance.specifications import Curve, curve
from policylib.errors import DataError, message
from policylib.findings import Definition, Finding
from policylib.texts import N_

_COUNTED = N_("counted on the form")
ANSWERED = Definition(
    "villages-answered", N_("villages that say whether they are enrolled"), _COUNTED, "villages"
)
COMPLETE = Definition(
    "villages-complete",
    N_("villages that answered enough for the model"),
    N_("those with every term of the plan"),
    "villages",
)
JOINED = Definition(
    "villages-joined",
    N_("enrolled villages among those that answered enough for the model"),
    _COUNTED,
    "villages",
)
_EFFECT = N_(
    "average marginal effect of a logit with all terms of the plan; range: 95 percent confidence "
    "interval, jackknife of districts, t with districts − 1"
)
_SHARE = N_(
    "Shapley share of the block in the gain of McFadden's R² over the controls; range: 95 percent "
    "of draws of districts"
)
EFFECTS = {
    "budget": N_("change of the chance of enrolment for a standard deviation of the budget index"),
    "understanding": N_(
        "change of the chance of enrolment for a standard deviation of the understanding index"
    ),
    "supervision": N_(
        "change of the chance of enrolment for a standard deviation of the supervision index"
    ),
}
SHARES = {
    "budget": N_("share of the budget block in what the three blocks explain"),
    "understanding": N_("share of the understanding block in what the three blocks explain"),
    "supervision": N_("share of the supervision block in what the three blocks explain"),
}


@dataclass(frozen=True)
class Study:
    """What the declared analysis gives.

    Attributes
    ----------
    table : pandas.DataFrame
        All villages with terms and outcome (`assemble`).
    design : Design
        What the main model sees: villages with every term.
    departures : tuple of str
        In what the run departs from the declared plan; then it is exploratory.
    rule : DistrictTest or None
        Of the district's rule with the controls beside it; None where all districts are alike, or
        one of these terms separates the outcome.
    shares : Shares or None
        None with fewer than two blocks, and where a term separates the outcome: likelihoods then
        have no maximum, and nothing can be split.
    effect, share : dict of str to Finding
        Of each block; ``share`` is empty where there are no shares.
    """

    plan: Plan
    departures: tuple[str, ...]
    table: pd.DataFrame
    design: Design
    effects: Effects
    shares: Shares | None
    curve: Curve
    rule: DistrictTest | None
    answered: Finding
    complete: Finding
    enrolled: Finding
    effect: dict[str, Finding]
    share: dict[str, Finding]
    sources: tuple[str, ...]

    @property
    def synthetic(self) -> bool:
        """Whether made-up rows stand behind it."""
        return self.effects.synthetic

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding, counts first."""
        counts = (self.answered, self.complete, self.enrolled)
        return (*counts, *self.effect.values(), *self.share.values())


def study(
    villages: pd.DataFrame, form: pd.DataFrame, *, plan: Plan, seed: int, sources: Sequence[str]
) -> Study:
    """Carry out the plan on villages and their form, real or made up.

    Parameters
    ----------
    villages : pandas.DataFrame
        Every village with its public terms (`with_terms`, `with_place`).
    form : pandas.DataFrame
        Cleaned office table ``village_enrolment``.
    plan : Plan
        The declared one, or another whose departures are recorded.

    Raises
    ------
    DataError
        If no village says whether it is enrolled, or one of the analyses is refused.
    UsageError
        If there are more terms than the enrolled villages allow.
    """
    table = assemble(villages, form, plan=plan)
    rows = table.dropna(subset=[OUTCOME, *plan.terms])
    if rows.empty:
        raise DataError(
            message(
                "no village answered enough for the model",
                expected="whether it is enrolled, and an index of each block",
                way_out="Send the form again, and say which columns are needed.",
            )
        )
    seen = design(rows, outcome=OUTCOME, terms=plan.terms, groups=plan.groups)
    require_terms(seen)
    effects, given = effects_of(seen), {"sources": sources, "synthetic": synthetic.is_marked(form)}
    shares = None if effects.separated else _shares(seen, plan, seed)
    return Study(
        plan=plan,
        departures=declared().departures(plan),
        table=table,
        design=seen,
        effects=effects,
        shares=shares,
        curve=curve(table, plan=plan, draws=plan.draws.permutations, seed=seed),
        rule=_rule(table, plan, seed),
        answered=_count(ANSWERED, int(table[OUTCOME].notna().sum()), given),
        complete=_count(COMPLETE, len(rows), given),
        enrolled=_count(JOINED, seen.events, given),
        effect=_effects(effects, given),
        share=_of_shares(shares, given) if shares else {},
        sources=tuple(sources),
    )


def _shares(seen: Design, plan: Plan, seed: int) -> Shares | None:
    if len(plan.blocks) < 2:
        return None
    blocks = {block: [block] for block in plan.blocks}
    return block_shares(
        seen, blocks=blocks, confidence=plan.confidence, draws=plan.draws.shares, seed=seed
    )


def _rule(table: pd.DataFrame, plan: Plan, seed: int) -> DistrictTest | None:
    rows = table.dropna(subset=[OUTCOME, RULE, *plan.controls])
    if rows[RULE].nunique() < 2:
        return None
    rows = rows.assign(**{RULE: rows[RULE] == 1})
    terms = (*plan.controls, RULE)
    seen = design(rows, outcome=OUTCOME, terms=terms, groups=plan.groups)
    if separated(seen):
        return None
    return district_test(seen, term=RULE, draws=plan.draws.bootstrap, seed=seed)


def _count(what: Definition, number: int, given: dict) -> Finding:
    return what.between(number, number, value=number, **given)


def _effects(found: Effects, given: dict) -> dict[str, Finding]:
    rows = found.table.set_index("term")
    return {
        block: Definition(f"effect-{block}", label, _EFFECT, "points", digits=1).between(
            rows.loc[block, "low"],
            rows.loc[block, "high"],
            value=rows.loc[block, "effect"],
            **given,
        )
        for block, label in EFFECTS.items()
        if block in rows.index
    }


def _of_shares(found: Shares, given: dict) -> dict[str, Finding]:
    rows = found.table.set_index("block")
    return {
        block: Definition(f"share-{block}", label, _SHARE, "share").between(
            rows.loc[block, "low"], rows.loc[block, "high"], value=rows.loc[block, "share"], **given
        )
        for block, label in SHARES.items()
        if block in rows.index
    }
