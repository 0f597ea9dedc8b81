"""A page is the same bytes however it was made; all notebooks: ``python -m tests.runner.same``."""

from __future__ import annotations

import shutil

import pytest

from tests.conftest import ROOT
from tests.runner import same, ways
from tests.runner.project import FIGURE, notebook, project


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """What differs: notebook 01 of one area, a figure drawn by seaborn."""
    folder = tmp_path_factory.mktemp("same")
    root = project(folder / "project", figure=notebook(*FIGURE))
    shutil.copy(ROOT / "notebooks" / "01-what-do-we-know.ipynb", root / "notebooks")
    planned = [j for j in same.jobs(root) if (j.region.code, j.language) == ("32.16", "id")]
    return same.compared(planned, root)


@pytest.mark.parametrize("way", same.WAYS[1:])
def test_same_bytes(found, way):
    assert len(found[way]) == 2
    assert {name: what for name, what in found[way].items() if what} == {}


def test_a_difference_is_found():
    page = {"html": b"a", "findings.json": b"{}", "ipynb": b'{"cells": []}'}
    assert ways.differences(page, page) == []
    assert ways.differences(page, page | {"html": b"b"}) == ["html"]
    cells = '{{"cells": [{{"outputs": [{{"data": {{"image/png": "{}"}}}}]}}]}}'
    one, other = (page | {"ipynb": cells.format(x).encode()} for x in "ab")
    assert ways.differences(one, other) == ["picture of cell 0: image/png"]
    assert ways.differences(page, one) == ["number of outputs"]
