"""Source to cleaner to contract to store: the project's own facts, and files offices send."""

from policylib.pipeline.ingest import Ingested, Received, build, ingest, received
from policylib.pipeline.tables import DERIVED, RAW, Raw, build_facts, read_all

__all__ = [
    "DERIVED",
    "RAW",
    "Ingested",
    "Raw",
    "Received",
    "build",
    "build_facts",
    "ingest",
    "read_all",
    "received",
]
