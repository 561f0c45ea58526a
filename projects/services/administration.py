"""The people of any project, as the server's administration sets them: it needs no owner's word, nor leaves one."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from projects.audit import name_of, note
from projects.models import Action, Membership, Project, Role
from projects.services.invitations import withdraw_invitations_of


@transaction.atomic
def put_member(*, membership: Membership, by: User, now: datetime) -> None:
    """Stores a new or another role; a person who was not in the project had none."""
    before = _stored_role(membership)
    membership.save()
    if before == membership.role:
        return
    if before == Role.OWNER:
        withdraw_invitations_of(project=membership.project, user=membership.user, by=by, now=now)
    _note(membership, Action.ROLE_CHANGED, by, now, role=[before, membership.role])


@transaction.atomic
def take_member(*, membership: Membership, by: User, now: datetime) -> None:
    """Ends a person's access from their next request on; nothing, where it has ended."""
    before = _stored_role(membership)
    if before is None:
        return
    withdraw_invitations_of(project=membership.project, user=membership.user, by=by, now=now)
    _note(membership, Action.MEMBER_REMOVED, by, now, role=before)
    membership.delete()


def _stored_role(membership: Membership) -> str | None:
    """The role until now, and nobody else changes one of the project meanwhile."""
    project = Project.objects.select_for_update(no_key=True).get(pk=membership.project_id)
    return project.memberships.filter(pk=membership.pk).values_list("role", flat=True).first()


def _note(member: Membership, action: Action, by: User, now: datetime, **details: object) -> None:
    note(project=member.project, by=by, action=action, subject=name_of(member.user), details=details, now=now)
