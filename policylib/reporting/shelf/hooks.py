"""One call when reports begin to fail and one when they are well again."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import signal
import subprocess
import sys
import urllib.parse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from policylib.errors import RunError, UsageError, message
from policylib.reporting.shelf import outcome as outcomes
from policylib.reporting.shelf.outcome import Outcome

FAILURE, RECOVERY = "failure", "recovery"
LOOK = "outcome.json and journal.jsonl in the folder of reports"


@dataclass(frozen=True)
class Hook:
    """A command (its words, no shell) or a web address that takes JSON by POST."""

    command: Sequence[str] = ()
    webhook: str = ""
    seconds: float = 30.0

    def __post_init__(self) -> None:
        if bool(self.command) == bool(self.webhook):
            raise UsageError(message("a hook is a command or a webhook", expected="one of the two"))
        if isinstance(self.command, str) or any("\0" in w for w in self.command):
            raise UsageError(message("the command of a hook is a list of words"))
        _address(self.webhook)


def _address(webhook: str) -> None:
    try:
        parts = urllib.parse.urlsplit(webhook)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_web = False
    if webhook and (not is_web or not webhook.isascii() or any(c.isspace() for c in webhook)):
        raise UsageError(
            message("the webhook is no address", expected="http://… or https://… with a host")
        )


def due(former: Outcome | None, present: Outcome) -> str:
    """Return "failure", "recovery" or "": once for each row of failures, whatever their reasons."""
    alerted = former is not None and former.alerted
    if present.is_good:
        return RECOVERY if alerted else ""
    return "" if alerted else FAILURE


def conclude(
    reports: Path, present: Outcome, *, hook: Hook | None, former: Outcome | None
) -> list[str]:
    """Write the outcome and call the hook if it is due; return what is to be said of it.

    The outcome is written before the call and the call is remembered after it, so that a process
    killed between them calls twice rather than never. A hook that fails is called again by the next
    run that has cause.

    Parameters
    ----------
    former : Outcome, optional
        What ``outcome.read`` said before this run.
    """
    what = due(former, present)
    alerted = former is not None and former.alerted
    said = _kept(reports, dataclasses.replace(present, alerted=alerted), former)
    if not what or hook is None:
        return said
    if complaint := call(hook, what, present):
        return [*said, complaint]
    return said or _kept(reports, dataclasses.replace(present, alerted=what == FAILURE), former)


def _kept(reports: Path, present: Outcome, former: Outcome | None) -> list[str]:
    """Write the outcome; a disk that refuses it is said, and the hook is called all the same."""
    try:
        outcomes.write(reports, present, former=former)
    except RunError as error:
        return [f"{outcomes.FILE} was not written. {error}"]
    return []


def call(hook: Hook, what: str, present: Outcome) -> str:
    """Call a hook; return "" or, in one sentence, why it did not take the message."""
    about = {
        "what": what,
        "run": present.run,
        "outcome": present.outcome,
        "reason": present.reason,
        "job": present.job,
        "cell": present.cell,
        "text": present.text,
        "at": present.at,
        "look": LOOK,
    }
    failed = _command(hook, about) if hook.command else _post(hook, about)
    if not failed:
        return ""
    return message(
        f"the hook was not told of the {what}: {failed}", way_out="The run ended as it is said."
    )


def _command(hook: Hook, about: dict) -> str:
    named = {
        f"POLICYLIB_HOOK_{k.upper()}": "" if v is None else str(v)[:2_000] for k, v in about.items()
    }
    try:
        process = subprocess.Popen(
            list(hook.command),
            stdin=subprocess.PIPE,
            stdout=_said(),
            stderr=_said(),
            env=os.environ | named,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        return f"'{Path(hook.command[0]).name}' does not start ({type(error).__name__})"
    try:
        process.communicate(json.dumps(about).encode() + b"\n", timeout=hook.seconds)
    except subprocess.TimeoutExpired:
        return f"'{Path(hook.command[0]).name}' took more than {hook.seconds:g} seconds"
    finally:
        _ended(process)
    status = process.returncode
    return f"'{Path(hook.command[0]).name}' ended with {status}" if status else ""


def _said() -> int:
    """What a hook prints goes where our own complaints go."""
    try:
        return sys.stderr.fileno()
    except (AttributeError, OSError, ValueError):
        return subprocess.DEVNULL


def _ended(process: subprocess.Popen) -> None:
    if process.poll() is None:
        with contextlib.suppress(OSError):
            if os.name == "nt":
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _post(hook: Hook, about: dict) -> str:
    from policylib.reporting.shelf import webhook  # brings a tenth of a second, seldom needed

    return webhook.post(hook.webhook, about, seconds=hook.seconds)
