"""What the log's API refuses, and how it says so: always JSON, `{"detail": …}` or a list of problems by field."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from rest_framework import exceptions, status
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from requestlog.database.away import is_away
from requestlog.documents import dumps

log = logging.getLogger(__name__)


class Away(exceptions.APIException):
    """The database does not answer; `wait` becomes `Retry-After`."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = "The log cannot be reached just now. Please try again."
    default_code = "unavailable"
    wait = 5


class LengthNeeded(exceptions.APIException):
    status_code = status.HTTP_411_LENGTH_REQUIRED
    default_detail = "Send the body with a Content-Length, not in chunks."
    default_code = "length_required"


class TooLarge(exceptions.APIException):
    """Names the limit, in bytes."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"

    def __init__(self, most: int) -> None:
        super().__init__(f"The body may have at most {most} bytes.")


class AlwaysJSON(DefaultContentNegotiation):
    """Whatever `Accept` says."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> tuple[BaseRenderer, str]:
        return renderers[0], renderers[0].media_type


class DocumentRenderer(BaseRenderer):
    """JSON whose bodies are the very bytes that were recorded."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return dumps(data)


def refusal(error: Exception, context: dict[str, Any]) -> Response:
    """What went wrong as an answer of the API, also for what was not foreseen, which is logged."""
    if is_away(error):
        log.warning("The log's API could not reach the database: %s", error)
        error = Away()
    return exception_handler(error, context) or _unforeseen(error)


def _unforeseen(error: Exception) -> Response:
    set_rollback()
    log.error("The log's API failed", exc_info=error)
    return Response({"detail": "This failed here; the server's log says why."}, status=500)
