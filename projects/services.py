"""Every write to projects, memberships and keys."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from projects import keys
from projects.models import ApiKey, Membership, Project, Role, UpstreamKey

OPERATOR = "operator"


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


@transaction.atomic
def configure_project(
    *, project: Project, log: str | None = None, stream_usage: bool | None = None, upstream: str | None = None
) -> Project:
    """How calls of `project` are treated from now on; None leaves a setting as it is.

    Raises `django.core.exceptions.ValidationError` for a value that there is not.
    """
    given = {"log": log, "stream_usage": stream_usage, "upstream": upstream}
    changed = {name: value for name, value in given.items() if value is not None}
    for name, value in changed.items():
        setattr(project, name, value)
    project.clean_fields(exclude={field.name for field in project._meta.fields} - changed.keys())
    project.save(update_fields=changed)
    return project


def create_key(*, project: Project, kind: str, name: str = "") -> tuple[ApiKey, str]:
    """A new key of `project`: its row, and the key itself, which cannot be read again."""
    key = keys.new_key(kind)
    row = ApiKey.objects.create(
        project=project,
        kind=kind,
        name=name,
        prefix=keys.shown_prefix(key),
        digest=keys.digest(key, settings.KEY_PEPPER),
    )
    return row, key


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
