"""Names, values and paths that try to reach what is not theirs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nbformat

from tests.faults.case import STRUCK, Case, Ended
from tests.faults.oracle import FAILS, HOLDS, REFUSED, Fault

WORDS = {
    "an area above": ("--region", "../../etc"),
    "a language above": ("--language", "../en"),
    "a day that is a path": ("--known-on", "../2025-12-31"),
    "a notebook above": ("../../outside",),
    "a notebook by its whole path": ("/etc/passwd",),
    "a parameter's name": (STRUCK, "-p", "../x=1"),
    "a parameter's name that is code": (STRUCK, "-p", "import os;os.abort()=1"),
    "a parameter that is the area": (STRUCK, "-p", "region=../../x"),
    "a value that is no number": (STRUCK, "-p", "count=__import__('os').abort()"),
    "an empty output": ("--output", ""),
    "the project itself": ("--output", "."),
    "the folder of the facts": ("--output", "data/raw"),
    "the folder of the notebooks": ("--output", "notebooks"),
    "the root of the machine": ("--output", "/"),
    "a system's folder by a detour": ("--output", "reports/../../../../../../../etc"),
}
#: Texts that would be code, if a parameter were pasted and not quoted.
VALUES = (
    "\"; import os; os.mknod('pwned'); \"",
    "'''; import os; os.mknod('pwned'); '''",
    '\\"; raise SystemExit(0) #',
    "line\nbreak\r\u2028\t",
    "{{7*7}}${7*7}$(id)`id`",
    "<script>alert(1)</script>",
    "😀\u202eabc",
)
_PARAMETERS = '# of texts\nword = "plain"  # some word\ncount = 1  # some number'
PLANS = {
    "a scenario's name": '[scenario."../../x"]\ncount = 2\n',
    "a notebook above": '[[report]]\nnotebooks = ["../../../etc/passwd"]\n',
    "an area above": '[[report]]\nregions = ["../../etc"]\n',
    "a language above": '[[report]]\nlanguages = ["../en"]\n',
    "a key that nobody knows": "[[report]]\nouput = 1\n",
}
#: Nobody can be told of a plan that cannot be read at all, but who started the command.
UNREADABLE = {"no TOML": "[[[", "a key at the top": "[whatever]\nx = 1\n"}


def _with_parameters(case: Case) -> None:
    path = case.root / "notebooks" / f"{STRUCK}.ipynb"
    node = nbformat.read(path, as_version=4)
    parameters = next(c for c in node.cells if "parameters" in c.metadata.get("tags", []))
    parameters.source += "\n" + _PARAMETERS.partition("\n")[2]
    nbformat.write(node, path)


def _listing(case: Case) -> set[str]:
    """Return every file of the office but for what reports are made of."""
    own = case.reports
    return {
        str(p.relative_to(case.folder))
        for p in case.folder.rglob("*")
        if own not in p.parents and p.name not in ("said", "alerts", "__pycache__")
        and "__pycache__" not in p.parts and "processed" not in p.parts
    }  # fmt: skip


def _asked(words: tuple[str, ...]) -> Callable[[Case], Ended]:
    def strike(case: Case) -> Ended:
        case.write(2, 2)
        _with_parameters(case)
        before = _listing(case)
        ended = case.run(*words)
        if more := sorted(_listing(case) ^ before):
            case.notes.append(f"other files: {more[:5]}")
        return ended

    return strike


def _valued(value: str) -> Callable[[Case], Ended]:
    """A value is shown as it was given, and is nothing but a value."""

    def strike(case: Case) -> Ended:
        case.write(2, 2)
        _with_parameters(case)
        path = case.root / "notebooks" / f"{STRUCK}.ipynb"
        node = nbformat.read(path, as_version=4)
        node.cells.insert(2, nbformat.v4.new_code_cell(f"assert word == {value!r}, repr(word)"))
        nbformat.write(node, path)
        before = _listing(case)
        ended = case.run(STRUCK, "--language", "en", "-p", f"word={value}", "--output", "other",
                         "--jobs", "1")  # fmt: skip
        more = {n for n in _listing(case) ^ before if not n.startswith("project/other")}
        if more or ended.status:
            case.notes.append(f"{ended.status} {sorted(more)[:5]} {ended.said[-400:]}")
        case.write(2, 2)
        return case.run()

    return strike


def _linked(name: str) -> Callable[[Case], Ended]:
    """A folder of ours in the folder of reports is a link that leads elsewhere."""

    def strike(case: Case) -> Ended:
        case.write(2, 2)
        place, outside = case.reports / name, case.folder / "outside"
        if place.exists():
            place.rename(outside)
        else:
            outside.mkdir()
        place.symlink_to(outside)
        before = {p.relative_to(outside) for p in outside.rglob("*")}
        ended = case.run()
        if before != {p.relative_to(outside) for p in outside.rglob("*")}:
            case.notes.append("something was written outside")
        place.unlink()
        outside.rename(place)
        return ended

    return strike


def _latest_elsewhere(case: Case) -> Ended:
    """The link ``latest`` leads out of the folder; nothing there is touched, and it is repaired."""
    outside = case.folder / "outside"
    outside.mkdir()
    (outside / "mine").write_text("mine")
    link = case.reports / "latest"
    link.unlink()
    link.symlink_to(outside)
    ended = case.run()
    if [p.name for p in outside.iterdir()] != ["mine"]:
        case.notes.append("something was written outside")
    return ended


def _planned(text: str) -> Callable[[Case], Ended]:
    def strike(case: Case) -> Ended:
        case.write(2, 2)
        case.plan(more=text)
        return case.run()

    return strike


def _outputs_file(case: Case) -> Ended:
    case.write(2, 2)
    taken = Path(case.root, "taken")
    taken.write_text("mine")
    ended = case.run("--output", "taken")
    if taken.read_text() != "mine":
        case.notes.append("a file was replaced by reports")
    return ended


def all_faults() -> list[Fault]:
    """Return every attempt to break out."""
    group = "names and paths that try to break out"
    found = [Fault(group, name, _asked(words), (), REFUSED) for name, words in WORDS.items()]
    found += [Fault(group, f"value {v!r}", _valued(v), (), HOLDS) for v in VALUES]
    found += [
        Fault(group, f"plan: {name}", _planned(text), ("plan_wrong",), FAILS)
        for name, text in PLANS.items()
    ]
    found += [
        Fault(group, f"plan: {name}", _planned(text), (), REFUSED)
        for name, text in UNREADABLE.items()
    ]
    found += [
        Fault(group, f"'{name}' is a link", _linked(name), (), REFUSED)
        for name in ("sets", "sealed", "aside", "seen")
    ]
    found.append(Fault(group, "'latest' leads elsewhere", _latest_elsewhere, (), HOLDS))
    found.append(Fault(group, "a file as output", _outputs_file, (), REFUSED))
    return found
