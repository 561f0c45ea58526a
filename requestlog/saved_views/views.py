"""The pages of saved views; everybody keeps their own, members and owners those of the project too."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from projects.access import open_project, person
from projects.models import Project
from requestlog.models import SavedView
from requestlog.saved_views import services
from requestlog.saved_views.forms import NameForm, UpdateForm, ViewForm
from requestlog.saved_views.presenting import changeable, may_share, url_of, views_context

SECTION = {"section": "log"}


@require_safe
def home(request: HttpRequest, slug: str) -> HttpResponse:
    """Where one comes in: the default view, else the whole log."""
    project = open_project(request.user, slug)
    view = project.saved_views.default_of(request.user)
    return redirect(url_of(project, view.query if view else ""))


@require_http_methods(["GET", "HEAD", "POST"])
def views(request: HttpRequest, slug: str) -> HttpResponse:
    """All views that the reader sees; a POST saves one more, and opens it."""
    project, now = open_project(request.user, slug), timezone.now()
    form = None
    if request.method == "POST":
        form = ViewForm(request.POST, project=project, shares=may_share(project), now=now)
        if form.is_valid() and (saved := _saved(request, project, form)):
            messages.success(request, f"Saved as “{saved.name}”.")
            return redirect(url_of(project, saved.query))
    context = {"project": project, **SECTION, "form": form, **views_context(project, request.user, now)}
    return render(request, "requestlog/views.html", context, status=400 if form else 200)


@require_POST
def update(request: HttpRequest, slug: str) -> HttpResponse:
    """Keeps the filter of the log in a view that is there already, and opens it."""
    project, now = open_project(request.user, slug), timezone.now()
    form = UpdateForm(request.POST, project=project, views=changeable(project, request.user), now=now)
    if form.is_valid():
        view, query = form.cleaned_data["view"], form.cleaned_data["query"]
        services.update_view(view=view, query=query, by=person(request), now=now)
        messages.success(request, f"Updated “{view.name}”.")
        return redirect(url_of(project, query))
    context = {"project": project, **SECTION, "update": form, **views_context(project, request.user, now)}
    return render(request, "requestlog/views.html", context, status=400)


@require_POST
def rename(request: HttpRequest, slug: str, id: UUID) -> HttpResponse:
    project, now = open_project(request.user, slug), timezone.now()
    view, form = _found(request, project, id), NameForm(request.POST)
    if form.is_valid() and _renamed(view, form):
        messages.success(request, f"Renamed to “{view.name}”.")
        return redirect("views", slug=slug)
    context = {"project": project, **SECTION, **views_context(project, request.user, now, (view.id, form))}
    return render(request, "requestlog/views.html", context, status=400)


@require_POST
def default(request: HttpRequest, slug: str, id: UUID) -> HttpResponse:
    """Makes a view the one to come in by; with `is_default=no`, no longer."""
    project = open_project(request.user, slug)
    view = _found(request, project, id)
    services.make_default(view=view, is_default=request.POST.get("is_default") != "no")
    return redirect("views", slug=slug)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, slug: str, id: UUID) -> HttpResponse:
    """Asks whether, and deletes."""
    project = open_project(request.user, slug)
    view = _found(request, project, id)
    if request.method == "POST":
        services.remove_view(view=view, by=person(request), now=timezone.now())
        messages.success(request, f"Deleted the view “{view.name}”.")
        return redirect("views", slug=slug)
    return render(request, "requestlog/view_delete.html", {"project": project, **SECTION, "view": view})


def _found(request: HttpRequest, project: Project, id: UUID) -> SavedView:
    """A view that the reader may change, else `Http404`, as for none."""
    view = get_object_or_404(changeable(project, request.user), id=id)
    view.project = project
    return view


def _saved(request: HttpRequest, project: Project, form: ViewForm) -> SavedView | None:
    try:
        return services.save_view(project=project, by=person(request), now=form.now, **form.cleaned_data)
    except services.ViewRefusedError as error:
        form.add_error(error.field, str(error))
    return None


def _renamed(view: SavedView, form: NameForm) -> bool:
    try:
        services.rename_view(view=view, name=form.cleaned_data["name"])
    except services.ViewRefusedError as error:
        form.add_error(error.field, str(error))
    return form.is_valid()
