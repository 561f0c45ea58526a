"""The beginning of an exported row, written by the database itself, which is faster than to carry each value over."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Case, F, Q, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, NullIf

from projects.spreadsheets import harmless
from requestlog.database.texts import Amount, Cell, Cells, Joined, Marked, Moment, Quoted
from requestlog.documents import UNSPOKEN

NUMBERS = (
    *("latency_ms", "time_to_first_token_ms"),
    *("prompt_tokens", "completion_tokens", "cached_tokens", "reasoning_tokens"),
)
NOTHING = Value("")


def cells_head(slug: str) -> Combinable:
    """The cells after `id` up to `session`, without a comma after them."""
    return Cells(
        *(Cell("message_id"), Value(harmless(slug)), Moment("created_at")),
        *(Cell("endpoint"), Cell("model"), _number(NullIf("status", 0), ""), _error(Cell("error_type")), _streamed()),
        *(_number(name, "") for name in NUMBERS),
        *(Coalesce(Amount("cost_usd"), NOTHING), Cell("end_user"), Cell("session")),
    )


def document_head(slug: str) -> Combinable:
    """The members after `id` up to `session`, without a comma after them."""
    members = {
        "message_id": _text("message_id"),
        "project": Value(f'"{slug}"'),
        "created_at": Marked(Moment("created_at")),
        "endpoint": Quoted("endpoint"),
        "model": _text("model"),
        "status": _number(NullIf("status", 0), "null"),
        "error": _text(_error("error_type")),
        "streamed": _streamed(),
        **{name: _number(name, "null") for name in NUMBERS},
        "cost_usd": Coalesce(Amount("cost_usd"), Value("null")),
        "user": _text("end_user"),
        "session": _text("session"),
    }
    return Joined(*_members(members))


def _members(members: dict[str, Combinable]) -> Iterable[Combinable]:
    for before, (name, value) in zip(["", *"," * len(members)], members.items(), strict=False):
        yield Value(f'{before}"{name}":')
        yield value


def _text(value: str | Combinable) -> Combinable:
    return Coalesce(Quoted(NullIf(value, NOTHING)), Value("null"))


def _number(value: str | Combinable, null: str) -> Combinable:
    return Coalesce(Cast(value, TextField()), Value(null))


def _error(error_type: str | Combinable) -> Combinable:
    """As `documents.error_of` says it."""
    type_of_error = F(error_type) if isinstance(error_type, str) else error_type
    broken_off = When(~Q(state__in=UNSPOKEN), then=F("state"))
    return Case(When(~Q(error_type=""), then=type_of_error), broken_off, default=NOTHING, output_field=TextField())


def _streamed() -> Combinable:
    return Case(When(streamed=True, then=Value("true")), default=Value("false"), output_field=TextField())
