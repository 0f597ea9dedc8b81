"""Shares of published numbers, and numbers taken as they were printed."""

from __future__ import annotations

from dataclasses import replace

from policylib.errors import EvidenceError, message
from policylib.evidence.estimates import Estimate, same_unit
from policylib.evidence.intervals import Interval


def at_printed(estimate: Estimate) -> Estimate:
    """Return the estimate with every input fixed at its printed value.

    Raises
    ------
    EvidenceError
        If an input was printed as a range only.
    """
    if estimate.value is None:
        missing = sorted(set(estimate.inputs) - set(estimate.printed))
        raise EvidenceError(
            message(
                f"no single printed value for {', '.join(missing)}",
                expected="a number printed as one value",
                way_out="Keep the range; the middle of a range was never published.",
            )
        )
    point = {n: Interval(v, v) for n, v in estimate.printed.items()}
    return replace(estimate, inputs=point, natural=Interval(estimate.value, estimate.value))


def ratio(
    part: Estimate, whole: Estimate, *, across: frozenset[str] | set[str] = frozenset()
) -> Estimate:
    """Divide a part by its whole, refusing what would not be a share of one thing.

    Parameters
    ----------
    part, whole : Estimate
        Numerator and denominator in the same unit.
    across : set of str
        What is knowingly mixed: any of 'regions', 'kinds', 'dates'.

    Raises
    ------
    EvidenceError
        If areas, kinds or dates differ and that was not said, if units differ, or if the
        share would surely be above 1.
    """
    same_unit(part, whole, "divide")
    for what in ("regions", "kinds", "dates"):
        mixed = getattr(part, what) | getattr(whole, what)
        if len(mixed) > 1 and what not in across:
            raise EvidenceError(
                message(
                    f"a ratio of different {what}: {', '.join(sorted(mixed))}",
                    where=", ".join(part.sources + whole.sources),
                    expected=f"numerator and denominator of the same {what}",
                    way_out=f"Say so with across={{'{what}'}} if it is meant.",
                )
            )
    share = part.divided_by(whole)
    if share.interval.low > 1:
        raise EvidenceError(
            message(
                f"a share of at least {share.interval.low:.3f}",
                where=", ".join(share.sources),
                expected="at most 1",
                way_out="The denominator does not hold the numerator; look for another.",
            )
        )
    return share
