"""Imports that a run can do without."""

from __future__ import annotations

import sys


def skip_iri() -> None:
    """Keep jsonschema from importing its checker of international addresses: a second each time.

    It is optional there, and the schema of notebooks asks for no such address. To be called before
    nbformat is imported, by processes of our own alone.
    """
    sys.modules.setdefault("rfc3987_syntax", None)
