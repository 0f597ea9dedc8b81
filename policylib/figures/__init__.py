"""Results to axes. Every figure function takes ``ax=None`` and returns the axes."""

from policylib.figures import enrolment, maps, projection, regression
from policylib.figures.burden import burden
from policylib.figures.costs import costs
from policylib.figures.instruments import frontier, tornado
from policylib.figures.intervals import intervals
from policylib.figures.plate import Plate, plate
from policylib.figures.spending import spending
from policylib.figures.staircase import staircase
from policylib.figures.timeline import timeline
from policylib.figures.widths import widths

__all__ = [
    "Plate",
    "burden",
    "costs",
    "enrolment",
    "frontier",
    "intervals",
    "maps",
    "plate",
    "projection",
    "regression",
    "spending",
    "staircase",
    "timeline",
    "tornado",
    "widths",
]
