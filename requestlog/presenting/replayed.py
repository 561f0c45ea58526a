"""A call that is to be sent again, as the writers of code take it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Headers = list[tuple[str, str, str]]
FILE = "request.json"
# What OpenAI's clients call an endpoint, and the parameters that Python's names: the others pass as `extra_body`
METHODS = {
    "chat/completions": "chat.completions.create",
    "completions": "completions.create",
    "responses": "responses.create",
    "embeddings": "embeddings.create",
    "moderations": "moderations.create",
}
REQUIRED = {
    "chat/completions": ("model", "messages"),
    "completions": ("model", "prompt"),
    "responses": (),
    "embeddings": ("model", "input"),
    "moderations": ("input",),
}


@dataclass(frozen=True, slots=True)
class Replayed:
    """`value` is the JSON of `body`, None for what is none; `from_file` where the body is to be read from `FILE`."""

    base_url: str
    endpoint: str
    headers: Headers
    body: bytes
    value: Any
    from_file: bool

    @property
    def url(self) -> str:
        return f"{self.base_url}/{self.endpoint}"

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    @property
    def streams(self) -> bool:
        return isinstance(self.value, dict) and self.value.get("stream") is True

    @property
    def method(self) -> str:
        """What OpenAI's clients call this; "" for what they have no name for, or would refuse."""
        known = isinstance(self.value, dict) and self.value.keys() >= set(REQUIRED.get(self.endpoint, ("\0",)))
        return METHODS[self.endpoint] if known else ""

    @property
    def own_key(self) -> bool:
        """Whether a project's own key goes along."""
        return any(name == "X-GPTBoost-Key" for name, _, _ in self.headers)
