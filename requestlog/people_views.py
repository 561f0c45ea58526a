"""Sessions and people. Their names are any text, so that they stand in the query string."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from projects.access import open_project
from projects.models import Project, Role
from requestlog.cleaning import clean_text
from requestlog.models import ID_CHARACTERS
from requestlog.pages import BadCursor
from requestlog.presenting.person_page import person_context
from requestlog.presenting.session_page import session_context


@require_safe
def session(request: HttpRequest, slug: str) -> HttpResponse:
    """All requests of a session as one conversation."""
    project, name, after = open_project(request.user, slug), name_of(request), request.GET.get("after", "")
    return _page(request, "session", project, lambda: session_context(project, name, after))


@require_safe
def person(request: HttpRequest, slug: str) -> HttpResponse:
    """An end user: their requests, sessions and votes."""
    project, name = open_project(request.user, slug), name_of(request)
    return _page(request, "person", project, lambda: person_context(project, name))


def name_of(request: HttpRequest) -> str:
    """The parameter `id`; raises `Http404` for what no row can hold."""
    name = request.GET.get("id", "")
    if not 0 < len(name) <= ID_CHARACTERS or clean_text(name) != name:
        raise Http404("No such name")
    return name


def _page(
    request: HttpRequest, kind: str, project: Project, asked: Callable[[], dict[str, Any] | None]
) -> HttpResponse:
    """Of what is not there no more is said than of a project that is not."""
    try:
        context = asked()
    except BadCursor as error:
        raise Http404("No such page") from error
    if context is None:
        raise Http404(f"No such {kind}")
    owns = project.role == Role.OWNER
    return render(request, f"requestlog/{kind}.html", {"project": project, "section": "log", "owns": owns, **context})
