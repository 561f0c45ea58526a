"""The people of a project and the invitations that are open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db.models import Max

from projects.audit import name_of
from projects.models import Invitation, Membership, Project, Role
from projects.removing_form import RemovalForm
from projects.services.invitations import LASTS
from projects.team_forms import InviteForm

MOST_SHOWN = 500


@dataclass(frozen=True, slots=True)
class Person:
    """A member, and whether they are the only owner."""

    id: int
    name: str
    email: str
    role: Role
    since: datetime
    seen_at: datetime | None
    is_active: bool
    is_last_owner: bool


def members_context(
    project: Project,
    now: datetime,
    *,
    form: forms.Form | None = None,
    link: str = "",
    invited: Invitation | None = None,
    mailed: bool = False,
    problem: str = "",
) -> dict[str, Any]:
    """The context of the page; `link` is that of the invitation `invited`, made a moment ago."""
    found = project.memberships.select_related("user").annotate(seen_at=Max("user__sessions__last_seen_at"))
    memberships = list(found.order_by("created_at", "pk")[:MOST_SHOWN])
    owners = [each for each in memberships if each.role == Role.OWNER and each.user.is_active]
    return {
        "people": [_person(each, len(owners)) for each in memberships],
        "roles": Role.choices,
        "invitations": project.invitations.open(now).select_related("invited_by").order_by("-pk"),
        "form": form or InviteForm(),
        "hours": int(LASTS.total_seconds() // 3600),
        "link": link,
        "invited": invited,
        "mailed": mailed,
        "problem": problem,
    }


def removal_context(membership: Membership, form: RemovalForm) -> dict[str, Any]:
    """The question what is to become of the member's keys."""
    return {
        "membership": membership,
        "who": name_of(membership.user),
        "form": form,
        "keys": [(key, form[f"key_{key.pk}"]) for key in form.keys],
    }


def _person(membership: Any, owners: int) -> Person:
    """`membership` has `seen_at` of the sessions that are open."""
    user: User = membership.user
    return Person(
        id=membership.pk,
        name=user.get_full_name() or user.get_username(),
        email=user.email,
        role=Role(membership.role),
        since=membership.created_at,
        seen_at=max(filter(None, (membership.seen_at, user.last_login)), default=None),
        is_active=user.is_active,
        is_last_owner=owners == 1 and membership.role == Role.OWNER and user.is_active,
    )
