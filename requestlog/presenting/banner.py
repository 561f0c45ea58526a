"""The banner above the log: shown only while calls fail to reach it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from projects.models import Project
from requestlog.presenting.troubles import troubles_now
from requestlog.spool.looking import glance


@dataclass(frozen=True, slots=True)
class Banner:
    """What everybody should know; `url` is the status page, for those who may open it."""

    sentences: list[str]
    url: str


def banner_of(project: Project, is_owner: Callable[[], bool]) -> Banner | None:
    """None on all but a bad day; one look at the spool, and whose project it is asked only then."""
    troubles = troubles_now(glance(settings.SPOOL_DIR), settings.SPOOL_BYTES, time.time())
    sentences = [trouble.sentence for trouble in troubles]
    url = reverse("status", args=[project.slug]) if sentences and is_owner() else ""
    return Banner(sentences, url) if sentences else None
