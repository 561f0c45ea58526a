"""`requestlog.wire.pricing`: what a call cost, where the price list knows."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from decimal import Decimal
from importlib.metadata import version

import genai_prices
import pytest
from genai_prices.data_snapshot import get_snapshot
from hypothesis import given
from hypothesis import strategies as st

from requestlog.wire.fields import Usage
from requestlog.wire.pricing import Cost, Sold, cost_of
from tests.wire.strategies import few

AT = datetime(2026, 1, 15, tzinfo=UTC)
COUNTS = st.none() | st.integers(0, 500_000) | st.integers(0, 2**31 - 1)
USAGE = st.builds(Usage, *[COUNTS] * 7)
# Flat prices, tiers, prices of cache writes, of audio, of reasoning, of a call, and of certain hours
MODELS = """
gpt-4o-mini o3 gpt-realtime claude-sonnet-4-5 claude-opus-4-1 gemini-2.5-pro gemini-2.5-flash
deepseek-chat text-embedding-3-small o1-pro gpt-image-1 gpt-4o-transcribe gpt-5-mini
"""


def usd(model: str, usage: Usage, at: datetime = AT) -> Decimal | None:
    return cost_of(model, usage, at).usd


def test_it_works():
    # gpt-4o-mini: $0.15 a million in, $0.075 cached, $0.60 out
    cost = cost_of("gpt-4o-mini-2024-07-18", Usage(1000, 50, 400), AT)
    assert cost == Cost(Decimal("0.00015000"), f"openai gpt-4o-mini, genai-prices {version('genai-prices')}")
    assert cost.usd.as_tuple().exponent == -8


def test_it_prices_embeddings():
    assert usd("text-embedding-3-small", Usage(prompt_tokens=1_000_000)) == Decimal("0.02")


def test_it_prices_what_is_known_of_a_call():
    assert usd("gpt-4o-mini", Usage(completion_tokens=1_000_000)) == Decimal("0.60")


@pytest.mark.parametrize(
    ("model", "usage", "expected"),
    [
        # $3 in, $0.30 from a cache, $3.75 into it, $15 out
        ("claude-sonnet-4-5", Usage(1000, 100, 600, cache_write_tokens=300), "0.00310500"),
        # $4 in, $32 heard, $16 out, $64 spoken
        ("gpt-realtime", Usage(1000, 1000, 0, 0, 500, 400), "0.05320000"),
    ],
)
def test_it_prices_each_kind_of_token(model: str, usage: Usage, expected: str):
    assert usd(model, usage) == Decimal(expected)


def test_it_prices_reasoning_and_the_call_itself_where_the_list_does():
    found = get_snapshot().find_provider_model("sonar-deep-research", None, "perplexity", None)
    million = {"output": 10**6, "reasoned": 10**6}
    assert (Sold(*found).cost(million, AT), Sold(*found).cost({"output": 0}, AT)) == (Decimal("11"), Decimal(0))


def test_it_prices_long_prompts_as_dearer_tiers_do():
    short, long = (usd("claude-sonnet-4-5", Usage(prompt_tokens=n)) for n in (200_000, 200_001))
    assert (short, long) == (Decimal("0.6"), Decimal("1.20000600"))


@pytest.mark.parametrize(
    "usage",
    [Usage(1000, 0, 5000), Usage(1000, 0, 1000, cache_write_tokens=7), Usage(1000, 0, 1000, 9, 8, 7, 6)],
)
def test_it_never_counts_more_than_the_whole_has(usage: Usage):
    assert usd("gpt-4o-mini", usage) == Decimal("0.000075")


def test_it_uses_the_prices_of_the_moment():
    usage = Usage(prompt_tokens=1_000_000, completion_tokens=0)
    before, after = (usd("o3", usage, datetime(2025, month, 1, tzinfo=UTC)) for month in (6, 7))
    assert before is not None
    assert after is not None
    assert before > after


@pytest.mark.parametrize(
    "model", ["", "nonsense", "smollm2-135m", "a\0b", "\ud800", "whisper-1", "omni-moderation-latest"]
)
def test_it_has_no_price_for_a_model_whose_tokens_have_none(model: str):
    assert cost_of(model, Usage(10, 10), AT) == Cost(None, "")


def test_it_has_no_price_without_tokens():
    assert cost_of("gpt-4o-mini", Usage(), AT) == Cost(None, "")


def test_it_has_no_cost_that_a_row_cannot_hold():
    assert cost_of("o1-pro", Usage(0, 2**31 - 1), AT) == Cost(None, "")


@few
@given(st.sampled_from(MODELS.split()), USAGE)
def test_it_never_gives_a_negative_cost_or_raises(model: str, usage: Usage):
    cost = cost_of(model, usage, AT)
    assert (cost.usd is None) == (cost.price == "")
    assert cost.usd is None or 0 <= cost.usd < 1_000_000


@few
@given(st.sampled_from(MODELS.split()), st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_it_agrees_with_the_package(model: str, prompt: int, cached: int, completion: int):
    cached = min(cached, prompt)
    counted = genai_prices.Usage(
        input_tokens=prompt, cache_read_tokens=cached, output_tokens=completion, cache_audio_read_tokens=0
    )
    provider = "openai" if model.startswith("text") else None
    expected = genai_prices.calc_price(counted, model, provider_id=provider, genai_request_timestamp=AT).total_price
    assert usd(model, Usage(prompt, completion, cached)) == expected.quantize(Decimal("0.00000001"))


def test_it_asks_no_network(monkeypatch):
    monkeypatch.setattr(socket, "socket", None)
    assert usd("gpt-4o", Usage(10, 10)) is not None
