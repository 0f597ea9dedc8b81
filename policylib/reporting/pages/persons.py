"""Numbers of persons (NIK): none may stand on a page or in the notebook beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

#: Sixteen digits by themselves, in one piece or in groups as people write them. A page of policy
#: has no other number of that length; decimals and hashes are none.
_NIK = re.compile(
    r"(?<![\w.,])(?:\d{16}|\d{4}([ .\-])\d{4}\1\d{4}\1\d{4}|\d{6}([ .\-])\d{6}\2\d{4})(?!\w)"
)
_PICTURES = ("image/png", "image/jpeg", "application/pdf")


def holds_person(text: str) -> bool:
    """Return whether a text holds what may be a person's number.

    >>> holds_person("NIK 3216-9912-0390-0017"), holds_person("0.3216991203900017")
    (True, False)
    """
    return _NIK.search(text) is not None


def in_notebook(node: Mapping) -> Iterator[str]:
    """Yield the cells of an executed notebook that hold one, never the number itself."""
    for number, cell in enumerate(node["cells"]):
        if any(holds_person(text) for text in _texts(cell)):
            yield f"cell {number} holds what may be a person's number"


def _texts(cell: Mapping) -> Iterator[str]:
    yield _whole(cell["source"])
    for output in cell.get("outputs", ()):
        yield _whole(output.get("text", ""))
        for kind, content in output.get("data", {}).items():
            if kind not in _PICTURES:
                yield _whole(content)


def _whole(content: object) -> str:
    if isinstance(content, list):
        return "".join(map(str, content))
    return content if isinstance(content, str) else repr(content)
