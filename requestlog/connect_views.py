"""Connecting an app: the page with its steps, the pieces of it that ask again, and a test request."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers
from rest_framework.request import Request as ApiRequest
from rest_framework.views import APIView

from projects.access import open_project
from projects.models import Project, Role
from requestlog.demo.trying import NotStored, TryThrottle, send_test_request
from requestlog.presenting.connect_page import connect_context, newest_context, voted_context
from requestlog.presenting.snippets import PROMPT
from requestlog.presenting.ways import ways_context

STOP_ASKING = 286  # as htmx has it
NO_NEWS = 204
CLOSED = "This project is archived: it takes no requests any more."
ENOUGH = "Ten test requests a minute are enough: wait {seconds} seconds and try again."
UNSTORED = "The test request could not be stored; the server’s log says why."


@require_safe
def connect(request: HttpRequest, slug: str) -> HttpResponse:
    """How to connect an app and collect votes."""
    return _page(request, open_project(request.user, slug))


@require_safe
@vary_on_headers("HX-Request")
def newest(request: HttpRequest, slug: str) -> HttpResponse:
    """The first request, as soon as there is one; with `of=vote`, the first vote: what steps of the page ask for."""
    project = open_project(request.user, slug)
    if request.GET.get("of") == "vote":
        return _news(request, project, "vote", voted_context(project), "voted")
    return _news(request, project, "call", _called(request, project), "newest")


@require_POST
def connect_try(request: HttpRequest, slug: str) -> HttpResponse:
    """A test request, for members, which the built-in model answers."""
    project, now = open_project(request.user, slug, at_least=Role.MEMBER), timezone.now()
    if project.archived_at is not None:
        return _page(request, project, trouble=CLOSED, status=409)
    throttle = TryThrottle(project)
    if not throttle.allow_request(ApiRequest(request), APIView()):
        return _page(request, project, trouble=ENOUGH.format(seconds=round(throttle.wait() or 1)), status=429)
    try:
        send_test_request(project=project, prompt=PROMPT, now=now)
    except NotStored:
        return _page(request, project, trouble=UNSTORED, status=500)
    return redirect(_here(request, project) + "#call")


def _news(request: HttpRequest, project: Project, step: str, context: dict[str, Any], name: str) -> HttpResponse:
    """One step's state; htmx hears nothing while there is none, and to stop asking when there is."""
    asks = bool(request.htmx)  # type: ignore[attr-defined]
    if asks and context[name] is None:
        return HttpResponse(status=NO_NEWS)
    context = {"project": project, "live": asks and "way" in request.GET, **context}
    return render(request, f"requestlog/_{step}.html", context, status=STOP_ASKING if asks else 200)


def _called(request: HttpRequest, project: Project) -> dict[str, Any]:
    """The newest call, and code that votes on it."""
    found = newest_context(project)
    return {**found, **_ways(request, project, found["newest_message"])}


def _ways(request: HttpRequest, project: Project, message_id: str) -> dict[str, Any]:
    client, way = request.GET.get("client", ""), request.GET.get("way", "")
    return ways_context(project, request.build_absolute_uri("/v1"), client, way, message_id=message_id)


def _here(request: HttpRequest, project: Project) -> str:
    """The page with the client and the way that were chosen."""
    chosen = {name: request.GET[name] for name in ("client", "way") if name in request.GET}
    return reverse("connect", args=[project.slug]) + (f"?{urlencode(chosen)}" if chosen else "")


def _page(request: HttpRequest, project: Project, *, trouble: str = "", status: int = 200) -> HttpResponse:
    """The page; `trouble` says why the test request was not sent."""
    context = {
        "project": project,
        "section": "connect",
        "owns": project.role == Role.OWNER,
        "trouble": trouble,
        **connect_context(project, request.build_absolute_uri("/v1"), request.GET.get("client", "")),
        **_called(request, project),
        **voted_context(project),
    }
    return render(request, "requestlog/connect.html", context, status=status)
