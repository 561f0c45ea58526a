"""The facts panel of the detail page."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from requestlog.filter_metadata import is_key
from requestlog.models import ID_CHARACTERS, Request
from requestlog.presenting import figures
from requestlog.presenting.named import Named
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
class Fact(Named):
    """A line of the panel; `url` leads to what it is said of, as `hint` says; `copy` is what a button copies; `more` is
    said behind it. Tags come with the URL of the log filtered by them, "" for none."""

    label: str
    text: str = ""
    mono: bool = False
    url: str = ""
    hint: str = ""
    copy: str = ""
    more: str = ""
    at: datetime | None = None
    tags: tuple[tuple[str, str], ...] = ()
    badges: tuple[Badge, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Places:
    """Where the links of the panel lead: `log_by(parameter, value)` to the log filtered so, `of(page, name)` to the
    page of a person or session."""

    log_by: Callable[[str, str], str]
    of: Callable[[str, str], str]


def facts_of(entry: Request, said: Particulars, places: Places, *, in_session: str = "") -> list[Fact]:
    """What is known of a call and what its bodies say; `in_session` is how many calls its session has, in words."""
    found = [
        _id("Completion id", entry.message_id),
        _id("Request id", str(entry.id)),
        _id("Upstream id", "" if entry.upstream_request_id == entry.message_id else entry.upstream_request_id),
        _id("Your id", entry.external_id),
        Fact("Time", at=entry.created_at),
        Fact("Model", visible(entry.model), mono=True, url=places.log_by("model", entry.model) if entry.model else ""),
        Fact(
            *("Endpoint", visible(entry.endpoint)),
            mono=True,
            url=places.log_by("endpoint", entry.endpoint),
            more="streamed" if entry.streamed else "",
        ),
        Fact("Status", str(entry.status or ""), badges=_outcome(entry)),
        *_ending(said, places),
        Fact("Latency", _latency(entry)),
        Fact("Tokens", _tokens(entry)),
        Fact("Audio", "" if said.seconds is None else figures.duration(said.seconds * 1000)),
        Fact("Cost", _cost(entry)),
        Fact("Price", visible(entry.price or "") if entry.cost_usd is not None else ""),
        Fact("Service tier", visible(said.tier)),
        _page("Person", "person", entry.end_user, places, "Everything of this person"),
        _page("Session", "session", entry.session, places, "The whole session", more=in_session),
        *(_said(label, entry.metadata, name) for name, label in SAID.items()),
        Fact("Metadata", tags=_metadata(entry.metadata, places)),
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


def _page(label: str, page: str, name: str, places: Places, hint: str, more: str = "") -> Fact:
    return Fact(label, visible(name), url=places.of(page, name) if name else "", hint=hint, more=more)


def _ending(said: Particulars, places: Places) -> list[Fact]:
    follows = said.follows
    earlier = places.log_by("q", follows) if follows else ""
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


def _metadata(metadata: object, places: Places) -> tuple[tuple[str, str], ...]:
    """The pairs, each with the log filtered by it where that can be asked."""
    if not isinstance(metadata, dict):
        return ()
    shown = [(name, _value(value)) for name, value in metadata.items() if name not in (*SAID, *NOTED)]
    return tuple(
        (shortened(f"{name}={value}", METADATA_CHARACTERS), _filtered(name, value, places))
        for name, value in shown[:MOST_METADATA]
    )


def _filtered(name: str, value: str, places: Places) -> str:
    pair = f"{name}={value}"
    return places.log_by("meta", pair) if is_key(name) and len(pair) <= ID_CHARACTERS else ""


def _said(label: str, metadata: object, name: str) -> Fact:
    value = metadata.get(name) if isinstance(metadata, dict) else None
    text = "" if value is None else shortened(_value(value), METADATA_CHARACTERS)
    return Fact(label, text, mono=name == "traceparent", copy=text if name == "traceparent" else "")


def _value(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
