"""Stock clients use the kernel unchanged, by its name."""

from __future__ import annotations

import json
import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient

from policylib.kernels import spec
from tests.kernels.conftest import notebook, text


def command(*words: str, **options) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", *words], capture_output=True, text=True, timeout=120, **options
    )


def test_papermill(written, tmp_path):
    after = tmp_path / "after.ipynb"
    done = command("papermill", str(written), str(after), "-k", spec.NAME, "-p", "x", "7")
    assert done.returncode == 0, done.stderr
    assert text(nbformat.read(after, as_version=4)).strip().endswith("7")


@pytest.mark.parametrize(("last", "status"), [("print(x)", 0), ("!false", 1), ("exit()", 1)])
def test_papermill_with_our_engine(tmp_path, last, status):
    before, after = tmp_path / "before.ipynb", tmp_path / "after.ipynb"
    nbformat.write(notebook("y = 1", last), before)
    done = command("papermill", str(before), str(after), "--engine", "policylib", "-p", "x", "7")
    assert done.returncode == status, done.stderr
    states = [c.metadata.papermill.status for c in nbformat.read(after, as_version=4).cells]
    assert states[-1] == ("failed" if status else "completed")


def test_nbclient(written):
    node = nbformat.read(written, as_version=4)
    NotebookClient(node, kernel_name=spec.NAME, timeout=60).execute()
    assert text(node).strip().endswith("1")


def test_nbval(written, tmp_path):
    node = nbformat.read(written, as_version=4)
    node.metadata["kernelspec"]["name"] = spec.NAME
    NotebookClient(node, timeout=60).execute()
    nbformat.write(node, written)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    words = ("pytest", "--nbval", "-q", f"--nbval-kernel-name={spec.NAME}")
    done = command(*words, str(written), cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    wrong = json.loads(written.read_text().replace('"print(x)"', '"print(x + 1)"'))
    written.write_text(json.dumps(wrong))
    assert command(*words, str(written), cwd=tmp_path).returncode == 1
