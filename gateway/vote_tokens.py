"""The token with which whoever gets an answer may vote on it. No Django."""

from __future__ import annotations

import time
from uuid import UUID

from gateway.config import GatewayConfig
from gateway.headers import Header
from projects import tokens
from projects.tokens import VoteToken

# What people vote on: other calls make no answer for anybody
VOTED_ON = frozenset({"chat/completions", "completions", "responses", "messages"})
# A page of another origin could not read them otherwise; the upstream may send names of its own beside these
READABLE = (b"access-control-expose-headers", b"x-gptboost-feedback-token, x-gptboost-request-id")


def token_headers(id: UUID, project_id: int, config: GatewayConfig) -> list[Header]:
    """What the answer to that call carries besides: a token for votes on it alone."""
    expires = int(time.time()) + config.vote_token_seconds
    token = tokens.written(VoteToken(project_id, id, expires), config.vote_token_pepper)
    return [(b"x-gptboost-feedback-token", token.encode()), READABLE]
