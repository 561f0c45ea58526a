"""`requestlog.wire`: whatever comes, nothing raises, and what comes out can be stored and shown."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requestlog.wire.completion import fold
from requestlog.wire.fields import ids_in, read_answer, read_request
from requestlog.wire.jsons import loads
from requestlog.wire.pricing import cost_of
from requestlog.wire.turns import turns
from tests.factories import NOW
from tests.wire.strategies import ANY_BODY, ANY_JSON, few, streamed

DEEP = [b"[" * 100_000, b'{"messages":' * 900 + b"1" + b"}" * 900, b'{"content":[' * 400 + b"]}" * 400]
ODD = [b"", b"null", b"5", b"[]", b'"a"', b"\xff\xfe", b"\0", b'{"id": 1e999}', b'{"model": ' + b"9" * 5000 + b"}"]


def assert_readable(body: bytes) -> None:
    """Reads `body` in every way; what is read holds to its limits."""
    asked, answered = read_request(loads(body)), read_answer(loads(body))
    assert max(len(asked.preview), len(answered.preview)) <= 160
    assert max(len(asked.model), len(answered.model)) <= 200
    assert len(asked.metadata) <= 64
    assert all(0 < len(id) <= 255 for id in answered.ids)
    value = loads(body)
    for turn in turns(value, value):
        fields = [field for part in turn.parts for field in (part.kind, part.text, part.name, part.reference)]
        "".join([turn.role, turn.finish_reason, *fields]).encode()


@pytest.mark.parametrize("body", [*DEEP, *ODD])
def test_it_reads_odd_bodies(body: bytes):
    assert_readable(body)
    assert isinstance(fold(b"data: " + body + b"\n\n"), bytes)


@few
@given(ANY_BODY)
def test_it_reads_any_body(body: bytes):
    assert_readable(body)


@few
@given(ANY_JSON)
def test_it_finds_ids_in_any_value(value: Any):
    assert all(isinstance(id, str) for id in ids_in(value))


@few
@given(st.binary(max_size=200) | st.lists(ANY_JSON, max_size=5).map(streamed))
def test_it_folds_any_stream_to_json_or_nothing(stream: bytes):
    body = fold(stream)
    assert body == b"" or isinstance(json.loads(body), dict)
    assert_readable(body)


@few
@given(st.text(max_size=250), ANY_JSON)
def test_it_prices_any_model_and_usage(model: str, usage: Any):
    answer = read_answer({"usage": usage})
    cost = cost_of(model, answer.usage, NOW).usd
    assert cost is None or 0 <= cost < 1_000_000
