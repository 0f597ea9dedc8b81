"""What the caller asked for, compared with the notebook's own parameters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from policylib.days import parse_day
from policylib.errors import UsageError, closest, message
from policylib.reporting.plans.notebooks import Notebook, Parameter


def split(words: list[str]) -> dict[str, str]:
    """Read ``name=value`` words; the same name twice is refused."""
    found: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name:
            raise UsageError(message(f"'{word}' is no parameter", expected="name=value"))
        if name in found:
            raise UsageError(message(f"parameter '{name}' is given twice", way_out="Keep one."))
        found[name] = value
    return found


def differing(
    notebook: Notebook, asked: Mapping[str, object], *, known_on: str | None, written: bool
) -> dict[str, object]:
    """Return what a run is told beside the defaults: a value that is the default is not told.

    So the same work is the same work, however it was asked for.

    Parameters
    ----------
    asked : mapping of str to object
        Texts where they are ``written``, as on a command line; else values with their types.
    """
    values = (checked if written else fitting)(notebook, asked)
    if known_on is not None:
        values |= checked(notebook, {"known_on": known_on})
    return {n: v for n, v in values.items() if v != notebook.parameters[n].default}


def checked(notebook: Notebook, asked: Mapping[str, str]) -> dict[str, object]:
    """Return texts in the types of the notebook's defaults.

    Raises
    ------
    UsageError
        If a name is not the notebook's own (names the closest) or a value has another type.
    """
    return {n: _typed(notebook, _own(notebook, n), text) for n, text in asked.items()}


def fitting(notebook: Notebook, asked: Mapping[str, object]) -> dict[str, object]:
    """Return values that have a type, such as those of a plan, held against the defaults.

    Raises
    ------
    UsageError
        If a name is not the notebook's own (names the closest) or a value has another type.
    """
    found = {}
    for name, value in asked.items():
        parameter = _own(notebook, name)
        text = _written(parameter.default, value)
        found[name] = value if text is None else _typed(notebook, parameter, text)
        if text is None and type(value) is not type(parameter.default):
            raise _refused(notebook, parameter, value)
    return found


def _own(notebook: Notebook, name: str) -> Parameter:
    if name not in notebook.parameters:
        raise UsageError(
            message(
                f"{notebook.name} has no parameter '{name}'",
                way_out=closest(name, notebook.parameters),
            )
        )
    return notebook.parameters[name]


def _written(default: object, value: object) -> str | None:
    """Write a number or a day as the command line would, to be read as that; else None.

    A whole number stands for one with a decimal point, a date for a day.
    """
    if isinstance(value, bool) or isinstance(default, bool):
        return None
    if isinstance(value, int | float) and isinstance(default, int | float):
        return repr(value)
    if _is_day(default) and isinstance(value, dt.date | str):
        return str(value)
    return None


def _typed(notebook: Notebook, parameter: Parameter, text: str) -> object:
    read, _ = _reader(parameter.default)
    try:
        return read(text)
    except ValueError:
        raise _refused(notebook, parameter, text) from None


def _refused(notebook: Notebook, parameter: Parameter, value: object) -> UsageError:
    _, expected = _reader(parameter.default)
    return UsageError(
        message(
            f"{notebook.name}: '{value}' is no value for '{parameter.name}'",
            expected=f"{expected}, such as {parameter.default}",
            way_out=parameter.comment,
        )
    )


def _reader(default: object) -> tuple[Callable[[str], object], str]:
    if isinstance(default, bool):
        return _truth, "true or false"
    if isinstance(default, int):
        return int, "a whole number"
    if isinstance(default, float):
        return _finite, "a number with a decimal point"
    if _is_day(default):
        return _day, "a day written year-month-day"
    return str, "a text"


def _truth(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(text)
    return text == "true"


def _finite(text: str) -> float:
    value = float(text)
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError(text)
    return value


def _is_day(default: object) -> bool:
    try:
        return bool(parse_day(default))
    except UsageError:
        return False


def _day(text: str) -> str:
    try:
        return parse_day(text).isoformat()
    except UsageError:
        raise ValueError(text) from None
