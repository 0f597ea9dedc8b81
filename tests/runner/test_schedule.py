"""Schedules: read back by the programs, or by the rules, that will read them."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
import zoneinfo
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
import yaml

from policylib.errors import UsageError
from policylib.reporting.plans import schedule
from policylib.reporting.plans.due import is_due, when
from policylib.reporting.plans.schedule import Order

ZONE = "Asia/Jakarta"
WORDS = [
    *("report", "--plan", "laporan bulan 'ini' \"besar\" 📊.toml", "100%", "%d", "$HOME", "${x}"),
    *("a\\%b", "\\", "\\\\%", "`id`", "$(id)", "", "-p", "x=1;rm", "*", "#", "a\\", '"', "'"),
]
RULES = (
    "hourly 00:30",
    "daily 06:00",
    "weekly Mon 06:00",
    "weekly Sun 23:59",
    "monthly 1 06:00",
    "monthly 28 00:00",
)


def order(
    rule="daily 06:00", folder="/srv/kantor 'desa' \"x\" 100% 📊", first="/bin/echo", zone=ZONE
):
    return Order("laporan", [first, *WORDS], PurePosixPath(folder), when(rule, zone=zone))


# ---- systemd


def analyze(*words):
    if not shutil.which("systemd-analyze"):
        pytest.skip("no systemd-analyze here")
    own = os.environ | {"TZ": "UTC"}
    return subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, env=own)


def systemd_words(line):
    """Undo the quoting of ExecStart as systemd.service(5) describes it."""
    words, word, inside, chars = [], None, False, iter(line)
    for char in chars:
        if char == "\\":
            word = (word or "") + next(chars)
        elif char == '"':
            inside, word = not inside, word or ""
        elif char == " " and not inside:
            words, word = [*words, *([] if word is None else [word])], None
        else:
            word = (word or "") + char
    words.append(word)
    return [w.replace("%%", "%").replace("$$", "$") for w in words]


def test_systemd_files_say_the_same_words():
    files = schedule.systemd(order())
    lines = dict(x.partition("=")[::2] for x in files["laporan.service"].splitlines() if "=" in x)
    assert systemd_words(lines["ExecStart"]) == ["/bin/echo", *WORDS]
    assert lines["WorkingDirectory"].replace("%%", "%") == str(order().folder)
    assert "Persistent=true" in files["laporan.timer"]


def test_a_program_with_a_dollar_in_its_name():
    text = schedule.systemd(order(first="/opt/a$b/python"))["laporan.service"]
    assert 'ExecStart=/usr/bin/env "/opt/a$$b/python"' in text


@pytest.mark.parametrize("rule", RULES)
def test_systemd_itself_accepts_the_files(tmp_path, rule):
    folder = tmp_path / "kantor 'desa' 100% 📊"
    folder.mkdir()
    for name, text in schedule.systemd(order(rule, folder=str(folder))).items():
        (tmp_path / name).write_text(text)
    done = analyze(
        "verify", "--man=no", *(str(tmp_path / f"laporan.{x}") for x in ("service", "timer"))
    )
    said = [x for x in done.stderr.splitlines() if "laporan" in x or str(tmp_path) in x]
    assert (done.returncode, said) == (0, []), done.stderr


@pytest.mark.parametrize("rule", RULES)
def test_systemd_would_start_when_the_rule_says(rule):
    timer = schedule.systemd(order(rule))["laporan.timer"]
    event = timer.partition("OnCalendar=")[2].splitlines()[0]
    done = analyze("calendar", "--base-time=2025-11-05 03:00:00 UTC", "--iterations=3", event)
    assert done.returncode == 0, done.stderr
    found = re.findall(r"(?:elapse|#\d|UTC\)): (\w{3} [-\d]+ [:\d]+) UTC", done.stdout)
    moments = [dt.datetime.strptime(x, "%a %Y-%m-%d %H:%M:%S") for x in found]
    assert len(moments) == 3
    for moment in moments:
        moment = moment.replace(tzinfo=dt.UTC)
        assert when(rule, zone=ZONE).last(moment) == moment


# ---- cron


def cron_command(line):
    """What cron hands to the shell: a percent sign ends it unless a backslash stands before."""
    text, escaped = [], False
    for char in line.rstrip("\n").split(" ", 5)[5]:
        if escaped and char == "%":
            text[-1] = char
            escaped = False
            continue
        if char == "%" and not escaped:
            break
        escaped = char == "\\" and not escaped
        text.append(char)
    return "".join(text)


def test_cron_gives_the_shell_the_same_words(tmp_path):
    folder = tmp_path / "kantor 'desa' 100% 📊"
    folder.mkdir()
    first = tmp_path / "my $python"
    source = "import json, os, sys; print(json.dumps([os.getcwd(), sys.argv[1:]]))"
    first.write_text(f"#!/bin/sh\nexec {shlex.quote(sys.executable)} -c '{source}' \"$@\"\n")
    first.chmod(0o755)
    line = schedule.cron(order(folder=str(folder), first=str(first)))
    assert line.startswith("0 * * * * ") and line.count("\n") == 1
    done = subprocess.run(["sh", "-c", cron_command(line)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [str(folder), [*WORDS, "--if-due"]]


def test_a_line_too_long_for_cron_is_refused():
    with pytest.raises(UsageError, match="longer than cron reads"):
        schedule.cron(order(folder="/" + "x" * 2_000))


# ---- Windows


def windows_words(text):
    """Undo the quoting of a command line as the C runtime of Windows describes it."""
    words, word, inside, at = [], None, False, 0
    while at < len(text):
        run = len(text[at:]) - len(text[at:].lstrip("\\"))
        follows = text[at + run : at + run + 1]
        if follows == '"':
            word = (word or "") + "\\" * (run // 2)
            if run % 2:
                word += '"'
            else:
                inside = not inside
            at += run + 1
        elif run:
            word, at = (word or "") + "\\" * run, at + run
        elif follows in " \t" and not inside:
            words, word, at = [*words, *([] if word is None else [word])], None, at + 1
        else:
            word, at = (word or "") + follows, at + 1
    return [*words, *([] if word is None else [word])]


@pytest.mark.parametrize("rule", RULES)
def test_a_windows_task_says_the_same_words(rule):
    folder = PureWindowsPath("C:\\Kantor & <Desa> 'x' 📊")
    program = "C:\\Program Files\\Python\\policylib.exe"
    made = Order("laporan", [program, *WORDS], folder, when(rule, zone=ZONE))
    text, command = schedule.windows(made)
    task = ET.fromstring(text.encode("utf-16"))
    space = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}

    def of(path):
        return task.find(f".//t:{path}", space).text

    assert of("Command") == program and of("WorkingDirectory") == str(folder)
    assert windows_words(of("Arguments")) == WORDS
    assert of("StartWhenAvailable") == "true" and of("MultipleInstancesPolicy") == "IgnoreNew"
    start = dt.datetime.fromisoformat(of("StartBoundary"))
    assert start.utcoffset() == dt.timedelta(hours=7)
    assert f"{start:%H:%M}" == rule[-5:]
    assert ("Repetition" in text) is rule.startswith("hourly")
    kind = {
        "hourly": "ScheduleByDay",
        "daily": "ScheduleByDay",
        "weekly": "ScheduleByWeek",
        "monthly": "ScheduleByMonth",
    }
    assert task.find(f".//t:{kind[rule.split()[0]]}", space) is not None
    assert command.startswith("schtasks /Create") and "laporan.xml" in command


# ---- CI


@pytest.mark.parametrize("rule", RULES)
def test_a_workflow_is_yaml_and_says_the_same_words(rule, tmp_path):
    made = Order(
        "laporan", ["echo", *(w for w in WORDS if w != "${x}")], Path(), when(rule, zone=ZONE)
    )
    text = schedule.workflow(made, reports="laporan 'x' 📊")
    flow = yaml.safe_load(text)
    steps = flow["jobs"]["reports"]["steps"]
    runs = [s["run"] for s in steps if "run" in s]
    assert runs[0] == "make install"
    assert shlex.join(made.command) in runs[1]
    assert subprocess.run(["bash", "-n", "-c", runs[1]]).returncode == 0
    assert {s["with"]["path"] for s in steps if "path" in s.get("with", {})} == {"laporan 'x' 📊"}


def cron_moments(line, start, days):
    """Moments of a cron line of numbers, stars and ranges, in UTC."""
    minute, hour, day, _, weekday = line.split()
    low, _, high = day.partition("-")
    for number in range(days):
        date = start.date() + dt.timedelta(days=number)
        if day != "*" and not int(low) <= date.day <= int(high or low):
            continue
        if weekday != "*" and int(weekday) != date.isoweekday() % 7:
            continue
        for at in range(24) if hour == "*" else [int(hour)]:
            yield dt.datetime.combine(date, dt.time(at, int(minute)), dt.UTC)


@pytest.mark.parametrize("zone", [ZONE, "Asia/Kolkata", "Asia/Jayapura", "UTC", "America/Bogota"])
@pytest.mark.parametrize("rule", [*RULES, "monthly 1 20:00", "weekly Sat 20:00"])
def test_a_workflow_runs_when_the_rule_says(rule, zone):
    text = schedule.workflow(Order("x", ["echo"], Path(), when(rule, zone=zone)), reports="r")
    flow = yaml.safe_load(text)
    line = flow[True]["schedule"][0]["cron"]  # YAML 1.1 reads the key "on" as true
    guard = flow["jobs"]["reports"]["steps"][-2]["run"]
    rules, start = when(rule, zone=zone), dt.datetime(2025, 11, 5, tzinfo=dt.UTC)
    moments = list(cron_moments(line, start, 400))
    if guard.startswith("if "):
        day = int(guard.partition(" = ")[2][:2])
        here = zoneinfo.ZoneInfo(zone)
        moments = [m for m in moments if m.astimezone(here).day == day]
    assert len(moments) >= 12
    assert all(rules.last(m) == m for m in moments)
    last = [rules.last(start + dt.timedelta(days=n, hours=23, minutes=59)) for n in range(30, 399)]
    assert {m.astimezone(dt.UTC) for m in last[35:]} <= set(moments)


# ---- what cannot be written, and what is due


@pytest.mark.parametrize("word", ["a\nb", "a\0b", "a\tb", "\x1b[0m", "\udcff"])
def test_words_that_no_schedule_can_hold_are_refused(word):
    with pytest.raises(UsageError, match="cannot stand in a schedule"):
        Order("x", ["echo", word], Path("/"), when("daily 06:00", zone=ZONE))
    with pytest.raises(UsageError, match="cannot stand in a schedule"):
        Order("x", ["echo"], Path(f"/{word}"), when("daily 06:00", zone=ZONE))


@pytest.mark.parametrize("name", ["", "../x", "a b", "a\n", "-x", "ü"])
def test_names_that_break_out_are_refused(name):
    with pytest.raises(UsageError):
        Order(name, ["echo"], Path("/"), when("daily 06:00", zone=ZONE))


def test_what_systemd_or_a_workflow_would_misread_is_refused():
    with pytest.raises(UsageError, match="systemd"):
        schedule.systemd(order(folder="/x\\"))
    made = Order("x", ["echo", "${{ secrets.X }}"], Path("/"), when("daily 06:00", zone=ZONE))
    with pytest.raises(UsageError, match="formula"):
        schedule.workflow(made, reports="r")


@pytest.mark.parametrize(
    "text",
    [
        *("", "daily", "daily 6:00", "daily 24:00", "weekly 06:00", "weekly Foo 06:00"),
        *(
            "monthly 0 06:00",
            "monthly 29 06:00",
            "monthly 06:00",
            "daily 06:00 x",
            "hourly",
            "hourly :30",
        ),
    ],
)
def test_what_is_no_schedule_is_refused(text):
    with pytest.raises(UsageError, match="is no schedule"):
        when(text, zone=ZONE)


@pytest.mark.parametrize("zone", ["", "Bekasi", "../../etc/passwd", "/etc/passwd", "Asia"])
def test_what_is_no_zone_is_refused(zone):
    with pytest.raises(UsageError, match="is no time zone"):
        when("daily 06:00", zone=zone)


def at(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=zoneinfo.ZoneInfo(ZONE))


@pytest.mark.parametrize(
    ("rule", "started", "now", "expected"),
    [
        ("hourly 00:30", "2025-11-05T06:30", "2025-11-05T07:29", False),
        ("hourly 00:30", "2025-11-05T06:29", "2025-11-05T07:29", True),
        ("daily 06:00", "2025-11-05T06:00", "2025-11-05T07:00", False),
        ("daily 06:00", "2025-11-04T06:00", "2025-11-05T05:59", False),
        ("daily 06:00", "2025-11-04T06:00", "2025-11-05T06:00", True),
        ("daily 06:00", "2025-10-01T06:00", "2025-11-05T09:13", True),  # many missed: one run
        ("weekly Mon 06:00", "2025-11-03T06:00", "2025-11-09T23:00", False),
        ("weekly Mon 06:00", "2025-11-03T05:59", "2025-11-09T23:00", True),
        ("monthly 1 06:00", "2025-11-01T06:01", "2025-12-01T05:00", False),
        ("monthly 1 06:00", "2025-11-01T06:01", "2025-12-01T06:00", True),
        ("daily 06:00", "2038-01-20T00:00", "2025-11-05T07:00", True),  # a clock was wrong
        ("daily 06:00", "2025-11-05T07:00", "2025-11-04T07:00", True),
    ],
)
def test_missed_runs_are_caught_up_once(rule, started, now, expected):
    rules, moment = when(rule, zone=ZONE), at(now)
    assert is_due(rules, started=at(started).isoformat(), now=moment) is expected
    assert not is_due(rules, started=moment.isoformat(), now=moment)


@pytest.mark.parametrize("started", ["", "yesterday", "9999-99-99"])
def test_without_a_last_run_it_is_due(started):
    assert is_due(when("daily 06:00", zone=ZONE), started=started, now=at("2025-11-05T07:00"))


def test_a_rule_holds_where_clocks_change():
    rules = when("daily 02:30", zone="Europe/Berlin")
    for hour in range(24 * 4):  # the night in which 02:30 comes twice, and the one without it
        for start in ("2025-10-25T00:00+00:00", "2025-03-29T00:00+00:00"):
            now = dt.datetime.fromisoformat(start) + dt.timedelta(hours=hour)
            last = rules.last(now)
            assert last <= now and now - last < dt.timedelta(hours=26)
