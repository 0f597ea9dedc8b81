"""Randomisation inference of a roll-out: first treated periods exchanged between districts."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from policylib.compliance import wild
from policylib.compliance.bootstrap import end_of_interval
from policylib.compliance.cells import Cells, Controls
from policylib.compliance.randomisation import CHUNK, ENUMERATED_UP_TO


@dataclass(frozen=True)
class Exchanged:
    """The overall effect under exchanges, of the outcome and of the treatment itself.

    If every treated row gained b, outcomes less b times the treatment are without effect; the
    overall effect is linear, so an exchange has then ``of_outcome − b · of_treatment``. The first
    entry is the roll-out as it was.
    """

    of_outcome: np.ndarray
    of_treatment: np.ndarray
    enumerated: bool

    @property
    def used(self) -> int:
        """Return the number of exchanges looked at."""
        return len(self.of_outcome) - 1

    @property
    def smallest(self) -> float:
        """Return the smallest p-value that so many exchanges allow."""
        return wild.p_value(int(self.enumerated), self.used, enumerated=self.enumerated)

    def p_at(self, value: float) -> float:
        """Return the p-value of a constant effect; ties count as at least as extreme."""
        sizes = np.abs(self.of_outcome - value * self.of_treatment)
        # Where the value is the estimate only rounding is left; it must not make anything extreme.
        least = wild.TIES * np.abs(self.of_outcome).max()
        extreme = int(np.count_nonzero(sizes[1:] >= sizes[0] * (1 - wild.TIES) - least))
        return wild.p_value(extreme, self.used, enumerated=self.enumerated)

    def interval(self) -> tuple[float, float]:
        """Return the ends of the constant effects around the estimate that are not rejected."""
        estimate = float(self.of_outcome[0])
        step = float(np.std(self.of_outcome)) or 1.0
        low, high = (end_of_interval(self.p_at, estimate, way * step) for way in (-1, 1))
        return low, high


def exchanged(found: Cells, *, controls: Controls, draws: int, seed: int) -> Exchanged:
    """Return the overall effect of every exchange, or of sampled ones.

    All distinct exchanges are looked at if they are at most 10,000 or ``draws``.
    """
    enumerated = _count(found.first) <= max(draws, ENUMERATED_UP_TO)
    treated = found.counts * (np.arange(found.never) >= found.first[:, None])
    chunks = [found.first[None, :]]
    chunks.extend(_all(found.first) if enumerated else _sampled(found.first, draws, seed))
    both = [
        [overall(found, sums, first, controls=controls) for first in chunks]
        for sums in (found.sums, treated)
    ]
    return Exchanged(*(np.concatenate(each) for each in both), enumerated)


def overall(found: Cells, sums: np.ndarray, first: np.ndarray, *, controls: Controls) -> np.ndarray:
    """Return the overall effect of each row of first treated periods, (exchanges, districts)."""
    marks = {g: (first == g).astype(float) for g in (*found.groups(), found.never)}
    totals = {g: (mark @ sums, mark @ found.counts) for g, mark in marks.items()}
    gained, rows = 0.0, 0.0
    for group in found.groups():
        own, counts = totals[group]
        for time in range(group, found.never):
            later = [g for g in marks if g == found.never or (controls == "not_yet" and g > time)]
            if not set(later) & set(found.first.tolist()):
                continue
            against = sum(totals[g][0] for g in later), sum(totals[g][1] for g in later)
            at, base = time, group - 1
            change = own[:, at] / counts[:, at] - own[:, base] / counts[:, base]
            change -= (
                against[0][:, at] / against[1][:, at] - against[0][:, base] / against[1][:, base]
            )
            gained, rows = gained + change * counts[:, at], rows + counts[:, at]
    return gained / rows


def _count(first: np.ndarray) -> int:
    sizes = np.unique(first, return_counts=True)[1]
    return math.factorial(len(first)) // math.prod(math.factorial(int(s)) for s in sizes)


def _all(first: np.ndarray) -> Iterator[np.ndarray]:
    every = _distinct(tuple(range(len(first))), *np.unique(first, return_counts=True))
    while chunk := list(itertools.islice(every, CHUNK)):
        exchanges = np.empty((len(chunk), len(first)), dtype=first.dtype)
        for row, places in zip(exchanges, chunk, strict=True):
            for value, members in places:
                row[list(members)] = value
        yield exchanges


def _distinct(free: tuple, values: np.ndarray, sizes: np.ndarray) -> Iterator[tuple]:
    """Yield every way to give each value its number of free places."""
    if len(values) == 1:
        yield ((values[0], free),)
        return
    for members in itertools.combinations(free, int(sizes[0])):
        left = tuple(p for p in free if p not in members)
        for rest in _distinct(left, values[1:], sizes[1:]):
            yield ((values[0], members), *rest)


def _sampled(first: np.ndarray, draws: int, seed: int) -> Iterator[np.ndarray]:
    chance = np.random.default_rng(seed)
    for start in range(0, draws, CHUNK):
        copies = np.tile(first, (min(CHUNK, draws - start), 1))
        yield chance.permuted(copies, axis=1)
