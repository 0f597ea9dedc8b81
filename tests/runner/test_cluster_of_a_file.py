"""A file given with ``--data`` goes to workers that see no folder of ours, and is removed there."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from policylib.reporting.shelf import publish
from tests.runner import dask_cluster
from tests.runner.project import PARAMETERS, notebook, project

COMMAND = (sys.executable, "-m", "policylib.cli")
READ = "from policylib import store\ntable = store.load(form)\nprint(len(table))"


@pytest.fixture
def root(tmp_path):
    """A project whose notebook counts the rows of the form."""
    made = notebook(READ)
    made.cells[1].source = f'{PARAMETERS}\nform = ""  # office table'
    made.metadata["policylib"]["data_from"] = ["form"]
    return project(tmp_path / "project", counts=made)


def run(root, *words):
    done = subprocess.run([*COMMAND, *words], cwd=root, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


def test_a_file_of_an_office(root, tmp_path):
    form = tmp_path / "form.xlsx"
    run(root, "template", "village-enrolment", "--output", str(form))
    with dask_cluster.cluster(tmp_path, workers=1) as there:
        asked = ("--cluster", there.address, "--language", "id", "--data", str(form))
        run(root, "report", *asked)
        dask_cluster.until(lambda: not there.left())
    (page,) = publish.latest(root / "reports").glob("*.ipynb")
    cells = json.loads(page.read_text(encoding="utf-8"))["cells"]
    shown = ["".join(o["text"]) for c in cells for o in c.get("outputs", []) if "text" in o]
    assert shown == ["179\n"]
