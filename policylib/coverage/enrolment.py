"""Counts of enrolled villages over time, the paces between them, and months to all villages.

Every pace is arithmetic on two counts and no forecast.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from policylib.coverage.calendar import months
from policylib.errors import EvidenceError, message
from policylib.evidence import Estimate, Ledger, Number
from policylib.findings import Definition, Finding
from policylib.regions import Register
from policylib.texts import N_

REGISTER = "data:permendagri-register"
#: Steps to enrolment, each one narrower than the one before.
STAGES = ("instructed", "budgeted", "registered", "paid", "active")
COUNTED = Definition(
    "enrolled",
    N_("villages enrolled, by the counts of one month"),
    N_("from the lowest to the highest number that the counts of one month and stage allow"),
    "villages",
)
TOTAL = Definition(
    "villages-all",
    N_("villages of the register on the day of the last count"),
    N_("villages (desa) of the register that existed on the day"),
    "villages",
)
_EARLIER = N_("the later count − the earlier, over all values that both allow")
GAIN = Definition("gain", N_("villages gained between two counts"), _EARLIER, "villages")
PACE = Definition(
    "pace",
    N_("villages a month between two counts"),
    N_("gain ÷ months between, over all days that both counts may speak of"),
    "villages per month",
    digits=2,
)
MONTHS = Definition(
    "months",
    N_("months from the last count to all villages at a pace between two counts"),
    N_("(all villages − last count) ÷ pace"),
    "months",
)
#: What changes where the earlier count is of an earlier stage: of those counted then, anything
#: from none to all had reached the later stage.
_NARROW = {
    "gain": (
        N_("villages gained between two counts, in the stage of the later"),
        N_(
            "the later count − any number from none to the earlier count, which is of a wider stage"
        ),
    ),
    "pace": (
        N_("villages a month between two counts, in the stage of the later"),
        N_("gain in the stage of the later count ÷ months between"),
    ),
    "months": (
        N_("months from the last count to all villages at a pace in the stage of the later count"),
        N_("(all villages − last count) ÷ pace in the stage of the later count"),
    ),
}


@dataclass(frozen=True)
class Count:
    """Villages enrolled at one time, as one or more publications count them.

    Attributes
    ----------
    first, last : datetime.date
        Earliest and latest day that the counts may speak of.
    stage : str
        What was counted: one of `STAGES`, or not_stated.
    villages : Finding
        Without a single value where publications disagree.
    numbers : tuple of str
        Identities of the published numbers.
    """

    first: dt.date
    last: dt.date
    stage: str
    villages: Finding
    numbers: tuple[str, ...]

    @property
    def disagrees(self) -> bool:
        """Whether more than one number was published or read for this time."""
        return self.villages.is_range


@dataclass(frozen=True)
class Pace:
    """What two counts make of a month, and of the months to all villages.

    Attributes
    ----------
    reading : str
        'as_one': both counts read as of one stage, which they may not be. 'later': in the stage
        of the later count, where the earlier one is of a wider stage.
    months : Finding or None
        Months from the last count to all villages; None where no pace above zero is possible.
    """

    start: Count
    end: Count
    reading: str
    gain: Finding
    per_month: Finding
    months: Finding | None

    @property
    def same_stage(self) -> bool:
        """Whether both counts are of one stage, so that nothing is assumed."""
        return self.start.stage == self.end.stage


@dataclass(frozen=True)
class Enrolment:
    """All counts in order, and the paces between every two of them.

    Attributes
    ----------
    unread : tuple of (Count, Count)
        Pairs whose later count is of an earlier stage, or of a stage not stated: between those no
        pace can be read.
    """

    counts: tuple[Count, ...]
    total: Finding
    paces: tuple[Pace, ...]
    unread: tuple[tuple[Count, Count], ...]

    @property
    def last(self) -> Count:
        """The latest count."""
        return self.counts[-1]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Counts, total, and gain, pace and months of every pair."""
        pairs = [f for p in self.paces for f in (p.gain, p.per_month, p.months) if f]
        return (*(c.villages for c in self.counts), self.total, *pairs)

    def between(self, start: Count, end: Count) -> tuple[Pace, ...]:
        """Return the paces between two counts, one a reading; none where none can be read."""
        return tuple(p for p in self.paces if (p.start, p.end) == (start, end))


