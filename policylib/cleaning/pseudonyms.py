"""Pseudonyms of persons: the same person gets the same one, and only the key can make it."""

from __future__ import annotations

import hashlib

import pandas as pd

from policylib.errors import UsageError, message

MIN_BYTES = 32
MAX_BYTES = 64
#: A key of 32 random bytes has about 30 different ones; a pass phrase or a repeated word, fewer.
MIN_DISTINCT = 16
DIGEST_BYTES = 16
#: Keeps these hashes apart from any others made with the same key.
PURPOSE = b"policylib-nik"


def pseudonyms(niks: pd.Series, *, key: bytes) -> pd.Series:
    """Return the keyed BLAKE2b hash of each NIK as 32 hexadecimal digits.

    Parameters
    ----------
    niks : pandas.Series of str
        Texts of 16 digits, as `policylib.cleaning.nik.check_niks` returns them; missing stays
        missing. Another spelling of a NIK would get another pseudonym.
    key : bytes
        32 to 64 random bytes.

    Raises
    ------
    UsageError
        If the key is too short, too long or too easy to guess.

    Examples
    --------
    >>> pseudonyms(pd.Series(["3216991203900001", None]), key=bytes(range(32))).str.len().tolist()
    [32.0, nan]
    """
    _refuse_weak(key)
    fresh = hashlib.blake2b(digest_size=DIGEST_BYTES, key=key, person=PURPOSE).copy

    def digest(nik: str) -> str:
        made = fresh()
        made.update(nik.encode())
        return made.hexdigest()

    given = niks.notna().tolist()
    digests = [digest(n) if there else None for n, there in zip(niks, given, strict=True)]
    return pd.Series(pd.array(digests, dtype="str"), index=niks.index, name=niks.name)


def _refuse_weak(key: bytes) -> None:
    if not isinstance(key, bytes) or not MIN_BYTES <= len(key) <= MAX_BYTES:
        what = "the key of the pseudonyms is too short or too long"
    elif len(set(key)) < MIN_DISTINCT:
        what = "the key of the pseudonyms is not random"
    else:
        return
    expected = f"{MIN_BYTES} to {MAX_BYTES} random bytes, at least {MIN_DISTINCT} of them different"
    raise UsageError(message(what, expected=expected))
