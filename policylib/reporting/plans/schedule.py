"""A plan's schedule as other programs read it: systemd, cron, Windows, a workflow of CI.

Each calls our own command and nothing else; each catches up once with what was missed.
"""

from __future__ import annotations

import datetime as dt
import re
import shlex
import subprocess
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import PurePath

from policylib.errors import UsageError, message
from policylib.reporting.plans.due import DAYS, When

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,59}")
_CRON_LONGEST = 990
_ENGLISH = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_HOURLY = "      <Repetition><Interval>PT1H</Interval></Repetition>\n"
_TASK = """<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>policylib reports {name}</Description>
  </RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
{again}      <StartBoundary>{start}</StartBoundary>
      <Enabled>true</Enabled>
{days}
    </CalendarTrigger>
  </Triggers>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
  </Settings>
  <Actions>
    <Exec>
      <Command>{program}</Command>
      <Arguments>{arguments}</Arguments>
      <WorkingDirectory>{folder}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""
_WORKFLOW = """name: {title}
on:
  workflow_dispatch:
  schedule:
    - cron: {line}
concurrency:
  group: {group}
  cancel-in-progress: false
permissions:
  contents: read
jobs:
  reports:
    runs-on: ubuntu-latest
    timeout-minutes: 120
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.11"
      - run: make install
      - uses: actions/cache@v4
        with:
          path: {reports}
          key: {key}
          restore-keys: {former}
      - run: {run}
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: {group}
          path: {reports}
