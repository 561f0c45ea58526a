"""Every write to projects, memberships and keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict, Unpack

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from projects import keys
from projects.limits import LIMITS, Limits
from projects.models import ApiKey, KeyKind, Membership, Project, Role, UpstreamKey

OPERATOR = "operator"
KEPT = frozenset({*LIMITS, "keep_rated"})


@transaction.atomic
def create_project(*, slug: str, name: str, owner: User | None = None) -> Project:
    """A new project, with `owner` as its first owner.

    Raises `django.core.exceptions.ValidationError` when the slug is taken or malformed.
    """
    project = Project(slug=slug, name=name)
    project.full_clean()
    project.save()
    if owner is not None:
        Membership.objects.create(project=project, user=owner, role=Role.OWNER)
    return project


class Settings(TypedDict, total=False):
    """What can be set of a project, by field of `Project`."""

    log: str
    stream_usage: bool
    upstream: str
    feedback_needs_key: bool
    vote_tokens: bool
    vote_hold_minutes: int
    reasons: list[str]
    keep_bodies_days: int | None
    keep_requests_days: int | None
    keep_votes_days: int | None
    keep_rated: bool


@transaction.atomic
def configure_project(*, project: Project, **changed: Unpack[Settings]) -> Project:
    """How calls and votes of `project` are treated, and kept, from now on; what is not given stays as it is.

    Raises `django.core.exceptions.ValidationError` for a value that there is not.
    """
    for name, value in changed.items():
        setattr(project, name, value)
    project.clean_fields(exclude={field.name for field in project._meta.fields} - changed.keys())
    if not KEPT.isdisjoint(changed) and (wrong := Limits(**{name: getattr(project, name) for name in KEPT}).problems):
        raise ValidationError(wrong)
    project.save(update_fields=changed)
    return project


def create_key(*, project: Project, kind: str, name: str = "", origins: Sequence[str] = ()) -> tuple[ApiKey, str]:
    """A new key of `project`: its row, and the key itself, which cannot be read again.

    Raises `django.core.exceptions.ValidationError` for what is no origin, and for origins of a secret key.
    """
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
    )
    row.clean_fields(exclude=["project", "digest"])
    row.save(force_insert=True)
    return row, key


def set_origins(*, key: ApiKey, origins: Sequence[str]) -> None:
    """From now on pages of these origins alone may use the public `key`; of all where there is none.

    Raises `django.core.exceptions.ValidationError` for what is no origin.
    """
    key.origins = list(origins)
    key.clean_fields(exclude={field.name for field in key._meta.fields} - {"origins"})
    key.save(update_fields=["origins"])


def revoke_key(*, key: ApiKey, now: datetime) -> None:
    """Closes the key at once; revoking twice keeps the first time."""
    ApiKey.objects.live().filter(pk=key.pk).update(revoked_at=now)


def register_upstream_key(*, project: Project, upstream_key: str, name: str = "") -> UpstreamKey:
    """From now on, calls that carry `upstream_key` as their bearer belong to `project`."""
    row, _ = UpstreamKey.objects.update_or_create(
        digest=keys.digest(upstream_key, settings.KEY_PEPPER),
        defaults={"project": project, "name": name, "last_four": upstream_key[-4:]},
    )
    return row


@transaction.atomic
def operator() -> User:
    """The person whom a sign-in link signs in: the first superuser, made where there is none (without a password)."""
    users = User.objects
    user = users.filter(is_superuser=True, is_active=True).order_by("pk").first()
    if user is None:
        user = users.create_superuser(username=OPERATOR, email="", password=None)
    return user
