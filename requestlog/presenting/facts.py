"""The facts panel of the detail page."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from requestlog.models import Request
from requestlog.presenting import figures
from requestlog.presenting.notices import BODIES, TRUNCATED
from requestlog.presenting.states import Badge, badge_of
from requestlog.presenting.visible import shortened, visible
from requestlog.querysets import FAILED
from requestlog.wire.particulars import Particulars

# What the gateway notes among the metadata and this panel shows by itself
SAID = {"gptboost_client": "Client", "gptboost_retry": "Retry", "traceparent": "Trace"}
NOTED = (TRUNCATED, BODIES)
METADATA_CHARACTERS = 200
REFUSAL_CHARACTERS = 200
NO_PRICE = "no price is known for this model"
MOST_METADATA = 50


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the panel; `url` filters the log by it, `copy` is what a button copies."""

    label: str
    text: str = ""
    mono: bool = False
    url: str = ""
    copy: str = ""
    at: datetime | None = None
    tags: tuple[str, ...] = ()
    badges: tuple[Badge, ...] = field(default=())


def facts_of(entry: Request, said: Particulars, log_by: Callable[[str, str], str]) -> list[Fact]:
    """What is known of a call and what its bodies say; `log_by(parameter, value)` is the URL of the log filtered so."""
    found = [
        _id("Completion id", entry.message_id),
        _id("Request id", str(entry.id)),
        _id("Upstream id", "" if entry.upstream_request_id == entry.message_id else entry.upstream_request_id),
        _id("Your id", entry.external_id),
        Fact("Time", at=entry.created_at),
        Fact("Model", visible(entry.model), mono=True, url=log_by("model", entry.model) if entry.model else ""),
        Fact("Endpoint", visible(entry.endpoint) + (" · streamed" if entry.streamed else ""), mono=True),
        Fact("Status", str(entry.status or ""), badges=_outcome(entry)),
        *_ending(said, log_by),
        Fact("Latency", _latency(entry)),
        Fact("Tokens", _tokens(entry)),
        Fact("Audio", "" if said.seconds is None else figures.duration(said.seconds * 1000)),
        Fact("Cost", _cost(entry)),
        Fact("Price", visible(entry.price or "") if entry.cost_usd is not None else ""),
        Fact("Service tier", visible(said.tier)),
        Fact("Person", visible(entry.end_user), url=log_by("user", entry.end_user)),
        Fact("Session", visible(entry.session), url=log_by("session", entry.session)),
        *(_said(label, entry.metadata, name) for name, label in SAID.items()),
        Fact("Metadata", tags=_metadata(entry.metadata)),
    ]
    return [fact for fact in found if fact.text or fact.at or fact.tags or fact.badges]


def _id(label: str, value: str) -> Fact:
    return Fact(label, visible(value), mono=True, copy=value)


def _outcome(entry: Request) -> tuple[Badge, ...]:
    failed = entry.error_type or entry.status >= FAILED
    error = Badge(visible(entry.error_type) or "failed", "error") if failed else None
    return tuple(badge for badge in (badge_of(entry), error) if badge)


def _latency(entry: Request) -> str:
    if entry.latency_ms is None:
        return ""
    first = entry.time_to_first_token_ms
    return figures.duration(entry.latency_ms) + ("" if first is None else f" · first token {figures.duration(first)}")


def _ending(said: Particulars, log_by: Callable[[str, str], str]) -> list[Fact]:
    follows = said.follows
    earlier = log_by("q", follows) if follows else ""
    return [
        Fact("Finish reason", visible(said.finish)),
        Fact("Refusal", shortened(said.refusal, REFUSAL_CHARACTERS)),
        Fact("Response status", visible(said.status)),
        Fact("Previous response", visible(follows), mono=True, url=earlier, copy=follows),
    ]


def _tokens(entry: Request) -> str:
    words = figures.tokens_in_words(
        entry.prompt_tokens,
        entry.cached_tokens,
        entry.completion_tokens,
        entry.reasoning_tokens,
        written=entry.cache_write_tokens,
        heard=entry.prompt_audio_tokens,
        spoken=entry.completion_audio_tokens,
    )
    return "" if words == figures.UNKNOWN else words


def _cost(entry: Request) -> str:
    """In money; where there is no price for what the tokens are of, that."""
    if entry.cost_usd is not None:
        return figures.money(entry.cost_usd)
    return NO_PRICE if entry.model and (entry.prompt_tokens or entry.completion_tokens) else ""


def _metadata(metadata: object) -> tuple[str, ...]:
    if not isinstance(metadata, dict):
        return ()
    shown = {name: value for name, value in metadata.items() if name not in (*SAID, *NOTED)}
    pairs = (shortened(f"{name}={_value(value)}", METADATA_CHARACTERS) for name, value in shown.items())
    return tuple(pairs)[:MOST_METADATA]


def _said(label: str, metadata: object, name: str) -> Fact:
    value = metadata.get(name) if isinstance(metadata, dict) else None
    text = "" if value is None else shortened(_value(value), METADATA_CHARACTERS)
    return Fact(label, text, mono=name == "traceparent", copy=text if name == "traceparent" else "")


def _value(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
