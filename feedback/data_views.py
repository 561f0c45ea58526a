"""The settings of data, for owners: how long it is kept, how much there is, and the erasing of one person's."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from feedback.data_form import EraseForm, KeepForm, PersonForm
from feedback.presenting.data_page import data_context, erasure_context, person_context
from feedback.retention.effects import effects_of
from feedback.retention.erasure import erase_within
from feedback.retention.holdings import look_up
from projects import services
from projects.access import open_project
from projects.access import person as signed_in
from projects.models import Project, Role


@require_http_methods(["GET", "HEAD", "POST"])
def data_settings(request: HttpRequest, slug: str) -> HttpResponse:
    """How long each part is kept; limits that let something go are saved once their effect was seen."""
    project = open_project(request.user, slug, at_least=Role.OWNER)
    if request.method != "POST":
        return page(request, project)
    form = KeepForm(request.POST, instance=project)
    if not form.is_valid():
        return page(request, project, keep=form, status=400)
    effects = effects_of(project=project, limits=form.limits, changed=form.changed_data, now=timezone.now())
    if effects and not form.is_confirmed:
        return page(request, project, keep=form, effects=effects)
    services.configure_project(project=project, by=signed_in(request), now=timezone.now(), **asdict(form.limits))
    messages.success(request, "Saved. The worker begins to let it go." if effects else "Saved.")
    return redirect("settings-data", slug=slug)


@require_POST
def person(request: HttpRequest, slug: str) -> HttpResponse:
    """What is held of one person, and the question whether it is to go."""
    project = open_project(request.user, slug, at_least=Role.OWNER)
    form = PersonForm(request.POST)
    if not form.is_valid():
        return page(request, project, person=form, status=400)
    held = look_up(project=project, user=form.cleaned_data["user"])
    if not held:
        form.add_error("user", "Nothing is held of this person.")
        return page(request, project, person=form)
    return person_page(request, project, person_context(form.cleaned_data["user"], held))


@require_POST
def erase_person(request: HttpRequest, slug: str) -> HttpResponse:
    """Erases for some seconds and shows the report, this once: it is stored nowhere, as it names the person."""
    project = open_project(request.user, slug, at_least=Role.OWNER)
    form = EraseForm(request.POST)
    sent = PersonForm(request.POST)
    if not sent.is_valid():
        return page(request, project, person=sent, status=400)
    user = sent.cleaned_data["user"]
    if not form.is_valid():
        context = person_context(user, look_up(project=project, user=user), form)
        return person_page(request, project, context, status=400)
    erasure = erase_within(
        project=project, user=user, by=signed_in(request), now=timezone.now(),
        so_far=form.cleaned_data["so_far"],
    )  # fmt: skip
    return person_page(request, project, erasure_context(erasure))


def page(request: HttpRequest, project: Project, *, status: int = 200, **sent: Any) -> HttpResponse:
    """The page, with a form that was sent wrongly, or limits whose effect is to be seen first."""
    context = data_context(project, **sent)
    return render(request, "feedback/data.html", {"project": project, "section": "settings", **context}, status=status)


def person_page(request: HttpRequest, project: Project, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """What is held of a person, or the report."""
    context = {"project": project, "section": "settings", **context}
    return render(request, "feedback/data_person.html", context, status=status)
