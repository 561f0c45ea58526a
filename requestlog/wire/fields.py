"""What a body says: model, ids, usage, previews, errors. Plain Python; never raises on odd input."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from requestlog.wire.errors import error_of, type_of
from requestlog.wire.jsons import dict_of, text_of
from requestlog.wire.previews import PREVIEW_CHARACTERS, answer_preview, prompt_preview
from requestlog.wire.tokens import Usage, usage_of

__all__ = ["PREVIEW_CHARACTERS", "AnswerFields", "RequestFields", "Usage", "ids_in", "read_answer", "read_request"]

MODEL_CHARACTERS = 200
ID_CHARACTERS = 255
METADATA_ENTRIES = 64
METADATA_DEPTH = 8


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
    usage: Usage = field(default_factory=Usage)
    preview: str = ""
    error_type: str = ""


def read_request(body: object) -> RequestFields:
    """What a request says, a JSON value; empty fields for what is not known. The body tells its format itself."""
    request = dict_of(body)
    metadata = dict_of(request.get("metadata"))
    conversation = request.get("conversation")
    return RequestFields(
        model=_model_of(request),
        streamed=request.get("stream") is True,
        end_user=_first(request.get("user"), request.get("safety_identifier"), metadata.get("user_id")),
        session=_first(
            metadata.get("session_id"), metadata.get("session"), conversation, dict_of(conversation).get("id")
        ),
        metadata=_kept(metadata),
        preview=prompt_preview(request),
    )


def read_answer(body: object) -> AnswerFields:
    """What an answer (folded, where it was a stream) says, a JSON value. The body tells its format itself."""
    answer = dict_of(body)
    return AnswerFields(
        ids=ids_in(answer),
        model=_model_of(answer),
        # A batch says again what its many calls used
        usage=Usage() if answer.get("object") == "batch" else usage_of(answer.get("usage")),
        preview=answer_preview(answer),
        error_type=type_of(error_of(answer)),
    )


def ids_in(payload: object) -> tuple[str, ...]:
    """The ids by which a client may name the answer that the JSON value `payload` (a body or one event) belongs to.

    A body or chunk has an `id` of its own; events of the responses API and of Anthropic's carry the thing that has it.
    """
    if not isinstance(payload, dict):
        return ()
    named = [payload.get("id")]
    named += [inner.get("id") for key in ("response", "message") if isinstance(inner := payload.get(key), dict)]
    return tuple(dict.fromkeys(id for id in named if isinstance(id, str) and 0 < len(id) <= ID_CHARACTERS))


def _model_of(body: dict[str, Any]) -> str:
    return text_of(body.get("model"))[:MODEL_CHARACTERS]


def _first(*values: object) -> str:
    return next((value for value in values if isinstance(value, str) and value), "")


def _kept(metadata: dict[str, Any]) -> dict[str, Any]:
    """The first entries of metadata, less what is nested too deeply to be stored as JSON."""
    return {key: value for key, value in list(metadata.items())[:METADATA_ENTRIES] if _is_shallow(value)}


def _is_shallow(value: object, depth: int = METADATA_DEPTH) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return depth > 0 and all(_is_shallow(item, depth - 1) for item in inner)
