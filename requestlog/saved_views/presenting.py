"""Saved views as the log and their own page show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser, User
from django.urls import reverse

from projects.models import Project, Role
from requestlog.database.bounded import part_of_screen
from requestlog.filters import RequestFilter
from requestlog.models import SavedView
from requestlog.saved_views.forms import NameForm, filter_of, normalised
from requestlog.saved_views.querysets import SavedViewQuerySet

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class View:
    """A view as a link; `changeable` by the reader, `sentence` says what it shows where a page asks for that."""

    id: UUID
    name: str
    url: str
    is_shared: bool
    is_default: bool
    current: bool = False
    changeable: bool = False
    sentence: str = ""
    problems: Sequence[str] = ()
    form: NameForm | None = None


def may_share(project: Project) -> bool:
    """Whether whoever opened `project` may share views, and change those that are shared."""
    return project.role != Role.VIEWER


def views_of_log(project: Project, user: User | AnonymousUser, filter: RequestFilter) -> dict[str, Any]:
    """For the log under `filter`: its views, and what a new one would be."""
    query = "" if filter.problems else normalised(filter)
    nothing: list[View] = []
    path = url_of(project, "")
    shares = may_share(project)
    views = part_of_screen(lambda: [_of_log(path, view, query, shares) for view in _seen(project, user)], nothing)
    return {
        "views": views,
        "updatable": [view for view in views if view.changeable and not view.current],
        "view": next((view for view in views if view.current), None),
        "may_save": not filter.problems,
        "may_share": shares,
        "query": query,
    }


def views_context(
    project: Project, user: User | AnonymousUser, now: datetime, renamed: tuple[UUID, NameForm] | None = None
) -> dict[str, Any]:
    """For the page of all views; `renamed` is a form that came back with errors."""
    mine = set(changeable(project, user).values_list("id", flat=True))
    listed = [_described(project, view, now, view.id in mine, renamed) for view in _seen(project, user)]
    return {
        "listed": listed,
        "updatable": [view for view in listed if view.changeable],
        "may_share": may_share(project),
    }


def changeable(project: Project, user: User | AnonymousUser) -> SavedViewQuerySet:
    """Those that whoever opened `project` may rename, make the default and delete."""
    return project.saved_views.changed_by(user, shares=may_share(project))


def url_of(project: Project, query: str) -> str:
    """The log of a view."""
    return reverse("log", args=[project.slug]) + (f"?{query}" if query else "")


def _seen(project: Project, user: User | AnonymousUser) -> list[SavedView]:
    return list(project.saved_views.seen_by(user).in_order()[:MOST_SHOWN])


def _of_log(path: str, view: SavedView, query: str, shares: bool) -> View:
    """Of a view that the reader sees: what is private is their own, and theirs to change."""
    return _link(path, view, query, changeable=shares or not view.is_shared)


def _link(path: str, view: SavedView, query: str, **more: Any) -> View:
    current, url = bool(query) and view.query == query, f"{path}?{view.query}" if view.query else path
    return View(view.id, view.name, url, view.is_shared, view.is_default, current, **more)


def _described(
    project: Project, view: SavedView, now: datetime, is_mine: bool, renamed: tuple[UUID, NameForm] | None
) -> View:
    filter = filter_of(project, view.query, now)
    problems = [f"{name}: {' '.join(said)}" for name, said in filter.problems.items()]
    form = renamed[1] if renamed and renamed[0] == view.id else None
    more = {"changeable": is_mine, "sentence": filter.sentence(), "problems": problems, "form": form}
    return _link(url_of(project, ""), view, "", **more)
