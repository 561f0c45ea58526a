"""Projects and their settings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from projects.audit import THE_SERVER, note
from projects.limits import LIMITS, Limits
from projects.models import DEFAULT_SLUG, Action, Membership, Project, Role

KEPT = frozenset({*LIMITS, "keep_rated"})


@transaction.atomic
def create_project(
    *, slug: str, name: str, owner: User | None = None, by: User | str = "", now: datetime | None = None
) -> Project:
    """A new project, with `owner` as its first owner; it is made by `owner` where `by` does not say otherwise.

    Raises `django.core.exceptions.ValidationError` when the slug is taken or malformed.
    """
    project = Project(slug=slug, name=name)
    project.full_clean()
    project.save()
    if owner is not None:
        Membership.objects.create(project=project, user=owner, role=Role.OWNER)
    note(
        project=project,
        by=by or owner or THE_SERVER,
        action=Action.PROJECT_CREATED,
        subject=slug,
        now=now or timezone.now(),
    )
    return project


class Settings(TypedDict, total=False):
    """What can be set of a project, by field of `Project`."""

    name: str
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
def configure_project(
    *, project: Project, by: User | str = THE_SERVER, now: datetime | None = None, **changed: Unpack[Settings]
) -> Project:
    """How `project` is called, how its calls and votes are treated, and kept, from now on; the rest stays as it is.

    Raises `django.core.exceptions.ValidationError` for a value that there is not.
    """
    before = _before(project, changed)
    for name, value in changed.items():
        setattr(project, name, value)
    project.clean_fields(exclude={field.name for field in project._meta.fields} - changed.keys())
    if not KEPT.isdisjoint(changed) and (wrong := Limits(**{name: getattr(project, name) for name in KEPT}).problems):
        raise ValidationError(wrong)
    project.save(update_fields=changed)
    _note_changes(project, before, by, now or timezone.now())
    return project


@transaction.atomic
def archive_project(*, project: Project, by: User, now: datetime) -> None:
    """Closes `project`: it is still read, but nothing comes in. Raises `ValidationError` for the default project."""
    if project.slug == DEFAULT_SLUG:
        raise ValidationError("The default project takes the calls without a key: it cannot be archived.")
    if Project.objects.filter(pk=project.pk, archived_at=None).update(archived_at=now):
        note(project=project, by=by, action=Action.PROJECT_ARCHIVED, subject=project.slug, now=now)


@transaction.atomic
def restore_project(*, project: Project, by: User, now: datetime) -> None:
    """Opens an archived `project` again, and with it its keys."""
    if Project.objects.filter(pk=project.pk, archived_at__isnull=False).update(archived_at=None):
        note(project=project, by=by, action=Action.PROJECT_RESTORED, subject=project.slug, now=now)


def _before(project: Project, names: Iterable[str]) -> dict[str, Any]:
    """The stored values, held for this transaction: a form has written its own on `project` already."""
    rows = Project.objects.select_for_update(no_key=True).filter(pk=project.pk)
    return dict(rows.values(*names).get()) if names else {}


def _note_changes(project: Project, before: dict[str, Any], by: User | str, now: datetime) -> None:
    changes = {name: [old, new] for name, old in before.items() if old != (new := getattr(project, name))}
    renamed = changes.pop("name", None)
    if renamed:
        details = {"name": renamed}
        note(project=project, by=by, action=Action.PROJECT_RENAMED, subject=renamed[1], details=details, now=now)
    if changes:
        note(project=project, by=by, action=Action.SETTINGS_CHANGED, details=changes, now=now)
