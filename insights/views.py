"""The page of figures over requests and votes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from insights import windows
from insights.presenting.page import insights_context
from insights.voices import DEFAULT, VOICES
from insights.windows import CHOICES, window
from projects.access import open_project
from projects.last_used import remember
from requestlog.presenting import snippets

SAID = 40


@require_safe
def insights(request: HttpRequest, slug: str) -> HttpResponse:
    """The figures of `?window=` and `?votes=`, against the same stretch of time before.

    What is unknown of these is said and replaced.
    """
    project = open_project(request.user, slug)
    remember(request, project)
    stretch, votes = request.GET.get("window", windows.DEFAULT), request.GET.get("votes", DEFAULT.name)
    shown = window(stretch if stretch in CHOICES else windows.DEFAULT, timezone.now())
    context = {
        "project": project,
        "section": "insights",
        "unknown_window": "" if stretch in CHOICES else stretch[:SAID],
        "unknown_votes": "" if votes in VOICES else votes[:SAID],
        "choices_in_words": ", ".join(CHOICES),
        "voices_in_words": ", ".join(VOICES),
        "vote": snippets.vote("python", request.build_absolute_uri("/v1")),
        **insights_context(project, shown, VOICES.get(votes, DEFAULT)),
    }
    return render(request, "insights/insights.html", context)
