"""The people of a project. One change at a time, so that there is always an owner."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from projects.audit import name_of, note
from projects.models import Action, Membership, Project, Role
from projects.services.invitations import withdraw_invitations_of

LAST_OWNER = "A project has at least one owner: make somebody else an owner first."


@transaction.atomic
def change_role(*, membership: Membership, role: Role, by: User, now: datetime) -> Membership:
    """Gives a person another role.

    Raises `ValidationError` where nobody would own the project, and where `by` may not, or may no longer, give it.
    """
    member = _locked(membership, by)
    before, member.role = member.role, role
    if before == role:
        return member
    if before == Role.OWNER:
        _check_other_owner(member)
        withdraw_invitations_of(project=member.project, user=member.user, by=by, now=now)
    member.save(update_fields=["role"])
    _note(member, Action.ROLE_CHANGED, by, now, role=[before, str(role)])
    return member


@transaction.atomic
def remove_member(*, membership: Membership, by: User, now: datetime) -> None:
    """Ends a person's access from their next request on. Raises as `change_role` does."""
    member = _locked(membership, by)
    _end(member, by, now)
    _note(member, Action.MEMBER_REMOVED, by, now, role=member.role)


@transaction.atomic
def leave_project(*, membership: Membership, now: datetime) -> None:
    """Ends the person's own access. Raises `ValidationError` for the last owner."""
    member = _locked(membership, None)
    _end(member, member.user, now)
    note(
        project=member.project,
        by=member.user,
        action=Action.MEMBER_LEFT,
        subject=member.project.slug,
        details={"role": member.role},
        now=now,
    )


def _end(member: Membership, by: User, now: datetime) -> None:
    """What a person has given away of their rights goes with them."""
    if member.role == Role.OWNER:
        _check_other_owner(member)
    withdraw_invitations_of(project=member.project, user=member.user, by=by, now=now)
    Membership.objects.filter(pk=member.pk).delete()


def _locked(membership: Membership, by: User | None) -> Membership:
    """The membership as it is now, and nobody else changes one of its project meanwhile."""
    # Not FOR UPDATE: calls that are recorded meanwhile point at the project, and must not wait
    project = Project.objects.select_for_update(no_key=True).get(pk=membership.project_id)
    if by is not None and not Project.objects.owned_by(by).filter(pk=project.pk).exists():
        raise ValidationError("You do not own this project any more.")
    member = project.memberships.select_related("user", "project").filter(pk=membership.pk).first()
    if member is None:
        raise ValidationError("This person is no member any more.")
    return member


def _check_other_owner(member: Membership) -> None:
    others = member.project.memberships.filter(role=Role.OWNER, user__is_active=True).exclude(pk=member.pk)
    if not others.exists():
        raise ValidationError(LAST_OWNER)


def _note(member: Membership, action: Action, by: User, now: datetime, **details: object) -> None:
    note(project=member.project, by=by, action=action, subject=name_of(member.user), details=details, now=now)
