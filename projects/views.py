"""Home."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from projects.accounts.entering import FIRST
from projects.last_used import last_used_project


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """To the project used last, or, where there is none, to the projects; who is new is led to Connect first."""
    project = last_used_project(request)
    if project is None:
        return redirect("projects")
    is_first = request.session.pop(FIRST, False)
    if is_first and not project.requests.exists():
        return redirect("connect", slug=project.slug)
    return redirect("log-home", slug=project.slug)
