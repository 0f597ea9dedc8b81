"""The figure of the page on costs: villages' burden, or a ceiling that runs out."""

from __future__ import annotations

from matplotlib.axes import Axes

from policylib.budgets import Ceiling, CityPlan, VillagePlan
from policylib.figures.burden import burden
from policylib.figures.spending import spending
from policylib.wording import Language


def costs(
    villages: VillagePlan | None,
    city: CityPlan | None,
    ceiling: Ceiling | None,
    *,
    title: str,
    language: Language,
    ax: Axes | None = None,
) -> Axes | None:
    """Draw the villages where the area has them, else the ceiling, else nothing."""
    if villages:
        return burden(villages, title=title, language=language, ax=ax)
    if city and ceiling:
        return spending(city, ceiling, title=title, language=language, ax=ax)
    return None
