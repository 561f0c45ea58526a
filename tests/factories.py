"""Rows for tests: plain functions with keyword overrides."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from projects.models import Project
from requestlog import services
from requestlog.calls import Call
from requestlog.ids import new_id
from requestlog.models import Request

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def chat_call(project: Project, **overrides: Any) -> Call:
    """A finished chat completion; `prompt`, `answer`, `message_id` and `model` set what the bodies say."""
    at = overrides.pop("at", NOW)
    id = overrides.pop("id", None) or new_id(at)
    model = overrides.pop("model", "gpt-5-mini")
    message_id = overrides.pop("message_id", f"chatcmpl-{id.hex}")
    prompt, answer = overrides.pop("prompt", "Tell me a joke"), overrides.pop("answer", "Why did the scarecrow win?")
    request = {"model": model, "messages": [{"role": "user", "content": prompt}]}
    response = {
        "id": message_id,
        "object": "chat.completion",
        "model": model,
        "choices": [
            {"index": 0, "message": {"role": "assistant", "content": answer}, "finish_reason": "stop"},
        ],
        "usage": {"prompt_tokens": 10, "completion_tokens": 20, "total_tokens": 30},
    }
    facts: dict[str, Any] = {
        "id": id,
        "project_id": project.pk,
        "started_at": at,
        "endpoint": "chat/completions",
        "request": json.dumps(request).encode(),
        "response": json.dumps(response).encode(),
        "latency_ms": 1200,
    }
    return Call(**{**facts, **overrides})


def create_entry(project: Project, **overrides: Any) -> Request:
    """A stored call; see `chat_call`."""
    call = chat_call(project, **overrides)
    services.record(calls=[call], now=call.started_at)
    return project.requests.get(id=call.id)
