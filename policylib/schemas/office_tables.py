"""What an office table holds: its columns, the headings offices write, and its contract.

One YAML file a table (``policylib/schemas/office/*.yaml``) is the single source of the reader of
headings, the form that is sent out, its code book and the contract of the cleaned table.
"""

from __future__ import annotations

import datetime as dt
import functools
import importlib.resources
from typing import Literal

import pandera.pandas as pa
import pydantic

from policylib.errors import DataError, UsageError, closest, message
from policylib.strict_yaml import load_mapping

#: Kinds of column that together say which village a row is about.
AREA_KINDS = ("district", "village", "village_code")
WHOLE_KINDS = ("count", "rupiah")
PERSONAL_KINDS = ("nik", "person")
#: Column of the cleaned table that stands for a person.
PSEUDONYM = "pseudonym"
_DTYPES = {
    "count": "Int64",
    "rupiah": "Int64",
    "share": "Float64",
    "date": "date32[pyarrow]",
}
_STRICT = pydantic.ConfigDict(extra="forbid", frozen=True)


class Words(pydantic.BaseModel):
    """A text in both languages."""

    model_config = _STRICT
    en: str
    id: str


class OfficeColumn(pydantic.BaseModel):
    """One column as offices write it.

    Attributes
    ----------
    headings : tuple of str
        Spellings of the heading; the form writes the first.
    choices : dict of str to tuple of str
        Value in the cleaned table to what offices write; the form offers the first.
    """

    model_config = _STRICT
    kind: Literal[
        "district",
        "village",
        "village_code",
        "count",
        "rupiah",
        "share",
        "date",
        "text",
        "choice",
        "nik",
        "person",
    ]
    headings: tuple[str, ...] = pydantic.Field(min_length=1)
    about: Words
    required: bool = False
    group: str = ""
    low: float | None = None
    high: float | None = None
    earliest: dt.date | None = None
    latest: dt.date | None = None
    choices: dict[str, tuple[str, ...]] = {}

    @property
    def personal(self) -> bool:
        """Whether a cell may say who somebody is."""
        return self.kind in PERSONAL_KINDS


class OfficeTable(pydantic.BaseModel):
    """One table that offices send.

    Attributes
    ----------
    key : tuple of str
        Columns of the cleaned table that tell its rows apart.
    region : str
        Code of the area that the form asks about, if it asks about one.
    """

    model_config = _STRICT
    name: str
    title: Words
    purpose: Words
    key: tuple[str, ...]
    region: str = ""
    groups: dict[str, Words] = {}
    columns: dict[str, OfficeColumn]

    @pydantic.model_validator(mode="after")
    def _names_fit(self) -> OfficeTable:
        outputs = {*self.outputs}
        if missing := [k for k in self.key if k not in outputs]:
            raise ValueError(f"key {missing} is no column of the cleaned table")
        for name, column in self.columns.items():
            if bool(column.choices) != (column.kind == "choice"):
                raise ValueError(f"{name}: choices belong to kind 'choice', and only there")
            if column.group not in ("", *self.groups):
                raise ValueError(f"{name}: group '{column.group}' has no title")
        return self

    @property
    def of_villages(self) -> bool:
        """Whether rows name villages, so that the cleaned table has the column ``code``."""
        return any(c.kind in ("village", "village_code") for c in self.columns.values())

    @property
    def personal(self) -> bool:
        """Whether rows are persons."""
        return any(c.personal for c in self.columns.values())

    @property
    def key_columns(self) -> tuple[str, ...]:
        """Columns of the file without which a row is about nothing."""
        kinds = {"code": AREA_KINDS[1:], PSEUDONYM: ("nik",)}
        return tuple(
            name
            for part in self.key
            for name, c in self.columns.items()
            if (c.kind in kinds[part] if part in kinds else name == part)
        )

    @property
    def kept(self) -> dict[str, OfficeColumn]:
        """Columns whose values stand in the cleaned table under their own name."""
        return {
            n: c for n, c in self.columns.items() if c.kind not in (*AREA_KINDS, "nik", "person")
        }

    @property
    def outputs(self) -> tuple[str, ...]:
        """Columns of the cleaned table: the village's code in place of its spellings, a
        pseudonym in place of the NIK, no name.
        """
        codes = ["code"] if self.of_villages else []
        return (*codes, *([PSEUDONYM] if self.personal else []), *self.kept)


def office_table(name: str) -> OfficeTable:
    """Return a table's description by its name; ``-`` and ``_`` are the same.

    Raises
    ------
    UsageError
        If there is no such table; names the closest.
    """
    known = _all()
    wanted = name.replace("-", "_")
    if wanted not in known:
        raise UsageError(message(f"no office table '{name}'", way_out=closest(wanted, known)))
    return known[wanted]


def office_tables() -> tuple[str, ...]:
    """Return the names of all office tables."""
    return tuple(_all())


@functools.cache
def _all() -> dict[str, OfficeTable]:
    folder = importlib.resources.files("policylib.schemas") / "office"
    found = {}
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        try:
            content = load_mapping(file.read_text(encoding="utf-8"))
            table = OfficeTable.model_validate(content)
        except ValueError as error:
            raise DataError(message(f"{file.name} cannot be read: {error}")) from None
        found[table.name] = table
    return found


def contract(table: OfficeTable) -> pa.DataFrameSchema:
    """Return the contract of the cleaned table, made from its description.

    The columns ``sheet`` and ``row`` say where each row stood in the file.
    """
    columns = {
        "sheet": pa.Column(str),
        "row": pa.Column("Int64", [pa.Check.ge(1)], coerce=True),
    }
    if table.of_villages:
        optional = "code" not in table.key
        code = pa.Check.str_matches(r"^\d\d\.\d\d\.\d\d\.\d{4}$")
        columns["code"] = pa.Column(str, [code], nullable=optional)
    if table.personal:
        columns[PSEUDONYM] = pa.Column(str, pa.Check.str_matches("^[0-9a-f]{32}$"))
    columns |= {name: _column(column) for name, column in table.kept.items()}
    return pa.DataFrameSchema(columns, strict=True, unique=list(table.key))


def dtype_of(column: OfficeColumn) -> str:
    """Return the type that a column has in the cleaned table; all of them hold missing values."""
    return _DTYPES.get(column.kind, "str")


def _column(column: OfficeColumn) -> pa.Column:
    if column.kind == "date":
        checks = _days(column)
    elif column.kind == "choice":
        checks = [pa.Check.isin(list(column.choices))]
    else:
        checks = [] if column.low is None else [pa.Check.ge(column.low)]
        checks += [] if column.high is None else [pa.Check.le(column.high)]
        checks += [pa.Check.ge(0)] if column.kind in (*WHOLE_KINDS, "share") else []
        checks += [pa.Check.le(1)] if column.kind == "share" else []
    return pa.Column(dtype_of(column), checks, nullable=not column.required)


def _days(column: OfficeColumn) -> list[pa.Check]:
    low = [pa.Check.ge(column.earliest)] if column.earliest else []
    return low + ([pa.Check.le(column.latest)] if column.latest else [])
