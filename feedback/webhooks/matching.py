"""Whether somebody wants to hear of something. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

TEAM = "team"


class Filters(Protocol):
    """What a webhook lets pass; an empty list lets everything pass."""

    @property
    def kinds(self) -> Sequence[str]: ...
    @property
    def ratings(self) -> Sequence[str]: ...
    @property
    def tags(self) -> Sequence[str]: ...
    @property
    def only_commented(self) -> bool: ...
    @property
    def include_team(self) -> bool: ...


def wants(filters: Filters, kind: str, vote: Mapping[str, Any]) -> bool:
    """Whether an event of `kind` on `vote`, which is `feedback.snapshots.snapshot`'s, passes every filter."""
    return (
        (not filters.kinds or kind in filters.kinds)
        and (not filters.ratings or vote["rating"] in filters.ratings)
        and (not filters.tags or not set(filters.tags).isdisjoint(vote["tags"]))
        and (bool(vote["comment"]) or not filters.only_commented)
        and (vote["source"] != TEAM or filters.include_team)
    )
