"""The other reading of two shares: two denominators and perhaps no growth."""

from __future__ import annotations

from dataclasses import dataclass

from policylib.evidence import Ledger, at_printed, ratio
from policylib.findings import Finding, HasFindings
from policylib.texts import N_


@dataclass(frozen=True)
class Denominators(HasFindings):
    """What the two published shares say if each had its own denominator.

    Attributes
    ----------
    other_share : Finding
        The last people covered, divided by the other denominator.
    people_change : Finding
        Change in people if the first share was of the other denominator.
    counted_gain, counted_gain_rounded : Finding or None
        Gain if the last figure is the published count; at printed workers, and with rounding.
    """

    other: Finding
    other_share: Finding
    people_change: Finding
    counted_gain: Finding | None
    counted_gain_rounded: Finding | None


def by_denominators(ledger: Ledger, *, region: str) -> Denominators | None:
    """Return the reading with two denominators, or None when no second denominator is known.

    The second denominator is the latest published number of employed people; it is older than
    the shares, which is why dates are knowingly mixed here.
    """
    shares = ledger.find(region, "coverage_share")
    employed = ledger.find(region, "employed")
    if len(shares) < 2 or not employed or not shares[-1].denominator_id:
        return None
    first, last = (n.estimate() for n in shares[-2:])
    workers = ledger.get(shares[-1].denominator_id).estimate()
    other = employed[-1].estimate()
    people = last * workers
    share = {"unit": "share", "digits": 1}
    gains: dict[str, Finding | None] = {"counted_gain": None, "counted_gain_rounded": None}
    counts = ledger.find(region, "workers_protected", denominator=shares[-1].denominator_id)
    if counts:
        count = counts[-1].estimate()
        gains = {
            "counted_gain": Finding.of(
                ratio(count, at_printed(workers)) - first,
                id="counted-gain",
                unit="points",
                digits=1,
                label=N_("gain in points if the count is right, at printed workers"),
                formula=N_("count ÷ workers as printed − first published share"),
            ),
            "counted_gain_rounded": Finding.of(
                ratio(count, workers) - first,
                id="counted-gain-rounded",
                unit="points",
                digits=1,
                label=N_("gain in points if the count is right, with rounding"),
                formula=N_("count ÷ published workers − first published share"),
            ),
        }
    return Denominators(
        other=Finding.of(
            other,
            id="employed",
            label=N_("employed people"),
            unit="people",
            digits=0,
            as_of=employed[-1].as_of.isoformat(),
            formula=N_("as published"),
        ),
        other_share=Finding.of(
            ratio(people, other, across={"dates"}),
            id="share-of-employed",
            label=N_("last people covered as a share of the employed"),
            formula=N_("published share × published workers ÷ employed"),
            **share,
        ),
        people_change=Finding.of(
            people - first * other,
            id="people-change",
            unit="people",
            digits=0,
            label=N_("change in people if the first share was of the employed"),
            formula=N_("last share × workers − first share × employed"),
        ),
        **gains,
    )
