"""Every write to the log."""

from __future__ import annotations

from requestlog.services.ingesting import Ingested, ingest
from requestlog.services.recording import record, record_in_turn, with_projects

__all__ = ["Ingested", "ingest", "record", "record_in_turn", "with_projects"]
