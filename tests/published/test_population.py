"""Newcombe (1998), Statistics in Medicine 17, 857-872, table I: Wilson's 95 percent intervals."""

from __future__ import annotations

import pytest

from policylib.compliance.population import wilson


@pytest.mark.parametrize(
    ("yes", "seen", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_newcombe_wilson(yes, seen, low, high):
    found = wilson(yes, seen=seen, confidence=0.95)
    assert found.low == pytest.approx(low, abs=0.00005)
    assert found.high == pytest.approx(high, abs=0.00005)
