"""Who votes: what came as credentials, and what that opens; and the token that every vote gets of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from feedback.models import Feedback
from projects import tokens
from projects.models import DEFAULT_SLUG, ApiKey, KeyKind, Project
from projects.tokens import VoteToken
from requestlog.calls import DEFAULT_PROJECT


@dataclass(frozen=True, slots=True, kw_only=True)
class Voter:
    """The good credentials of a vote; none at all where it came without. `project` is theirs, and one alone."""

    project: Project | None = None
    key: ApiKey | None = None
    token: VoteToken | None = None

    @property
    def has_secret_key(self) -> bool:
        return self.key is not None and self.key.kind == KeyKind.SECRET

    @property
    def name(self) -> str:
        """What the history calls them: "key sk_abcdefgh…", "vote token" or "no key"."""
        if self.key is not None and (self.token is None or self.has_secret_key):
            return f"key {self.key}"
        return "vote token" if self.token is not None else "no key"


def own_token(vote: Feedback, *, now: datetime) -> str:
    """The token that is good for `vote` alone: its entry, and its submitter."""
    expires = int(now.timestamp()) + settings.VOTE_TOKEN_SECONDS
    token = VoteToken(vote.project_id, vote.request_id, expires, tokens.mark_of(vote.submitter))
    return tokens.written(token, settings.VOTE_TOKEN_PEPPER)


def project_of_token(token: VoteToken) -> Project | None:
    """The project that the token is for; None where it is no more, or archived."""
    by_default = token.project_id == DEFAULT_PROJECT
    named = {"slug": DEFAULT_SLUG} if by_default else {"pk": token.project_id}
    return Project.objects.filter(**named, archived_at=None).first()


def is_of(token: VoteToken, project: Project) -> bool:
    """Whether the token is for messages of `project`."""
    by_default = token.project_id == DEFAULT_PROJECT
    return project.slug == DEFAULT_SLUG if by_default else token.project_id == project.pk
