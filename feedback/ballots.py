"""What the link in an e-mail is good for: the vote of somebody on one answer, given already or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from uuid import UUID

from django.conf import settings

from feedback import early
from feedback.models import SUBMITTER_CHARACTERS, Feedback, PastVote, Source
from feedback.querysets import ANONYMOUS
from feedback.voters import project_of_token
from projects import tokens
from projects.models import Project
from projects.tokens import VoteToken
from requestlog.cleaning import clean_text

MOST_SUBMITTERS = 10_000


class NoBallot(Exception):  # noqa: N818
    """The token is good, but what it was for is no more, or the submitter is not the token's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """The vote of `submitter` on an entry of `project`; `vote` is None until they have voted."""

    project: Project
    request_id: UUID
    message_id: str
    submitter: str
    vote: Feedback | None

    @property
    def reasons(self) -> list[str]:
        """What may be picked: the project's, and what the vote says already."""
        return list(dict.fromkeys([*self.project.reasons, *(self.vote.reasons if self.vote else ())]))


def ballot_of(text: str, *, submitter: str | None, now: datetime) -> Ballot:
    """What the token `text` is good for; `submitter` None means the token's own. Raises `BadToken` and `NoBallot`."""
    token = tokens.read(text, settings.VOTE_TOKEN_PEPPER, now.timestamp())
    project = project_of_token(token)
    if project is None:
        raise NoBallot
    who = _submitter_of(token, project) if submitter is None else _allowed(submitter, token)
    votes = project.feedback.of_users().filter(request=token.request_id, submitter=who)
    return Ballot(
        project=project,
        request_id=token.request_id,
        message_id=_message_id(token, project),
        submitter=who,
        vote=votes.first(),
    )


def _allowed(submitter: str, token: VoteToken) -> str:
    cleaned = clean_text(submitter)
    if len(cleaned) > SUBMITTER_CHARACTERS or not token.speaks_for(cleaned):
        raise NoBallot
    return cleaned


def _submitter_of(token: VoteToken, project: Project) -> str:
    """Whom the token is for: it knows them by a digest alone, so they must have voted before."""
    if token.speaks_for(ANONYMOUS):
        return ANONYMOUS
    current = Feedback.objects.filter(project=project, request=token.request_id, source=Source.USER)
    past = PastVote.objects.filter(project=project, request=token.request_id, source=Source.USER)
    voters = (votes.values_list("submitter", flat=True)[:MOST_SUBMITTERS] for votes in (current, past))
    found = next(filter(token.speaks_for, chain.from_iterable(voters)), None)
    if found is None:
        raise NoBallot
    return found


def _message_id(token: VoteToken, project: Project) -> str:
    """By what the vote names the entry, which may be on its way into the log still."""
    own_id = str(token.request_id)
    entry = project.requests.filter(id=token.request_id).values_list("message_id", flat=True).first()
    if entry is None and not early.spooled(own_id, early.spooled_as(project)):
        raise NoBallot
    return entry or own_id
