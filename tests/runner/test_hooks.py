"""One call when reports begin to fail, one when they are well again; runs end as they end."""

from __future__ import annotations

import http.server
import json
import os
import sys
import threading
import time
from pathlib import Path

import pytest

from policylib.errors import RunError, UsageError
from policylib.reporting.shelf import disk, hooks, outcome
from policylib.reporting.shelf.hooks import Hook
from policylib.reporting.shelf.outcome import Outcome
from tests.runner.office import FULL, NOW, Fails, make

NIK = "3216995203900017"


def ended(how, reason="", text="", run="20250101T000000-1"):
    return Outcome(run, how, reason, NOW.isoformat(), NOW.isoformat(), "a", 3, text)


def command(path, more=""):
    """A hook that writes what it was told, a line a call."""
    source = (
        "import json, os, sys\n"
        "about = json.load(sys.stdin)\n"
        "about['env'] = {k: v for k, v in os.environ.items() if k.startswith('POLICYLIB_HOOK')}\n"
        f"open({str(path)!r}, 'a').write(json.dumps(about) + '\\n')\n{more}"
    )
    return Hook(command=[sys.executable, "-c", source])


def told(path):
    return [json.loads(x) for x in path.read_text().splitlines()] if path.exists() else []


def conclude(reports, how, reason="", hook=None, text=""):
    former = outcome.read(reports)
    return hooks.conclude(reports, ended(how, reason, text), hook=hook, former=former)


def test_once_on_failure_and_once_on_recovery(tmp_path):
    path = tmp_path / "told"
    for how, reason in (
        *(("published", ""), ("failed", "cell_error"), ("failed", "cell_error")),
        *(("failed", "disk_full"), ("interrupted", "terminated"), ("unchanged", "")),
        *(("published", ""), ("failed", "cell_error"), ("published", "")),
    ):
        assert conclude(tmp_path, how, reason, command(path)) == []
    assert [(x["what"], x["reason"]) for x in told(path)] == [
        ("failure", "cell_error"),
        ("recovery", ""),
        ("failure", "cell_error"),
        ("recovery", ""),
    ]


def test_what_failed_and_where_to_look_without_a_persons_number(tmp_path):
    path = tmp_path / "told 'x' 📊"
    text = f"row {NIK} \0 and 3216 9952 0390 0017: línea\n2 $(id) `id`"
    conclude(tmp_path, "failed", "cell_error", command(path), text)
    (about,) = told(path)
    assert about["job"] == "a" and about["cell"] == 3 and about["look"] == hooks.LOOK
    assert about["text"] == "row […]  and […]: línea\n2 $(id) `id`"
    assert about["env"]["POLICYLIB_HOOK_TEXT"] == about["text"]
    assert about["env"]["POLICYLIB_HOOK_WHAT"] == "failure"
    for written in (path, tmp_path / outcome.FILE):
        assert NIK not in written.read_text()


def test_a_hook_that_fails_is_said_and_called_again_with_the_next_cause(tmp_path):
    path = tmp_path / "told"
    bad = command(path, "sys.exit(3)")
    (said,) = conclude(tmp_path, "failed", "cell_error", bad)
    assert "ended with 3" in said and "failure" in said
    assert outcome.read(tmp_path).outcome == "failed"
    assert conclude(tmp_path, "failed", "cell_error", command(path)) == []
    assert conclude(tmp_path, "failed", "cell_error", command(path)) == []
    assert [x["what"] for x in told(path)] == ["failure", "failure"]


def test_no_hook_then_a_hook(tmp_path):
    path = tmp_path / "told"
    conclude(tmp_path, "failed", "cell_error")
    conclude(tmp_path, "published", hook=command(path))  # nobody was told of the failure
    assert told(path) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["/nowhere/program"], "'program' does not start"),
        (["/etc"], "does not start"),
        (["sleep", "100"], "took more than 0.3 seconds"),
        (["sh", "-c", "sleep 100 & sleep 100"], "took more than 0.3 seconds"),
        (["sh", "-c", "kill -9 $$"], "ended with -9"),
        (["true"], ""),  # reads nothing
    ],
)
def test_commands_that_do_not_start_or_end(tmp_path, words, said):
    hook = Hook(command=words, seconds=0.3)
    text = hooks.call(hook, "failure", ended("failed", "cell_error", "x" * 100_000))
    assert said in text and bool(said) == bool(text)


def test_a_hook_killed_for_its_time_leaves_no_child(tmp_path):
    path = tmp_path / "pid"
    hook = Hook(command=["sh", "-c", f"sleep 100 & echo $! > '{path}'; sleep 100"], seconds=0.5)
    hooks.call(hook, "failure", ended("failed", "cell_error"))
    pid = int(path.read_text())
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists() or state(pid) == "Z":
            return
        time.sleep(0.05)
    raise AssertionError("it lives")


