"""The form that chooses how one browser shows the log."""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from projects.access import open_project
from requestlog.display import COOKIE, SECONDS
from requestlog.display_forms import DisplayForm


@require_POST
def display(request: HttpRequest, slug: str) -> HttpResponse:
    """Keeps the choice in a cookie, and goes back to the same filters."""
    project = open_project(request.user, slug)
    form = DisplayForm(request.POST)
    if not form.is_valid():
        raise BadRequest(form.errors.as_text())
    query = QueryDict(form.cleaned_data["query"]).urlencode()
    answer = redirect(reverse("log", args=[project.slug]) + (f"?{query}" if query else ""))
    answer.set_cookie(
        COOKIE, form.display().written(), max_age=SECONDS, httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return answer
