"""Sessions that know from where they are used, and when last."""

from __future__ import annotations

from django.contrib.sessions.middleware import SessionMiddleware as DjangoSessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from projects.accounts.clients import client_of

FAILED = 500


class SessionMiddleware(DjangoSessionMiddleware):
    """Django's, and the client's address and browser in the row of its session."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.session.client = client_of(request)  # type: ignore[attr-defined]

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        session = request.session
        session.client = client_of(request)  # type: ignore[attr-defined]
        if session.accessed and not session.modified and response.status_code < FAILED and is_use(request):
            session.touch(now=timezone.now())  # type: ignore[attr-defined]
        return super().process_response(request, response)


def is_use(request: HttpRequest) -> bool:
    """Whether a person did something, by all signs: an open page that asks for news by itself keeps nobody in."""
    return request.method == "POST" or request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
