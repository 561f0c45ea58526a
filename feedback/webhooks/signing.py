"""Signatures by the rules of Standard Webhooks, so that every library of theirs verifies them. Plain Python."""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from uuid import UUID

PREFIX = "whsec_"


def secret_of(webhook_id: UUID, salt: str, pepper: bytes) -> str:
    """The secret as the webhook's receiver keeps it; nothing stored is enough to make it. A new salt, a new secret."""
    key = hmac.digest(pepper, webhook_id.bytes + salt.encode(), "sha256")
    return PREFIX + b64encode(key).decode()


def signed_headers(secret: str, *, id: str, seconds: int, body: bytes) -> dict[str, str]:
    """The three headers of one attempt at the Unix time `seconds`; `id` is the same in each attempt."""
    return {
        "webhook-id": id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": signature(secret, id=id, seconds=seconds, body=body),
    }


def signature(secret: str, *, id: str, seconds: int, body: bytes) -> str:
    """ "v1," and the HMAC-SHA256 of "id.seconds.body" in base 64."""
    key = b64decode(secret.removeprefix(PREFIX))
    return "v1," + b64encode(hmac.digest(key, f"{id}.{seconds}.".encode() + body, "sha256")).decode()
