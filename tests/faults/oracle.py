"""What must hold after every fault, the same for all of them.

The latest set is the former one, complete and verified, or just the new one, also complete; a run
that did not end well says so by its exit code and by a reason of the closed list; no process is
left after five seconds; the repaired project is reported again without any cleaning by hand; the
hook is told once of the failure and once of the recovery.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field

from policylib.reporting.shelf import outcome
from tests.faults.case import PAGE, STEADY, Case, Ended

SECONDS_LEFT = 5.0
#: What a fault may come to.
FAILS, HOLDS, EITHER, REFUSED = "fails", "holds", "either", "refused"
#: What is said of a run that was ended before it wrote anything.
NOT_BEGUN = "not begun"


def _nothing(case: Case) -> None:
    """Most projects are repaired by their notebooks alone."""


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong in a run.

    Attributes
    ----------
    group, name : str
        Row of the table, and which of its faults.
    strike : callable
        Runs the command on a case in which it goes wrong.
    reasons : tuple of str
        What the run may say.
    comes_to : str
        ``fails``: the run must fail. ``holds``: it must publish all the same. ``either``: the
        fault may come too late or be made good. ``refused``: nothing is asked for that could be
        run, and the one who asked is told alone.
    mend : callable
        Repairs what is more than a notebook.
    alerted : bool
        Whether the hook can be told and remember it: not on a disk that takes no byte.
    """

    group: str
    name: str
    strike: Callable[[Case], Ended]
    reasons: tuple[str, ...] = ()
    comes_to: str = FAILS
    mend: Callable[[Case], None] = _nothing
    alerted: bool = True


@dataclass
class Verdict:
    """What a run said of a fault, and everything that should have been otherwise."""

    fault: Fault
    reason: str = ""
    seconds: float = 0.0
    wrong_published: bool = False
    begun: bool = True
    ended_well: bool = False
    problems: list[str] = field(default_factory=list)

    def require(self, holds: object, text: str) -> None:
        """Note a problem unless this holds."""
        if not holds:
            self.problems.append(text)


def judge(case: Case, fault: Fault) -> Verdict:
    """Let a fault happen, hold the office against the oracle, repair it and look again."""
    verdict = Verdict(fault)
    former = (case.latest(), case.outcome(), len(case.events()))
    case.watcher.start()
    try:
        ended = fault.strike(case)
        left = case.watcher.left(SECONDS_LEFT)
        case.watcher.stop()
        verdict.seconds = ended.seconds
        verdict.require(not left, f"left: {sorted(p.command[:90] for p in left)}")
        _after(case, fault, verdict, ended, former)
        _again(case, fault, verdict)
    finally:
        fault.mend(case)
        case.forget()
    verdict.problems += case.notes
    return verdict


def _after(case: Case, fault: Fault, verdict: Verdict, ended: Ended, former: tuple) -> None:
    said = case.outcome()
    is_told = said is not None and said != former[1]
    verdict.reason = said.reason if is_told else ""
    verdict.require("Traceback" not in ended.said, f"it said {ended.said[-900:]!r}")
    is_new = case.latest() != former[0]
    verdict.begun = len(case.events()) != former[2]
    count = len(verdict.problems)
    _whole(case, verdict, is_new)
    verdict.wrong_published = is_new and len(verdict.problems) > count
    claims = ended.status == 0 or (is_told and said.is_good)
    verdict.ended_well = claims
    if claims and not (ended.status == 0 and is_told and said.is_good):
        verdict.problems.append(f"status {ended.status}, but {said}")
        verdict.wrong_published = True
    if claims and not is_new and said.outcome != "unchanged":
        verdict.problems.append("it says published, and nothing new is")
        verdict.wrong_published = True
    allowed = {FAILS: claims, REFUSED: claims, HOLDS: not claims, EITHER: False}
    verdict.require(
        not allowed[fault.comes_to], f"{fault.comes_to}: {ended.status} {said} {ended.said[-600:]}"
    )
    if fault.comes_to == REFUSED:
        verdict.require(ended.status == 2, f"status {ended.status} {ended.said[-300:]}")
        verdict.require(not is_told, f"a refusal was written down: {said}")
        verdict.reason = "refused"
    elif not claims and is_told:
        _reason(fault, verdict)


def _reason(fault: Fault, verdict: Verdict) -> None:
    verdict.require(
        verdict.reason in outcome.REASONS[1:] and verdict.reason in fault.reasons,
        f"reason {verdict.reason!r}, expected {fault.reasons}",
    )


def _whole(case: Case, verdict: Verdict, is_new: bool) -> None:
    """The latest set verifies and its pages are just those of one version."""
    done = subprocess.run(
        [sys.executable, "-m", "policylib.cli", "verify", str(case.reports)],
        capture_output=True, cwd=case.root,
    )  # fmt: skip
    verdict.require(done.returncode == 0, f"verify: {done.stdout[-500:]!r} {done.stderr[-300:]!r}")
    right = case.right() if is_new else case.good["1"]
    pages = case.pages()
    if is_new and case.cells:  # shown with what it does more; the other page is compared
        right, pages = ({n: v for n, v in s.items() if STEADY in n} for s in (right, pages))
    wrong = sorted(n for n in right.keys() | pages.keys() if right.get(n) != pages.get(n))
    verdict.require(not wrong, f"pages differ: {wrong}")
    verdict.require(all(PAGE.fullmatch(n) for n in pages), f"other pages: {sorted(pages)}")


def _again(case: Case, fault: Fault, verdict: Verdict) -> None:
    """Repair the project and run it; the run before may be accounted for only now."""
    fault.mend(case)
    case.env, case.prefix, case.words = {}, (), ("--jobs", "1")
    case.plan(cell_seconds=30)
    case.write(2, 2)
    ended = case.run()
    said = case.outcome()
    verdict.require(ended.status == 0, f"next run: {ended.status} {ended.said[-900:]}")
    verdict.require(said and said.is_good, f"next run: {said}")
    verdict.require(case.problems() == [], f"next run: {case.problems()}")
    if case.pages() != case.good["2"]:
        verdict.problems.append("the next run published other pages")
        verdict.wrong_published = True
    told = [(a["what"], a["reason"]) for a in case.alerts()]
    if fault.comes_to == EITHER and not told:
        verdict.require(verdict.reason == "", f"no alert of {verdict.reason}")
    elif fault.comes_to in (HOLDS, REFUSED):
        verdict.require(told == [], f"alerts {told}")
    elif fault.alerted:
        verdict.require([w for w, _ in told] == ["failure", "recovery"], f"alerts {told}")
        if not verdict.reason and told:
            verdict.reason = told[0][1]
            _reason(fault, verdict)
    else:
        verdict.require([w for w, _ in told] in (["failure"], ["failure", "recovery"]), f"{told}")
        verdict.reason = verdict.reason or (told[0][1] if told else "")
    if not verdict.reason and not verdict.ended_well:
        verdict.require(not verdict.begun, "a run that had begun gives no reason")
        verdict.reason = NOT_BEGUN
    verdict.require(not verdict.wrong_published, "wrong published")
    left = list((case.reports / "aside").glob("*"))
    verdict.require(not left, f"left aside: {[p.name for p in left]}")
