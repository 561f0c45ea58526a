"""Prices, from the list that the package genai-prices ships; never from the network."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from importlib.metadata import version
from typing import Any

from requestlog.wire.tokens import MOST_TOKENS, Usage

PLACES = Decimal("0.00000001")
MOST_USD = 1_000_000  # what a row can hold; no call costs that
PRICE_CHARACTERS = 100
OF_TOKENS = "_mtok"
# By the model's name alone, then among OpenAI's models, whose embeddings no name rule covers.
PROVIDERS = (None, "openai")
# The package's names of the kinds of tokens that a call has: the whole of a side, and the kind within it.
KINDS = {
    "input": ("input_tokens",),
    "cached": ("input_tokens", "cache_read_tokens"),
    "written": ("input_tokens", "cache_write_tokens"),
    "heard": ("input_tokens", "input_audio_tokens"),
    "output": ("output_tokens",),
    "reasoned": ("output_tokens", "output_reasoning_tokens"),
    "spoken": ("output_tokens", "output_audio_tokens"),
}
# No upstream says how much audio came from a cache, and the package insists on a number.
NO_JOINS = {"cache_audio_read_tokens": 0, "cache_audio_write_tokens": 0, "output_audio_reasoning_tokens": 0}


@dataclass(frozen=True, slots=True)
class Cost:
    """What a call cost in US dollars, to 8 places, and the price it is of; None and "" where either is not known."""

    usd: Decimal | None = None
    price: str = ""


UNKNOWN = Cost()


def cost_of(model: str, usage: Usage, at: datetime) -> Cost:
    """The cost of tokens at the prices of the moment `at`.

    Reads from caches, writes to them, reasoning and audio have their own prices where the list has any. Counts that
    contradict each other are cut to what their whole allows.
    """
    if usage.prompt_tokens is None and usage.completion_tokens is None:
        return UNKNOWN
    sold = _sold(model)
    usd = sold.cost(_kinds_of(usage), at) if sold else None
    return Cost(usd.quantize(PLACES), sold.price) if sold and usd is not None and usd < MOST_USD else UNKNOWN


def _kinds_of(usage: Usage) -> dict[str, int]:
    """How many tokens there are of each of `KINDS`, every token once."""
    prompt = {"cached": usage.cached_tokens, "written": usage.cache_write_tokens, "heard": usage.prompt_audio_tokens}
    answer = {"reasoned": usage.reasoning_tokens, "spoken": usage.completion_audio_tokens}
    return _split("input", usage.prompt_tokens or 0, prompt) | _split("output", usage.completion_tokens or 0, answer)


def _split(whole: str, tokens: int, parts: dict[str, int | None]) -> dict[str, int]:
    counts = {}
    for kind, part in parts.items():
        counts[kind] = min(part or 0, tokens)
        tokens -= counts[kind]
    return counts | {whole: tokens}


@lru_cache(maxsize=1024)
def _sold(model: str) -> Sold | None:
    """`model` as the list has it; None where it has it not."""
    # Half a second and 1.6 MB of tables: the gateway, which imports this package too, needs no prices.
    from genai_prices.data_snapshot import get_snapshot

    for provider in PROVIDERS if model else ():
        try:
            return Sold(*get_snapshot().find_provider_model(model, None, provider, None))
        except LookupError:
            continue
    return None


class Sold:
    """A model of the price list. It is asked once for the price of a token of each kind: an answer takes 0.2 ms."""

    def __init__(self, provider: Any, model: Any) -> None:
        package = f", genai-prices {version('genai-prices')}"
        self.price = f"{provider.id} {model.id}"[: PRICE_CHARACTERS - len(package)] + package
        self._model = model
        self._rates: dict[int, Rates] = {}

    def cost(self, counts: dict[str, int], at: datetime) -> Decimal | None:
        """In US dollars; None where the list prices no tokens of the model, or refuses the counts."""
        prices = self._model.get_prices(at)
        if not any(name.endswith(OF_TOKENS) for name in prices.__dict__):
            return None
        try:
            # The list's own objects, which stay: their ids do, too
            rates = self._rates.get(id(prices)) or self._rates.setdefault(id(prices), _rates_of(prices))
            return rates.cost(counts) if _prompt(counts) <= rates.most_prompt else _asked(prices, counts)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Rates:
    """US dollars a call and a token of each kind, for prompts up to `most_prompt` tokens: more may cost more."""

    a_call: Decimal
    a_token: dict[str, Decimal]
    most_prompt: int

    def cost(self, counts: dict[str, int]) -> Decimal:
        return sum((self.a_token[kind] * count for kind, count in counts.items() if count), self.a_call)


def _rates_of(prices: Any) -> Rates:
    tiers = [tier.start for price in prices.__dict__.values() for tier in getattr(price, "tiers", ())]
    a_call = _asked(prices, {})
    return Rates(a_call, {kind: _asked(prices, {kind: 1}) - a_call for kind in KINDS}, min(tiers, default=MOST_TOKENS))


def _asked(prices: Any, counts: dict[str, int]) -> Decimal:
    """The package's own answer."""
    from genai_prices import Usage as Counted

    counted = Counter(NO_JOINS)
    for kind, count in counts.items():
        counted.update(dict.fromkeys(KINDS[kind], count))
    total: Decimal = prices.calc_price(Counted(**counted))["total_price"]
    return total


def _prompt(counts: dict[str, int]) -> int:
    return sum(count for kind, count in counts.items() if KINDS[kind][0] == "input_tokens")
