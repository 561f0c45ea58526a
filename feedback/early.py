"""Votes that are faster than the recorder: the call is in this host's spool, or on its way from another host."""

from __future__ import annotations

import logging
import sqlite3
import time
from datetime import datetime
from threading import BoundedSemaphore

from django.conf import settings

from feedback import places
from feedback.places import Place
from projects.models import DEFAULT_SLUG, Project
from requestlog.calls import DEFAULT_PROJECT, Call
from requestlog.services import record, with_projects
from requestlog.spool import Spool

log = logging.getLogger(__name__)

POLL_SECONDS = 0.05
UNIQUE_CHARACTERS = 20
# So that guessed ids never hold more than a few of the site's threads
waiters = BoundedSemaphore(2)


def comes_again(message_id: str) -> bool:
    """Whether an id is too short to be unique, as Ollama's `chatcmpl-123`: a newer call may have it, still spooled."""
    return len(message_id) < UNIQUE_CHARACTERS


def place_of(message_id: str, project: Project | None, *, now: datetime) -> Place | None:
    """The place of a call that was not recorded a moment ago; a spooled one is recorded at once."""
    calls = with_projects(spooled(message_id, spooled_as(project)))
    if calls:
        record(calls=calls, now=now)
    # Asked again in any case: the recorder may have moved the call between the two questions
    return places.place_of(message_id, project) or awaited(message_id, project)


def spooled_as(project: Project | None) -> tuple[int, ...]:
    """By which project ids the spool knows the calls of `project`; () for those of all."""
    if project is None:
        return ()
    return (project.pk, DEFAULT_PROJECT) if project.slug == DEFAULT_SLUG else (project.pk,)


def spooled(message_id: str, project_ids: tuple[int, ...]) -> list[Call]:
    """The newest call, if any, that this host's spool knows by the id, also in flight; a broken spool knows none."""
    try:
        call = Spool(settings.SPOOL_DIR).find(message_id, project_ids=project_ids)
    except sqlite3.Error:
        log.exception("The spool in %s cannot be read", settings.SPOOL_DIR)
        return []
    return [call] if call else []


def awaited(message_id: str, project: Project | None) -> Place | None:
    """Where calls are spooled on other hosts: looks again for `GPTBOOST_VOTE_WAIT_MS`."""
    if not settings.VOTE_WAIT_MS or not waiters.acquire(blocking=False):
        return None
    try:
        return _polled(message_id, project, until=time.monotonic() + settings.VOTE_WAIT_MS / 1000)
    finally:
        waiters.release()


def _polled(message_id: str, project: Project | None, *, until: float) -> Place | None:
    place = None
    while place is None and time.monotonic() < until:
        time.sleep(POLL_SECONDS)
        place = places.place_of(message_id, project)
    return place
