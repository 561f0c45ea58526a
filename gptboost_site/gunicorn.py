"""gunicorn's configuration, out of the settings: `gunicorn -c python:gptboost_site.gunicorn gptboost_site.asgi`."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

from gunicorn.asgi.protocol import ASGIProtocol  # type: ignore[import-untyped]
from gunicorn.workers import gasgi  # type: ignore[import-untyped]

from gptboost_site import settings

bind = f"{settings.HOST}:{settings.PORT}"
workers = settings.WEB_CONCURRENCY
worker_class = "asgi"
asgi_loop = "uvloop"
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
timeout = 60
graceful_timeout = settings.GRACEFUL_SECONDS
# A proxy in front keeps connections for a minute; on a desk, Ctrl-C must not wait for a browser's idle ones
keepalive = 75 if settings.PRODUCTION else 5
limit_request_line = 8190
control_socket_disable = True
loglevel = "warning"


class Protocol(ASGIProtocol):  # type: ignore[misc]
    """Speaks no WebSockets: a request for one is an ordinary request (RFC 9110, 7.8), which the app can answer.

    A connection on which no whole head of a request comes within `GPTBOOST_CLIENT_IDLE_SECONDS` is closed.
    """

    def connection_made(self, transport: Any) -> None:
        self._head_due = self.worker.loop.call_later(settings.CLIENT_IDLE_SECONDS, transport.abort)
        super().connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_due.cancel()
        super().connection_lost(exc)

    def _on_headers_complete(self) -> Any:
        self._head_due.cancel()
        return super()._on_headers_complete()

    def _is_websocket_upgrade(self, request: Any) -> bool:
        return False


def post_fork(server: Any, worker: Any) -> None:
    """gunicorn has no setting for its protocol class."""
    gasgi.ASGIProtocol = Protocol


def post_worker_init(worker: Any) -> None:
    """What was loaded stays: the collector need not look at it again, nor look every 700 objects."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)
