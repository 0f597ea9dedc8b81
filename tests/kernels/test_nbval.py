"""`make test` runs the stored notebooks on forked kernels."""

from __future__ import annotations

import subprocess
import sys
import tomllib

import nbformat
import pytest

from policylib.kernels import spec
from tests.conftest import ROOT
from tests.kernels.conftest import notebook

#: The command of the process that forked this kernel.
ASK = (
    "import os, pathlib\n"
    "asked = pathlib.Path(f'/proc/{os.getppid()}/cmdline').read_bytes()\n"
    "print(b'policylib.kernels.server' in asked)"
)


def test_the_option_names_our_kernel(pytestconfig):
    assert pytestconfig.getoption("nbval_kernel_name") == spec.NAME


@pytest.mark.parametrize("cold", [False, True])
def test_notebooks_are_checked_in_a_process_that_was_forked(tmp_path, monkeypatch, cold):
    monkeypatch.setenv("POLICYLIB_COLD_KERNELS", str(int(cold)))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    options = project["tool"]["pytest"]["ini_options"]["addopts"]
    (tmp_path / "pytest.ini").write_text(f"[pytest]\naddopts = {options}\n")
    node = notebook(ASK)
    node.cells[1].outputs = [nbformat.v4.new_output("stream", name="stdout", text="True\n")]
    for number, cell in enumerate(node.cells, start=1):
        cell.execution_count = number
    nbformat.write(node, tmp_path / "asks.ipynb")
    words = (sys.executable, "-m", "pytest", "asks.ipynb")
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    # A cold kernel is no child of the warm parent: its answer is not the one that is stored.
    assert done.returncode == int(cold), done.stdout + done.stderr
    assert ("1 failed" in done.stdout) == cold
