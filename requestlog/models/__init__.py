"""The log's rows, and what is kept of them so that no page has to count or look through them."""

from __future__ import annotations

from requestlog.models.derived import ChangedDay, Day, Unsearched
from requestlog.models.entries import ID_CHARACTERS, PREVIEW_CHARACTERS, KnownId, Payload, Request, State
from requestlog.models.search import Words
from requestlog.models.views import NAME_CHARACTERS as VIEW_NAME_CHARACTERS
from requestlog.models.views import QUERY_CHARACTERS as VIEW_QUERY_CHARACTERS
from requestlog.models.views import SavedView

__all__ = [
    "ID_CHARACTERS",
    "PREVIEW_CHARACTERS",
    "VIEW_NAME_CHARACTERS",
    "VIEW_QUERY_CHARACTERS",
    "ChangedDay",
    "Day",
    "KnownId",
    "Payload",
    "Request",
    "SavedView",
    "State",
    "Unsearched",
    "Words",
]
