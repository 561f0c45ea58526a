"""Invitations by link. The token is shown once; kept is its HMAC, with a pepper of its own."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q

from projects import keys
from projects.audit import note
from projects.models import Action, Invitation, Membership, Project, Role

TOKEN_BYTES = 16
LASTS = timedelta(hours=72)
MOST_OPEN = 200
HAS_ACCOUNT = "This address has an account already: sign in to accept."


class NotInvited(Exception):  # noqa: N818
    """The token opens nothing: used, expired, withdrawn or never made; or it is for somebody else."""


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return keys.digest(token, settings.INVITE_PEPPER)


@transaction.atomic
def invite(*, project: Project, email: str, role: Role, by: User, now: datetime) -> tuple[Invitation, str]:
    """A new invitation and its token, which cannot be read again; one to the same address before it ends.

    Raises `ValidationError` where the address is a member's, or `by` may not give that role.
    """
    _check(project, email, role, by, now)
    for earlier in project.invitations.open(now).filter(email__iexact=email):
        withdraw_invitation(invitation=earlier, by=by, now=now)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation = Invitation(
        project=project,
        email=email,
        role=role,
        digest=digest_of(token),
        invited_by=by,
        created_at=now,
        expires_at=now + LASTS,
    )
    invitation.clean_fields(exclude=["project", "invited_by", "digest"])
    invitation.save(force_insert=True)
    _note(invitation, Action.MEMBER_INVITED, by, now)
    return invitation, token


def _check(project: Project, email: str, role: Role, by: User, now: datetime) -> None:
    if not Project.objects.owned_by(by).filter(pk=project.pk).exists():
        raise ValidationError("Only an owner invites.")
    if project.memberships.filter(user__email__iexact=email).exists():
        raise ValidationError({"email": "This person is a member already."})
    if project.invitations.open(now).count() >= MOST_OPEN:
        raise ValidationError(f"At most {MOST_OPEN} invitations are open at a time: withdraw some.")
    if role not in Role.values:
        raise ValidationError({"role": f"Give one of {', '.join(Role.values)}."})


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: User, now: datetime) -> None:
    """Its link opens nothing from now on."""
    if Invitation.objects.open(now).filter(pk=invitation.pk).update(withdrawn_at=now):
        _note(invitation, Action.INVITATION_WITHDRAWN, by, now)


def withdraw_invitations_of(*, project: Project, user: User, by: User, now: datetime) -> None:
    """Nobody comes in on the word of who has no say any more."""
    for invitation in project.invitations.open(now).filter(invited_by=user):
        withdraw_invitation(invitation=invitation, by=by, now=now)


@transaction.atomic
def accept_invitation(*, invitation: Invitation, user: User, now: datetime) -> Membership:
    """`user` joins, or holds the role besides the one that they have if it is the higher. Raises `NotInvited`."""
    if not is_for(invitation, user):
        raise NotInvited
    _use_up(invitation, now)
    return _join(invitation, user, now)


@transaction.atomic
def join_with_password(*, invitation: Invitation, password: str, now: datetime) -> User:
    """A new person with the address that the link was sent to, who joins; to hold the link proves the address.

    Raises `NotInvited`, and `ValidationError` for a weak password and where the address has an account.
    """
    if has_account(invitation.email):
        raise ValidationError(HAS_ACCOUNT)
    user = User(username=invitation.email, email=invitation.email)
    validate_password(password, user)
    _use_up(invitation, now)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:  # by another invitation, at the same moment
        raise ValidationError(HAS_ACCOUNT) from error
    _join(invitation, user, now)
    return user


def is_for(invitation: Invitation, user: User) -> bool:
    """Whether `user` is whom it was sent to."""
    return bool(user.email) and user.email.casefold() == invitation.email.casefold()


def has_account(email: str) -> bool:
    """Whether somebody has that address, or is called by it."""
    return User.objects.filter(Q(email__iexact=email) | Q(username__iexact=email)).exists()


def _use_up(invitation: Invitation, now: datetime) -> None:
    """Of two at once, one does."""
    # By the row's own columns alone: what the other wrote is seen only in these
    is_open = Project.objects.filter(pk=invitation.project_id, archived_at=None).exists()
    if not is_open or not Invitation.objects.open(now).filter(pk=invitation.pk).update(accepted_at=now):
        raise NotInvited


def _join(invitation: Invitation, user: User, now: datetime) -> Membership:
    member, is_new = Membership.objects.get_or_create(
        project=invitation.project, user=user, defaults={"role": invitation.role}
    )
    if not is_new and Role(member.role).rank < Role(invitation.role).rank:
        member.role = invitation.role
        member.save(update_fields=["role"])
    note(
        project=invitation.project,
        by=user,
        action=Action.MEMBER_JOINED,
        subject=invitation.project.slug,
        details={"role": member.role},
        now=now,
    )
    return member


def _note(invitation: Invitation, action: Action, by: User, now: datetime) -> None:
    details = {"role": invitation.role}
    note(project=invitation.project, by=by, action=action, subject=invitation.email, details=details, now=now)
