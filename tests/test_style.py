"""One look for all figures: readable on white, by colour-blind readers, and in grey."""

from __future__ import annotations

import ast
import itertools

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from policylib.figures import style
from tests.conftest import ROOT

#: Linear RGB as it is seen without one kind of cones: Machado, Oliveira and Fernandes, "A
#: physiologically-based model for simulation of color vision deficiency" (2009), severity 1.
SEEN = {
    "all cones": np.eye(3),
    "protanopia": np.array([
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ]),
    "deuteranopia": np.array([
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ]),
    "tritanopia": np.array([
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ]),
}  # fmt: skip
_XYZ = np.array([
    [0.4124564, 0.3575761, 0.1804375],
    [0.2126729, 0.7151522, 0.0721750],
    [0.0193339, 0.1191920, 0.9503041],
])  # fmt: skip
_WHITE = np.array([0.95047, 1.0, 1.08883])
#: CIE76 differences: about 2 can just be seen side by side; marks are small and apart.
APART, APART_IN_GREY = 14, 8
PAIRS = list(itertools.combinations(style.LOOKS, 2))


def linear(colour: str) -> np.ndarray:
    part = np.array(to_rgb(colour))
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def lab(light: np.ndarray) -> np.ndarray:
    x = _XYZ @ np.clip(light, 0, 1) / _WHITE
    f = np.where(x > (6 / 29) ** 3, np.cbrt(x), x * (29 / 6) ** 2 / 3 + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(colour: str) -> float:
    """Return the contrast with white as WCAG 2 computes it."""
    return 1.05 / (float(_XYZ[1] @ linear(colour)) + 0.05)


def test_contrast_and_lightness_are_computed_as_published():
    assert contrast("#777777") == pytest.approx(4.48, abs=0.01)
    assert contrast("#000000") == pytest.approx(21)
    assert lab(linear("#ff0000")) == pytest.approx([53.24, 80.09, 67.20], abs=0.05)


@pytest.mark.parametrize("thing", style.LOOKS)
def test_every_thing_is_dark_enough_for_words(thing):
    assert contrast(style.COLOURS[thing]) >= 4.5


@pytest.mark.parametrize("shade", [style.INK, style.UNKNOWN, style.BEHIND])
def test_every_grey_that_says_something_is_dark_enough_for_marks(shade):
    assert contrast(shade) >= 3


@pytest.mark.parametrize("eyes", SEEN)
@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_things_are_told_apart_by_any_eyes(one, other, eyes):
    first, second = (lab(SEEN[eyes] @ linear(style.COLOURS[t])) for t in (one, other))
    assert np.linalg.norm(first - second) >= APART


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_things_are_told_apart_in_grey_or_by_their_marks(one, other):
    first, second = (lab(linear(style.COLOURS[t]))[0] for t in (one, other))
    looks = [style.LOOKS[t] for t in (one, other)]
    marks = [(look.marker, look.line) for look in looks]
    assert abs(first - second) >= APART_IN_GREY or marks[0] != marks[1]


def test_no_figure_has_a_colour_of_its_own():
    """Colours are written in the one style module; elsewhere they go by the name of the thing."""
    for path in sorted((ROOT / "policylib").glob("figures/*.py")):
        if path.name == "style.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and "color" in (node.arg or ""):
                value = node.value.value if isinstance(node.value, ast.Constant) else "none"
                assert value in ("none", "white"), f"{path.name}: {ast.unparse(node)}"
