"""How the calls of a project are to be treated. No Django."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gateway.errors import upstream_not_allowed

Log = Literal["full", "metadata", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A project's settings as far as the gateway needs them.

    `upstream` is a base URL, "" for the operator's, None where the project names one that is not allowed (any more).
    """

    log: Log = "full"
    stream_usage: bool = False
    vote_tokens: bool = False
    upstream: str | None = ""

    def base_url(self, operators: str) -> str:
        """Where the calls go. Raises `GatewayError` where they may go nowhere."""
        if self.upstream is None:
            raise upstream_not_allowed()
        return self.upstream or operators


USUAL = Policy()
