"""The other reading of two shares: two denominators and perhaps no growth."""

from __future__ import annotations

from dataclasses import dataclass

from policylib.evidence import Ledger, ratio
from policylib.findings import Definition, Finding, HasFindings
from policylib.texts import N_

OTHER = Definition(
    "employed", N_("employed people"), N_("as published, with its rounding"), "people"
)
OTHER_SHARE = Definition(
    "share-of-employed",
    N_("last people covered as a share of the employed"),
    N_("published share × published workers ÷ employed"),
    "share",
    digits=1,
)
PEOPLE_CHANGE = Definition(
    "people-change",
    N_("change in people if the first share was of the employed"),
    N_("last share × workers − first share × employed"),
    "people",
)


@dataclass(frozen=True)
class Denominators(HasFindings):
    """What the two published shares say if each had its own denominator.

    Attributes
    ----------
    other_share : Finding
        The last people covered, divided by the other denominator.
    people_change : Finding
        Change in people if the first share was of the other denominator.
    """

    other: Finding
    other_share: Finding
    people_change: Finding


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
    other, people = employed[-1].estimate(), last * workers
    return Denominators(
        other=OTHER.of(other, as_of=employed[-1].as_of),
        other_share=OTHER_SHARE.of(ratio(people, other, across={"dates"})),
        people_change=PEOPLE_CHANGE.of(people - first * other),
    )
