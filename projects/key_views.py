"""The keys of a project, for its owners. A key is in the answer that makes it, and nowhere else ever."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from projects import services
from projects.access import open_project, person
from projects.models import ApiKey, Project, Role
from projects.presenting.keys_page import key_row, keys_context
from projects.team_forms import NewKeyForm, RollForm, UpstreamKeyForm


@require_safe
def keys(request: HttpRequest, slug: str) -> HttpResponse:
    """Every key, what it is for and when it was used."""
    return page(request, open_project(request.user, slug, at_least=Role.OWNER))


@require_POST
@sensitive_variables("secret")
def new_key(request: HttpRequest, slug: str) -> HttpResponse:
    """A new key, shown in the answer."""
    project = open_project(request.user, slug, at_least=Role.OWNER)
    form = NewKeyForm(request.POST)
    if not form.is_valid():
        return page(request, project, new=form, status=400)
    row, secret = services.create_key(project=project, by=person(request), now=timezone.now(), **form.cleaned_data)
    return page(request, project, made=row, secret=secret)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("secret")
def roll(request: HttpRequest, slug: str, id: int) -> HttpResponse:
    """Asks how long the old key goes on; then the new one, shown in the answer."""
    key = _key(request, slug, id)
    form = RollForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _question(request, "roll", key, form, status=400 if form.is_bound else 200)
    try:
        row, secret = services.roll_key(key=key, by=person(request), now=timezone.now(), **form.cleaned_data)
    except ApiKey.DoesNotExist as error:
        raise Http404("Revoked a moment ago") from error
    return page(request, key.project, made=row, secret=secret, instead_of=key)


@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, slug: str, id: int) -> HttpResponse:
    """Asks, and closes the key."""
    key = _key(request, slug, id)
    if request.method != "POST":
        return _question(request, "revoke", key)
    services.revoke_key(key=key, by=person(request), now=timezone.now())
    messages.success(request, f"{key} is revoked. It opens nothing any more.")
    return redirect("settings-keys", slug=slug)


@require_POST
@sensitive_post_parameters("key")
@sensitive_variables("form")
def register_upstream(request: HttpRequest, slug: str) -> HttpResponse:
    """Calls with that key of an upstream belong to the project from now on."""
    project = open_project(request.user, slug, at_least=Role.OWNER)
    form = UpstreamKeyForm(request.POST)
    if not form.is_valid():
        return page(request, project, upstream=form, status=400)
    given = {"upstream_key": form.cleaned_data["key"], "name": form.cleaned_data["name"]}
    try:
        row = services.register_upstream_key(
            project=project, moves=False, by=person(request), now=timezone.now(), **given
        )
    except ValidationError as error:
        form.add_error("key", error)
        return page(request, project, upstream=form, status=400)
    messages.success(request, f"Calls with the key {row} belong to {project.name} from now on.")
    return redirect("settings-keys", slug=slug)


@require_http_methods(["GET", "HEAD", "POST"])
def remove_upstream(request: HttpRequest, slug: str, id: int) -> HttpResponse:
    """Asks, and forgets an upstream's key."""
    project = open_project(request.user, slug, at_least=Role.OWNER)
    key = get_object_or_404(project.upstream_keys, pk=id)
    if request.method != "POST":
        context = {"project": project, "section": "settings", "key": key, "verb": "remove"}
        return render(request, "projects/key_question.html", context)
    services.remove_upstream_key(key=key, by=person(request), now=timezone.now())
    messages.success(request, f"The key {key} is removed.")
    return redirect("settings-keys", slug=slug)


@sensitive_variables("shown", "context")
def page(request: HttpRequest, project: Project, *, status: int = 200, **shown: Any) -> HttpResponse:
    """All keys, with a form that was sent wrongly or a key that was just made."""
    context = {"project": project, "section": "settings", **keys_context(project, timezone.now(), **shown)}
    return render(request, "projects/keys.html", context, status=status)


def _key(request: HttpRequest, slug: str, id: int) -> ApiKey:
    project = open_project(request.user, slug, at_least=Role.OWNER)
    return get_object_or_404(project.keys.unrevoked(timezone.now()), pk=id)


def _question(
    request: HttpRequest, verb: str, key: ApiKey, form: RollForm | None = None, *, status: int = 200
) -> HttpResponse:
    row = key_row(key, timezone.now())
    context = {"project": key.project, "section": "settings", "key": key, "row": row, "verb": verb, "form": form}
    return render(request, "projects/key_question.html", context, status=status)
