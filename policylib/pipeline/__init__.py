"""Source to cleaner to contract to store: the project's own facts, and files offices send."""

from policylib.pipeline.ingest import Ingested, Received, ingest, rebuild, received
from policylib.pipeline.tables import DERIVED, RAW, Raw, build, read_all

__all__ = [
    "DERIVED",
    "RAW",
    "Ingested",
    "Raw",
    "Received",
    "build",
    "ingest",
    "read_all",
    "rebuild",
    "received",
]
