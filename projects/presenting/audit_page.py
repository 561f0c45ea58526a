"""What was done in a project, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict

from projects.limits import LIMITS
from projects.models import Action, AuditEvent, Project
from projects.team_forms import AuditForm

PAGE_SIZE = 50
MOST_LOOKED_AT_FOR_NAMES = 1_000
NAMES = {
    "name": "its name",
    "log": "what is kept of calls",
    "stream_usage": "ask for the usage of streams",
    "upstream": "upstream",
    "feedback_needs_key": "votes need a key",
    "vote_tokens": "vote tokens",
    "vote_hold_minutes": "minutes that early votes wait",
    "reasons": "reasons to pick from",
    "keep_bodies_days": "days that bodies are kept",
    "keep_requests_days": "days that requests are kept",
    "keep_votes_days": "days that votes are kept",
    "keep_rated": "keep what has votes as long as its votes",
}


@dataclass(frozen=True, slots=True)
class Deed:
    """One note: who did what, and what is another thing since, a line each."""

    id: UUID
    at: datetime
    who: str
    did: str
    subject: str
    changes: list[str]


def audit_context(project: Project, form: AuditForm, query: QueryDict) -> dict[str, Any]:
    """The page of the notes that are wanted; none, and what is wrong, where that cannot be read."""
    found = list(project.audit_events.wanted(**form.wanted)[: PAGE_SIZE + 1]) if form.is_valid() else []
    shown = found[:PAGE_SIZE]
    kept = {name: str(query[name]) for name in ("person", "action") if query.get(name)}
    return {
        "form": form,
        "deeds": [deed_of(event) for event in shown],
        "people": _people(project, kept.get("person", "")),
        "actions": Action.choices,
        "chosen": kept,
        "query": urlencode(kept),
        "older": urlencode({**kept, "after": shown[-1].pk}) if len(found) > PAGE_SIZE else "",
        "is_later": bool(query.get("after")),
    }


def deed_of(event: AuditEvent) -> Deed:
    """A note in words."""
    return Deed(
        id=event.pk,
        at=event.created_at,
        who=event.actor_name,
        did=str(Action(event.action).label),
        subject=event.subject,
        changes=changes_of(event.details),
    )


def changes_of(details: Mapping[str, Any]) -> list[str]:
    """Each detail as "name: before → after", or "name: what it is"."""
    return [f"{NAMES.get(name, name.replace('_', ' '))}: {_value(name, value)}" for name, value in details.items()]


def _value(name: str, value: Any) -> str:
    if isinstance(value, list) and len(value) == 2:
        return f"{_word(name, value[0])} → {_word(name, value[1])}"
    return _word(name, value)


def _word(name: str, value: Any) -> str:
    if name in LIMITS and value is None:
        return "for good"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return "none" if value in (None, "") else str(value)


def _people(project: Project, chosen: str) -> list[str]:
    """Who did something of late, and who is asked for."""
    names = project.audit_events.newest_first().values_list("actor_name", flat=True)[:MOST_LOOKED_AT_FOR_NAMES]
    return sorted({*names, *filter(None, [chosen])}, key=str.casefold)
