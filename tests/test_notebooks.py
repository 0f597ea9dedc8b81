"""The notebooks: shape, parameters, and that a figure's data stands beside it."""

from __future__ import annotations

import nbformat
import pytest

from policylib import findings
from policylib.reporting.pages import shape
from policylib.reporting.plans import notebooks
from tests.conftest import ROOT

PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SOURCES = {p.name for p in (ROOT / "data" / "raw").iterdir()}


def test_there_are_notebooks():
    assert [p.stem[:2] for p in PATHS] == ["01", "02", "03", "04", "05", "07", "08"]


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.stem)
def test_each_notebook_keeps_the_shape(path):
    assert shape.problems(path, SOURCES) == []


#: Pictures of each notebook: a figure that does not show itself is missed.
PICTURES = {"01": 1, "02": 6, "03": 3, "04": 3, "05": 1, "07": 2, "08": 1}


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.stem)
def test_each_figure_stands_with_its_description_and_a_compared_table(path):
    pictures = 0
    for cell in nbformat.read(path, as_version=4).cells:
        outputs = cell.get("outputs", [])
        for n, output in enumerate(outputs):
            if "image/png" in output.get("data", {}):
                pictures += 1
                assert output.metadata["image/png"]["alt"]
                later = "".join(o["data"].get("text/html", "") for o in outputs[n + 1 :])
                assert "<table>" in later and 'class="source"' in later
    assert pictures == PICTURES[path.stem[:2]]


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.stem)
def test_the_run_record_is_not_compared(path):
    """It holds versions of this machine's Python and packages."""
    cells = nbformat.read(path, as_version=4).cells
    (record,) = (c for c in cells if "tables.run_record(" in c.source)
    assert "nbval-ignore-output" in record.metadata.get("tags", [])


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.stem)
def test_stored_findings_cite_a_source_each(path):
    record = findings.read_outputs(nbformat.read(path, as_version=4))
    assert record["notebook"] == path.stem
    assert all(f["sources"] for f in record["findings"])


def test_made_up_rows_are_marked_in_every_finding_they_touch():
    record = findings.read_outputs(nbformat.read(PATHS[3], as_version=4))
    marks = {f["id"]: f["synthetic"] for f in record["findings"]}
    assert marks["half-width"] and marks["events"]
    assert not marks["villages-enrolled"]
    for finding in record["findings"]:
        made_up = any(s.startswith("synthetic:") for s in finding["sources"])
        assert finding["synthetic"] == made_up, finding["id"]


def broken(tmp_path, change):
    """Copy notebook 01, change it, and return its problems."""
    node = nbformat.read(PATHS[0], as_version=4)
    change(node)
    path = tmp_path / PATHS[0].name
    nbformat.write(node, path)
    return shape.problems(path, SOURCES)


def cell_with(node, text):
    return next(c for c in node.cells if text in c.source)


BREAKS = {
    "the heading is no question": lambda n: n.cells[0].update(source="# Coverage"),
    "names no area": lambda n: n.metadata.pop("policylib"),
    "headings are": lambda n: n.cells.remove(cell_with(n, "## Method")),
    "has no comment": lambda n: cell_with(n, "known_on = ").update(
        source='region = "32.16"\nknown_on = "2025-12-31"\nlanguage = "en"'
    ),
    "no parameter 'language'": lambda n: cell_with(n, "known_on = ").update(
        source='region = "32.16"  # a\nknown_on = "2025-12-31"  # b'
    ),
    "defines helper": lambda n: cell_with(n, "import datetime").update(
        source="def helper():\n    pass"
    ),
    "imports pipeline": lambda n: cell_with(n, "import datetime").update(
        source="from policylib import pipeline"
    ),
    "holds a path": lambda n: cell_with(n, "import datetime").update(source='x = "data/raw/a.csv"'),
    "a cell of 13 lines": lambda n: cell_with(n, "import datetime").update(source="x = 1\n" * 12),
    "no stored output": lambda n: cell_with(n, "import datetime").update(execution_count=None),
    "data names no source": lambda n: n.metadata.policylib.pop("data"),
    "no source 'published-number'. Did you mean 'published-numbers'?": (
        lambda n: n.metadata.policylib.update(data=["published-number"])
    ),
    "is not in order": lambda n: n.metadata.policylib.data.append("adoption-series"),
    "no parameter 'form'": lambda n: n.metadata.policylib.update(data_from=["form"]),
    "carry the tag 'parameters'": lambda n: cell_with(n, "known_on = ").metadata.clear(),
    "holds 0 findings records": lambda n: cell_with(n, "tables.record").update(outputs=[]),
}


@pytest.mark.parametrize("problem", BREAKS)
def test_a_broken_shape_is_named(tmp_path, problem):
    assert any(problem in found for found in broken(tmp_path, BREAKS[problem]))


def test_parameters_are_read_with_their_comments():
    found = notebooks.read(PATHS[1]).parameters
    assert found["target"].default == 0.65
    assert "share from 0 to 1" in found["target"].comment


def test_notebooks_are_found_by_number_name_or_path():
    names = [n.name for n in notebooks.find(ROOT, ["02", "notebooks/01-what-do-we-know.ipynb"])]
    assert names == ["02-can-the-target-be-met", "01-what-do-we-know"]
