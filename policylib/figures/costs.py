"""The figure of the page on costs: villages' burden, a ceiling that runs out, or their sum."""

from __future__ import annotations

from matplotlib.axes import Axes

from policylib.budgets import Ceiling, CityPlan, Regency, VillagePlan
from policylib.figures.burden import burden
from policylib.figures.intervals import intervals
from policylib.figures.spending import spending
from policylib.wording import Language


def costs(
    villages: VillagePlan | None,
    city: CityPlan | None,
    ceiling: Ceiling | None,
    regency: Regency | None = None,
    *,
    title: str,
    language: Language,
    ax: Axes | None = None,
) -> Axes | None:
    """Draw each village where they are known, else the ceiling, else all villages, else nothing."""
    if villages:
        return burden(villages, title=title, language=language, ax=ax)
    if city and ceiling:
        return spending(city, ceiling, title=title, language=language, ax=ax)
    if regency:
        return intervals((regency.year, regency.wage), title=title, language=language, ax=ax)
    return None
