"""What the bodies of a call say beside the conversation: how the answer ended, what it follows, how it was served."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from requestlog.wire.jsons import dict_of, dicts_of, encodable, text_of
from requestlog.wire.turns import answered

MOST_CHARACTERS = 300
MOST_SECONDS = 10**9


@dataclass(frozen=True, slots=True)
class Particulars:
    """`finish` names the reasons why the choices ended; `status` is that of a response; `follows` an earlier one's id;
    `seconds` is the audio that was transcribed."""

    finish: str = ""
    refusal: str = ""
    status: str = ""
    follows: str = ""
    tier: str = ""
    seconds: float | None = None


def particulars(request: object, response: object) -> Particulars:
    """What two JSON values, None for a body that is none, say; never raises."""
    asked, answer = dict_of(request), dict_of(response)
    return Particulars(
        finish=_finish(answer),
        refusal=_refusal(answer),
        status=_status(answer),
        follows=_text(answer.get("previous_response_id")) or _text(asked.get("previous_response_id")),
        tier=_text(answer.get("service_tier")) or _text(dict_of(answer.get("usage")).get("service_tier")),
        seconds=_seconds(dict_of(answer.get("usage")).get("seconds")),
    )


def _finish(answer: dict[str, Any]) -> str:
    reasons = [choice.get("finish_reason") for choice in dicts_of(answer.get("choices"))]
    return ", ".join(filter(None, dict.fromkeys(map(_text, [*reasons, answer.get("stop_reason")]))))


def _refusal(answer: dict[str, Any]) -> str:
    """In the model's words; Anthropic explains beside the content."""
    details = dict_of(answer.get("stop_details"))
    said = [part.text for turn in answered(answer) for part in turn.parts if part.kind == "refusal"]
    return _text(next(filter(None, [*said, details.get("explanation"), details.get("category")]), ""))


def _status(answer: dict[str, Any]) -> str:
    if answer.get("object") != "response":
        return ""
    reason = _text(dict_of(answer.get("incomplete_details")).get("reason"))
    status = ": ".join(filter(None, (_text(answer.get("status")), reason)))
    return status + (" · in the background" if answer.get("background") is True else "")


def _seconds(value: Any) -> float | None:
    return float(value) if type(value) in (int, float) and 0 <= value < MOST_SECONDS else None


def _text(value: object) -> str:
    return encodable(text_of(value)[:MOST_CHARACTERS])
