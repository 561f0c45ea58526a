"""A request as one row of a spreadsheet: flat, and with nothing that a spreadsheet would run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson

from requestlog.documents import COLUMNS as DOCUMENT_COLUMNS
from requestlog.documents import encoded, error_of
from requestlog.ratings import Rating
from requestlog.votes import Document, ReviewRow, Summary, review_of

COLUMNS = (
    *("id", "message_id", "project", "created_at", "endpoint", "model", "status", "error", "streamed", "latency_ms"),
    *("time_to_first_token_ms", "prompt_tokens", "completion_tokens", "cached_tokens", "reasoning_tokens", "cost_usd"),
    *("user", "session", "metadata", "request", "response"),
    *("feedback_rating", "feedback_emoji", "feedback_comment", "feedback_tags", "feedback_created_at"),
    *("feedback_reasons", "feedback_correction", "feedback_submitter", "votes", "team_rating"),
    *("review_status", "review_assignee", "review_note", "review_correction"),
)
# What is read of a row
VALUES = (*DOCUMENT_COLUMNS, "team_rating")
NO_VOTE = ("",) * 8
NO_REVIEW = ("",) * 4
# A cell that starts with one of these may be run as a formula, or hide one.
DANGEROUS = frozenset("=+-@\t\r\n\0＝＋－＠")


def cells(
    slug: str, values: Sequence[Any], bodies: tuple[bytes, bytes], votes: Summary, review: ReviewRow | None
) -> list[Any]:
    """The cells of `COLUMNS`, of what `documents.described` takes, but for `VALUES` and a summary of the votes; None
    becomes an empty one."""
    (id, message_id, created_at, endpoint, model, status, state, error_type, streamed, latency, first_token,
     prompt, completion, cached, reasoning, cost, user, session, metadata, triage, team_rating) = values  # fmt: skip
    vote = NO_VOTE if votes.latest is None else _vote(votes.latest)
    return [
        id,
        harmless(message_id),
        slug,
        _moment(created_at),
        harmless(endpoint),
        harmless(model),
        status or None,
        harmless(error_of(error_type, state)),
        "true" if streamed else "false",
        latency,
        first_token,
        prompt,
        completion,
        cached,
        reasoning,
        _number(cost),
        harmless(user),
        harmless(session),
        encoded(metadata).decode(),
        harmless(bodies[0].decode("utf-8", "replace")),
        harmless(bodies[1].decode("utf-8", "replace")),
        *vote,
        votes.count,
        "" if team_rating is None else Rating(team_rating).label,
        *_review(review_of(triage, review)),
    ]


def harmless(text: str) -> str:
    """`text`, with an apostrophe before it where a spreadsheet might take it for a formula."""
    return f"'{text}" if text[:1] in DANGEROUS else text


def _vote(vote: Document) -> tuple[str, ...]:
    return (
        vote["rating"],
        vote["emoji"],
        harmless(vote["comment"]),
        orjson.dumps(vote["tags"]).decode(),
        _moment(vote["created_at"]),
        orjson.dumps(vote["reasons"]).decode(),
        harmless(vote["correction"]),
        harmless(vote["submitter"]),
    )


def _review(review: Document | None) -> tuple[str, ...]:
    if review is None:
        return NO_REVIEW
    assignee, note, correction = (harmless(review[name] or "") for name in ("assignee", "note", "correction"))
    return review["status"] or "", assignee, note, correction


def _moment(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _number(number: Decimal | None) -> str | None:
    """As few digits as say it, never as a power of ten."""
    return None if number is None else f"{number.normalize():f}"
