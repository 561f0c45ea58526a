"""A call as a plain value: what the gateway's spool and the ingest API hand to `services`. No Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

DEFAULT_PROJECT = 0  # stands for the default project's id, so that no call waits for the database to learn it


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call, finished or (state "started") not yet.

    `request` and `response` are bodies without content encoding, as received; a response of type
    `text/event-stream` is folded when it is recorded. `packed_request` and `packed_response` are the same bodies as
    zstd, where somebody has them so already. `given` holds facts, by field of the `Request` model, that win over those
    read from the bodies.
    """

    id: UUID
    project_id: int
    started_at: datetime
    endpoint: str
    state: str = "complete"
    status: int = 200
    request: bytes = b""
    packed_request: bytes = b""
    request_type: str = "application/json"
    response: bytes = b""
    packed_response: bytes = b""
    response_type: str = "application/json"
    latency_ms: int | None = None
    time_to_first_token_ms: int | None = None
    end_user: str = ""
    session: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)
    upstream_request_id: str = ""
    external_id: str = ""
    known_ids: tuple[str, ...] = ()
    error_type: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)
