"""Every write to projects, people and keys; each leaves a note of who did it, in the same transaction."""

from __future__ import annotations

from projects.services.administration import put_member, take_member
from projects.services.invitations import (
    NotInvited,
    accept_invitation,
    invite,
    join_with_password,
    withdraw_invitation,
    withdraw_invitations_of,
)
from projects.services.keys import (
    create_key,
    register_upstream_key,
    remove_upstream_key,
    revoke_key,
    roll_key,
    set_origins,
)
from projects.services.members import change_role, leave_project, remove_member
from projects.services.operator import OPERATOR, operator
from projects.services.projects import Settings, archive_project, configure_project, create_project, restore_project

__all__ = [
    "OPERATOR",
    "NotInvited",
    "Settings",
    "accept_invitation",
    "archive_project",
    "change_role",
    "configure_project",
    "create_key",
    "create_project",
    "invite",
    "join_with_password",
    "leave_project",
    "operator",
    "put_member",
    "register_upstream_key",
    "remove_member",
    "remove_upstream_key",
    "restore_project",
    "revoke_key",
    "roll_key",
    "set_origins",
    "take_member",
    "withdraw_invitation",
    "withdraw_invitations_of",
]
