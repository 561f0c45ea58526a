"""Every write to saved views. What is done to shared ones is noted for the project."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from projects.audit import note
from projects.models import Action, Project
from requestlog.models import SavedView

MOST = 100  # of one person in a project, the shared ones that they made included


class ViewRefusedError(ValueError):
    """Why a view is not kept so, as a sentence; `field` is the one of the form to say it beside."""

    def __init__(self, sentence: str, field: str) -> None:
        super().__init__(sentence)
        self.field = field


@transaction.atomic
def save_view(
    *, project: Project, by: User, name: str, query: str, is_shared: bool, is_default: bool, now: datetime
) -> SavedView:
    """Keeps the filter `query`, which `normalised` has read, under a name. Raises `ViewRefusedError`."""
    lock(project)
    if project.saved_views.filter(owner=by).count() >= MOST:
        raise ViewRefusedError(f"You have {MOST} views in this project: delete one first.", "name")
    view = SavedView(project=project, owner=by, name=name, query=query, is_shared=is_shared, created_at=now)
    _refuse_second(view)
    view.save(force_insert=True)
    if is_shared:
        note(project=project, by=by, action=Action.VIEW_SHARED, now=now, subject=name, details={"query": query})
    if is_default:
        make_default(view=view)
    return view


@transaction.atomic
def update_view(*, view: SavedView, query: str, by: User, now: datetime) -> None:
    """Keeps the filter `query`, which `normalised` has read, instead of the one so far; all else of the view stays."""
    lock(view.project)
    _update(view, query=query)
    if view.is_shared and view.query != query:
        details = {"query": [view.query, query]}
        note(project=view.project, by=by, action=Action.VIEW_SHARED, now=now, subject=view.name, details=details)


@transaction.atomic
def rename_view(*, view: SavedView, name: str) -> None:
    """Raises `ViewRefusedError` where another one has that name."""
    lock(view.project)
    view.name = name
    _refuse_second(view)
    _update(view, name=name)


@transaction.atomic
def make_default(*, view: SavedView, is_default: bool = True) -> None:
    """The one to come in by, of all shared ones or of all that a person keeps for themselves; or no longer."""
    lock(view.project)
    view.project.saved_views.beside(view).filter(is_default=True).update(is_default=False)
    _update(view, is_default=is_default)


@transaction.atomic
def remove_view(*, view: SavedView, by: User, now: datetime) -> None:
    view.project.saved_views.filter(id=view.id).delete()
    if view.is_shared:
        details = {"query": view.query}
        note(project=view.project, by=by, action=Action.VIEW_REMOVED, now=now, subject=view.name, details=details)


def lock(project: Project) -> None:
    """One change of a project's views at a time, so that none comes between a look and a write."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)


def _update(view: SavedView, **values: Any) -> None:
    view.project.saved_views.filter(id=view.id).update(**values)


def _refuse_second(view: SavedView) -> None:
    if view.project.saved_views.beside(view).filter(name=view.name).exists():
        whose = "A shared view" if view.is_shared else "One of your views"
        raise ViewRefusedError(f"{whose} is named “{view.name}” already.", "name")
