"""Whatever strangers send, nothing raises, and every line that comes of it is one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.training.cases import Row, case_of
from feedback.training.choosing import Line, Match, Preferences, Supervised
from feedback.training.reasons import Why
from feedback.training.splitting import Split
from requestlog.ids import new_id
from requestlog.wire.completion import fold
from tests.recordings import Exchange, exchanges
from tests.training import independent
from tests.training.examples import CALL, WEATHER, chat
from tests.wire.strategies import ANY_BODY, ANY_JSON, few

pytestmark = pytest.mark.any_database
RECORDED = [recorded for recorded in exchanges() if recorded.endpoint == "chat/completions" and recorded.status == 200]
TEXTS = st.sampled_from(["", " ", "Hi", "\ud800", "\x00", "é" * 40]) | st.none()
PARTS = st.sampled_from(
    [
        {"type": "text", "text": "Hi"},
        {"type": "image_url", "image_url": {"url": "https://example.org/a.png", "detail": "auto"}},
        {"type": "input_text", "text": "Yo"},
        {"type": "tool_use", "id": "call_1", "name": "weather", "input": {"city": "Oslo"}},
        {"type": "tool_result", "tool_use_id": "call_1", "content": "3"},
        {"type": "thinking", "thinking": "Hm"},
        {"type": "input_audio"},
    ]
)
CONTENTS = TEXTS | st.lists(PARTS, max_size=3) | ANY_JSON
MESSAGES = st.fixed_dictionaries(
    {
        "role": st.sampled_from(["system", "developer", "user", "user", "assistant", "tool", "narrator"]),
        "content": CONTENTS,
    },
    optional={"tool_calls": st.just([CALL]) | ANY_JSON, "tool_call_id": st.just("call_1") | ANY_JSON, "name": TEXTS},
)
ITEMS = MESSAGES | st.sampled_from(
    [
        {"type": "function_call", "call_id": "call_1", "name": "weather", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "call_1", "output": "3"},
        {"type": "reasoning", "summary": []},
    ]
)
REQUESTS = st.fixed_dictionaries(
    {},
    optional={
        "messages": st.lists(MESSAGES, max_size=5),
        "input": st.lists(ITEMS, max_size=5),
        "instructions": TEXTS,
        "tools": st.just([WEATHER]) | ANY_JSON,
        "parallel_tool_calls": st.booleans() | ANY_JSON,
    },
)
RESPONSES = MESSAGES.map(chat) | st.builds(lambda items: {"output": items}, st.lists(ITEMS, max_size=3)) | MESSAGES
ROWS = st.builds(
    Row,
    id=st.builds(new_id),
    liked=st.none() | st.booleans(),
    correction=st.sampled_from(["", "Better", " ", "\ud800"]),
    endpoint=st.sampled_from(["chat/completions", "responses", "messages", "embeddings", "", "GET responses/x"]),
    whole=st.booleans(),
    failed=st.booleans(),
    request=REQUESTS.map(lambda value: json.dumps(value).encode()) | ANY_BODY,
    response=RESPONSES.map(lambda value: json.dumps(value).encode()) | ANY_BODY,
)


@few
@given(st.lists(ROWS, max_size=6))
def test_it_writes_lines_or_reasons(rows):
    supervised, preferences = Supervised(Split()), Preferences(Split())
    known = {row.id: case_of(row) for row in rows}
    for case in known.values():
        assert_right(supervised.take(case), independent.sft)
        made: Any = preferences.take(case)
        made = preferences.pair(made, known[made.disliked]) if isinstance(made, Match) else made
        assert_right(made, independent.dpo)


def assert_right(made, check) -> None:
    if isinstance(made, Line):
        check(made.text)
    else:
        assert made is None or isinstance(made, Why)


def row_of(recorded: Exchange, **facts: Any) -> Row:
    body = fold(recorded.response_body) if recorded.streamed else recorded.response_body
    return Row(
        id=new_id(),
        endpoint=recorded.endpoint,
        whole=True,
        failed=False,
        request=recorded.request_body,
        response=body,
        **{"liked": True, "correction": "", **facts},
    )


@pytest.mark.parametrize("recorded", RECORDED, ids=lambda recorded: recorded.name)
def test_it_writes_what_openai_was_sent_and_answered(recorded: Exchange):
    made = Supervised(Split()).take(case_of(row_of(recorded)))
    if "multiple_choices" in recorded.name:
        assert made is Why.SEVERAL
        return
    assert isinstance(made, Line)
    *asked, answer = independent.sft(made.text)["messages"]
    sent = json.loads(recorded.request_body)
    assert [{k: v for k, v in message.items() if k != "weight"} for message in asked] == sent["messages"]
    assert independent.sft(made.text).get("tools") == sent.get("tools")
    got = json.loads(row_of(recorded).response)["choices"][0]["message"]
    assert (answer.get("content"), answer.get("tool_calls")) == (got["content"], got.get("tool_calls"))


@pytest.mark.parametrize("recorded", RECORDED, ids=lambda recorded: recorded.name)
def test_it_pairs_a_correction_with_what_openai_answered(recorded: Exchange):
    made = Preferences(Split()).take(case_of(row_of(recorded, correction="It rains.")))
    if isinstance(made, Line):
        assert independent.dpo(made.text)["preferred_output"] == [{"role": "assistant", "content": "It rains."}]
    else:
        assert made is Why.SEVERAL
