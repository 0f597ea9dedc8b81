"""Source to cleaner to contract to store: the project's own facts, and files offices send."""

from policylib.pipeline.ingest import Ingested, Received, build, ingest, received
from policylib.pipeline.tables import DERIVED, RAW, Raw, read_all

__all__ = [
    "DERIVED",
    "RAW",
    "Ingested",
    "Raw",
    "Received",
    "build",
    "ingest",
    "read_all",
    "received",
]
