"""One's projects, and the general settings of one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.apps import apps
from django.contrib.auth.models import User
from django.db.models import Count, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from projects.models import DEFAULT_SLUG, Membership, Project, Role
from projects.team_forms import LOGS, GeneralForm, SlugForm

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project as one of its people sees it."""

    slug: str
    name: str
    role: str
    members: int
    newest_at: datetime | None
    is_owner: bool
    is_member: bool


def may_create(user: User) -> bool:
    """Who owns a project or runs the server may make another."""
    return user.is_staff or Project.objects.owned_by(user).exists()


def projects_context(user: User) -> dict[str, Any]:
    """The projects of `user`, the archived ones apart."""
    found = list(_projects(user)[:MOST_SHOWN])
    return {
        "rows": _rows(project for project in found if project.archived_at is None),
        "archived": _rows(project for project in found if project.archived_at is not None),
        "may_create": may_create(user),
        "most": MOST_SHOWN if len(found) == MOST_SHOWN else 0,
    }


def general_context(
    project: Project, *, form: forms.Form | None = None, sure: forms.Form | None = None
) -> dict[str, Any]:
    """The forms, as they were sent where they were sent wrongly."""
    form = form or GeneralForm(project)
    return {
        "form": form,
        "sure": sure or SlugForm(project),
        "logs": [(box, LOGS[box.data["value"]][1]) for box in form["log"]],
        "has_upstreams": len(form.fields["upstream"].choices) > 1,  # type: ignore[attr-defined]
        "is_default": project.slug == DEFAULT_SLUG,
    }


def _projects(user: User) -> Any:
    """With `role`, `is_member`, `people` and `newest_at`: each asked for by the project's own key."""
    newest = apps.get_model("requestlog", "Request").objects.filter(project=OuterRef("pk")).order_by("-id")
    people = Membership.objects.filter(project=OuterRef("pk"))
    counted = people.order_by().values("project").annotate(number=Count("pk")).values("number")
    mine = people.filter(user=user).values("role")
    visible = Project.objects.with_role_of(user).annotate(
        own_role=Subquery(mine[:1]),
        people=Coalesce(Subquery(counted), Value(0)),
        newest_at=Subquery(newest.values("created_at")[:1]),
    )
    return visible.order_by("name", "pk")


def _rows(projects: Iterable[Any]) -> list[ProjectRow]:
    return [
        ProjectRow(
            slug=project.slug,
            name=project.name,
            role=Role(project.role).label,
            members=project.people,
            newest_at=project.newest_at,
            is_owner=project.role == Role.OWNER,
            is_member=project.own_role is not None,
        )
        for project in projects
    ]
