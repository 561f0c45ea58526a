"""The keys of a project: made, rolled, closed. Notes name them by what is shown of them, never whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from projects import keys
from projects.audit import THE_SERVER, note
from projects.models import Action, ApiKey, KeyKind, Project, UpstreamKey


@transaction.atomic
def create_key(
    *,
    project: Project,
    kind: str,
    name: str = "",
    origins: Sequence[str] = (),
    by: User | str = THE_SERVER,
    now: datetime | None = None,
) -> tuple[ApiKey, str]:
    """A new key of `project`: its row, and the key itself, which cannot be read again.

    Raises `django.core.exceptions.ValidationError` for what is no origin, and for origins of a secret key.
    """
    row, key = _new_key(project, kind, name, origins, by)
    _note(row, Action.KEY_CREATED, by, now or timezone.now(), kind=row.kind)
    return row, key


def _new_key(project: Project, kind: str, name: str, origins: Sequence[str], by: User | str) -> tuple[ApiKey, str]:
    if origins and kind != KeyKind.PUBLIC:
        raise ValidationError("Only a public key has origins: a secret one must not be in a browser.")
    key = keys.new_key(kind)
    row = ApiKey(
        project=project,
        kind=kind,
        name=name,
        prefix=keys.shown_prefix(key),
        digest=keys.digest(key, settings.KEY_PEPPER),
        origins=list(origins),
        created_by=by if isinstance(by, User) else None,
    )
    row.clean_fields(exclude=["project", "digest", "created_by"])
    row.save(force_insert=True)
    return row, key


@transaction.atomic
def set_origins(
    *, key: ApiKey, origins: Sequence[str], by: User | str = THE_SERVER, now: datetime | None = None
) -> None:
    """From now on pages of these origins alone may use the public `key`; of all where there is none.

    Raises `django.core.exceptions.ValidationError` for what is no origin.
    """
    before = key.origins
    key.origins = list(origins)
    key.clean_fields(exclude={field.name for field in key._meta.fields} - {"origins"})
    key.save(update_fields=["origins"])
    if key.origins != before:
        _note(key, Action.KEY_CHANGED, by, now or timezone.now(), origins=[before, key.origins])


@transaction.atomic
def revoke_key(*, key: ApiKey, now: datetime, by: User | str = THE_SERVER) -> None:
    """Closes the key at once; revoking twice keeps the first time."""
    if ApiKey.objects.unrevoked(now).filter(pk=key.pk).update(revoked_at=now):
        _note(key, Action.KEY_REVOKED, by, now)


@transaction.atomic
def roll_key(*, key: ApiKey, overlap: timedelta, by: User, now: datetime) -> tuple[ApiKey, str]:
    """Another key for the same use; `key` itself opens nothing any more once `overlap` has passed.

    Raises `ApiKey.DoesNotExist` where it was revoked a moment ago.
    """
    old = ApiKey.objects.unrevoked(now).select_for_update(of=["self"]).select_related("project").get(pk=key.pk)
    row, new = _new_key(old.project, old.kind, old.name, old.origins, by)
    ends = min(filter(None, (old.revoked_at, now + overlap)))
    ApiKey.objects.filter(pk=old.pk).update(revoked_at=ends)
    _note(old, Action.KEY_ROLLED, by, now, new_key=str(row), old_key_ends=f"{ends:%Y-%m-%d %H:%M} UTC")
    return row, new


@transaction.atomic
def register_upstream_key(
    *,
    project: Project,
    upstream_key: str,
    name: str = "",
    moves: bool = True,
    by: User | str = THE_SERVER,
    now: datetime | None = None,
) -> UpstreamKey:
    """From now on, calls that carry `upstream_key` as their bearer belong to `project`.

    Raises `ValidationError` where they belong to another project and the key does not move.
    """
    digest = keys.digest(upstream_key, settings.KEY_PEPPER)
    if not moves and UpstreamKey.objects.filter(digest=digest).exclude(project=project).exists():
        raise ValidationError("This key is registered with another project. Remove it there first.")
    row, _ = UpstreamKey.objects.update_or_create(
        digest=digest,
        defaults={"project": project, "name": name, "last_four": upstream_key[-4:]},
    )
    note(
        project=project,
        by=by,
        action=Action.UPSTREAM_KEY_REGISTERED,
        subject=_called(row, name),
        now=now or timezone.now(),
    )
    return row


@transaction.atomic
def remove_upstream_key(*, key: UpstreamKey, by: User, now: datetime) -> None:
    """From now on, calls that carry it belong to `key.project` no more."""
    subject = _called(key, key.name)
    if UpstreamKey.objects.filter(pk=key.pk).delete()[0]:
        note(project=key.project, by=by, action=Action.UPSTREAM_KEY_REMOVED, subject=subject, now=now)


def _note(key: ApiKey, action: Action, by: User | str, now: datetime, **details: object) -> None:
    note(project=key.project, by=by, action=action, subject=_called(key, key.name), details=details, now=now)


def _called(key: ApiKey | UpstreamKey, name: str) -> str:
    """What is shown of a key, and what it is for."""
    return f"{key} {name}".rstrip()
