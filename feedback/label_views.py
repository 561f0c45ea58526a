"""The labels of one answer, put on and taken off on its page."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from feedback.services.labelling import add_label, remove_label
from feedback.team_views import way_back
from projects.access import check_judging, open_project
from projects.models import Role


@require_http_methods(["GET", "HEAD", "POST"])
def entry_labels(request: HttpRequest, slug: str, id: UUID) -> HttpResponse:
    """Adds the label `add`, or removes the label `remove`, and leads back to `next`; GET leads to its page."""
    project = open_project(request.user, slug, at_least=Role.MEMBER)
    entry = get_object_or_404(project.requests.only("project_id"), id=id)
    if request.method != "POST":
        return redirect("detail", slug=slug, id=id)
    check_judging(project)
    change, name = (remove_label, "remove") if "remove" in request.POST else (add_label, "add")
    try:
        change(project=project, ids=[entry.id], name=request.POST.get(name, ""))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect(way_back(request.POST.get("next", ""), project, entry))
