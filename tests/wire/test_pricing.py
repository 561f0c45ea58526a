"""`requestlog.wire.pricing`: what a call cost, where the price list knows."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from requestlog.wire.fields import Usage
from requestlog.wire.pricing import cost_usd

AT = datetime(2026, 1, 15, tzinfo=UTC)


def test_it_works():
    # gpt-4o-mini: $0.15 a million in, $0.075 cached, $0.60 out
    cost = cost_usd("gpt-4o-mini-2024-07-18", Usage(1000, 50, 400), AT)
    assert cost == Decimal("0.00015000")
    assert cost.as_tuple().exponent == -8


def test_it_prices_embeddings():
    assert cost_usd("text-embedding-3-small", Usage(prompt_tokens=1_000_000), AT) == Decimal("0.02")


def test_it_prices_what_is_known_of_a_call():
    assert cost_usd("gpt-4o-mini", Usage(completion_tokens=1_000_000), AT) == Decimal("0.60")


def test_it_never_counts_more_cached_tokens_than_the_prompt_has():
    assert cost_usd("gpt-4o-mini", Usage(1000, 0, 5000), AT) == Decimal("0.000075")


def test_it_uses_the_prices_of_the_moment():
    usage = Usage(prompt_tokens=1_000_000, completion_tokens=0)
    before, after = (cost_usd("o3", usage, datetime(2025, month, 1, tzinfo=UTC)) for month in (6, 7))
    assert before is not None
    assert after is not None
    assert before > after


@pytest.mark.parametrize("model", ["", "nonsense", "smollm2-135m", "a\0b", "\ud800"])
def test_it_has_no_price_for_an_unknown_model(model: str):
    assert cost_usd(model, Usage(10, 10)) is None


def test_it_has_no_price_without_tokens():
    assert cost_usd("gpt-4o-mini", Usage()) is None


def test_it_asks_no_network(monkeypatch):
    monkeypatch.setattr(socket, "socket", None)
    assert cost_usd("gpt-4o", Usage(10, 10)) is not None
