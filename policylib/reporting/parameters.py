"""What the caller asked for, compared with the notebook's own parameters."""

from __future__ import annotations

from collections.abc import Callable

from policylib.days import parse_day
from policylib.errors import UsageError, closest, message
from policylib.reporting.notebooks import Notebook, Parameter


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


def checked(notebook: Notebook, asked: dict[str, str]) -> dict[str, object]:
    """Return the values in the types of the notebook's defaults.

    Raises
    ------
    UsageError
        If a name is not the notebook's own (names the closest) or a value has another type.
    """
    values = {}
    for name, text in asked.items():
        if name not in notebook.parameters:
            raise UsageError(
                message(
                    f"{notebook.name} has no parameter '{name}'",
                    way_out=closest(name, notebook.parameters),
                )
            )
        values[name] = _typed(notebook, notebook.parameters[name], text)
    return values


def _typed(notebook: Notebook, parameter: Parameter, text: str) -> object:
    read, expected = _reader(parameter.default)
    try:
        return read(text)
    except ValueError:
        raise UsageError(
            message(
                f"{notebook.name}: '{text}' is no value for '{parameter.name}'",
                expected=f"{expected}, such as {parameter.default}",
                way_out=parameter.comment,
            )
        ) from None


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
