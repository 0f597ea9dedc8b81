"""What other programs need to run a plan at its times."""

from __future__ import annotations

import sys
from pathlib import Path

from policylib.errors import UsageError, closest, message

KINDS = ("systemd", "cron", "windows", "workflow")


def printed(kind: str, root: Path, plan: Path | None, reports: Path, name: str) -> str:
    """Return the files or lines of one kind.

    Raises
    ------
    UsageError
        If there is no such kind, or the plan has no schedule.
    """
    from policylib.reporting.plans import plan_file, schedule

    if kind not in KINDS:
        raise UsageError(message(f"'{kind}' is no kind of schedule", way_out=closest(kind, KINDS)))
    path = plan or root / plan_file.FILE
    rule = plan_file.terms(path).schedule
    if rule is None:
        raise UsageError(
            message(
                f"{path.name} has no schedule",
                way_out='Write [schedule] with when = "daily 06:00" and zone = "Asia/Jakarta".',
            )
        )
    if kind == "workflow":
        words = [".venv/bin/policylib", "report", "--plan", path.name, "--if-due"]
        return schedule.workflow(schedule.Order(name, words, root, rule), reports=reports.name)
    program = Path(sys.executable).with_name("policylib")
    words = [str(program), "report", "--plan", str(path.resolve())]
    order = schedule.Order(name, [*words, "--output", str(reports.resolve())], root.resolve(), rule)
    if kind == "systemd":
        files = schedule.systemd(order)
        return "\n".join(f"# {file}\n{text}" for file, text in files.items())
    if kind == "cron":
        return schedule.cron(order).rstrip("\n") + "\n"
    xml, command = schedule.windows(order)
    return f"{xml}\n{command}\n"