def state(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:  # it has gone meanwhile
        return "Z"


@pytest.fixture
def server():
    """A local server that keeps what it is sent and answers as it is told."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            running.taken.append((self.path, self.headers["Content-Type"], json.loads(body)))
            if running.answer is None:
                time.sleep(1)
                return
            self.send_response(running.answer)
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST

        def log_message(self, *words):
            pass

    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.taken, running.answer, running.daemon_threads = [], 200, True
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    yield running
    running.shutdown()
    thread.join()
    running.server_close()


def address(server):
    return f"http://127.0.0.1:{server.server_port}/secret-token"


def test_a_webhook_is_sent_json(tmp_path, server, monkeypatch):
    monkeypatch.delenv("http_proxy", raising=False)
    hook = Hook(webhook=address(server), seconds=5)
    assert conclude(tmp_path, "failed", "cell_error", hook, "línea 📊") == []
    ((path, kind, about),) = server.taken
    assert (path, kind) == ("/secret-token", "application/json")
    assert about["what"] == "failure" and about["text"] == "línea 📊"


@pytest.mark.parametrize("answer", [301, 302, 307, 404, 500])
def test_an_answer_that_is_no_yes_is_said_and_nothing_is_followed(server, answer):
    server.answer = answer
    said = hooks.call(Hook(webhook=address(server), seconds=5), "failure", ended("unchanged"))
    assert f"answered {answer}" in said and "secret" not in said
    assert len(server.taken) == 1


def test_a_server_that_hangs_or_is_not_there(server):
    server.answer = None
    said = hooks.call(Hook(webhook=address(server), seconds=0.3), "failure", ended("unchanged"))
    assert "127.0.0.1" in said and "secret" not in said
    nobody = Hook(webhook="http://127.0.0.1:9/secret", seconds=1)
    said = hooks.call(nobody, "failure", ended("unchanged"))
    assert "was not reached" in said and "secret" not in said


@pytest.mark.parametrize(
    "words",
    [
        {},
        {"command": ["a"], "webhook": "http://x"},
        {"command": "rm -rf x"},
        {"command": ["a\0"]},
        *(
            {"webhook": w}
            for w in (
                *(
                    "file:///etc/passwd",
                    "ftp://x/",
                    "http://",
                    "//x",
                    "x",
                    "http://x\n/",
                    "http://[x",
                ),
                *("http://x:99999/", "http://a b/"),
            )
        ),
    ],
)
def test_what_is_no_hook_is_refused(words):
    with pytest.raises(UsageError):
        Hook(**words)


# ---- the outcome


def test_an_outcome_comes_back_with_the_one_before(tmp_path):
    assert outcome.read(tmp_path) is None
    first, second = ended("failed", "cell_error", "so"), ended("published")
    outcome.write(tmp_path, first, former=None)
    assert outcome.read(tmp_path) == first and outcome.former(tmp_path) is None
    outcome.write(tmp_path, second, former=first)
    assert outcome.read(tmp_path) == second and outcome.former(tmp_path) == first
    assert json.loads((tmp_path / outcome.FILE).read_text())["outcome"] == "published"


@pytest.mark.parametrize(
    "words", [("published", "cell_error"), ("failed", ""), ("done", ""), ("failed", "because")]
)
def test_words_outside_the_lists_are_refused(words):
    with pytest.raises(UsageError):
        ended(*words)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "3", '{"former": null}', "\0" * 300, "[" * 100_000]
)
def test_a_damaged_outcome_is_none(tmp_path, text):
    (tmp_path / outcome.FILE).write_text(text)
    assert outcome.read(tmp_path) is None
    assert make(tmp_path / "reports", {"a": b"1"}) == "published"


def test_an_outcome_that_the_disk_refuses_is_said_and_the_hook_is_called(tmp_path, monkeypatch):
    path = tmp_path / "told"
    monkeypatch.setattr(disk, "step", Fails(1, code=FULL, stays=True))
    said = conclude(tmp_path, "failed", "disk_full", command(path))
    assert len(told(path)) == 1
    assert said and "outcome.json was not written" in said[0]


def test_a_run_that_fails_tells_once(tmp_path, monkeypatch):
    reports, path = tmp_path / "reports", tmp_path / "told"
    make(reports, {"a": b"1"})
    for number in (1, 2):
        with monkeypatch.context() as patched:
            patched.setattr(disk, "copy", no_room)
            patched.setattr(disk, "link", no_room)
            with pytest.raises(RunError):
                make(reports, {"a": str(number).encode() * 9}, hook=command(path))
    make(reports, {"a": b"1"}, hook=command(path))
    assert [(x["what"], x["reason"]) for x in told(path)] == [
        ("failure", "disk_full"),
        ("recovery", ""),
    ]


def no_room(source, target):
    with disk.told(target):
        raise OSError(FULL, os.strerror(FULL))


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (disk.refused("disk_full", "so"), "disk_full"),
        (disk.refused("because", "so"), "internal_error"),
        (disk.refused("", "so"), "internal_error"),
        (UsageError("so"), "plan_wrong"),
        (KeyboardInterrupt(), "terminated"),
        (ZeroDivisionError(), "internal_error"),
    ],
)
def test_every_error_has_a_reason_of_the_list(error, reason):
    assert outcome.reason_of(error) == reason
    ended("failed", outcome.reason_of(error))
