"""Declared data: what a notebook reads is what it says it reads."""

from __future__ import annotations

import subprocess
import sys

import pytest

from policylib.errors import RunError
from policylib.reporting.needs import declared
from policylib.reporting.plans import notebooks
from tests.conftest import ROOT

READS = """
import sys, matplotlib
matplotlib.use("Agg")
from pathlib import Path
from policylib import store
from policylib.reporting.plans import notebooks
book, = notebooks.find(Path.cwd(), [sys.argv[1]])
names = {"display": lambda *things: None}
for source in book.code:
    exec(compile(source, "cell", "exec"), names)
print(*sorted(store.read_so_far()))
"""


@pytest.mark.parametrize("number", ["01", "03", "05", "07"])
def test_a_notebook_reads_what_it_declares(number):
    (book,) = notebooks.find(ROOT, [number])
    done = subprocess.run(
        [sys.executable, "-c", READS, number], capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    assert tuple(done.stdout.split("\n")[-2].split()) == book.data


def test_what_was_read_is_noted():
    script = (
        "from policylib import store\nassert not store.read_so_far()\n"
        "found = store.provenance()\nassert 'idm-kemendes' in found and list(found)\n"
        "assert not store.read_so_far()\nfound['idm-kemendes']\nfound.get('village-facts')\n"
        "print(*sorted(store.read_so_far()))\nstore.load('village_covariates')\n"
        "print(*sorted(store.read_so_far()))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True
    )
    looked_up, loaded = done.stdout.splitlines()
    assert looked_up == "idm-kemendes village-facts"
    assert loaded.split() == [
        "dukcapil-2024", "idm-kemendes", "permendagri-register", "portal-data-desa-jabar",
        "village-facts",
    ]  # fmt: skip


def test_a_run_that_read_what_is_not_declared_fails(root):
    (book,) = notebooks.find(root, ["03"])
    read = {*book.data, "dpmd-form"}
    declared.require(book, book.data, values={"form": ""})
    declared.require(book, read, values={"form": "village_enrolment.dpmd-form"})
    with pytest.raises(RunError, match=r"read data that it does not declare \(dpmd-form\)"):
        declared.require(book, read, values={"form": ""})
