"""What goes wrong with a call: errors of the upstream, clients that leave, streams that break off."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from feedback.demo import bodies


@dataclass(frozen=True, slots=True)
class Fault:
    """A call that fails with `status`, or (`breaks_off`) stops in the middle of its answer."""

    name: str
    weight: int
    rush: int
    status: int
    body: bodies.Message | None = None
    state: str = "complete"
    latency_ms: int = 300

    @property
    def breaks_off(self) -> bool:
        return self.body is None


FAULTS = (
    Fault(
        "rate_limit",
        weight=9,
        rush=60,
        status=429,
        body=bodies.error(
            "Rate limit reached on tokens per min (TPM): limit 200000, used 199310. Please try again in 2.1s.",
            "tokens",
            "rate_limit_exceeded",
        ),
        latency_ms=160,
    ),
    Fault(
        "too_long",
        weight=4,
        rush=2,
        status=400,
        body=bodies.error(
            "This model's maximum context length is 16385 tokens. Please reduce the length of the messages.",
            "invalid_request_error",
            "context_length_exceeded",
        ),
        latency_ms=240,
    ),
    Fault(
        "server_error",
        weight=5,
        rush=25,
        status=500,
        body=bodies.error("The server had an error while processing your request.", "server_error", None),
        latency_ms=2400,
    ),
    Fault(
        "wrong_key",
        weight=2,
        rush=0,
        status=401,
        body=bodies.error("Incorrect API key provided.", "invalid_request_error", "invalid_api_key"),
        latency_ms=120,
    ),
    Fault(
        "time_out",
        weight=3,
        rush=14,
        status=504,
        state="upstream_error",
        body=bodies.error("The upstream did not answer in time.", "upstream_timeout", "upstream_timeout"),
        latency_ms=60_000,
    ),
    Fault("client_left", weight=8, rush=8, status=200, state="client_closed"),
    Fault("broke_off", weight=3, rush=10, status=200, state="interrupted"),
)
OFTEN, IN_A_RUSH = 0.034, 0.3


def fault(rng: Random, *, incident: bool) -> Fault | None:
    """What goes wrong with the next call; None for nothing. Much more in an incident."""
    if rng.random() > (IN_A_RUSH if incident else OFTEN):
        return None
    return rng.choices(FAULTS, [each.rush if incident else each.weight for each in FAULTS])[0]