def enrolment(ledger: Ledger, register: Register, *, region: str) -> Enrolment:
    """Return counts of enrolled villages, the paces between them and months to all villages.

    Counts of one calendar month and stage are one observation, from the lowest to the highest
    number that any of them allows. With an earlier count s, a later one e, m months between, the
    last count l and T villages, a pace is (e − s) ÷ m and the months to all are (T − l) m ÷
    (e − s): it falls in e and l and rises in s and m, so its range is that of two corners.

    Raises
    ------
    EvidenceError
        If no count was published by the ledger's known_on, or one is above the number of villages.
    """
    counts = _counts(ledger, region)
    if not counts:
        raise EvidenceError(
            message(
                f"no count of enrolled villages of {region} was published by {ledger.known_on}",
                expected="villages enrolled, or villages not enrolled with the number of villages",
                way_out="Choose a later known_on.",
            )
        )
    last = counts[-1]
    villages = register.children(region, level="village", on=last.last, kind="desa")
    total = TOTAL.exact(len(villages), sources=[REGISTER], as_of=last.last)
    if last.villages.high > total.value:
        raise EvidenceError(
            message(
                f"{last.villages.high:.0f} of {len(villages)} villages of {region} are enrolled",
                where=", ".join(last.numbers),
                expected="at most the villages of the register",
            )
        )
    pairs = list(itertools.combinations(counts, 2))
    read = [p for p in pairs if _readable(*p)]
    paces = [p for start, end in read for p in _paces(start, end, last, total)]
    return Enrolment(counts, total, tuple(paces), tuple(p for p in pairs if p not in read))


def _counts(ledger: Ledger, region: str) -> tuple[Count, ...]:
    """Join the numbers of one month and stage; a later month stands after an earlier one."""
    found = [(n, n.estimate()) for n in ledger.find(region, "villages_enrolled")]
    for number in ledger.find(region, "villages_not_enrolled"):
        if number.denominator_id:
            total = ledger.get(number.denominator_id).estimate()
            found.append((number, total - number.estimate()))
    groups: dict[tuple, list] = {}
    for number, estimate in found:
        key = (number.as_of.year, number.as_of.month, _rank(number.stage), number.stage)
        groups.setdefault(key, []).append((number, estimate))
    return tuple(_joined(groups[key]) for key in sorted(groups))


def _joined(published: list[tuple[Number, Estimate]]) -> Count:
    numbers, estimates = zip(*published, strict=True)
    ends = [e.interval for e in estimates]
    low, high = min(i.low for i in ends), max(i.high for i in ends)
    day, stage = max(n.as_of for n in numbers), numbers[0].stage
    own = f"{COUNTED.id}-{day:%Y-%m}-{stage.replace('_', '-')}"
    definition = replace(COUNTED, id=own, about=f"{day:%Y-%m}")
    cited = [f"evidence:{name}" for e in estimates for name in e.sources]
    value = low if low == high else None
    return Count(
        first=min(_earliest(n) for n in numbers),
        last=day,
        stage=stage,
        villages=definition.between(low, high, value=value, sources=cited, as_of=day),
        numbers=tuple(n.id for n in numbers),
    )


def _earliest(number: Number) -> dt.date:
    """First day that a number may speak of; its as-of day is the last."""
    day = number.as_of
    return {"day": day, "month": day.replace(day=1), "year": day.replace(month=1, day=1)}[
        number.as_of_precision
    ]


def _rank(stage: str) -> int:
    return STAGES.index(stage) if stage in STAGES else -1


def _readable(start: Count, end: Count) -> bool:
    """Whether the later count is of the same stage as the earlier one, or of a narrower."""
    if start.last >= end.first:
        return False
    return start.stage == end.stage or 0 <= _rank(start.stage) < _rank(end.stage)


def _paces(start: Count, end: Count, last: Count, total: Finding) -> Iterator[Pace]:
    yield _pace(start, end, last, total, reading="as_one")
    if start.stage != end.stage:
        yield _pace(start, end, last, total, reading="later")


def _pace(start: Count, end: Count, last: Count, total: Finding, *, reading: str) -> Pace:
    least = start.villages.low if reading == "as_one" else 0
    short, long = months(start.last, end.first), months(start.first, end.last)
    gain = (end.villages.low - start.villages.high, end.villages.high - least)
    pace = (
        gain[0] / (long if gain[0] > 0 else short),  # A loss is steepest over the shorter time.
        gain[1] / (short if gain[1] > 0 else long),
    )
    two = tuple(dict.fromkeys(start.villages.sources + end.villages.sources))
    every = tuple(dict.fromkeys((*two, *last.villages.sources, *total.sources)))

    def finding(definition: Definition, low: float, high: float, sources: tuple) -> Finding:
        name = f"{definition.id}-{start.last:%Y-%m}-{end.last:%Y-%m}"
        value = low if low == high else None
        if reading == "later":
            label, formula = _NARROW[definition.id]
            definition = replace(definition, label=label, formula=formula)
            name += f"-{end.stage.replace('_', '-')}"
        about = f"{start.last:%Y-%m} – {end.last:%Y-%m}"
        return replace(definition, id=name, about=about).between(
            low, high, value=value, sources=sources
        )

    needed = None
    if pace[1] > 0:
        rest = total.value - last.villages.high, total.value - last.villages.low
        slowest = rest[1] / pace[0] if pace[0] > 0 else float("inf")
        needed = finding(MONTHS, rest[0] / pace[1], slowest, every)
    return Pace(start, end, reading, finding(GAIN, *gain, two), finding(PACE, *pace, two), needed)
