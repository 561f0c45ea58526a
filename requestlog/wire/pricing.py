"""Prices, from the list that the package genai-prices ships; never from the network."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from requestlog.wire.fields import Usage

PLACES = Decimal("0.00000001")
# By the model's name alone, then among OpenAI's models, whose embeddings no name rule covers.
PROVIDERS = (None, "openai")


def cost_usd(model: str, usage: Usage, at: datetime | None = None) -> Decimal | None:
    """What the call cost in US dollars at the prices of the moment `at` (default: now), rounded to 8 places.

    None where the price or the tokens are not known. Tokens written to a cache cost as much as any others here.
    """
    if not model or (usage.prompt_tokens is None and usage.completion_tokens is None):
        return None
    provider = _provider_of(model)
    return _price(model, provider, usage, at) if provider else None


@lru_cache(maxsize=1024)
def _provider_of(model: str) -> str:
    """The id of who sells `model`; "" where no list names it."""
    # Half a second and 1.6 MB of tables: the gateway, which imports this package too, needs no prices.
    from genai_prices.data_snapshot import get_snapshot

    for provider in PROVIDERS:
        try:
            return get_snapshot().find_provider_model(model, None, provider, None)[0].id
        except LookupError:
            continue
    return ""


def _price(model: str, provider: str, usage: Usage, at: datetime | None) -> Decimal | None:
    import genai_prices

    prompt = usage.prompt_tokens or 0
    counted = genai_prices.Usage(
        input_tokens=prompt,
        cache_read_tokens=min(usage.cached_tokens or 0, prompt),
        output_tokens=usage.completion_tokens or 0,
    )
    try:
        price = genai_prices.calc_price(counted, model, provider_id=provider, genai_request_timestamp=at)
    except (LookupError, ValueError):
        return None
    return price.total_price.quantize(PLACES)
