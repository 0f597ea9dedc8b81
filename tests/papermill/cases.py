"""Papermill's own notebooks, what its tests do with each, and where we mean to differ.

The notebooks lie unchanged in ``notebooks`` with papermill's licence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent / "notebooks"


@dataclass(frozen=True)
class Case:
    """One run of one notebook.

    Attributes
    ----------
    differs : str
        Why our outcome is meant to be another; "" where it must be the same.
    reason : str
        What our engine must say, where it differs.
    beside : mapping of str to str
        Files that its test lays where it runs.
    seconds : float or None
        Limit of a cell, where it must pass one.
    is_ended : bool
        Whether what was interrupted there is ended here, so that it shows no error.
    """

    name: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    differs: str = ""
    reason: str = ""
    beside: Mapping[str, str] = field(default_factory=dict)
    seconds: float | None = None
    is_ended: bool = False


_EXIT = "a notebook that ends its process early did not show all that it should"
_ENDED = "past its limit ours ends the kernel, papermill's interrupts it and shows that error"
CASES = (
    Case("blank-vscode", {"var": "It works"}),
    Case("broken"),
    Case("broken1"),
    Case("broken2"),
    Case("complex_parameters"),
    Case("gcs-simple_notebook"),
    Case("keyboard_interrupt", seconds=2, differs=_ENDED, is_ended=True),
    Case("line_magic_error"),
    Case("nb_version_4.4", {"var": "It works"}),
    Case("no_parameters", {"msg": "Hello"}),
    Case("read_check", beside={"check.txt": "exists"}),
    Case("read_check"),
    Case("report_mode_test", {"a": 0}),
    Case("result_no_exec"),
    Case("s3-simple_notebook"),
    Case("simple_execute"),
    Case("simple_execute", {"msg": "Hello"}),
    Case("simple_execute", {"msg": '"Hello"'}),
    Case("simple_execute", {"foo": r"do\ not\ crash"}),
    Case("simple_execute", {"foo": r"bar=\"baz\""}),
    Case("simple_execute", {"foo": r'\\"bar\\"'}),
    Case("sysexit", differs=_EXIT, reason="exit_called"),
    Case("sysexit0", differs=_EXIT, reason="exit_called"),
    Case("sysexit1", differs="both fail; ours names the exit", reason="exit_called"),
    Case("systemexit", differs=_EXIT, reason="exit_called"),
    Case("test_autosave"),
    Case("test_logging"),
    Case("test_notebooknode_io"),
)
#: Not run, and why.
LEFT_OUT = {
    "binder": "it needs papermill's own repository beside it and a shell",
    "notimplemented_translator": "it needs the language R",
}
