"""Keys as plain values: how they are made, recognised and kept. No Django: the gateway uses this too.

A key is `sk_` (secret) or `pk_` (public) and 40 characters of base 62 (238 random bits). Stored are its first
eleven characters, to recognise it by, and its HMAC-SHA256.
"""

from __future__ import annotations

import hmac
import secrets
import string

ALPHABET = string.ascii_letters + string.digits
PREFIXES = {"secret": "sk_", "public": "pk_"}
RANDOM_CHARACTERS = 40
SHOWN_CHARACTERS = 11


def new_key(kind: str) -> str:
    """A new key of `kind` ("secret" or "public"); the caller shows it once and stores only its digest."""
    return PREFIXES[kind] + "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_CHARACTERS))


def shown_prefix(key: str) -> str:
    """The part of a key that may be stored and shown."""
    return key[:SHOWN_CHARACTERS]


def digest(key: str, pepper: bytes) -> str:
    """The HMAC-SHA256 of `key` in 64 hexadecimal characters: all that is stored of it."""
    return hmac.digest(pepper, key.encode("utf-8", "surrogatepass"), "sha256").hex()


def bearer(authorization: str) -> str:
    """The token of an `Authorization: Bearer …` header (RFC 6750), "" for every other header."""
    scheme, _, token = authorization.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def is_project_key(key: str) -> bool:
    """Whether `key` has the form of this product's keys; OpenAI's own start with `sk-`, some others' with `sk_`."""
    prefix, random = key[:3], key[3:]
    return prefix in PREFIXES.values() and len(random) == RANDOM_CHARACTERS and set(random) <= set(ALPHABET)
