"""Results to axes. Every figure function takes ``ax=None`` and returns the axes."""

from policylib.figures.plate import Plate, plate
from policylib.figures.staircase import staircase
from policylib.figures.timeline import timeline
from policylib.figures.widths import widths

__all__ = ["Plate", "plate", "staircase", "timeline", "widths"]
