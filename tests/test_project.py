"""The project's own files: generated ones are fresh, nothing names what it must not."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib

import pytest

from policylib import __version__
from tests.conftest import ROOT
from tools import generate

TRACKED = subprocess.run(
    ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
).stdout.split("\n")
BINARY = (".png", ".ttf", ".woff2", ".xlsx")
TEXTS = [ROOT / n for n in TRACKED if n and not n.endswith(BINARY) and (ROOT / n).is_file()]


def test_generated_files_are_fresh():
    stale = [
        p.name
        for p, content in generate.made(ROOT).items()
        if p.read_text(encoding="utf-8") != content
    ]
    assert stale == [], "run: make refresh"


def test_conda_names_differ_where_conda_forge_says_so():
    made = generate.environment(
        {
            "project": {
                "requires-python": ">=3.11",
                "dependencies": ["great-tables>=1", "duckdb>=1"],
                "optional-dependencies": {"test": ["playwright>=1"]},
            }
        }
    )
    assert '"great_tables>=1"' in made and '"python-duckdb>=1"' in made
    assert '      - "playwright>=1"' in made


def test_the_lock_has_hashes_no_addresses_and_every_requirement():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    pinned = re.findall(r"^([A-Za-z0-9_.-]+)==[^\s;]+", lock, re.MULTILINE)
    blocks = re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.MULTILINE)[1:]
    assert len(blocks) == len(pinned) and all("--hash=sha256:" in b for b in blocks)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__
    wanted = [*project["dependencies"], *sum(project["optional-dependencies"].values(), [])]
    names = {re.match(r"[A-Za-z0-9_.-]+", w)[0] for w in wanted}
    assert {spelled(n) for n in names} - {spelled(p) for p in pinned} == set()


def spelled(name: str) -> str:
    """One spelling a package: lower case, dashes."""
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("path", TEXTS, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_no_file_names_a_machine_or_a_personal_number(path):
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"(?<![\w.])/(work|home|root|Users|tmp)/", text) == []
    # A NIK: 16 digits, day 1-31 or 41-71, month 1-12; none in the project but examples whose
    # district, 98 or 99, no regency has.
    assert (
        re.findall(
            r"(?<![\w.])\d{4}(?!9[89])\d{2}(?:0[1-9]|[12]\d|3[01]|4[1-9]|[56]\d|7[01])(?:0[1-9]|1[0-2])\d{6}(?![\w.])",
            text,
        )
        == []
    )


def test_readme_commands_exist():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"\bmake ([a-z]+)", text):
        assert re.search(rf"^{target}:.*## ", makefile, re.MULTILINE), target


def test_links_in_documents_lead_somewhere():
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "notebooks/README.md"]:
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_each_document_that_an_error_names_exists():
    for path in ROOT.glob("policylib/**/*.py"):
        for target in re.findall(r"docs/[\w/-]+\.md", path.read_text(encoding="utf-8")):
            assert (ROOT / target).is_file(), f"{path.name}: {target}"


def test_style_is_clean():
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "."], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout
