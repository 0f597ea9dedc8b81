"""Keys: what changes them and what does not, and that they say why."""

from __future__ import annotations

import dataclasses
import json
import shutil
import subprocess
import sys

import pytest

from policylib.reporting.needs import declared, imported, keys, reach
from policylib.reporting.plans import notebooks
from policylib.reporting.plans.plan import Asked, plan
from tests.conftest import ROOT

RAW = ROOT / "data" / "raw"


def keys_of(root, register, asked=None) -> dict[str, keys.Key]:
    books = notebooks.every(root)
    read = keys.inputs(root, books)
    return {j.name: keys.key(j, read) for j in plan(books, asked or Asked(), register)}


def changed(before, after) -> dict[str, tuple[str, ...]]:
    assert before.keys() == after.keys()
    found = {name: keys.why(before[name], after[name]) for name in before}
    assert all(bool(found[n]) == (before[n].sha256 != after[n].sha256) for n in before)
    return {name: why for name, why in found.items() if why}


@pytest.fixture(scope="module")
def before(root, register):
    return keys_of(root, register)


def test_the_same_inputs_give_the_same_keys_in_any_folder(project, register, before):
    assert changed(before, keys_of(project, register)) == {}
    assert len({k.sha256 for k in before.values()}) == len(before)


@pytest.mark.parametrize("source", sorted(p.name for p in RAW.iterdir()))
@pytest.mark.parametrize("which", ["data", "about"])
def test_a_changed_source_changes_the_pages_that_declare_it_and_no_other(
    project, register, before, source, which
):
    folder = project / "data" / "raw" / source
    data = sorted(folder.glob("*.csv"))[0]
    path = data if which == "data" else folder / "source.yml"
    path.write_bytes(path.read_bytes() + b"\n")
    declaring = {n.name for n in notebooks.every(project) if source in n.data}
    found = changed(before, keys_of(project, register))
    assert {name.partition(".")[0] for name in found} == declaring
    assert {name for name in before if name.partition(".")[0] in declaring} == found.keys()
    assert set(found.values()) <= {(f"data {source} changed",)}


def test_some_source_is_read_by_some_notebooks_alone():
    declaring = [n.data for n in notebooks.every(ROOT)]
    assert any(any(s in d for d in declaring) and not all(s in d for d in declaring)
               for s in (p.name for p in RAW.iterdir()))  # fmt: skip


def test_the_file_of_an_office_counts_where_a_parameter_names_it(project, register):
    asked = Asked(region="32.16", parameters=("form=village_enrolment.dpmd-form",))
    books = notebooks.find(project, ["03", "04"])
    jobs = plan(books, asked, register)

    def now() -> dict[str, keys.Key]:
        read = keys.inputs(project, books)
        return {j.name: keys.key(j, read) for j in jobs}

    none = now()
    assert {k.parts["data dpmd-form"] for k in none.values()} == {keys.MISSING}
    version = project / "data" / "raw" / "dpmd-form" / "001-2025-10-31"
    version.mkdir(parents=True)
    (version / "village_enrolment.csv").write_text("a")
    first = now()
    assert set(changed(none, first).values()) == {("data dpmd-form is there now",)}
    (version.parent / "corrections.csv").write_text("a")
    assert set(changed(first, now()).values()) == {("data dpmd-form changed",)}
    assert declared.sources(books[0], {"form": ""}) == set(books[0].data)


def rewritten(project, change) -> None:
    path = project / "notebooks" / "02-can-the-target-be-met.ipynb"
    node = json.loads(path.read_text(encoding="utf-8"))
    change(node)
    path.write_text(json.dumps(node), encoding="utf-8")


@pytest.mark.parametrize(
    "change",
    [
        lambda n: n["cells"][-1].update(source="1"),
        lambda n: n["cells"][0]["source"].append("\nmore"),
        lambda n: n["cells"][-1]["metadata"].update(tags=[]),
        lambda n: n["cells"].insert(3, n["cells"].pop(4)),
        lambda n: n["metadata"]["kernelspec"].update(name="other"),
    ],
)
def test_a_changed_cell_changes_the_pages_of_its_notebook(project, register, before, change):
    rewritten(project, change)
    found = changed(before, keys_of(project, register))
    assert set(found) == {n for n in before if n.startswith("02-")}
    assert all("the notebook changed" in why for why in found.values())


