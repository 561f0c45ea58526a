"""The models that the demo's assistant runs on: how often, how fast, how good."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Engine:
    """`share` of the conversations; the first token after about `first_ms`; `flawed` is the chance of a bad answer."""

    model: str
    share: float
    first_ms: int
    tokens_a_second: int
    flawed: float
    reasoning: int = 0
    streams: float = 0.7


ENGINES = (
    Engine("gpt-5-mini", 40, 620, 95, 0.062, reasoning=110),
    Engine("gpt-5-nano", 19, 380, 150, 0.11, reasoning=60),
    Engine("gpt-4o-mini", 16, 430, 85, 0.085),
    Engine("gpt-5", 12, 1700, 80, 0.034, reasoning=420, streams=0.9),
    Engine("gpt-3.5-turbo", 6, 350, 75, 0.24, streams=0.3),
    Engine("claude-sonnet-4-5", 7, 1100, 65, 0.04),
    Engine("gpt-4.1-mini", 1.2, 450, 90, 0.07),
    Engine("o4-mini", 0.5, 1900, 110, 0.05, reasoning=380),
    Engine("gpt-4o-2024-08-06", 0.15, 600, 70, 0.06),
)
EMBEDDING = Engine("text-embedding-3-small", 0, 90, 4000, 0.0, streams=0.0)


@dataclass(frozen=True, slots=True)
class Effort:
    """What one answer took."""

    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int
    reasoning_tokens: int
    first_ms: int
    latency_ms: int


def engine(rng: Random) -> Engine:
    return rng.choices(ENGINES, [each.share for each in ENGINES])[0]


def effort(rng: Random, of: Engine, asked: str, answered: str) -> Effort:
    """Tokens and times of `of` for a prompt and an answer; now and then one takes very long."""
    prompt = tokens(asked)
    thought = round(of.reasoning * rng.lognormvariate(0, 0.5)) // 64 * 64
    said = tokens(answered) + thought
    slow = rng.lognormvariate(0, 0.28) * (6 if rng.random() < 0.012 else 1)
    first = of.first_ms * slow + 1000 * thought / of.tokens_a_second
    latency = first + 1000 * tokens(answered) / of.tokens_a_second * slow
    cached = prompt // 128 * 128 if prompt > 1024 and rng.random() < 0.7 else 0
    return Effort(prompt, said, cached, thought, round(first), round(min(latency, 110_000)))


def tokens(text: str) -> int:
    """About how many tokens a text has: four Latin characters each, or one and a half of other scripts."""
    size = len(text)
    return round(size / 4 + (0 if text.isascii() else (len(text.encode()) - size) / 3)) + 1
