"""Rows as the pages' tests need them."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.http import HttpResponseBase

from feedback.services import give
from projects.models import Project
from requestlog.models import Request
from requestlog.ratings import RATINGS
from tests.factories import NOW, create_entry


def create_rated(
    project: Project, rating: str, *, comment: str = "", tags: tuple[str, ...] = (), **call: Any
) -> Request:
    """A stored call that was voted on 25 seconds after its answer; see `tests.factories.chat_call`."""
    entry = create_entry(project, **call)
    later = NOW.replace(second=26, microsecond=200_000)
    give(message_id=str(entry.id), rating=RATINGS[rating], comment=comment, tags=list(tags), project=project, now=later)
    entry.refresh_from_db()
    return entry


def text_of(answer: HttpResponseBase) -> str:
    """What a person reads on a page: its text, with single spaces."""
    body = re.sub(r"<head>.*?</head>", " ", answer.content.decode(), flags=re.DOTALL)  # type: ignore[attr-defined]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())
