"""What is known of coverage in one area on one date."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from policylib.evidence import Estimate, Interval, Ledger, Number, at_printed, ratio
from policylib.findings import Definition, Finding, HasFindings
from policylib.texts import N_

_AS_PRINTED = N_("as published, with its rounding")
SHARE = Definition("coverage-share", N_("coverage, as published"), _AS_PRINTED, "share")
WORKERS = Definition("workers", N_("workers, as published"), _AS_PRINTED, "people")
PEOPLE = Definition(
    "covered-people",
    N_("people covered, by the published share"),
    N_("published share × published workers"),
    "people",
)
COUNTED = Definition(
    "counted-people",
    N_("people covered, by the published count"),
    N_("as published, a range"),
    "people",
)
COUNTED_SHARE = Definition(
    "counted-share",
    N_("coverage by the count, at the printed workers"),
    N_("published count ÷ workers as printed"),
    "share",
    digits=1,
)
COUNTED_SHARE_ROUNDED = Definition(
    "counted-share-rounded",
    N_("coverage by the count, with the rounding of the workers"),
    N_("published count ÷ published workers with their rounding"),
    "share",
    digits=1,
)


@dataclass(frozen=True)
class Known(HasFindings):
    """Latest published coverage of an area; a part that was not published is None.

    Attributes
    ----------
    share : Finding
        Published share.
    workers, people, counted, counted_share, counted_share_rounded : Finding or None
        Published workers; people by the share; people by the published count; the share that the
        count gives at the printed workers, and with the rounding of the workers.
    """

    as_of: dt.date
    share: Finding
    workers: Finding | None = None
    people: Finding | None = None
    counted: Finding | None = None
    counted_share: Finding | None = None
    counted_share_rounded: Finding | None = None


def known(ledger: Ledger, *, region: str) -> Known | None:
    """Return the latest published coverage of an area, or None when nothing was published."""
    shares = ledger.find(region, "coverage_share")
    if not shares:
        return None
    share = shares[-1]
    day = share.as_of
    found = SHARE.of(share.estimate(), as_of=day, digits=printed_digits(share))
    if not share.denominator_id:
        return Known(as_of=day, share=found)
    workers = ledger.get(share.denominator_id).estimate()
    count = ledger.counted(share)
    return Known(
        as_of=day,
        share=found,
        workers=WORKERS.of(workers, as_of=day),
        people=PEOPLE.of(share.estimate() * workers, as_of=day),
        **(_counted(count.estimate(), workers, day) if count else {}),
    )


def printed_digits(share: Number | Interval) -> int:
    """Return the decimals of a printed percent, read from its rounding or, if exact, its value."""
    if share.low == share.high:
        return next(
            (d for d in (0, 2, 4) if round(share.low * 100, d) == round(share.low * 100, 9)), 6
        )
    return 0 if share.high - share.low > 0.005 else 2


def _counted(count: Estimate, workers: Estimate, day: dt.date) -> dict[str, Finding]:
    return {
        "counted": COUNTED.of(count, as_of=day),
        "counted_share": COUNTED_SHARE.of(ratio(count, at_printed(workers)), as_of=day),
        "counted_share_rounded": COUNTED_SHARE_ROUNDED.of(ratio(count, workers), as_of=day),
    }
