"""What a gateway needs to know; the site's settings fill it in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from requestlog.spool.writer import MOST_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayConfig:
    """`upstream_url` ends in the API's version ("…/v1"), without a slash; sizes are bytes; 0 calls are no limit."""

    upstream_url: str
    spool_dir: Path
    key_pepper: bytes
    vote_token_pepper: bytes
    spool_bytes: int = MOST_BYTES
    max_body_bytes: int = 32 * 1024 * 1024
    capture_bytes: int = 8 * 1024 * 1024
    connect_seconds: float = 5
    idle_seconds: float = 120
    client_idle_seconds: float = 60
    in_flight_per_key: int = 1000
    vote_token_seconds: int = 30 * 24 * 60 * 60
    unknown_keys: Literal["default-project", "reject"] = "default-project"
