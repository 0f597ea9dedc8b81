"""Small projects of policylib for tests of the runner: the real facts, made-up notebooks."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[2]
#: What every notebook shows in the end; none of these holds a finding.
RECORD = (
    "from IPython.display import display\n"
    "display({'application/vnd.policylib.findings+json': {'findings': []}}, raw=True)"
)
PARAMETERS = (
    'region = "32.16"  # area\nknown_on = "2025-12-31"  # evidence\nlanguage = "en"  # of the page'
)
#: The notebook that speed is measured on: heavy imports and one figure.
FIGURE = (
    "import matplotlib.pyplot as plt\nimport numpy as np\nimport pandas as pd\n"
    "import seaborn as sns\nimport statsmodels.api as sm",
    "x = np.linspace(0, 1, 200)\n"
    "table = pd.DataFrame({'x': x, 'y': 2 * x + np.sin(12 * x)})\n"
    "fit = sm.OLS(table['y'], sm.add_constant(table['x'])).fit()",
    "figure, axes = plt.subplots()\n"
    "sns.scatterplot(table, x='x', y='y', ax=axes)\n"
    "axes.plot(table['x'], fit.fittedvalues)\n"
    "axes.set_title('A made-up line rises')\n"
    "plt.close(figure)\n"
    "from IPython.display import display\n"
    "display(figure, metadata={'image/png': {'alt': 'A made-up line rises'}})",
)


def notebook(*cells: str, data: tuple[str, ...] = (), regions: tuple[str, ...] = ("32.16",)):
    """Return a notebook of code cells that the runner accepts.

    Parameters
    ----------
    cells : str
        Sources, run between the parameters and the record of findings.
    data : tuple of str
        Sources under data/raw that it declares.
    """
    made = nbformat.v4.new_notebook()
    made.metadata["policylib"] = {"regions": list(regions), "data": list(data)}
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    made.metadata["kernelspec"]["language"] = "python"
    parameters = nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
    made.cells = [
        nbformat.v4.new_markdown_cell("# Does it run?"),
        parameters,
        *(nbformat.v4.new_code_cell(source) for source in (*cells, RECORD)),
    ]
    for number, cell in enumerate(made.cells):
        cell["id"] = f"cell-{number}"
    return made


def project(folder: Path, **notebooks) -> Path:
    """Make a project with these notebooks, by name with dashes as underscores; return its root."""
    for part in ("raw", "processed"):
        shutil.copytree(ROOT / "data" / part, folder / "data" / part)
    shutil.copy(ROOT / "requirements.lock", folder)
    (folder / "notebooks").mkdir()
    for name, made in notebooks.items():
        path = folder / "notebooks" / f"{name.removeprefix('nb_').replace('_', '-')}.ipynb"
        nbformat.write(made, path)
    return folder
