"""Let every fault happen and write the table of docs/methods/runner.md.

Run by ``make verify``; needs the rights of root on Linux for disks and networks of its own. With
names of modules as arguments only those faults happen. What was judged for the present code is
remembered, so that a run that was broken off goes on; ``--at-most=N`` draws N of each module. The
page says how many were tried.
"""

from __future__ import annotations

import hashlib
import os
import random
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.faults import breakouts, cells, damage, disks, kills, remembered, rivals, starts, world
from tests.faults.case import Office
from tests.faults.oracle import Fault, Verdict, judge

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "methods" / "runner.md"
START, END = "<!-- faults: made by make verify -->", "<!-- end of faults -->"
MODULES = {
    module.__name__.rpartition(".")[2]: module
    for module in (kills, cells, starts, disks, damage, world, breakouts, rivals)
}


def code_measured(*names: str) -> str:
    """Return the hash of the runner's code and of faults: of these modules, or of all."""
    package, here = ROOT / "policylib", Path(__file__).parent
    files = [*(package / "kernels").glob("*.py"), *(package / "reporting").rglob("*.py")]
    # What is on a page breaks no run.
    files = [p for p in files if "pages" not in p.relative_to(package).parts]
    files += [package / "cli" / f"{name}.py" for name in ("frame", "runs", "reports")]
    files += [here / name for name in ("case.py", "clock.c", "oracle.py", "processes.py")]
    files += [here / f"{name}.py" for name in names or MODULES]
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


def tried(name: str, *, at_most: int) -> list[Verdict]:
    """Let the faults of a module happen that are not known for this code; say each as it ends.

    As many happen at once as there are cores.

    Parameters
    ----------
    at_most : int
        So many of the module are chosen by lot, always the same.
    """
    code, every = code_measured(name), MODULES[name].all_faults()
    chosen = random.Random(kills.SEED).sample(every, min(at_most, len(every)))
    faults = remembered.unknown(code, chosen)
    with tempfile.TemporaryDirectory(prefix="faults-", ignore_cleanup_errors=True) as folder:
        office = Office(Path(folder))
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            found = []
            for verdict in pool.map(lambda fault: _judged(office, fault), faults):
                found.append(verdict)
                remembered.keep(code, verdict)
                _say(verdict, len(found), len(faults))
    return found


def _judged(office: Office, fault: Fault) -> Verdict:
    try:
        return judge(office.case(), fault)
    except Exception as error:
        return Verdict(fault, problems=[f"the test itself failed: {type(error).__name__}: {error}"])


def _say(verdict: Verdict, number: int, count: int) -> None:
    fault = verdict.fault
    text = f"{number}/{count} {fault.group}: {fault.name!r}: {verdict.reason or 'published'}"
    print(f"{text}, {verdict.seconds:.1f} s", *verdict.problems, sep="\n  !! ", flush=True)


def table(found: Sequence[Verdict]) -> str:
    """Return the table as Markdown, one row a group of faults."""
    head = ("fault", "tried", "wrong 'published'", "what the run said", "seconds to the end")
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for group in dict.fromkeys(v.fault.group for v in found):
        lines.append(f"| {' | '.join(_row(group, [v for v in found if v.fault.group == group]))} |")
    total = ("all", str(len(found)), str(sum(v.wrong_published for v in found)), "", "")
    return "\n".join([*lines, f"| {' | '.join(total)} |"])


def _row(group: str, of: Sequence[Verdict]) -> tuple[str, ...]:
    said = Counter(f"`{v.reason}`" if v.reason else "published, right" for v in of)
    words = ", ".join(f"{w} {n}" for w, n in said.most_common())
    seconds = [v.seconds for v in of]
    took = f"{statistics.median(seconds):.1f} (at most {max(seconds):.1f})"
    return group, str(len(of)), str(sum(v.wrong_published for v in of)), words, took


def write(found: Sequence[Verdict], count: int) -> None:
    """Write the table between the marks of the page."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(START)
    after = rest.partition(END)[2]
    tried_ = "all tried" if len(found) == count else f"{len(found):,} of them tried on this code"
    about = f"Code `{code_measured()}`, seed {kills.SEED}, {count:,} faults, {tried_}."
    block = f"{START}\n\n{about}\n\n{table(found)}\n\n{END}"
    PAGE.write_text(f"{before}{block}{after}", encoding="utf-8")


def main(words: Sequence[str]) -> int:
    """Return 1 if anything was otherwise than the oracle has it."""
    names = [w for w in words if not w.startswith("--at-most=")] or list(MODULES)
    limits = [int(w.partition("=")[2]) for w in words if w.startswith("--at-most=")]
    at_most = min(limits, default=sys.maxsize)
    bad = [v for name in names for v in tried(name, at_most=at_most) if v.problems]
    every = {name: module.all_faults() for name, module in MODULES.items()}
    known = [v for n, of in every.items() for v in remembered.known(code_measured(n), of)]
    found = [*known, *bad]
    print(table(found))
    print(f"{len(bad)} of {len(found)} faults did not end as they must")
    if not (disks.permitted() and world.can_shift_clocks() and world.can_have_namespaces()):
        print("Not all faults are possible here; the page stays as it is.")
    elif not bad:
        write(known, sum(map(len, every.values())))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
