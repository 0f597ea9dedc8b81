"""Hanley and McNeil (1982), Radiology 143, table I: 109 images rated 1 to 5, area 0.893."""

from __future__ import annotations

import numpy as np
import pytest

from policylib.compliance.calibration import area

NORMAL, ABNORMAL = [33, 6, 6, 11, 2], [3, 2, 2, 11, 33]


def test_area_of_rated_images():
    ratings = np.arange(1.0, 6)
    score = np.concatenate([np.repeat(ratings, NORMAL), np.repeat(ratings, ABNORMAL)])
    outcome = np.repeat([0, 1], [sum(NORMAL), sum(ABNORMAL)])
    value, _ = area(outcome, score, groups=np.arange(len(score)))
    assert value == pytest.approx(0.893, abs=0.0005)
