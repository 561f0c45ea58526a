"""The gateway as this site's settings want it."""

from __future__ import annotations

from django.conf import settings

from gateway.app import Gateway
from gateway.config import GatewayConfig
from gateway.directory import Directory


def gateway() -> Gateway:
    """A gateway that is not started yet."""
    config = GatewayConfig(
        upstream_url=settings.UPSTREAM_URL,
        spool_dir=settings.SPOOL_DIR,
        spool_bytes=settings.SPOOL_BYTES,
        max_body_bytes=settings.MAX_BODY_BYTES,
        capture_bytes=settings.CAPTURE_BYTES,
        connect_seconds=settings.UPSTREAM_CONNECT_SECONDS,
        idle_seconds=settings.UPSTREAM_IDLE_SECONDS,
        client_idle_seconds=settings.CLIENT_IDLE_SECONDS,
        in_flight_per_key=settings.IN_FLIGHT_PER_KEY,
        unknown_keys=settings.UNKNOWN_KEYS,
        key_pepper=settings.KEY_PEPPER,
        vote_token_pepper=settings.VOTE_TOKEN_PEPPER,
        vote_token_seconds=settings.VOTE_TOKEN_SECONDS,
    )
    return Gateway(config, Directory())
