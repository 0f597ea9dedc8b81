"""What may be asked: amounts that make sense, names that exist."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np

from policylib.contributions.charges import Rupiah
from policylib.errors import DataError, UsageError, closest, message, places

#: A wage, income or pay below this is taken for one written in thousands.
LEAST_RP_MONTH = 100_000
#: One above this is taken for a slip of digits.
MOST_RP_MONTH = 10_000_000_000
LEAST_CONTRACT_RP = 1_000_000
MOST_CONTRACT_RP = 10_000_000_000_000


def whole_rupiah(
    values: object, *, what: str, least: int = LEAST_RP_MONTH, most: int = MOST_RP_MONTH
) -> Rupiah:
    """Return amounts as whole rupiah; refuse what is missing, negative, 0 or out of scale.

    Raises
    ------
    DataError
        Naming the first three places and how many there are.
    """
    numbers = np.asarray(values, dtype=float)
    with np.errstate(invalid="ignore"):
        wrong = ~np.isfinite(numbers) | (numbers < least) | (numbers > most)
        broken = ~wrong & (numbers != np.floor(numbers))
    if (wrong | broken).any():
        at = np.flatnonzero(np.atleast_1d(wrong | broken))
        found = [f"row {i}: {_shown(np.atleast_1d(numbers)[i])}" for i in at]
        raise DataError(
            message(
                f"{what} is not an amount that can be worked with",
                where=places(found),
                expected=f"whole rupiah from {least:,} to {most:,}",
                way_out="Written in thousands or with a sign? Write full rupiah; leave out who "
                "earns nothing.",
            )
        )
    return numbers.astype(np.int64)


def _shown(number: float) -> str:
    return "missing" if np.isnan(number) else f"{number:,.15g}"


def one_of(word: object, known: Collection, *, what: str) -> None:
    """Refuse a word that is not among the known ones."""
    if word not in known:
        raise UsageError(
            message(
                f"no {what} '{word}'",
                expected=f"one of {', '.join(map(str, known))}",
                way_out=closest(str(word), map(str, known)),
            )
        )


def programmes(asked: Iterable[str], *, allowed: Collection[str]) -> frozenset[str]:
    """Return the programmes asked for; JKK and JKM go together and always stand."""
    found = frozenset(asked)
    for name in sorted(found):
        one_of(name, allowed, what="programme")
    if not {"JKK", "JKM"} <= found:
        raise UsageError(
            message(
                f"programmes {', '.join(sorted(found)) or 'none'} without JKK and JKM",
                expected="JKK and JKM, and others beside them",
            )
        )
    return found
