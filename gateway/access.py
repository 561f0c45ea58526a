"""To which project a call belongs, by the keys that it carries. No Django."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from gateway.config import GatewayConfig
from gateway.errors import key_is_public, key_not_known, keys_not_loaded
from gateway.headers import Named, credentials, first
from gateway.policy import Policy
from projects import keys
from requestlog.calls import DEFAULT_PROJECT

PUBLIC = "public"
# Only in memory, and only the keys of late: a digest costs a twentieth of a call
digest_of = lru_cache(maxsize=1000)(keys.digest)
UPSTREAM = "upstream"


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A live key: `kind` is "secret", "public" or "upstream"."""

    project_id: int
    kind: str


class KnownKeys(Protocol):
    """The keys of the database, by their digests, as they are known here."""

    @property
    def loaded(self) -> bool:
        """Whether they have been read at all."""

    async def look_up(self, digest: str) -> KnownKey | None:
        """The live key with that digest."""

    def policy_of(self, project_id: int) -> Policy:
        """How the calls of that project, or of `DEFAULT_PROJECT`, are treated now; never waits.

        The usual way as long as nothing could be read: what is not to be kept is left out when it is recorded."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose call it is; `key` is the digest of the key that it came with, "" for none."""

    project_id: int
    key: str


NOBODY = Caller(DEFAULT_PROJECT, "")


async def caller_of(headers: Named, known: KnownKeys, config: GatewayConfig) -> Caller:
    """Whose call it is; that of an unknown key belongs to `DEFAULT_PROJECT`. Raises `GatewayError` where it may not."""
    sent = credentials(headers)
    own = first(headers, b"x-gptboost-key").strip() or next(filter(keys.is_project_key, sent), "")
    if own:
        return await _caller_by_own_key(own, known, config)
    digests = [digest_of(key, config.key_pepper) for key in sent]
    for digest in digests:
        found = await known.look_up(digest)
        if found is not None:
            return Caller(found.project_id, digest)
    if config.unknown_keys == "reject":
        raise key_not_known() if known.loaded else keys_not_loaded()
    return Caller(DEFAULT_PROJECT, digests[0]) if digests else NOBODY


async def _caller_by_own_key(key: str, known: KnownKeys, config: GatewayConfig) -> Caller:
    digest = digest_of(key, config.key_pepper)
    found = await known.look_up(digest)
    if found is None or found.kind == UPSTREAM:
        raise key_not_known() if known.loaded else keys_not_loaded()
    if found.kind == PUBLIC:
        raise key_is_public()
    return Caller(found.project_id, digest)
