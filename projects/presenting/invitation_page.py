"""What the page of an invitation offers to whom."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User

from projects.audit import name_of
from projects.models import Invitation, Role
from projects.services.invitations import has_account, is_for
from projects.team_forms import ROLES, PasswordForm


def invitation_context(
    invitation: Invitation, user: User | AnonymousUser, form: PasswordForm, path: str
) -> dict[str, Any]:
    """To whom it is not sent, it says no more than that; to whom it is, what they become and how."""
    return {
        "invited_to": invitation.project.name,
        "role": ROLES[Role(invitation.role)],
        "by": name_of(invitation.invited_by) if invitation.invited_by else "",
        "until": invitation.expires_at,
        "form": form,
        "way": _way(invitation, user),
        "email": "" if user.is_authenticated else invitation.email,
        "signin_url": f"{settings.LOGIN_URL}?{urlencode({'next': path})}",
    }


def _way(invitation: Invitation, user: User | AnonymousUser) -> str:
    if isinstance(user, User):
        return "accept" if is_for(invitation, user) else "other"
    return "signin" if has_account(invitation.email) else "new"
