"""Projects: one's own, a new one, and what is general about one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from projects import services
from projects.access import open_project, person
from projects.models import Project, Role
from projects.presenting.projects_page import general_context, may_create, projects_context
from projects.team_forms import GeneralForm, NewProjectForm, SlugForm


@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """One's projects, with what one is in them."""
    return render(request, "projects/list.html", projects_context(person(request)))


@require_http_methods(["GET", "HEAD", "POST"])
def new_project(request: HttpRequest) -> HttpResponse:
    """A project of one's own, for who owns one or runs the server; leads to how to connect it."""
    if not may_create(person(request)):
        raise Http404("Not for this person")
    form = NewProjectForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (project := _created(request, form)):
        messages.success(request, f"{project.name} is made, and yours. Connect your application to it.")
        return redirect("connect", slug=project.slug)
    return render(request, "projects/new.html", {"form": form}, status=400 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def project_settings(request: HttpRequest, slug: str) -> HttpResponse:
    """How a project is called, and what is kept of its calls."""
    project = open_project(request.user, slug, at_least=Role.OWNER)
    form = GeneralForm(project, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return page(request, project, form=form, status=400 if form.is_bound else 200)
    try:
        services.configure_project(project=project, by=person(request), now=timezone.now(), **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return page(request, project, form=form, status=400)
    messages.success(request, "Saved. The gateway knows it within a second.")
    return redirect("settings-project", slug=slug)


@require_POST
def archive(request: HttpRequest, slug: str) -> HttpResponse:
    """Closes the project, once its slug was typed."""
    project = open_project(request.user, slug, at_least=Role.OWNER)
    sure = SlugForm(project, request.POST)
    if not sure.is_valid():
        return page(request, project, sure=sure, status=400)
    try:
        services.archive_project(project=project, by=person(request), now=timezone.now())
    except ValidationError as error:
        sure.add_error("slug", error)
        return page(request, project, sure=sure, status=400)
    messages.success(request, f"{project.name} is archived.")
    return redirect("projects")


@require_POST
def restore(request: HttpRequest, slug: str) -> HttpResponse:
    """Opens an archived project again."""
    project = open_project(request.user, slug, at_least=Role.OWNER)
    services.restore_project(project=project, by=person(request), now=timezone.now())
    messages.success(request, f"{project.name} is open again, and so are its keys.")
    return redirect("settings-project", slug=slug)


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks whether one wants to leave, and leaves."""
    project = open_project(request.user, slug)
    membership = get_object_or_404(project.memberships, user=person(request))
    problem = ""
    if request.method == "POST":
        try:
            services.leave_project(membership=membership, now=timezone.now())
        except ValidationError as error:
            problem = error.messages[0]
        else:
            messages.success(request, f"You have left {project.name}.")
            return redirect("projects")
    context = {"left": project, "problem": problem}
    return render(request, "projects/leave.html", context, status=400 if problem else 200)


def page(request: HttpRequest, project: Project, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The general settings, with a form that was sent wrongly."""
    context = {"project": project, "section": "settings", **general_context(project, **forms)}
    return render(request, "projects/settings.html", context, status=status)


def _created(request: HttpRequest, form: NewProjectForm) -> Project | None:
    """The project; None where another has taken its slug meanwhile, which the form then says."""
    try:
        return services.create_project(**form.cleaned_data, owner=person(request), now=timezone.now())
    except ValidationError as error:
        form.add_error(None, error)
        return None
