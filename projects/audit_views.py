"""Who did what in a project, for its owners."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from projects.access import open_project, reopen
from projects.audit_csv import csv_of
from projects.models import Role
from projects.presenting.audit_page import audit_context
from projects.team_forms import AuditForm


@require_safe
def audit(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest deeds, or those after a place, of somebody, of one kind."""
    project = open_project(request.user, slug, at_least=Role.OWNER)
    form = AuditForm(request.GET)
    status = 200 if form.is_valid() else 400
    context = {"project": project, "section": "settings", **audit_context(project, form, request.GET)}
    return render(request, "projects/audit.html", context, status=status)


@require_safe
def audit_csv(request: HttpRequest, slug: str) -> HttpResponseBase:
    """All of them as a table; who loses the project while it is read, gets no further page."""
    project = open_project(request.user, slug, at_least=Role.OWNER)
    form = AuditForm(request.GET)
    if not form.is_valid():
        return JsonResponse(form.errors, status=400)
    events = project.audit_events.wanted(**form.wanted)
    still_allowed = partial(reopen, request.user, slug, at_least=Role.OWNER)
    name = f"{project.slug}-audit-{timezone.now():%Y-%m-%d}.csv"
    return StreamingHttpResponse(
        csv_of(events, still_allowed),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
