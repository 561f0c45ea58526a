"""The pages of the log: each opens the project, asks once, and hands plain values to a template."""

from __future__ import annotations

from time import perf_counter
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.middleware import HtmxDetails

from projects.access import open_project, person
from projects.last_used import remember
from projects.models import Role
from requestlog.display import COOKIE, read_display
from requestlog.documents import documents, dumps
from requestlog.filters import RequestFilter
from requestlog.presenting.banner import banner_of
from requestlog.presenting.connect_page import connect_context
from requestlog.presenting.detail_page import detail_context
from requestlog.presenting.log_page import log_context
from requestlog.presenting.status_page import status_context
from requestlog.saved_views.presenting import views_of_log
from requestlog.spool.looking import look


@require_safe
@vary_on_headers("HX-Request")
def log(request: HttpRequest, slug: str) -> HttpResponse:
    """The log; htmx gets its changing part alone, but a whole page where it restores one from history."""
    project = open_project(request.user, slug)
    remember(request, project)
    filter = RequestFilter(request.GET, project.requests.all(), project=project, now=timezone.now())
    context = {
        "project": project,
        "section": "log",
        "may_pick": project.role != Role.VIEWER,
        **log_context(project, filter, request.path, read_display(request.COOKIES.get(COOKIE, ""))),
        **views_of_log(project, person(request), filter),
        "banner": banner_of(project, lambda: project.role == Role.OWNER),
        **connect_context(project, request.build_absolute_uri("/v1"), request.GET.get("client", "")),
    }
    return render(request, "requestlog/_results.html" if _wants_part(request) else "requestlog/log.html", context)


@require_safe
def detail(request: HttpRequest, slug: str, id: UUID) -> HttpResponse:
    """One request, with its neighbours under the filter of the query string, which browsers may fetch ahead."""
    project = open_project(request.user, slug)
    entry = get_object_or_404(project.requests, id=id)
    filter = RequestFilter(request.GET, project.requests.all(), project=project, now=timezone.now())
    context = detail_context(project, entry, filter, request.GET.get("tab", ""), request.build_absolute_uri("/v1"))
    answer = render(request, "requestlog/detail.html", {"project": project, "section": "log", **context})
    answer.headers["Speculation-Rules"] = f'"{static("speculation/neighbours.speculation")}"'
    return answer


@require_safe
@vary_on_headers("HX-Request")
def status(request: HttpRequest, slug: str) -> HttpResponse:
    """Whether calls reach the log, for owners; htmx gets the changing part alone."""
    project, now = open_project(request.user, slug, at_least=Role.OWNER), timezone.now()
    began = perf_counter()
    arrivals = project.requests.arrivals(now)
    context = status_context(
        look(settings.SPOOL_DIR),
        arrivals,
        most_bytes=settings.SPOOL_BYTES,
        answered_ms=1000 * (perf_counter() - began),
        now=now,
    )
    template = "requestlog/_status.html" if _wants_part(request) else "requestlog/status.html"
    return render(request, template, {"project": project, "section": "settings", **context})


@require_safe
def entry_json(request: HttpRequest, slug: str, id: UUID) -> HttpResponse:
    """The JSON object of one request, feedback included."""
    project = open_project(request.user, slug)
    entry = get_object_or_404(project.requests.all(), id=id)
    body = dumps(documents(project, [entry])[0])
    return HttpResponse(body, content_type="application/json; charset=utf-8")


def _wants_part(request: HttpRequest) -> bool:
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.history_restore_request
