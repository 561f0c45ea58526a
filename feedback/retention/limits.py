"""From when on a project keeps each part of its log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from projects.models import Project

PARTS = {"keep_bodies_days": "bodies", "keep_requests_days": "requests", "keep_votes_days": "votes"}


@dataclass(frozen=True, slots=True)
class Kept:
    """The moments before which bodies, requests and votes go, None where they stay for good.

    `rated` says whether a request that has votes or a review stays, with its bodies, as long as these do.
    """

    bodies: datetime | None
    requests: datetime | None
    votes: datetime | None
    rated: bool

    @classmethod
    def of(cls, project: Project, now: datetime) -> Kept:
        """What `project` keeps at `now`; no body outlives its request."""
        bodies, requests, votes = (_moment(getattr(project, name), now) for name in PARTS)
        latest = max((at for at in (bodies, requests) if at is not None), default=None)
        return cls(latest, requests, votes, project.keep_rated)

    @property
    def all(self) -> bool:
        return self.bodies is None and self.requests is None and self.votes is None

    @property
    def tellings(self) -> datetime | None:
        """Before when events and deliveries go: like the votes that they carry."""
        requests = None if self.rated else self.requests
        return max((at for at in (requests, self.votes) if at is not None), default=None)


def _moment(days: int | None, now: datetime) -> datetime | None:
    try:
        return None if days is None else now - timedelta(days=days)
    except OverflowError:  # longer than there are years
        return None
