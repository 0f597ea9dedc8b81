"""A store of one run: the project's data with a file of an office beside it, gone afterwards."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from policylib import pipeline
from policylib.reporting import carried

TABLE = "village_enrolment"
SOURCE = "office-file"


@dataclass(frozen=True)
class OwnStore:
    """Where a run finds its data, and what became of the office's file.

    Attributes
    ----------
    root : Path
        Copy of the project in a folder of the machine's temporary files.
    form : str
        Name of the table, as the notebooks' parameter ``form`` asks for it.
    """

    root: Path
    form: str
    ingested: pipeline.Ingested


@contextmanager
def with_file(root: Path, file: Path, *, issued: dt.date) -> Iterator[OwnStore]:
    """Ingest a file of an office into a copy of the project for as long as the run takes.

    Parameters
    ----------
    file : Path
        Filled form ``village-enrolment``, spreadsheet or CSV.
    issued : datetime.date
        Day on which it was issued; villages are those of the register on that day.

    Raises
    ------
    DataError
        If the file cannot be read or holds no such table.
    """
    with tempfile.TemporaryDirectory(prefix="policylib-") as folder:
        own = Path(folder)
        carried.copy(root, own)
        pipeline.build_facts(own)
        about = pipeline.Received(
            source=SOURCE,
            publisher="the office that sent the file",
            published=issued,
            accessed=issued,
            licence="not stated; ask the publisher",
            grade="C",
            region="",
            hidden="keep",
        )
        done = pipeline.ingest(own, file, table=TABLE, about=about)
        yield OwnStore(own, f"{TABLE}.{SOURCE}", done)
