"""The settings of votes, for owners."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feedback.forms import OriginsForm, PublicKeyForm, VoteSettingsForm
from feedback.presenting.settings_page import settings_context
from projects import services
from projects.access import open_project, person
from projects.models import KeyKind, Project, Role


@require_http_methods(["GET", "HEAD", "POST"])
def vote_settings(request: HttpRequest, slug: str) -> HttpResponse:
    """How votes are taken, who may vote from where, and which votes wait."""
    project = open_project(request.user, slug, at_least=Role.OWNER)
    if request.method != "POST":
        return page(request, project)
    form = VoteSettingsForm(request.POST, instance=project)
    if not form.is_valid():
        return page(request, project, settings=form, status=400)
    services.configure_project(project=project, by=person(request), now=timezone.now(), **form.cleaned_data)
    messages.success(request, "Saved. The gateway knows it within a second.")
    return redirect("settings-votes", slug=slug)


@require_safe
def settings_home(request: HttpRequest, slug: str) -> HttpResponse:
    """To the first of the settings."""
    open_project(request.user, slug, at_least=Role.OWNER)
    return redirect("settings-project", slug=slug)


@require_POST
@sensitive_variables("key")
def create_public_key(request: HttpRequest, slug: str) -> HttpResponse:
    """A new key for browsers, shown in the answer and never again."""
    project = open_project(request.user, slug, at_least=Role.OWNER)
    form = PublicKeyForm(request.POST)
    if not form.is_valid():
        return page(request, project, new_key=form, status=400)
    by, now = person(request), timezone.now()
    _, key = services.create_key(project=project, kind=KeyKind.PUBLIC, by=by, now=now, **form.cleaned_data)
    return page(request, project, key=key)


@require_POST
def set_origins(request: HttpRequest, slug: str) -> HttpResponse:
    """From which pages a public key may be used."""
    project = open_project(request.user, slug, at_least=Role.OWNER)
    form = OriginsForm(request.POST)
    if not form.is_valid():
        return page(request, project, origins=form, status=400)
    key = get_object_or_404(project.keys.live(), pk=form.cleaned_data["key"], kind=KeyKind.PUBLIC)
    services.set_origins(key=key, origins=form.cleaned_data["origins"], by=person(request), now=timezone.now())
    messages.success(request, f"The origins of {key} are saved.")
    return redirect("settings-votes", slug=slug)


def page(request: HttpRequest, project: Project, *, status: int = 200, key: str = "", **forms: Any) -> HttpResponse:
    """The page, with a form that was sent wrongly or a key that was just made."""
    context = {"project": project, "section": "settings", "key": key}
    context |= settings_context(project, timezone.now(), **forms)
    return render(request, "feedback/settings.html", context, status=status)
