"""Names and codes of villages and districts to the register: found, or refused; never guessed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

import pandas as pd

from policylib.cleaning.areas import Areas
from policylib.cleaning.cells import ParsedColumn, UnreadableCellError, read_column
from policylib.cleaning.folding import folded, refuse
from policylib.cleaning.plain_names import letters_of, plain_name, readings
from policylib.regions import Register

__all__ = ["AreaMatcher", "plain_name"]

_BETWEEN = "\x1f"
_DOTTED = re.compile(r"([0-9]{2})[. \-]([0-9]{2})[. \-]([0-9]{2})[. \-]([0-9]{4})")
_UNDOTTED = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{4})(?:[.,]0)?")
_DISTRICT = re.compile(r"([0-9]{2})[. \-]?([0-9]{2})[. \-]?([0-9]{2})(?:[.,]0)?")


class AreaMatcher:
    """Finds the villages and districts of one regency on one day.

    Parameters
    ----------
    register : Register
    regency : str
        Code such as '32.16'.
    on : datetime.date
        The day whose villages are meant.

    Attributes
    ----------
    districts : frozenset of str
        Codes of all districts that the register knows, other regencies' and former ones too.
    """

    def __init__(self, register: Register, *, regency: str, on: dt.date) -> None:
        self.districts = frozenset(
            r.code for r in register.regions.values() if r.level == "district"
        )
        rules = ("unknown_area", "ambiguous_area")
        self._villages = Areas(register, regency, "village", on, rules)
        self._districts = Areas(register, regency, "district", on, ("unknown_district",) * 2)

    def one_district(self, text: str) -> str:
        """Return the code of the district that a text names or is the code of.

        Raises
        ------
        UnreadableCellError
            unknown_district, also where more than one may be meant.
        """
        return self._district(text)[0]

    def one_village(self, name: str, district: str | None = None) -> str:
        """Return the code of the village with this name, if it is told within its district.

        Raises
        ------
        UnreadableCellError
            unknown_area or ambiguous_area.
        """
        return self._villages.find(name, district or "")[0]

    def match_districts(self, cells: pd.Series) -> ParsedColumn:
        """Return the code of the district that each cell names or gives the code of.

        Errors are unknown_district, warnings area_spelling and area_former; nothing is raised.

        Examples
        --------
        >>> from policylib import store
        >>> areas = AreaMatcher(store.register(), regency="32.16", on=dt.date(2025, 12, 31))
        >>> areas.match_districts(pd.Series(["Kec. Tambun Sel.", "32.16.01"])).values.tolist()
        ['32.16.06', '32.16.01']
        """
        return read_column(_texts(cells), self._district, dtype="str")

    def match_villages(
        self,
        names: pd.Series,
        *,
        codes: pd.Series | None = None,
        districts: pd.Series | None = None,
    ) -> ParsedColumn:
        """Return the code of the village that each row means.

        Parameters
        ----------
        names : pandas.Series of str
        codes : pandas.Series of str, optional
            As typed. Ten digits without dots may be a code of Statistics Indonesia: without a
            name they count only if all such codes of the column are codes of the register.
        districts : pandas.Series of str, optional
            Codes of districts, missing where not known; a village is never sought elsewhere.

        Examples
        --------
        >>> from policylib import store
        >>> areas = AreaMatcher(store.register(), regency="32.16", on=dt.date(2025, 12, 31))
        >>> read = areas.match_villages(pd.Series(["Ds. Segara Jaya", "Setya Asih", "Sukamaja"]))
        >>> read.values.tolist()
        ['32.16.01.2002', '32.16.01.1007', nan]
        >>> read.warnings.tolist(), read.errors.tolist()
        (['', 'area_spelling', ''], ['', '', 'ambiguous_area'])
        """
        names = _texts(names)
        codes, districts = (
            pd.Series("", index=names.index, dtype="str")
            if given is None
            else _texts(given).set_axis(names.index)
            for given in (codes, districts)
        )
        codes = codes.str.replace(_BETWEEN, " ", regex=False)
        keys = districts + _BETWEEN + codes + _BETWEEN + names
        coded = codes.str.strip() != ""
        keys = keys.where(coded | (names.str.strip() != ""), "")
        sure = self._are_of_the_register(keys[coded].unique())
        return read_column(keys, lambda key: self._village(key, sure), dtype="str")

    def _are_of_the_register(self, keys: Iterable[str]) -> bool:
        """Whether no code of a column is unknown to the register or belongs to another name."""
        for key in keys:
            try:
                self._village(key, sure=True)
            except UnreadableCellError as error:
                if error.rule in ("code_may_be_bps", "code_and_name_disagree"):
                    return False
        return True

    def _village(self, key: str, sure: bool) -> tuple[str, str]:
        district, code, name = key.split(_BETWEEN, 2)
        if not code.strip():
            return self._villages.find(name, district)
        found, warning, dotted = self._coded(code)
        refuse(not found.startswith(district), "code_and_name_disagree")
        if letters_of(name):
            spelling = self._agreeing(name, found)
            return found, warning or spelling
        refuse(not dotted and not sure, "code_may_be_bps")
        return found, warning

    def _coded(self, text: str) -> tuple[str, str, bool]:
        text = folded(text).lstrip("'")
        dotted = _DOTTED.fullmatch(text)
        written = dotted or _UNDOTTED.fullmatch(text)
        refuse(written is None, "unknown_area")
        code = ".".join(written.groups())
        refuse(not dotted and code not in self._villages.known, "code_may_be_bps")
        return *self._villages.coded(code), bool(dotted)

    def _agreeing(self, name: str, code: str) -> str:
        """Return the warning for a name beside a code; refuse one that is not the code's."""
        words, district = readings(name), code.rpartition(".")[0]
        exact = self._villages.exact(words, district)
        if code in exact:
            return ""
        refuse(bool(exact or self._villages.exact(words)), "code_and_name_disagree")
        named, warning = self._villages.find(name, district)
        refuse(named != code, "code_and_name_disagree")
        return warning

    def _district(self, text: str) -> tuple[str, str]:
        code = _DISTRICT.fullmatch(folded(text).lstrip("'"))
        return (
            self._districts.coded(".".join(code.groups())) if code else self._districts.find(text)
        )


def _texts(cells: pd.Series) -> pd.Series:
    return cells.astype("str").fillna("")
