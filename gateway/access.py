"""To which project a call belongs, by the keys that it carries. No Django."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from gateway.config import GatewayConfig
from gateway.errors import key_is_public, key_not_known, keys_not_loaded
from gateway.headers import Named, credentials, first
from gateway.policy import Policy
from projects import keys
from requestlog.calls import DEFAULT_PROJECT

PUBLIC = "public"
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
        """How the calls of that project, or of `DEFAULT_PROJECT`, are treated now; never waits."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


async def project_of(headers: Named, known: KnownKeys, config: GatewayConfig) -> int:
    """The id of the call's project, or `DEFAULT_PROJECT`. Raises `GatewayError` where it has none."""
    sent = credentials(headers)
    own = first(headers, b"x-gptboost-key").strip() or next(filter(keys.is_project_key, sent), "")
    if own:
        return await _project_by_own_key(own, known, config)
    for key in sent:
        found = await known.look_up(keys.digest(key, config.key_pepper))
        if found is not None:
            return found.project_id
    if config.unknown_keys == "reject":
        raise key_not_known() if known.loaded else keys_not_loaded()
    return DEFAULT_PROJECT


async def _project_by_own_key(key: str, known: KnownKeys, config: GatewayConfig) -> int:
    found = await known.look_up(keys.digest(key, config.key_pepper))
    if found is None or found.kind == UPSTREAM:
        raise key_not_known() if known.loaded else keys_not_loaded()
    if found.kind == PUBLIC:
        raise key_is_public()
    return found.project_id
