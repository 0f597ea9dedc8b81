"""Make and judge polluted files; ``python -m tests.polluted.run`` writes the table of the docs."""

from __future__ import annotations

import collections
import hashlib
import random
import re
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from policylib import cleaning, store
from tests.polluted import broken, layouts, spellings  # noqa: F401 - they register their kinds
from tests.polluted.judge import ON, judge
from tests.polluted.registry import KINDS
from tests.polluted.truth import make

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "methods" / "cleaning.md"
START, END = "<!-- pollution: made by make verify -->", "<!-- end of pollution -->"
OUTCOMES = ("exact", "issues", "refused", "WRONG")
FILES_A_KIND = 12
SEED = 20251031


def polluted(name: str, number: int, folder: Path):
    """Make one file; return its path and the truth."""
    rng = random.Random(f"{SEED} {name} {number}")
    rows = make(store.register(root=ROOT), rng)
    content, ending = KINDS[name].make(rows, rng)
    path = folder / f"{name}-{number}{ending}"
    path.write_bytes(content)
    return path, rows


def outcomes(names: list[str], numbers: range) -> dict[str, list[tuple[str, str]]]:
    """Judge the files of some kinds; two at a time, for most of the time is the child's."""
    areas = cleaning.AreaMatcher(store.register(root=ROOT), regency="32.16", on=ON)
    found = collections.defaultdict(list)
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        files = [(n, *polluted(n, k, Path(folder))) for n in names for k in numbers]
        judged = pool.map(lambda f: judge(f[1], f[2], areas), files)
        for (name, *_), outcome in zip(files, judged, strict=True):
            found[name].append(outcome)
    return dict(found)


def code_measured() -> str:
    """Digest of the code that reads office files; the page says which it was measured on."""
    package = ROOT / "policylib"
    parts = ("cleaning", "store/office", "schemas/office", "schemas/office_tables.py")
    files = [package / p for p in parts if p.endswith(".py")]
    files += [f for p in parts for f in (package / p).rglob("*") if f.suffix in (".py", ".yaml")]
    digest = hashlib.sha256()
    for file in sorted({f for f in files if "press" not in f.parts}):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def table(found: dict[str, list[tuple[str, str]]]) -> str:
    """The results by kind as Markdown, with what they were measured on."""
    files = sum(map(len, found.values()))
    lines = [
        f"{files} files of {len(found)} kinds, seed {SEED}, code `{code_measured()}`.",
        "",
        "| kind | a clerk could undo it | files | exact | with issues | refused | wrong |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, judged in found.items():
        counts = collections.Counter(o for o, _ in judged)
        clerk = "yes" if KINDS[name].clerk else ""
        numbers = " | ".join(str(counts[o]) for o in OUTCOMES)
        lines.append(f"| {KINDS[name].says} | {clerk} | {len(judged)} | {numbers} |")
    return "\n".join(lines)


def main() -> int:
    """Write the table; 1 when a file was read wrongly."""
    found = outcomes(list(KINDS), range(FILES_A_KIND))
    text = PAGE.read_text(encoding="utf-8")
    made = f"{START}\n\n{table(found)}\n\n{END}"
    pattern = re.escape(START) + ".*" + re.escape(END)
    PAGE.write_text(re.sub(pattern, lambda _: made, text, flags=re.DOTALL), encoding="utf-8")
    wrong = [(n, why) for n, judged in found.items() for o, why in judged if o == "WRONG"]
    for name, why in wrong:
        print(f"{name}: {why}")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
