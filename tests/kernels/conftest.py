"""A notebook from a few lines, and its run."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from policylib.kernels.limits import Limits


def notebook(*cells: str, parameters: str = "x = 1") -> nbformat.NotebookNode:
    """Return a notebook with a cell of parameters and the given ones."""
    first = nbformat.v4.new_code_cell(parameters)
    first.metadata["tags"] = ["parameters"]
    node = nbformat.v4.new_notebook(cells=[first, *map(nbformat.v4.new_code_cell, cells)])
    node.metadata["kernelspec"] = {"name": "python3", "display_name": "P", "language": "python"}
    return node


@pytest.fixture
def run(tmp_path):
    """Run cells strictly; return the notebook as executed."""
    from policylib.kernels.execute import execute_notebook

    def ran(*cells: str, parameters=None, limits=None, **options) -> nbformat.NotebookNode:
        before, after = tmp_path / "before.ipynb", tmp_path / "after.ipynb"
        nbformat.write(notebook(*cells), before)
        return execute_notebook(
            before,
            after,
            parameters=parameters or {},
            cwd=tmp_path,
            limits=limits or Limits(cell_seconds=60, notebook_seconds=120),
            **options,
        )

    return ran


@pytest.fixture
def written(tmp_path) -> Path:
    """Path of a small notebook that computes, prints and draws."""
    path = tmp_path / "small.ipynb"
    nbformat.write(notebook(*SMALL), path)
    return path


SMALL = (
    "import numpy as np, pandas as pd, matplotlib.pyplot as plt, seaborn as sns",
    "import statsmodels.api as sm",
    "rng = np.random.default_rng(1)\n"
    "d = pd.DataFrame({'a': rng.normal(size=50), 'b': rng.normal(size=50)})\nd.describe()",
    "sm.OLS(d.a, sm.add_constant(d.b)).fit().params",
    "sns.scatterplot(data=d, x='a', y='b')\nplt.show()",
    "print(x)",
)


def text(node: nbformat.NotebookNode) -> str:
    """Return all that the cells printed."""
    return "".join(o.text for c in node.cells for o in c.get("outputs", []) if "text" in o)
