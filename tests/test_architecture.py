"""The house: layers, the map in ARCHITECTURE.md, sizes, and what each layer may not know."""

from __future__ import annotations

import ast
import re
import subprocess
import sys

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "policylib"
SOURCES = sorted(PACKAGE.rglob("*.py"))


def modules() -> set[str]:
    return {
        p.stem if p.suffix == ".py" else p.name
        for p in PACKAGE.iterdir()
        if (p.suffix == ".py" and p.stem != "__init__") or (p / "__init__.py").is_file()
    }


def test_imports_go_down_the_layers_only():
    run = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout
    assert "1 kept, 0 broken" in run.stdout


def test_the_linter_would_see_a_breach(tmp_path):
    import shutil

    shutil.copytree(PACKAGE, tmp_path / "policylib", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    target = tmp_path / "policylib" / "errors.py"
    target.write_text(target.read_text() + "\nfrom policylib import store\n")
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; sys.path.insert(0, '.'); "
            "from importlinter.cli import lint_imports_command as c; c()",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert run.returncode != 0
    assert "policylib.errors" in run.stdout


def test_architecture_names_every_module_and_no_other():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    table = text.partition("<!-- modules -->")[2].partition("<!-- end of modules -->")[0]
    named = set(
        re.findall(
            r"`([a-z_]+)`",
            "\n".join(
                row.split("|")[2]
                for row in table.splitlines()
                if row.startswith("| ") and row[2].isdigit()
            ),
        )
    )
    assert named == modules()


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_modules_stay_small_and_say_what_they_are(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    assert ast.get_docstring(ast.parse(text))


def functions(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            yield node


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_functions_stay_small(path):
    too_long = []
    for node in functions(path):
        first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
        if node.end_lineno - first.lineno + 1 > 30:
            too_long.append(node.name)
    assert not too_long


def public(tree):
    """Public functions and classes of a module, and public methods of public classes."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public(node)


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_public_functions_have_docstrings(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bare = [node.name for node in public(tree) if not ast.get_docstring(node)]
    assert [name for name in bare if not name.startswith("_")] == []


#: Layer 11 and 12 may read the clock; nothing below may, nor the environment.
ABOVE = ("reporting", "kernels", "explorers", "cli")


@pytest.mark.parametrize(
    "path",
    [p for p in SOURCES if p.relative_to(PACKAGE).parts[0] not in ABOVE],
    ids=lambda p: p.relative_to(PACKAGE).as_posix(),
)
def test_no_clock_no_environment_no_global_seed_below_kernels(path):
    text = path.read_text(encoding="utf-8")
    found = re.findall(
        r"\.now\(|\.today\(|\.utcnow\(|time\.time\(|os\.environ|getenv|np\.random\.seed"
        r"|np\.random\.(rand|normal|choice)\(|random\.seed",
        text,
    )
    assert not found


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_only_store_opens_project_data(path):
    if path.relative_to(PACKAGE).parts[0] in ("store", "catalogue.py"):
        return
    text = path.read_text(encoding="utf-8")
    assert "read_csv" not in text
    assert "read_parquet" not in text
    assert '"raw"' not in text
