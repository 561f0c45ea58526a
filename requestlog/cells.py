"""A request as one row of a spreadsheet: flat, and with nothing that a spreadsheet would run."""

from __future__ import annotations

import orjson

from projects.spreadsheets import harmless
from requestlog.ratings import Rating
from requestlog.votes import Document, Labels, ReviewRow, Summary, review_of

COLUMNS = (
    *("id", "message_id", "project", "created_at", "endpoint", "model", "status", "error", "streamed", "latency_ms"),
    *("time_to_first_token_ms", "prompt_tokens", "completion_tokens", "cached_tokens", "reasoning_tokens", "cost_usd"),
    *("user", "session", "metadata", "request", "response"),
    *("feedback_rating", "feedback_emoji", "feedback_comment", "feedback_tags", "feedback_created_at"),
    *("feedback_reasons", "feedback_correction", "feedback_submitter", "votes", "team_rating"),
    *("review_status", "review_assignee", "review_note", "review_correction"),
    "labels",
)
NO_VOTE = ("",) * 8
NO_REVIEW = ("",) * 4


def row(*cells: str) -> bytes:
    """Cells between quotes, each `harmless`, with a comma between any two."""
    return '"{}"'.format('","'.join([text and cell(text) for text in cells])).encode("utf-8", "replace")


def cell(text: str) -> str:
    """What stands between the quotes of a cell."""
    return harmless(text.replace('"', '""'))


def said(
    votes: Summary, team_rating: int | None, triage: int | None, review: ReviewRow | None, labels: Labels
) -> bytes:
    """The last columns: what people say of an answer."""
    vote = NO_VOTE if votes.latest is None else _vote(votes.latest)
    rating = "" if team_rating is None else Rating(team_rating).label
    words = orjson.dumps(labels).decode() if labels else ""
    return row(*vote, str(votes.count), rating, *_review(review_of(triage, review)), words)


def _vote(vote: Document) -> tuple[str, ...]:
    return (
        vote["rating"],
        vote["emoji"],
        vote["comment"],
        orjson.dumps(vote["tags"]).decode(),
        vote["created_at"],
        orjson.dumps(vote["reasons"]).decode(),
        vote["correction"],
        vote["submitter"],
    )


def _review(review: Document | None) -> tuple[str, ...]:
    if review is None:
        return NO_REVIEW
    return tuple(review[name] or "" for name in ("status", "assignee", "note", "correction"))
