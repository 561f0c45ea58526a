"""Which project a person looked at last, kept in their session."""

from __future__ import annotations

from django.http import HttpRequest

from projects.models import Project

KEY = "project"


def remember(request: HttpRequest, project: Project) -> None:
    """Keeps `project` as the one to open next time."""
    if request.session.get(KEY) != project.slug:
        request.session[KEY] = project.slug


def last_used_project(request: HttpRequest) -> Project | None:
    """The project used last if the person may still open it, else their first by name, else None."""
    visible = Project.objects.working_for(request.user).order_by("name", "pk")
    return visible.filter(slug=request.session.get(KEY, "")).first() or visible.first()
