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
    """Whether an event of `kind` on `vote`, which is of `feedback.snapshots`, passes every filter.

    A vote that was changed passes as it is now or as it was: who keeps those that pass must hear of one that ceases to.
    """
    before = {**vote, **vote.get("previous", {})}
    return (
        (not filters.kinds or kind in filters.kinds)
        and (vote["source"] != TEAM or filters.include_team)
        and (_passes(filters, vote) or _passes(filters, before))
    )


def _passes(filters: Filters, vote: Mapping[str, Any]) -> bool:
    return (
        (not filters.ratings or vote["rating"] in filters.ratings)
        and (not filters.tags or not set(filters.tags).isdisjoint(vote["tags"]))
        and (bool(vote["comment"]) or not filters.only_commented)
    )
