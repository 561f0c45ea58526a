"""Every write to the log."""

from __future__ import annotations

from requestlog.services.ingesting import Ingested, ingest
from requestlog.services.recording import record, with_projects

__all__ = ["Ingested", "ingest", "record", "with_projects"]
