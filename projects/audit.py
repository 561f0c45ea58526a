"""Notes who did what in a project, in the transaction of the deed; nothing is ever changed in these notes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from projects.models import Action, AuditEvent, Project

SUBJECT_CHARACTERS = 200
THE_SERVER = "the server"


def note(
    *,
    project: Project,
    by: User | str,
    action: Action,
    now: datetime,
    subject: str = "",
    details: Mapping[str, Any] | None = None,
) -> AuditEvent:
    """Keeps that a person, or a key or command in words, did `action` to `subject`; `details` hold no secret."""
    return AuditEvent.objects.create(
        project=project,
        actor=by if isinstance(by, User) else None,
        actor_name=name_of(by),
        action=action,
        subject=subject[:SUBJECT_CHARACTERS],
        details=dict(details or {}),
        created_at=now,
    )


def name_of(by: User | str) -> str:
    """How a person is named where they are not asked: by e-mail address, else by username."""
    return (by.email or by.get_username()) if isinstance(by, User) else by
