"""A test request: one call of the built-in model, recorded as the gateway's calls are. Nothing leaves this server."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from rest_framework.request import Request as ApiRequest
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from projects.models import Project
from requestlog import services
from requestlog.calls import Call
from requestlog.demo import upstream
from requestlog.ids import new_id
from requestlog.wire.jsons import dumps

NOTE = {"test": "sent from the Connect page"}


class NotStored(Exception):  # noqa: N818
    """The database would not have the call."""


class TryThrottle(SimpleRateThrottle):
    """How many test requests a project may have, whoever sends them."""

    scope = "test-requests"
    rate = "10/min"

    def __init__(self, project: Project) -> None:
        super().__init__()
        self.project = project

    def get_cache_key(self, request: ApiRequest, view: APIView) -> str:
        return str(self.cache_format % {"scope": self.scope, "ident": self.project.pk})


def send_test_request(*, project: Project, prompt: str, now: datetime) -> UUID:
    """Asks the built-in model, and stores the call; returns its id. Raises `NotStored`."""
    id = new_id()
    body = dumps({"model": upstream.MODEL, "messages": [{"role": "user", "content": prompt}]})
    answered = upstream.answered(body, id=id, now=now)
    call = Call(
        id=id,
        project_id=project.pk,
        started_at=now,
        endpoint="chat/completions",
        status=answered.status,
        request=body,
        response=answered.body,
        response_type=answered.media_type,
        latency_ms=0,
        metadata=NOTE,
    )
    if services.record(calls=[call], now=now):
        raise NotStored
    return id
