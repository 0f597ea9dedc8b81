"""What ``policylib check`` looks at, each with its problems."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from pathlib import Path

from policylib import assumptions, catalogue, law, pipeline, scenarios, store
from policylib.errors import PolicylibError
from policylib.reporting.pages import shape
from policylib.reporting.plans import notebooks
from policylib.wording import LANGUAGES


def checks(root: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield each check's name with its problems; a check that raises has that problem."""
    yield "facts and contracts", _tried(lambda: pipeline.build(root) and [])
    yield "law values", _tried(lambda: law.items() and [])
    yield "assumptions", _tried(lambda: assumptions.shipped() and [])
    yield "scenarios", _tried(lambda: scenarios.shipped() and [])
    for language in LANGUAGES:
        if language != "en":
            yield (
                f"translations: {language}",
                _tried(functools.partial(catalogue.problems, root, language)),
            )
    sources = {n.partition("/")[0] for n in store.source_names(root)}
    for path in sorted(notebooks.folder(root).glob("*.ipynb")):
        yield f"notebook {path.stem}", _tried(functools.partial(shape.problems, path, sources))


def _tried(check: Callable[[], list[str]]) -> list[str]:
    try:
        return check() or []
    except (PolicylibError, ValueError) as error:
        return [str(error).split("\n")[0]]
