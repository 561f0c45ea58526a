"""What a body says: model, ids, usage, previews, errors. Plain Python; never raises on odd input."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PREVIEW_CHARACTERS = 160


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens, as the upstream counted them; None where it did not say."""

    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cached_tokens: int | None = None
    reasoning_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class RequestFields:
    model: str = ""
    streamed: bool = False
    end_user: str = ""
    session: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)
    preview: str = ""


@dataclass(frozen=True, slots=True)
class AnswerFields:
    ids: tuple[str, ...] = ()
    model: str = ""
    usage: Usage = Usage()
    preview: str = ""
    error_type: str = ""


def read_request(endpoint: str, body: bytes) -> RequestFields:
    """What a request body says; empty fields for what is not JSON or not known."""
    return RequestFields()


def read_answer(endpoint: str, body: bytes) -> AnswerFields:
    """What an answer (folded, where it was a stream) says."""
    return AnswerFields()


def ids_in(payload: object) -> tuple[str, ...]:
    """The ids by which a client may name the answer that the JSON value `payload` (a body or one event) belongs to."""
    return ()