@pytest.mark.parametrize(
    "change",
    [
        lambda n: [c.update(outputs=[]) for c in n["cells"] if c["cell_type"] == "code"],
        lambda n: [c.update(execution_count=9) for c in n["cells"] if c["cell_type"] == "code"],
        lambda n: n["metadata"].update(papermill={"duration": 3}, widgets={}),
        lambda n: n["cells"][2]["metadata"].update(execution={"a": "b"}),
        lambda n: [c.update(source="".join(c["source"])) for c in n["cells"]],
    ],
)
def test_what_a_run_leaves_in_a_notebook_changes_nothing(project, register, before, change):
    rewritten(project, change)
    assert changed(before, keys_of(project, register)) == {}


def test_parameters_and_days_are_named_with_both_values(root, register):
    asked = Asked("32.16", parameters=("target=0.6",))
    (book,) = books = notebooks.find(root, ["02"])
    read = keys.inputs(root, books)
    old = [keys.key(j, read) for j in plan(books, Asked("32.16"), register)]
    new = [keys.key(j, read) for j in plan(books, asked, register)]
    default = book.parameters["target"].default
    assert {keys.why(o, n) for o, n in zip(old, new, strict=True)} == {
        (f"parameter target {default} -> 0.6",)
    }
    assert keys.why(None, new[0]) == ("never made",)
    assert keys.why(new[0], new[0]) == ()


def test_the_type_of_a_value_counts(root, register):
    (job, *_) = plan(notebooks.find(root, ["05"]), Asked(language="en"), register)
    read = keys.inputs(root, [job.notebook])
    values = [1, 1.0, True, "1", "true", None]
    told = [dataclasses.replace(job, parameters={**job.parameters, "x": v}) for v in values]
    assert len({keys.key(j, read).sha256 for j in told}) == len(values)


def test_lock_python_and_platform_change_every_page(project, register, before, monkeypatch):
    lock = project / "requirements.lock"
    lock.write_bytes(lock.read_bytes() + b"\n")
    found = changed(before, keys_of(project, register))
    assert set(found) == set(before)
    assert set(found.values()) == {("requirements.lock changed",)}
    monkeypatch.setattr(keys.platform, "python_version", lambda: "3.99.0")
    assert any("-> CPython 3.99.0" in why[0] for why in changed(
        before, keys_of(ROOT, register)).values())  # fmt: skip


