"""Prices, from the package genai-prices."""

from __future__ import annotations

from decimal import Decimal

from requestlog.wire.fields import Usage


def cost_usd(model: str, usage: Usage) -> Decimal | None:
    """What the call cost in US dollars; None where the model or its tokens are not known."""
    return None
