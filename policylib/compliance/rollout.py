"""Effects of a rule that reaches districts at different times: by group and time, never pooled.

Two-way fixed effects are not offered. On a staggered roll-out they compare districts treated late
with districts treated earlier, whose effect still moves, and weigh some effects negatively: with
effects that grow, their coefficient can have the sign opposite to every effect (Goodman-Bacon 2021;
de Chaisemartin and D'Haultfœuille 2020).

References
----------
Callaway and Sant'Anna (2021), Difference-in-differences with multiple time periods, Journal of
Econometrics 225 (unconditional); Sun and Abraham (2021), the same volume; MacKinnon and Webb
(2020), Randomization inference for difference-in-differences with few treated clusters, volume 218.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from policylib import synthetic
from policylib.compliance.cells import Cells, Controls, cells, effect
from policylib.compliance.exchange import Exchanged, exchanged
from policylib.compliance.logit import CONFIDENCE
from policylib.compliance.rule import ENOUGH
from policylib.errors import DataError, UsageError, message


@dataclass(frozen=True)
class Rollout:
    """Effects of a roll-out, in the outcome's unit.

    Attributes
    ----------
    by_group : pandas.DataFrame
        first, period, event (periods since the first treated one), effect, error, rows (treated),
        treated, controls (districts). Missing effect: no control is left. Here and below an
        error is missing with fewer than five districts treated or in control.
    by_event : pandas.DataFrame
        event, effect (weighed by treated rows), error, jackknife (the error by leaving one
        district out at a time), low, high (95 percent, t with districts − 1 of the jackknife),
        treated, controls. Events before −1 are no effects: they say whether paths were parallel
        before.
    overall, error : float
        Mean over all treated rows from their first treated period on.
    low, high : float
        Constant effects that randomisation inference does not reject at 5 percent.
    p_value, p_error : float
        Of no effect on any row, by exchange of first periods between districts; standard error
        from the number of draws, 0 if enumerated.
    smallest : float
        The smallest p-value that so many exchanges allow.
    treated, untreated, draws, seed : int
    enumerated : bool
    controls : str
    synthetic : bool
        Whether made-up rows stand behind it.
    """

    by_group: pd.DataFrame
    by_event: pd.DataFrame
    overall: float
    error: float
    low: float
    high: float
    p_value: float
    p_error: float
    smallest: float
    treated: int
    untreated: int
    draws: int
    seed: int
    enumerated: bool
    controls: str
    synthetic: bool

    @property
    def table(self) -> pd.DataFrame:
        """Return the effects by event."""
        return self.by_event


def rollout(
    panel: pd.DataFrame,
    *,
    outcome: str,
    unit: str | None,
    period: str,
    first: str,
    district: str,
    controls: Controls,
    draws: int,
    seed: int,
) -> Rollout:
    """Return the effects of a roll-out by district.

    A group of districts first treated together is compared with districts never treated, or not
    yet treated, in the change since the last period before. Effects by event and overall weigh
    groups by their rows, taken as given. Errors are clustered by district, with the factor
    districts / (districts − 1).

    Parameters
    ----------
    panel : pandas.DataFrame
        One row a unit and period.
    unit : str or None
        Column of the unit; None for repeated cross-sections.
    first : str
        Column of the district's first treated period; missing if never.
    controls : {'never', 'not_yet'}
        A choice to be made before looking: never treated districts may be others in kind; not
        yet treated ones must not act before their time.
    draws : int
        Exchanges sampled, where there are more than 10,000 and more than this.

    Raises
    ------
    UsageError
        If a column or the kind of controls is unknown.
    DataError
        If the panel breaks what `cells` asks, or no group has a control.
    """
    if controls not in ("never", "not_yet"):
        raise UsageError(message(f"controls '{controls}'", expected="'never' or 'not_yet'"))
    found = cells(panel, outcome=outcome, unit=unit, period=period, first=first, district=district)
    by_group, influences = _by_group(found, controls)
    after = by_group.index[(by_group["event"] >= 0) & by_group["effect"].notna()]
    if not len(after):
        raise DataError(message("no district to compare with", expected=f"{controls} treated ones"))
    overall, error = _weighed(by_group.loc[after], influences[after])
    treated = int((found.first < found.never).sum())
    chance = exchanged(found, controls=controls, draws=draws, seed=seed)
    return Rollout(
        by_group=by_group,
        by_event=_by_event(by_group, influences, found, controls),
        overall=overall,
        error=error if min(treated, by_group["controls"][after].min()) >= ENOUGH else math.nan,
        **_tested(chance),
        treated=treated,
        untreated=len(found.labels) - treated,
        seed=seed,
        controls=controls,
        synthetic=synthetic.is_marked(panel),
    )


def _tested(chance: Exchanged) -> dict:
    p, used = chance.p_at(0.0), chance.used
    low, high = chance.interval()
    return {
        "p_value": p,
        "p_error": 0.0 if chance.enumerated else math.sqrt(p * (1 - p) / used),
        "smallest": chance.smallest,
        "low": low,
        "high": high,
        "draws": used,
        "enumerated": chance.enumerated,
    }


def _by_group(found: Cells, controls: Controls) -> tuple[pd.DataFrame, np.ndarray]:
    rows, influences = [], []
    for group in found.groups():
        inside = found.first == group
        for time in range(found.never):
            if time == group - 1:
                continue
            value, influence = effect(found, group, time, controls=controls)
            influences.append(influence)
            rows.append(
                {
                    "first": found.periods[group],
                    "period": found.periods[time],
                    "event": time - group,
                    "effect": value,
                    "rows": int(found.counts[inside, time].sum()),
                    "treated": int(inside.sum()),
                    "controls": int(found.controls(group, time, controls=controls).sum()),
                }
            )
    table = pd.DataFrame(rows)
    errors = [_error(influence) for influence in influences]
    table.insert(4, "error", pd.Series(errors).where(_enough(table)))
    return table, np.array(influences)


def _enough(table: pd.DataFrame) -> pd.Series:
    """Whether errors by district mean anything: a single district fits its own mean, error 0."""
    return table[["treated", "controls"]].min(axis=1) >= ENOUGH


def _by_event(
    by_group: pd.DataFrame, influences: np.ndarray, found: Cells, controls: Controls
) -> pd.DataFrame:
    rows = []
    for event, part in _events(by_group):
        value, error = _weighed(part, influences[part.index])
        treated, against = int(part["treated"].sum()), int(part["controls"].min())
        rows.append(
            {"event": event, "effect": value, "error": error, "treated": treated,
             "controls": against}
        )  # fmt: skip
    table = pd.DataFrame(rows)
    enough = _enough(table)
    table["error"] = table["error"].where(enough)
    errors = table["event"].map(_jackknife(found, controls)) if enough.any() else np.nan
    errors = pd.Series(errors, table.index).where(enough)
    half = stats.t.ppf((1 + CONFIDENCE) / 2, len(found.labels) - 1) * errors
    low, high = table["effect"] - half, table["effect"] + half
    for at, (name, values) in enumerate({"jackknife": errors, "low": low, "high": high}.items()):
        table.insert(3 + at, name, values)
    return table


def _events(by_group: pd.DataFrame):
    return by_group[by_group["effect"].notna()].groupby("event")


def _jackknife(found: Cells, controls: Controls) -> pd.Series:
    """Return the error by event of leaving one district out at a time."""
    clusters = len(found.labels)
    left = [_effects_by_event(found.without(d), controls) for d in range(clusters)]
    effects = pd.DataFrame(left)
    # Of events that one district alone carries nothing is known without it: missing.
    squares = ((effects - effects.mean()) ** 2).sum(min_count=clusters)
    return np.sqrt((clusters - 1) / clusters * squares)


def _effects_by_event(found: Cells, controls: Controls) -> dict[int, float]:
    gained: dict[int, float] = {}
    rows: dict[int, float] = {}
    for group in found.groups():
        for time in set(range(found.never)) - {group - 1}:
            value = effect(found, group, time, controls=controls)[0]
            if not np.isnan(value):
                own = found.counts[found.first == group, time].sum()
                gained[time - group] = gained.get(time - group, 0.0) + own * value
                rows[time - group] = rows.get(time - group, 0.0) + own
    return {event: gained[event] / rows[event] for event in gained}


def _weighed(part: pd.DataFrame, influences: np.ndarray) -> tuple[float, float]:
    shares = part["rows"].to_numpy() / part["rows"].sum()
    return float(shares @ part["effect"]), _error(shares @ influences)


def _error(influence: np.ndarray) -> float:
    clusters = len(influence)
    return float(np.sqrt(clusters / (clusters - 1) * (influence**2).sum()))
