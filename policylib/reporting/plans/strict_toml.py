"""TOML in which every key is known and every value of its type."""

from __future__ import annotations

import datetime as dt
import math
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from policylib.errors import UsageError, closest, message

LARGEST_BYTES = 1_000_000


def load(path: Path) -> dict:
    """Read a TOML file.

    Raises
    ------
    UsageError
        If there is no such file, or it is no TOML; names the line.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
        if len(content) > LARGEST_BYTES:
            raise ValueError("it is larger than a megabyte")
        return tomllib.loads(content.decode("utf-8"))
    except FileNotFoundError:
        raise UsageError(
            message(f"there is no plan '{path.name}'", way_out="Name a file that exists.")
        ) from None
    except (ValueError, RecursionError) as error:
        reason = "it is not in UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
        raise UsageError(
            message(
                f"{path.name} is no readable plan: {reason.splitlines()[0][:100]}",
                way_out="Mend that line.",
            )
        ) from None


class Table:
    """One table of a file: its keys are asked for by type, and no other may be there.

    Parameters
    ----------
    where : str
        What the table is called in messages, such as ``reports.toml, [limits]``.
    """

    def __init__(self, content: object, *, where: str, known: Iterable[str]) -> None:
        if not isinstance(content, dict):
            raise UsageError(message("this is no table", where=where, expected="keys and values"))
        self.content, self.where, self.known = content, where, tuple(known)
        for name in content:
            if name not in self.known:
                raise UsageError(
                    message(
                        f"'{name}' is no key of a plan here",
                        where=where,
                        way_out=closest(name, self.known),
                    )
                )

    def __contains__(self, name: str) -> bool:
        return name in self.content

    def wrong(self, name: str, expected: str) -> UsageError:
        """Build the error of a key whose value is of another kind."""
        return UsageError(message(f"'{name}' is off", where=self.where, expected=expected))

    def text(self, name: str, default: str = "") -> str:
        """Return a text that is not empty, or the default where the key is missing."""
        if name not in self:
            return default
        value = self.content[name]
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(name, "a text in quotes")
        return value

    def texts(self, name: str) -> tuple[str, ...] | None:
        """Return texts none of which stands twice; None where the key is missing."""
        if name not in self:
            return None
        found = self._list(name, "texts in quotes", lambda v: isinstance(v, str) and bool(v))
        self.refuse_twice(name, found)
        return tuple(found)

    def days(self, name: str) -> tuple[str, ...] | None:
        """Return days as written, as texts or as dates of TOML; None where the key is missing."""
        if name not in self:
            return None
        found = self._list(name, "days written year-month-day", _is_day)
        days = tuple(map(str, found))
        self.refuse_twice(name, days)
        return days

    def words(self, name: str) -> tuple[str, ...]:
        """Return the words of a command, in which a word may stand twice."""
        if name not in self:
            return ()
        return tuple(self._list(name, "words in quotes", lambda v: isinstance(v, str)))

    def number(self, name: str, *, whole: bool = False) -> float | None:
        """Return a number above 0; None where the key is missing."""
        if name not in self:
            return None
        value = self.content[name]
        fits = isinstance(value, int if whole else int | float) and not isinstance(value, bool)
        if not fits or not math.isfinite(value) or value <= 0:
            raise self.wrong(name, f"a{' whole' if whole else ''} number above 0")
        return value

    def refuse_twice(self, name: str, found: Iterable[str]) -> None:
        """Raise UsageError naming the first that stands twice."""
        seen: set[str] = set()
        for value in found:
            if value in seen:
                raise UsageError(
                    message(
                        f"'{value}' stands twice in '{name}'",
                        where=self.where,
                        way_out="Keep one.",
                    )
                )
            seen.add(value)

    def _list(self, name: str, expected: str, fits) -> list:
        value = self.content[name]
        if not isinstance(value, list) or not value or not all(map(fits, value)):
            raise self.wrong(name, f'a list of {expected}, such as ["…"]')
        return value


def _is_day(value: object) -> bool:
    is_date = isinstance(value, dt.date) and not isinstance(value, dt.datetime)
    return is_date or isinstance(value, str)


def tables(content: Mapping[str, object], name: str, *, where: str) -> list[object]:
    """Return the tables written ``[[name]]``; none is an error."""
    found = content.get(name)
    if not isinstance(found, list) or not found:
        raise UsageError(
            message(f"the plan has no [[{name}]]", where=where, expected="one at least")
        )
    return found
