"""Rows for tests of the pure core."""

from __future__ import annotations

import json
from typing import Any

from feedback.training.cases import Case, Row, case_of
from requestlog.ids import new_id

CALL = {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": '{"city": "Oslo"}'}}
WEATHER = {"type": "function", "function": {"name": "weather", "parameters": {"type": "object"}}}


def user(text: Any = "Hello?") -> dict[str, Any]:
    return {"role": "user", "content": text}


def said(text: str = "Hello!", **more: Any) -> dict[str, Any]:
    return {"role": "assistant", "content": text, **more}


def chat(answer: dict[str, Any], finish_reason: str = "stop") -> dict[str, Any]:
    """The body of an answer."""
    return {"choices": [{"index": 0, "message": answer, "finish_reason": finish_reason}]}


def case(
    messages: list[Any] | None = None, answer: dict[str, Any] | None = None, *, request: Any = None, **facts: Any
) -> Case:
    """A liked chat, read; facts are those of `Row`, `response` a JSON value."""
    sent = {"messages": messages or [user()], **(request or {})}
    got = facts.pop("response", None) or chat(answer or said())
    row: dict[str, Any] = {
        "id": new_id(),
        "liked": True,
        "correction": "",
        "endpoint": "chat/completions",
        "whole": True,
        "failed": False,
        "request": json.dumps(sent).encode(),
        "response": json.dumps(got).encode(),
    }
    return case_of(Row(**{**row, **facts}))
