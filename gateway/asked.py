"""What goes to the upstream."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gateway.asking import UsageFilter, with_usage
from gateway.headers import Named
from gateway.listening import EVENT_STREAM

COUNTED = frozenset({"chat/completions", "completions"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A request; `adds_usage` where it asks for a stream's usage and the client did not."""

    method: str
    url: str
    headers: list[tuple[str, str]]
    body: bytes
    adds_usage: bool = False

    def with_usage(self, endpoint: str, named: Named) -> Asked:
        """The same, asking for usage where that makes sense and the client has not; as it is where it is packed."""
        body = with_usage(self.body) if endpoint in COUNTED and b"content-encoding" not in named else None
        if body is None:
            return self
        plain = [(name, value) for name, value in self.headers if name != "accept-encoding"]
        return replace(self, headers=[*plain, ("accept-encoding", "identity")], body=body, adds_usage=True)

    def usage_filter(self, media_type: str, named: Named) -> UsageFilter | None:
        """What keeps the additional event from the client; None for answers in which there can be none."""
        plain_stream = media_type == EVENT_STREAM and b"content-encoding" not in named
        return UsageFilter() if self.adds_usage and plain_stream else None
