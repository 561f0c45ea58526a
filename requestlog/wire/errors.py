"""The error that a body holds, in the shapes that servers of OpenAI's API use."""

from __future__ import annotations

from typing import Any

from requestlog.wire.jsons import dict_of, one_line, text_of


def error_of(body: dict[str, Any]) -> dict[str, Any]:
    """The error of an answer or of one event, as OpenAI's own object (`message`, `type`, `code`); {} for none."""
    error = body.get("error")
    if isinstance(error, str) and error:
        return {"message": error}
    if "error" in (body.get("object"), body.get("type")) and not error:
        return {key: value for key, value in body.items() if key != "sequence_number" and value != "error"}
    if not error and list(body) == ["detail"]:
        return {"message": body["detail"] if isinstance(body["detail"], str) else one_line(body["detail"])}
    return dict_of(error)


def type_of(error: dict[str, Any]) -> str:
    """The most exact name that an error has: its code, else its type; "" for none."""
    code = error.get("code")
    return text_of(code) or text_of(error.get("type")) or (str(code) if type(code) is int else "")


def sentence_of(error: dict[str, Any]) -> str:
    """An error for people to read: "rate_limit_exceeded — Rate limit reached for …"."""
    return " — ".join(filter(None, (type_of(error), text_of(error.get("message")))))
