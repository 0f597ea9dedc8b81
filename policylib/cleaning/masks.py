"""What of a cell may be shown: the shape of anything personal, never its content."""

from __future__ import annotations

import re

SHOWN = 60
#: Telephones and accounts have nine digits or more; dates and short amounts have fewer.
_NUMBER = re.compile(r"\d(?:[\s\-'’_/]{0,2}\d){8,}")
#: As many digits in a row, perhaps with separators between, may be somebody's number.
_LONG_NUMBER = re.compile(r"\d(?:[\W_]{0,3}\d){12,}")


def masked(text: str) -> str:
    """Return a text whose long numbers are masked.

    >>> masked("KTP 3216991203900001 ada")
    'KTP ################ ada'
    """
    return _LONG_NUMBER.sub(lambda hit: re.sub(r"\d", "#", hit[0]), text)


def masked_free_text(text: str) -> str:
    """Return what somebody wrote freely, with all that may be a telephone or account masked.

    >>> masked_free_text("Telepon 0812-3456-7890, 12 orang")
    'Telepon ####-####-####, 12 orang'
    """
    return _NUMBER.sub(lambda hit: re.sub(r"\d", "#", hit[0]), text)


def shown(text: str) -> str:
    """Return a text fit for a message: long numbers masked, control characters gone, short.

    >>> shown("KTP 3216 9912 3456 7890")
    'KTP #### #### #### ####'
    """
    text = "".join(c if c.isprintable() else " " for c in str(text))
    text = masked(text).strip()
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def shape(text: str) -> str:
    """Return only the shape of a text: digits as #, letters as x.

    >>> shape("Rp1.500 Budi")
    'xx#.### xxxx'
    """
    text = "".join("#" if c.isdigit() else "x" if c.isalpha() else c for c in str(text))
    return shown(text)
