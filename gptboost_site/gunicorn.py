"""gunicorn's configuration, out of the settings: `gunicorn -c python:gptboost_site.gunicorn gptboost_site.asgi`."""

from __future__ import annotations

from pathlib import Path

from gptboost_site import settings

bind = f"{settings.HOST}:{settings.PORT}"
workers = settings.WEB_CONCURRENCY
worker_class = "asgi"
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
timeout = 60
graceful_timeout = settings.GRACEFUL_SECONDS
# A proxy in front keeps connections for a minute; on a desk, Ctrl-C must not wait for a browser's idle ones
keepalive = 75 if settings.PRODUCTION else 5
limit_request_line = 8190
control_socket_disable = True
loglevel = "warning"