def test_another_version_of_a_package_that_the_lock_names_counts(tmp_path, monkeypatch):
    lock = (
        "pandas==3.0.1 \\\n    --hash=sha256:ab\nruamel.yaml[jinja2] == 0.18 ; python_version > '3'"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    seen = [keys.installed(lock)]
    for name in ("pandas-9.0.dist-info", "ruamel_yaml-9.dist-info", "policylib-9.dist-info"):
        (tmp_path / name).mkdir()
        seen.append(keys.installed(lock))
    assert len(set(seen)) == 4
    (tmp_path / "unrelated-1.0.dist-info").mkdir()
    assert keys.installed(lock) == seen[-1]


@pytest.fixture(scope="module")
def code():
    return reach.library()


def test_every_module_and_every_shipped_file_is_hashed_once(code):
    package = ROOT / "policylib"
    files = {
        p.relative_to(package).as_posix()
        for p in package.rglob("*")
        if p.is_file() and p.suffix != ".pyc"
    }
    shipped = [path for paths in code.shipped.values() for path in paths]
    assert len(shipped) + len(code.hashes) == len(files)
    assert code.hashes.keys() == code.graph.modules
    assert any(p.endswith(".yaml") for p in code.shipped["policylib.law"])
    # Started as a script of its own, so no module, and yet it reads the files of offices.
    assert "store/office/child/__main__.py" in code.shipped["policylib.store.office"]


def test_what_is_named_as_reached_exists(code):
    assert set(reach.RUNNER) <= code.graph.modules


def test_what_a_process_imports_is_reached(code):
    """The graph against Python itself: whatever a cell makes it load, the graph knew of."""
    cells = notebooks.find(ROOT, ["02"])[0].code
    names = imported.by_cells(cells)
    foreseen = reach.reached(code, reach.known(names.library, code.graph.modules))
    script = "import sys, json\n" + "\n".join(
        line for cell in cells[1:2] for line in cell.split("\n")
    )
    script += "\nprint(json.dumps([m for m in sys.modules if m.startswith('policylib')]))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(json.loads(done.stdout))
    assert "policylib.explorers" in loaded
    assert loaded <= foreseen


def test_only_what_imports_a_module_reaches_it(code):
    books = {n.name[:2]: reach.parts(code, n.code, root=ROOT) for n in notebooks.every(ROOT)}
    assert [n for n, parts in books.items() if "code policylib.explorers" in parts] == ["02"]
    assert all("files policylib.reporting" in parts for parts in books.values())
    assert all("translations" in parts for parts in books.values())
    assert all("code policylib.cli" not in parts for parts in books.values())


@pytest.mark.parametrize(
    ("cell", "library", "others", "unforeseen"),
    [
        ("from policylib import store, law", ("policylib.law", "policylib.store"), (), False),
        ("import policylib.law.read as r", ("policylib.law.read",), (), False),
        ("def f():\n    from policylib.days import parse_day", ("policylib.days.parse_day",), (),
         False),
        ("import numpy as np, tools.law_page", (), ("numpy", "tools"), False),
        ("import policylib", ("policylib",), (), True),
        ("from policylib import *", ("policylib.*",), (), True),
        ("import importlib\nimportlib.import_module(x)", (), ("importlib",), True),
        ("__import__('os')", (), (), True),
        ("%run other.ipynb", (), (), True),
        ("!pip list", (), (), True),
    ],
)  # fmt: skip
def test_imports_of_cells(cell, library, others, unforeseen):
    assert imported.by_cells([cell]) == imported.Names(library, others, unforeseen)


def test_a_module_beside_the_notebooks_counts_with_what_it_imports(project, register, code):
    (project / "notebooks" / "beside.py").write_text("import further\n")
    (project / "further").mkdir()
    (project / "further" / "__init__.py").write_text("x = 1\n")
    parts = reach.parts(code, ["import beside, numpy"], root=project)
    assert {"code beside", "code further", "code policylib.cli"} <= parts.keys()
    (project / "further" / "__init__.py").write_text("x = 2\n")
    again = reach.parts(code, ["import beside, numpy"], root=project)
    assert {n for n in parts if parts[n] != again[n]} == {"code further"}


SCRIPT = """
import json, sys
from pathlib import Path
import policylib
from policylib.reporting.needs import keys
from policylib.reporting.plans import notebooks
from policylib.reporting.plans.plan import Asked, plan
assert Path(policylib.__file__).is_relative_to(sys.argv[1])
root = Path(sys.argv[2])
books = notebooks.every(root)
from policylib.regions import Region, Register
codes = {code for book in books for code in book.regions}
register = Register({c: Region(c, c, "regency", "kabupaten", "") for c in codes}, {})
read = keys.inputs(root, books)
print(json.dumps({j.name: keys.key(j, read).parts for j in plan(books, Asked(language="en"),
                                                                 register)}))
"""


def parts_with(package, project) -> dict[str, dict[str, str]]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(package), str(project)],
        capture_output=True,
        text=True,
        cwd=package,
        env={"PYTHONPATH": str(package), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_an_edit_of_the_library_changes_the_pages_that_reach_it(project, tmp_path_factory):
    package = tmp_path_factory.mktemp("library")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "policylib", package / "policylib", ignore=ignored)
    before = parts_with(package, project)
    edits = {
        "explorers/__init__.py": ("code policylib.explorers", {"02"}),
        "coverage/__init__.py": ("code policylib.coverage", None),
        "cli/frame.py": ("", set()),
        "reporting/shelf/publish.py": ("", set()),
        "reporting/pages/templates/page.css": ("files policylib.reporting", None),
        "locale/id/LC_MESSAGES/policylib.po": ("translations", None),
    }
    for path, (part, books) in edits.items():
        file = package / "policylib" / path
        content = file.read_bytes()
        file.write_bytes(content + b"\n")
        after = parts_with(package, project)
        file.write_bytes(content)
        found = {name: {p for p in after[name] if after[name][p] != before[name].get(p)}
                 for name in before}  # fmt: skip
        assert {p for parts in found.values() for p in parts} == ({part} if part else set())
        expected = {n[:2] for n in before} if books is None else books
        assert {n[:2] for n, parts in found.items() if parts} == expected


def test_nothing_heavy_is_imported_to_find_that_nothing_changed():
    heavy = ("pandas", "numpy", "nbformat", "nbconvert", "papermill", "babel", "pyarrow", "jinja2")
    script = (
        "import sys, datetime\nfrom pathlib import Path\n"
        "from policylib.reporting import prepare\n"
        "from policylib.reporting.needs import keys\n"
        "from policylib.reporting.plans import order, plan_file\n"
        "root = Path(sys.argv[1])\n"
        "register = prepare.prepare(root, say=print)\n"
        "plan = plan_file.read(root / 'reports.toml', root=root, register=register,"
        " today=datetime.date(2026, 1, 1))\n"
        "read = keys.inputs(root, {j.notebook.name: j.notebook for j in plan}.values())\n"
        "assert [keys.key(j, read) for j in plan]\n"
        f"print([m for m in {heavy} if m in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(ROOT)], capture_output=True, text=True, cwd=ROOT
    )
    assert (done.stdout, done.returncode) == ("[]\n", 0), done.stderr