"""


@dataclass(frozen=True)
class Order:
    """What is to be called, where, when, under which name.

    ``command`` is a list of words whose first is the program; ``folder`` is where it is called;
    ``if_due`` are words added where the other program calls more often than the rule says.
    """

    name: str
    command: Sequence[str]
    folder: PurePath
    when: When
    if_due: Sequence[str] = ("--if-due",)

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise UsageError(
                message(f"{self.name[:80]!r} is no name", expected="letters, digits and hyphens")
            )
        if isinstance(self.command, str) or not self.command:
            raise UsageError(message("the command of a schedule is a list of words"))
        for word in (*self.command, str(self.folder), *self.if_due):
            if not word.isprintable():
                raise UsageError(
                    message(
                        f"{word!r} cannot stand in a schedule", expected="one line, no tabs in it"
                    )
                )


def systemd(order: Order) -> dict[str, str]:
    """Return the files ``<name>.service`` and ``<name>.timer``, by name."""
    words = [_systemd(w) for w in order.command]
    if "$" in order.command[0]:  # variables are not undone in the program's own name
        words.insert(0, "/usr/bin/env")
    rule = order.when
    days = "" if rule.weekday is None else f"{DAYS[rule.weekday]} "
    date = "*-*-*" if rule.day is None else f"*-*-{rule.day:02}"
    hour = "*" if rule.hour is None else f"{rule.hour:02}"
    service = (
        f"[Unit]\nDescription=policylib reports {order.name}\n\n"
        "[Service]\nType=oneshot\n"
        f"WorkingDirectory={_systemd_path(order.folder)}\n"
        f"ExecStart={' '.join(words)}\n"
    )
    timer = (
        f"[Unit]\nDescription=When to make policylib reports {order.name}\n\n"
        "[Timer]\n"
        f"OnCalendar={days}{date} {hour}:{rule.minute:02}:00 {rule.zone}\n"
        "Persistent=true\n\n"
        "[Install]\nWantedBy=timers.target\n"
    )
    return {f"{order.name}.service": service, f"{order.name}.timer": timer}


def _systemd(word: str) -> str:
    for plain, written in (("\\", "\\\\"), ('"', '\\"'), ("%", "%%"), ("$", "$$")):
        word = word.replace(plain, written)
    return f'"{word}"'


def _systemd_path(folder: PurePath) -> str:
    text = str(folder)
    if text != text.strip() or text.endswith("\\"):
        raise UsageError(
            message(
                f"systemd cannot read the folder name {text!r}",
                expected="no space or backslash at its end",
            )
        )
    return text.replace("%", "%%")


def cron(order: Order) -> str:
    """Return one line of a crontab: asks every hour whether a run is due, so that none is missed.

    Raises
    ------
    UsageError
        If the line is longer than cron reads.
    """
    call = shlex.join([*order.command, *order.if_due])
    text = f"cd {shlex.quote(str(order.folder))} && {call}"
    # Cron reads "\%" as a percent sign; a backslash of ours before it must not be taken for that.
    text = text.replace("\\%", "\\''%").replace("%", "\\%")
    line = f"{order.when.minute} * * * * {text}\n"
    if len(line.encode()) > _CRON_LONGEST:
        raise UsageError(
            message(
                "the line is longer than cron reads",
                expected=f"{_CRON_LONGEST} bytes at most",
                way_out="Put the command in a file, or use a systemd timer.",
            )
        )
    return line


def windows(order: Order) -> tuple[str, str]:
    """Return a task as XML (to be saved as UTF-16) and the command that registers it."""
    program, arguments = order.command[0], subprocess.list2cmdline(order.command[1:])
    rule = order.when
    start = dt.datetime(
        2025, 1, 1, rule.hour or 0, rule.minute, tzinfo=zoneinfo.ZoneInfo(rule.zone)
    )
    text = _TASK.format(
        name=escape(order.name),
        start=start.isoformat(),
        again=_HOURLY if rule.hour is None else "",
        days=_windows_days(rule),
        program=escape(program),
        arguments=escape(arguments),
        folder=escape(str(order.folder)),
    )
    return text, f'schtasks /Create /TN "policylib {order.name}" /XML "{order.name}.xml"'


def _windows_days(rule: When) -> str:
    if rule.weekday is not None:
        days = f"<WeeksInterval>1</WeeksInterval><DaysOfWeek><{_ENGLISH[rule.weekday]} />"
        return f"      <ScheduleByWeek>{days}</DaysOfWeek></ScheduleByWeek>"
    if rule.day is not None:
        months = "".join(f"<{m} />" for m in _MONTHS)
        days = f"<DaysOfMonth><Day>{rule.day}</Day></DaysOfMonth><Months>{months}</Months>"
        return f"      <ScheduleByMonth>{days}</ScheduleByMonth>"
    return "      <ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay>"


def workflow(order: Order, *, reports: str) -> str:
    """Return a workflow for CI: its clock is UTC, so the rule is put into UTC as of January.

    Parameters
    ----------
    reports : str
        Folder of reports within the repository; it is carried from run to run and kept.
    """
    if found := [w for w in (*order.command, reports) if "${{" in w]:
        raise UsageError(message(f"{found[0]!r} would be read as a formula by the workflow"))
    line, guard = _utc(order.when)
    call = shlex.join(order.command)
    run = f"if {guard}; then {call}; fi" if guard else call
    group = f"reports-{order.name}"
    return _WORKFLOW.format(
        title=_yaml(f"reports {order.name}"),
        line=_yaml(line),
        group=_yaml(group),
        key=_yaml(group + "-${{ github.run_id }}"),
        former=_yaml(f"{group}-"),
        run=_yaml(run),
        reports=_yaml(reports),
    )


def _utc(rule: When) -> tuple[str, str]:
    """Return the cron line in UTC, and a test for the local day where UTC's is another month's."""
    here = zoneinfo.ZoneInfo(rule.zone)
    there = dt.datetime(2025, 1, 15, rule.hour or 0, rule.minute, tzinfo=here).astimezone(dt.UTC)
    if rule.hour is None:
        return f"{there.minute} * * * *", ""
    shift = there.day - 15
    time = f"{there.minute} {there.hour}"
    if rule.weekday is not None:
        return f"{time} * * {(rule.weekday + 1 + shift) % 7}", ""
    if rule.day is None:
        return f"{time} * * *", ""
    if rule.day + shift >= 1:
        return f"{time} {rule.day + shift} * *", ""
    return f"{time} 28-31 * *", f'[ "$(TZ={rule.zone} date +%d)" = {rule.day:02} ]'


def _yaml(text: str) -> str:
    """A YAML text in single quotes, in which only the quote itself has a meaning."""
    return "'" + text.replace("'", "''") + "'"
