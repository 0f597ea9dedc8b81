"""Curves of coverage: on a scale and a clock of its own, each is a straight line.

Given its shape (a ceiling, a damping), a curve through two shares is fixed by them. Where the pace
is damped, time itself slows down.

References
----------
Gardner and McKenzie (1985), Management Science 31; Bass (1969), Management Science 15.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from policylib.errors import UsageError, closest, message
from policylib.texts import N_

Shape = Mapping[str, np.ndarray]
#: Shares are kept this far from 0 and from the ceiling, where the scales are infinite.
EDGE = 0.005


@dataclass(frozen=True)
class Curve:
    """A family of curves.

    Attributes
    ----------
    shapes : tuple of str
        Assumptions that are priors of its further parameters, beside level and pace.
    scale, share : callable
        From a share to the scale on which the curve is a line, and back.
    rises : bool
        Whether it can only rise.
    """

    id: str
    title: str
    scale: Callable[[np.ndarray, Shape], np.ndarray]
    share: Callable[[np.ndarray, Shape], np.ndarray]
    shapes: tuple[str, ...] = ()
    rises: bool = False

    @property
    def parameters(self) -> int:
        """Level, pace and the shape."""
        return 2 + len(self.shapes)


def logit(share: np.ndarray) -> np.ndarray:
    """Return the logarithm of the odds, away from 0 and 1."""
    kept = np.clip(share, EDGE, 1 - EDGE)
    return np.log(kept / (1 - kept))


def expit(x: np.ndarray) -> np.ndarray:
    """Return the share whose logit is ``x``."""
    return 1 / (1 + np.exp(-np.clip(x, -700, 700)))


def clock(
    months: np.ndarray | float, step: float, damping: np.ndarray | float | None
) -> np.ndarray | float:
    """Return how far a curve has gone ``months`` after the first observation.

    With damping d a step, n steps count 1 + d + … + dⁿ⁻¹; between whole steps the same formula
    holds. Without damping it is the months themselves.

    >>> round(clock(3.0, 1.0, 0.8), 2)
    2.44
    """
    if damping is None:
        return months
    # At 1 nothing is damped; the quotient has no value there.
    kept = np.minimum(damping, 1 - 1e-9)
    return (1 - kept ** (np.asarray(months, dtype=float) / step)) / (1 - kept)


def _below(share: np.ndarray, ceiling: np.ndarray) -> np.ndarray:
    return np.clip(share / ceiling, EDGE, 1 - EDGE)


def _gompertz(share: np.ndarray, shape: Shape) -> np.ndarray:
    return -np.log(-np.log(_below(share, shape["curve.ceiling"])))


def _gompertz_share(x: np.ndarray, shape: Shape) -> np.ndarray:
    return shape["curve.ceiling"] * np.exp(-np.exp(np.clip(-x, -700, 50)))


def _bass(share: np.ndarray, shape: Shape) -> np.ndarray:
    part = _below(share, shape["curve.ceiling"])
    return np.log((1 + shape["curve.imitation"] * part) / (1 - part))


def _bass_share(x: np.ndarray, shape: Shape) -> np.ndarray:
    fallen = np.exp(-np.clip(x, 0, 700))
    part = (1 - fallen) / (1 + shape["curve.imitation"] * fallen)
    return shape["curve.ceiling"] * part


CURVES = (
    Curve(
        "linear",
        N_("straight line"),
        lambda s, _: s,
        lambda x, _: np.clip(x, 0, 1),
    ),
    Curve(
        "logit-linear", N_("straight line on logits"), lambda s, _: logit(s), lambda x, _: expit(x)
    ),
    Curve(
        "damped",
        N_("damped line on logits"),
        lambda s, _: logit(s),
        lambda x, _: expit(x),
        ("curve.damping",),
    ),
    Curve(
        "logistic",
        N_("logistic with a ceiling"),
        lambda s, shape: logit(_below(s, shape["curve.ceiling"])),
        lambda x, shape: shape["curve.ceiling"] * expit(x),
        ("curve.ceiling",),
    ),
    Curve("gompertz", N_("Gompertz"), _gompertz, _gompertz_share, ("curve.ceiling",)),
    Curve("bass", N_("Bass"), _bass, _bass_share, ("curve.ceiling", "curve.imitation"), True),
)


def curve(name: str) -> Curve:
    """Return a curve by id."""
    held = {c.id: c for c in CURVES}
    if name not in held:
        raise UsageError(message(f"no curve '{name}'", way_out=closest(name, held)))
    return held[name]
