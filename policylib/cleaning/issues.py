"""The issue log: what to ask the sender, one row an issue, nothing personal in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd

from policylib.cleaning.masks import shape, shown
from policylib.cleaning.rules import RULES

COLUMNS = ("sheet", "row", "column", "rule", "severity", "value", "detail")


@dataclass
class IssueLog:
    """Collects the issues of one sheet."""

    sheet: str
    frames: list[pd.DataFrame] = field(default_factory=list)

    def add(
        self,
        rule: str,
        rows: pd.Index,
        *,
        column: str = "",
        values=None,
        mask: Callable = shape,
        detail="",
    ) -> None:
        """Add one issue a row.

        Parameters
        ----------
        rule : str
            Key of `rules.RULES`.
        rows : pandas.Index
            Rows as the sheet counts them; 0 for the sheet as a whole.
        values : pandas.Series or sequence of str, optional
            The cells; kept only as ``mask`` shows them.
        """
        if not len(rows):
            return
        texts = (
            pd.Series([""] * len(rows)) if values is None else pd.Series(list(values), dtype="str")
        )
        masks = {text: mask(text) for text in texts.unique()}
        self.frames.append(
            pd.DataFrame(
                {
                    "sheet": shown(self.sheet),
                    "row": list(rows),
                    "column": shown(column),
                    "rule": rule,
                    "severity": RULES[rule].severity,
                    "value": texts.map(masks),
                    "detail": detail,
                }
            )
        )

    def add_column(
        self,
        rules: pd.Series,
        *,
        column: str,
        values: pd.Series | None = None,
        mask: Callable = shape,
    ) -> None:
        """Add an issue for every row whose rule is not ''; all three are indexed by row."""
        broken = rules[rules != ""]
        for rule, rows in broken.groupby(broken).groups.items():
            cells = None if values is None else values.loc[rows]
            self.add(rule, rows, column=column, values=cells, mask=mask)

    @property
    def table(self) -> pd.DataFrame:
        """All issues in the order of rows."""
        if not self.frames:
            return pd.DataFrame({c: pd.Series(dtype="str") for c in COLUMNS}).astype(
                {"row": "int64"}
            )
        return pd.concat(self.frames, ignore_index=True).sort_values("row", kind="stable")
