"""The law as it is asked: by name and day, as enacted or as a scenario changes it."""

from __future__ import annotations

import datetime as dt
import functools
import warnings
from collections.abc import Mapping
from types import MappingProxyType

from policylib.errors import LawError, LawWarning, closest, message
from policylib.law.model import InForce, LawItem, LawValue, in_force
from policylib.law.read import items

#: A value asked for later than this after it was checked may have been changed since.
CHECK_HOLDS = dt.timedelta(days=365)


class Rules:
    """A set of law items; `enacted` is the law, `changed` a reform of it.

    Parameters
    ----------
    held : mapping of str to LawItem
    scenarios : mapping of str to str, optional
        Names of changed items, with the id of the scenario that changed each.
    strict : bool
        Whether a value asked for more than a year after its check is an error, not a warning.
    """

    def __init__(
        self,
        held: Mapping[str, LawItem],
        *,
        scenarios: Mapping[str, str] | None = None,
        strict: bool = False,
    ) -> None:
        self.items = MappingProxyType(dict(held))
        self._scenarios = dict(scenarios or {})
        self.strict = strict

    def value(self, name: str, *, on: dt.date) -> InForce:
        """Return a law value in force on a day.

        Raises
        ------
        LawError
            If the name is unknown, no value covers the day, or the law of the day is not modelled:
            never a silent zero.
        """
        if name not in self.items:
            raise LawError(message(f"no law value '{name}'", way_out=closest(name, self.items)))
        item = self.items[name]
        entry = next((e for e in item.values if e.covers(on)), None)
        if entry is None:
            raise _outside(name, item, on)
        if entry.status == "not modelled":
            raise LawError(
                message(
                    f"'{name}' on {on} is not modelled: {entry.note}",
                    way_out="Choose another day, or work the amount out by hand from the law.",
                )
            )
        self._check_age(name, entry, on)
        return in_force(name, item, entry, on, self._scenarios.get(name, ""))

    def changed(self, name: str, value: LawValue, *, scenario: str) -> Rules:
        """Return these rules with one value replaced from its first to its last day."""
        if name not in self.items:
            raise LawError(message(f"no law value '{name}'", way_out=closest(name, self.items)))
        item = self.items[name]
        kept = [part for entry in item.values for part in _around(entry, value)]
        values = tuple(sorted([*kept, value], key=lambda v: v.from_))
        held = {
            **self.items,
            name: LawItem(description=item.description, unit=item.unit, values=values),
        }
        marks = {**self._scenarios, name: scenario}
        return Rules(held, scenarios=marks, strict=self.strict)

    def as_strict(self) -> Rules:
        """Return these rules refusing values that were checked too long ago."""
        return Rules(self.items, scenarios=self._scenarios, strict=True)

    def _check_age(self, name: str, entry: LawValue, on: dt.date) -> None:
        if on <= entry.checked_on + CHECK_HOLDS:
            return
        said = message(
            f"'{name}' was last checked on {entry.checked_on}, more than a year before {on}",
            way_out="Check the value against the law and renew checked_on.",
        )
        if self.strict:
            raise LawError(said)
        warnings.warn(LawWarning(said), stacklevel=4)


def _outside(name: str, item: LawItem, on: dt.date) -> LawError:
    first, last = item.values[0].from_, item.values[-1].to
    return LawError(
        message(
            f"'{name}' has no value on {on}",
            expected=f"a day from {first} to {last or 'now'}",
            way_out="Choose a period inside, or enter the value with its reference.",
        )
    )


def _around(entry: LawValue, new: LawValue) -> list[LawValue]:
    """What is left of an entry before and after a new one."""
    day, left = dt.timedelta(days=1), []
    if entry.from_ < new.from_:
        ends = new.from_ - day if entry.to is None else min(entry.to, new.from_ - day)
        left.append(entry.model_copy(update={"to": ends}))
    if new.to is not None and (entry.to is None or entry.to > new.to):
        left.append(entry.model_copy(update={"from_": max(entry.from_, new.to + day)}))
    return left


@functools.cache
def enacted() -> Rules:
    """Return the law as this library ships it."""
    return Rules(items())


def value(name: str, *, on: dt.date) -> InForce:
    """Return a value of the enacted law in force on a day; see `Rules.value`."""
    return enacted().value(name, on=on)
