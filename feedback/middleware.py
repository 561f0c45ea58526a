"""What every answer under /v1/feedback has in common, whoever gives it."""

from __future__ import annotations

import json
from collections.abc import Callable
from http.client import responses
from typing import Any, cast

from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.common import CommonMiddleware
from django.middleware.security import SecurityMiddleware
from django.template.response import SimpleTemplateResponse
from django.urls import resolve
from django.utils.functional import cached_property

GetResponse = Callable[[HttpRequest], HttpResponseBase]

PATH = "/v1/feedback"
# No credentials: a page of any origin may vote, none may use its visitor's cookies
HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Retry-After, X-GPTBoost-Feedback-Token",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type, Authorization, X-GPTBoost-Key, X-GPTBoost-Feedback-Token",
    "Access-Control-Max-Age": "86400",
}


class FeedbackMiddleware:
    """Stands first: JSON and CORS also on what Django refuses before, and what fails after, the endpoint.

    A vote has no session, form, page or message: it passes by the middleware that is there for them.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info != PATH and not request.path_info.startswith(PATH + "/"):
            return self.get_response(request)
        answer = _preflight() if request.method == "OPTIONS" else self.short_way(request)
        if isinstance(answer, HttpResponse) and answer.status_code >= 400:
            _as_json(answer)
        for name, value in HEADERS.items():
            answer.headers[name] = value
        return answer

    @cached_property
    def short_way(self) -> GetResponse:
        """HTTPS, the host's name, the endpoint; each turns what it raises into an answer, as in Django's handler."""
        way: Any = convert_exception_to_response(_endpoint)
        for middleware in (CommonMiddleware, SecurityMiddleware):
            way = convert_exception_to_response(middleware(way))
        return cast(GetResponse, way)


def _endpoint(request: HttpRequest) -> HttpResponseBase:
    """What the view of this path answers."""
    view, arguments, keywords = resolve(request.path_info)
    answer: HttpResponseBase = view(request, *arguments, **keywords)
    if isinstance(answer, SimpleTemplateResponse):
        answer.render()
    return answer


def _preflight() -> HttpResponse:
    answer = HttpResponse(status=204, headers=PREFLIGHT)
    del answer.headers["Content-Type"]  # of nothing
    return answer


def _as_json(answer: HttpResponse) -> None:
    """An error page becomes `{"detail": …}`; what is JSON already stays."""
    if answer.headers.get("Content-Type") == "application/json":
        return
    reason = responses.get(answer.status_code, "Error")
    answer.content = json.dumps({"detail": f"{reason}."}).encode()
    answer.headers["Content-Type"] = "application/json"
    answer.headers["Content-Length"] = str(len(answer.content))
