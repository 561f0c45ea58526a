"""What the log holds of a call, once the recorder has been there."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.gateway.site import Site, chat, eventually


def test_it_keeps_a_chat_completion(site: Site):
    reply = site.chat(Authorization="Bearer sk-some-key-of-theirs")
    entry = site.entry(reply.id)
    assert (entry["message_id"], entry["upstream_request_id"]) == (reply.json["id"], reply.header("x-request-id"))
    assert (entry["endpoint"], entry["model"], entry["status"]) == ("chat/completions", "gpt-5-mini", 200)
    assert (entry["state"], entry["streamed"], entry["error_type"]) == ("complete", False, "")
    assert (entry["prompt_tokens"], entry["completion_tokens"]) == (9, 6)
    assert (entry["prompt_preview"], entry["answer_preview"]) == ("Say hello", "Hello there, wörld 👋.")
    assert entry["latency_ms"] >= 0
    assert entry["time_to_first_token_ms"] is None
    assert site.payload(reply.id) == (json.dumps(chat()).encode(), reply.body)


@pytest.mark.parametrize("usage", [True, False])
def test_it_folds_a_stream(site: Site, usage: bool):
    reply = site.chat("slow-stream", fields={"stream": True, "stream_options": {"include_usage": usage}})
    entry = site.entry(reply.id)
    assert (entry["streamed"], entry["state"], entry["answer_preview"]) == (True, "complete", "Hello there, wörld 👋.")
    assert entry["prompt_tokens"] == (9 if usage else None)
    assert 100 <= entry["time_to_first_token_ms"] < entry["latency_ms"] - 500
    folded = json.loads(site.payload(reply.id)[1])
    assert folded["object"] == "chat.completion"
    assert folded["choices"][0]["message"]["content"] == "Hello there, wörld 👋."


@pytest.mark.parametrize("stream", [True, False])
def test_it_keeps_tool_calls_and_all_choices(site: Site, stream: bool):
    tools = [{"type": "function", "function": {"name": "weather", "parameters": {}}}]
    choices = json.loads(kept(site, {"stream": stream, "tools": tools, "n": 2}))["choices"]
    calls = [choice["message"]["tool_calls"][0]["function"] for choice in choices]
    assert calls == [{"name": "weather", "arguments": '{"city":"Malmö"}'}] * 2
    assert [choice["finish_reason"] for choice in choices] == ["tool_calls"] * 2


def kept(site: Site, fields: dict[str, Any]) -> bytes:
    reply = site.chat(fields=fields)
    site.entry(reply.id)
    return site.payload(reply.id)[1]


@pytest.mark.parametrize("model", ["zipped", "zipped-stream", "in-two-pieces", "until-close"])
def test_it_keeps_the_text_however_it_came(site: Site, model: str):
    reply = site.chat(model, fields={"stream": model == "zipped-stream"})
    entry = site.entry(reply.id)
    assert entry["answer_preview"] == "Hello there, wörld 👋."
    assert entry["message_id"].startswith("chatcmpl-")


@pytest.mark.parametrize(("model", "status", "kind"), [
    ("bad-request", 400, "invalid_request_error"), ("rate-limited", 429, "rate_limit_exceeded"),
    ("html-error", 502, ""), ("error-in-stream", 200, "overloaded"),
])  # fmt: skip
def test_it_keeps_errors(site: Site, model: str, status: int, kind: str):
    entry = site.entry(site.chat(model).id)
    assert (entry["status"], entry["error_type"], entry["state"]) == (status, kind, "complete")


def test_it_keeps_who_asked_and_in_which_session(site: Site):
    reply = site.chat(
        X_GPTBoost_User="anna", X_GPTBoost_Session="s-1", X_GPTBoost_Property_Plan="pro", Helicone_Property_Team="blå",
        Helicone_User_Id="not-anna",
    )  # fmt: skip
    entry = site.entry(reply.id)
    assert (entry["end_user"], entry["session"]) == ("anna", "s-1")
    metadata = entry["metadata"] if isinstance(entry["metadata"], dict) else json.loads(entry["metadata"])
    assert metadata == {"plan": "pro", "team": "blå"}


def test_it_takes_the_user_of_the_body_where_no_header_says_one(site: Site):
    assert site.entry(site.chat(fields={"user": "body-user"}).id)["end_user"] == "body-user"
    assert (
        site.entry(site.chat(fields={"user": "x"}, Helicone_User_Id="h", Helicone_Session_Id="s").id)["session"] == "s"
    )


def test_it_keeps_other_endpoints(site: Site):
    reply = site.call("/embeddings?a=1", {"model": "text-embedding-3-small", "input": "hello"})
    entry = site.entry(reply.id)
    assert (entry["endpoint"], entry["model"], entry["prompt_tokens"]) == ("embeddings", "text-embedding-3-small", 5)
    assert site.entry(site.call("/models").id)["endpoint"] == "GET models"
    deleted = site.entry(site.call("/files/file-1", method="DELETE").id)
    assert (deleted["endpoint"], deleted["status"]) == ("DELETE files/file-1", 204)


def test_it_keeps_type_and_size_of_what_is_no_text(site: Site):
    reply = site.call("/audio/speech", b"--x\r\n\r\nfile\r\n--x--", Content_Type="multipart/form-data; boundary=x")
    assert len(reply.body) == 10_240
    site.entry(reply.id)
    asked, answered = map(json.loads, site.payload(reply.id))
    assert asked == {"content_type": "multipart/form-data", "bytes": 18}
    assert answered == {"content_type": "audio/mpeg", "bytes": 10_240}


def test_it_leaves_nothing_in_the_spool(site: Site):
    site.chat()
    assert (
        eventually(lambda: (stats := site.spool.stats())["in_flight"] + stats["waiting"] == 0 and stats)["dropped"] == 0
    )


def test_it_shows_a_long_call_while_it_still_runs(site: Site):
    seen = []
    for piece in site.stream("hang-mid"):
        id = json.loads(piece.partition(b"\n")[0][6:])["id"]
        seen = eventually(lambda: site.rows(f"SELECT * FROM requestlog_request WHERE message_id = '{id}'"))  # noqa: B023
        break
    assert (seen[0]["state"], seen[0]["status"]) == ("started", 200)
