"""Results to axes. Every figure function takes ``ax=None`` and returns the axes."""

from policylib.figures.effects import effects
from policylib.figures.plate import Plate, plate
from policylib.figures.staircase import staircase
from policylib.figures.timeline import timeline

__all__ = ["Plate", "effects", "plate", "staircase", "timeline"]
