"""The keys of a project: what they are for, and whether they still open anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Case, Value, When

from projects.audit import name_of
from projects.models import ApiKey, KeyKind, Project
from projects.team_forms import NewKeyForm, UpstreamKeyForm

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key; `tone` is a class of tags, `ends_at` when it stops or stopped."""

    id: int
    prefix: str
    name: str
    kind: str
    origins: str
    made_by: str
    made_at: datetime
    used_at: datetime | None
    state: str
    tone: str
    ends_at: datetime | None
    is_open: bool


def keys_context(
    project: Project,
    now: datetime,
    *,
    new: forms.Form | None = None,
    upstream: forms.Form | None = None,
    made: ApiKey | None = None,
    secret: str = "",
    instead_of: ApiKey | None = None,
) -> dict[str, Any]:
    """The context of the page; `secret` is the key `made` a moment ago, perhaps `instead_of` another."""
    rows = [key_row(key, now) for key in _keys(project, now)]
    return {
        "rows": [row for row in rows if row.is_open],
        "closed": [row for row in rows if not row.is_open],
        "upstream_keys": project.upstream_keys.order_by("-pk")[:MOST_SHOWN],
        "new": new or NewKeyForm(),
        "upstream": upstream or UpstreamKeyForm(),
        "made": made,
        "secret": secret,
        "instead_of": instead_of,
    }


def key_row(key: ApiKey, now: datetime) -> KeyRow:
    """A key as it stands now."""
    state, tone = _state(key, now)
    return KeyRow(
        id=key.pk,
        prefix=str(key),
        name=key.name,
        kind="Public" if key.kind == KeyKind.PUBLIC else "Secret",
        origins=", ".join(key.origins),
        made_by=name_of(key.created_by) if key.created_by else "",
        made_at=key.created_at,
        used_at=key.last_used_at,
        state=state,
        tone=tone,
        ends_at=key.revoked_at,
        is_open=state != "revoked",
    )


def _keys(project: Project, now: datetime) -> Any:
    """Those that are open first, then newest first."""
    is_open = Case(When(pk__in=project.keys.unrevoked(now).values("pk"), then=Value(0)), default=Value(1))
    return project.keys.select_related("created_by").order_by(is_open, "-pk")[:MOST_SHOWN]


def _state(key: ApiKey, now: datetime) -> tuple[str, str]:
    if key.revoked_at is None:
        return "open", "good"
    return ("ends", "warn") if key.revoked_at > now else ("revoked", "")
