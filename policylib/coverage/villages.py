"""How many villages have enrolled their officials."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from policylib.errors import EvidenceError, message
from policylib.evidence import Ledger, ratio
from policylib.findings import Definition, Finding, HasFindings
from policylib.texts import N_

_AS_PRINTED = N_("as published")
TOTAL = Definition("villages", N_("villages"), _AS_PRINTED, "villages")
ENROLLED = Definition(
    "villages-enrolled",
    N_("villages whose officials are active participants"),
    N_("villages − villages not enrolled"),
    "villages",
)
NOT_ENROLLED = Definition(
    "villages-not-enrolled",
    N_("villages whose officials are not active participants"),
    _AS_PRINTED,
    "villages",
)
SHARE = Definition(
    "villages-enrolled-share",
    N_("share of villages whose officials are active participants"),
    N_("(villages − villages not enrolled) ÷ villages"),
    "share",
    digits=1,
)


@dataclass(frozen=True)
class Villages(HasFindings):
    """Villages whose officials are active participants, counted and not sampled."""

    as_of: dt.date
    as_of_precision: str
    total: Finding
    enrolled: Finding
    not_enrolled: Finding
    share: Finding


def counted_villages(ledger: Ledger, *, region: str) -> Villages:
    """Return the latest count of enrolled villages; raise EvidenceError when none is known."""
    found = villages(ledger, region=region)
    if found is None:
        raise EvidenceError(
            message(
                f"no count of enrolled villages of {region} was published by {ledger.known_on}",
                expected="villages not enrolled, with the number of villages",
                way_out="Choose a later known_on.",
            )
        )
    return found


def villages(ledger: Ledger, *, region: str) -> Villages | None:
    """Return the latest count of enrolled villages of an area, or None when none is known."""
    found = ledger.find(region, "villages_not_enrolled")
    if not found or not found[-1].denominator_id:
        return None
    rest, total = found[-1].estimate(), ledger.get(found[-1].denominator_id).estimate()
    enrolled, day = total - rest, found[-1].as_of
    return Villages(
        as_of=day,
        as_of_precision=found[-1].as_of_precision,
        total=TOTAL.of(total, as_of=day),
        enrolled=ENROLLED.of(enrolled, as_of=day),
        not_enrolled=NOT_ENROLLED.of(rest, as_of=day),
        share=SHARE.of(ratio(enrolled, total), as_of=day),
    )
