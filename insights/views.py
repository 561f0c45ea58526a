"""The page of figures over requests and votes, and its tables as downloads."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from insights.presenting.asked import asked_of
from insights.presenting.found import TABLES
from insights.presenting.page import insights_context, table_of
from projects.access import open_project
from projects.last_used import remember
from requestlog.database.bounded import TookTooLongError
from requestlog.presenting import snippets

TOO_LONG = "These votes are too many to count within two seconds. Choose a shorter window."


@require_safe
def insights(request: HttpRequest, slug: str) -> HttpResponse:
    """The figures of a window (`window`, or `since` and `until`) and of `votes`, against the same stretch before; more
    of them `by` a dimension, and those of `a` against `b`. What is wrong of these is said and replaced.
    """
    project = open_project(request.user, slug)
    remember(request, project)
    context = {
        "project": project,
        "section": "insights",
        "vote": snippets.vote("python", request.build_absolute_uri("/v1")),
        **insights_context(project, asked_of(request.GET.dict(), timezone.now())),
    }
    return render(request, "insights/insights.html", context)


@require_safe
def table(request: HttpRequest, slug: str, table: str) -> HttpResponse:
    """A table of that page as CSV, by the same query string; what is wrong of it is 400 and said."""
    project = open_project(request.user, slug)
    asked = asked_of(request.GET.dict(), timezone.now())
    if table not in TABLES:
        raise Http404
    if asked.problems:
        return _plain("\n".join(asked.problems), 400)
    try:
        found = table_of(project, asked, table)
    except TookTooLongError:
        return _plain(TOO_LONG, 503)
    if found is None:
        return _plain("Nothing is compared: give a and b.", 400)
    name = f"{project.slug} {table} {asked.window.first} {asked.window.last}.csv"
    disposition = content_disposition_header(as_attachment=True, filename=name) or ""
    return HttpResponse(
        b"".join(found.lines()), content_type="text/csv; charset=utf-8", headers={"Content-Disposition": disposition}
    )


def _plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(f"{text}\n", content_type="text/plain; charset=utf-8", status=status)
