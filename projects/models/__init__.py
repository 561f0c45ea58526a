"""Who may see what: projects, the people in them, the keys that open them, and who did what."""

from __future__ import annotations

from projects.models.audit import Action, AuditEvent
from projects.models.keys import ApiKey, KeyKind, UpstreamKey, origin_list
from projects.models.people import Invitation, Membership, Role
from projects.models.projects import (
    DEFAULT_SLUG,
    MOST_REASONS,
    REASON_CHARACTERS,
    LogMode,
    Project,
    allowed_upstream,
    reason_list,
    slug_validator,
    usual_reasons,
)
from projects.models.sessions import Session

__all__ = [
    "DEFAULT_SLUG",
    "MOST_REASONS",
    "REASON_CHARACTERS",
    "Action",
    "ApiKey",
    "AuditEvent",
    "Invitation",
    "KeyKind",
    "LogMode",
    "Membership",
    "Project",
    "Role",
    "Session",
    "UpstreamKey",
    "allowed_upstream",
    "origin_list",
    "reason_list",
    "slug_validator",
    "usual_reasons",
]
