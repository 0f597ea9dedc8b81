"""What is known of coverage in one area on one date."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from policylib.evidence import Estimate, Ledger, Number, at_printed, ratio
from policylib.findings import Finding, HasFindings
from policylib.texts import N_


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
    as_of = share.as_of.isoformat()
    parts = {
        "as_of": share.as_of,
        "share": Finding.of(
            share.estimate(),
            id="coverage-share",
            label=N_("coverage, as published"),
            unit="share",
            **printed_digits(share),
            as_of=as_of,
            formula=N_("as published, with its rounding"),
        ),
    }
    if share.denominator_id:
        workers = ledger.get(share.denominator_id)
        parts |= _people(share.estimate(), workers.estimate(), as_of)
        counts = ledger.find(region, "workers_protected", denominator=workers.id)
        if counts:
            parts |= _counted(counts[-1].estimate(), workers.estimate(), as_of)
    return Known(**parts)


def printed_digits(share: Number) -> dict[str, int]:
    """Decimals of a printed percent and one more for its ends, so that rounding stays visible."""
    digits = 0 if share.high - share.low > 0.005 else 2
    return {"digits": digits, "range_digits": digits + 1}


def _people(share: Estimate, workers: Estimate, as_of: str) -> dict[str, Finding]:
    return {
        "workers": Finding.of(
            workers,
            id="workers",
            label=N_("workers, as published"),
            unit="people",
            digits=0,
            as_of=as_of,
            formula=N_("as published, with its rounding"),
        ),
        "people": Finding.of(
            share * workers,
            id="covered-people",
            unit="people",
            digits=0,
            label=N_("people covered, by the published share"),
            as_of=as_of,
            formula=N_("published share × published workers"),
        ),
    }


def _counted(count: Estimate, workers: Estimate, as_of: str) -> dict[str, Finding]:
    shared = {"unit": "share", "digits": 1, "as_of": as_of}
    return {
        "counted": Finding.of(
            count,
            id="counted-people",
            unit="people",
            digits=0,
            as_of=as_of,
            label=N_("people covered, by the published count"),
            formula=N_("as published, a range"),
        ),
        "counted_share": Finding.of(
            ratio(count, at_printed(workers)),
            id="counted-share",
            **shared,
            label=N_("coverage by the count, at the printed workers"),
            formula=N_("published count ÷ workers as printed"),
        ),
        "counted_share_rounded": Finding.of(
            ratio(count, workers),
            id="counted-share-rounded",
            **shared,
            label=N_("coverage by the count, with the rounding of the workers"),
            formula=N_("published count ÷ published workers with their rounding"),
        ),
    }


@dataclass(frozen=True)
class Villages(HasFindings):
    """Villages whose officials are active participants, counted and not sampled."""

    as_of: dt.date
    as_of_precision: str
    total: Finding
    enrolled: Finding
    not_enrolled: Finding
    share: Finding


def villages(ledger: Ledger, *, region: str) -> Villages | None:
    """Return the latest count of enrolled villages of an area, or None when none is known."""
    found = ledger.find(region, "villages_not_enrolled")
    if not found or not found[-1].denominator_id:
        return None
    rest, total = found[-1].estimate(), ledger.get(found[-1].denominator_id).estimate()
    enrolled = total - rest
    as_of = found[-1].as_of
    shared = {"as_of": as_of.isoformat(), "unit": "villages", "digits": 0}
    return Villages(
        as_of=as_of,
        as_of_precision=found[-1].as_of_precision,
        total=Finding.of(
            total, id="villages", label=N_("villages"), formula=N_("as published"), **shared
        ),
        enrolled=Finding.of(
            enrolled,
            id="villages-enrolled",
            **shared,
            label=N_("villages whose officials are active participants"),
            formula=N_("villages − villages not enrolled"),
        ),
        not_enrolled=Finding.of(
            rest,
            id="villages-not-enrolled",
            **shared,
            label=N_("villages whose officials are not active participants"),
            formula=N_("as published"),
        ),
        share=Finding.of(
            ratio(enrolled, total),
            id="villages-enrolled-share",
            label=N_("share of villages whose officials are active participants"),
            formula=N_("(villages − villages not enrolled) ÷ villages"),
            **{**shared, "unit": "share", "digits": 1},
        ),
    )
