"""The page of figures over requests and votes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from insights.presenting.page import insights_context
from insights.windows import CHOICES, DEFAULT, window
from projects.access import open_project
from projects.last_used import remember
from requestlog.presenting import snippets


@require_safe
def insights(request: HttpRequest, slug: str) -> HttpResponse:
    """The figures of `?window=`, against the same stretch of time before; an unknown window is said and replaced."""
    project = open_project(request.user, slug)
    remember(request, project)
    asked = request.GET.get("window", DEFAULT)
    known = asked in CHOICES
    context = insights_context(project, window(asked if known else DEFAULT, timezone.now()))
    context |= {"unknown_window": "" if known else asked[:40], "choices_in_words": ", ".join(CHOICES)}
    context |= {"vote": snippets.vote("python", request.build_absolute_uri("/v1"))}
    return render(request, "insights/insights.html", {"project": project, "section": "insights", **context})
