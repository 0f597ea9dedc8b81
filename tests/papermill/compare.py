"""Papermill's own notebooks under its engine and ours: ``python -m tests.papermill.compare``.

Run by ``make verify``; writes docs/methods/papermill-notebooks.md.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import nbformat
import papermill
from papermill.exceptions import PapermillExecutionError

from policylib.errors import RunError
from policylib.kernels.limits import Limits
from tests.papermill.cases import CASES, FOLDER, LEFT_OUT, Case

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "methods" / "papermill-notebooks.md"
START, END = "<!-- made by python -m tests.papermill.compare -->", "<!-- end -->"
COMPLETED = "completed"


@dataclass(frozen=True)
class Ran:
    """How a run ended: completed, the name of a cell's error, or our reason; and its outputs."""

    outcome: str
    outputs: list
    parameters: dict


def ran(case: Case, engine: str | None) -> Ran:
    """Run a notebook as papermill's tests do, by its own engine (None) or ours."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in case.beside.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        after = Path(folder) / "after.ipynb"
        outcome = _executed(case, after, engine)
        node = nbformat.read(after, as_version=4)
    about = node.metadata.get("papermill", {})
    return Ran(outcome, _outputs(node, folder), dict(about.get("parameters", {})))


def _executed(case: Case, after: Path, engine: str | None) -> str:
    options = {"engine_name": engine} if engine else {}
    if case.seconds:
        limits = {"limits": Limits(cell_seconds=case.seconds)}
        options |= limits if engine else {"execution_timeout": int(case.seconds)}
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            papermill.execute_notebook(
                str(FOLDER / f"{case.name}.ipynb"), str(after), parameters=dict(case.parameters),
                kernel_name="python3", cwd=str(after.parent), progress_bar=False, **options,
            )  # fmt: skip
    except PapermillExecutionError as error:
        return error.ename
    except RunError as error:
        return error.reason
    except Exception as error:  # stock papermill has no error of its own for a limit of time
        return _limit(error)
    return COMPLETED


def _limit(error: Exception) -> str:
    from nbclient.exceptions import CellTimeoutError

    if isinstance(error, CellTimeoutError):
        return "cell_timeout"
    raise error


def _outputs(node: nbformat.NotebookNode, folder: str) -> list:
    """Return what cells showed; names of processes and folders are another in every run."""
    found = []
    for cell in node.cells:
        texts: dict[str, str] = {}
        for output in cell.get("outputs", []):
            if output.output_type == "stream":  # how it is cut into messages hangs on the time
                texts[output.name] = texts.get(output.name, "") + output.text
                continue
            shown = {k: v for k, v in output.items() if k not in ("execution_count", "metadata")}
            if output.output_type == "error":
                shown = {"error": [output.ename, output.evalue]}
            found.append(json.dumps(shown, sort_keys=True).replace(folder, "FOLDER"))
        found += [f"{name}: {text}".replace(folder, "FOLDER") for name, text in texts.items()]
    return found


def problems(case: Case, theirs: Ran, ours: Ran) -> list[str]:
    """Return where our run is not as it must be."""
    wanted = case.reason or theirs.outcome
    found = [] if ours.outcome == wanted else [f"{ours.outcome}, not {wanted}"]
    if ours.outputs != ([] if case.is_ended else theirs.outputs):
        found.append("other outputs")
    if ours.parameters != theirs.parameters:
        found.append("other parameters")
    return found


def code_measured() -> str:
    """Return the hash of the engine, of the notebooks and of this comparison."""
    digest = hashlib.sha256()
    own = [*Path(__file__).parent.glob("*.py")]
    for path in sorted([*(ROOT / "policylib" / "kernels").glob("*.py"), *own, *FOLDER.iterdir()]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def table() -> tuple[str, int]:
    """Run all; return the table and how many are not as they must be."""
    lines = ["| notebook | parameters | papermill | policylib | outputs | |", "|---" * 6 + "|"]
    wrong = 0
    for case in CASES:
        theirs, ours = ran(case, None), ran(case, "policylib")
        bad = problems(case, theirs, ours)
        wrong += bool(bad)
        same = "the same" if ours.outputs == theirs.outputs else "others"
        told = f"**{'; '.join(bad)}**" if bad else case.differs
        given = f"`{json.dumps(dict(case.parameters))}`" if case.parameters else ""
        lines.append(
            f"| {case.name} | {given} | {theirs.outcome} | {ours.outcome} | {same} | {told} |"
        )
    lines += ["", *(f"- {name} is not run: {why}." for name, why in LEFT_OUT.items())]
    head = f"Code `{code_measured()}`, papermill {papermill.__version__}, {len(CASES)} runs each."
    return "\n".join([head, "", *lines]), wrong


def main() -> int:
    """Write the page."""
    text, wrong = table()
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(START)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{START}\n\n{text}\n\n{END}{after}", encoding="utf-8")
    print(f"{len(CASES)} runs of papermill's notebooks, {wrong} not as they must be")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
