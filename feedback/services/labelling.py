"""Labels: the team's own words for answers, put on and taken off many at a time."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from feedback.models import LABEL_CHARACTERS, Label
from projects.models import Project
from requestlog.cleaning import clean_text

MOST_ENTRIES = 1_000


@transaction.atomic
def add_label(*, project: Project, ids: Collection[UUID], name: str) -> list[UUID]:
    """Puts a label on these entries, at most 1,000; returns those that did not have it. Unknown ids are passed over.

    Raises `ValidationError`, also as `checked_name` does.
    """
    label = checked_name(name)
    _check_number(ids)
    # Locked, so that none is deleted meanwhile and leaves its label behind
    entries = project.requests.filter(id__in=ids).select_for_update().order_by("id")
    there = list(entries.values_list("id", flat=True))
    had = set(project.labels.filter(name=label, request_id__in=there).values_list("request_id", flat=True))
    new = [id for id in there if id not in had]
    rows = [Label(project_id=project.pk, name=label, request_id=id) for id in new]
    Label.objects.bulk_create(rows, ignore_conflicts=True)
    return new


@transaction.atomic
def remove_label(*, project: Project, ids: Collection[UUID], name: str) -> list[UUID]:
    """Takes a label off these entries, at most 1,000; returns those that had it. Raises as `add_label` does."""
    label = checked_name(name)
    _check_number(ids)
    rows = project.labels.filter(name=label, request_id__in=ids)
    had = list(rows.order_by("request_id").values_list("request_id", flat=True))
    rows.delete()
    return had


def checked_name(text: str) -> str:
    """The label that `text` means, with single spaces; raises `ValidationError` with a sentence for people."""
    name = " ".join(clean_text(text).split())
    if not name:
        raise ValidationError("Give the label a name.")
    if "," in name:
        raise ValidationError("A label has no commas: give one at a time.")
    if len(name) > LABEL_CHARACTERS:
        raise ValidationError(f"A label has at most {LABEL_CHARACTERS} characters; this has {len(name):,}.")
    return name


def _check_number(ids: Collection[UUID]) -> None:
    if len(ids) > MOST_ENTRIES:
        raise ValidationError(f"At most {MOST_ENTRIES:,} requests at once; these are {len(ids):,}.")
