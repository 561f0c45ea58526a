"""All that the page of an answer shows of votes: the users', the team's, and the reader's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.urls import reverse

from feedback.models import Feedback, PastVote, Source
from feedback.presenting.panel_votes import Name, ShownVote, Who, pasts, shown_votes, withdrawn_votes
from feedback.team_form import TeamVoteForm
from projects.models import Project
from requestlog.models import Request
from requestlog.presenting.links import Links
from requestlog.presenting.rows import Verdict, verdict_of
from requestlog.presenting.visible import visible
from requestlog.querysets import Count
from requestlog.ratings import Rating

MOST_SHOWN = 20
# The others fold, so that the conversation stays in sight
UNFOLDED = 3
MOST_PAST = 100
MOST_COUNTED = 1_000


@dataclass(frozen=True, slots=True)
class Block:
    """The votes of one source: those in sight, those that fold, those withdrawn.

    `total` counts all that stand; `tally` says how many have each rating, where all are shown.
    """

    shown: Sequence[ShownVote]
    folded: Sequence[ShownVote]
    withdrawn: Sequence[ShownVote]
    total: Count
    tally: Sequence[tuple[Verdict, int]]


def panel_context(
    project: Project, entry: Request, user: User | AnonymousUser, *, here: str, form: TeamVoteForm | None
) -> dict[str, Any]:
    """Reads the votes and what they said before, in two queries; `project` was opened for `user`.

    `here` is where the form leads back to; `form` is one with errors.
    """
    votes = project.feedback.filter(request=entry).latest_of_each_source(MOST_SHOWN + 1)
    loaded = list(votes.select_related("author").latest_first())
    past = list(project.past_votes.filter(request=entry).order_by("-id")[:MOST_PAST])
    blocks = {source: _block(project, entry, source, loaded, past, _namer(project, user)) for source in Source}
    return {
        "users": blocks[Source.USER],
        "team": blocks[Source.TEAM],
        "most_shown": MOST_SHOWN,
        "form": (form or TeamVoteForm.of(_own(loaded, user), here)) if project.may_judge else None,
        "voted": _own(loaded, user) is not None,
        "vote_url": reverse("team-vote", args=[project.slug, entry.id]),
        "connect_url": reverse("connect", args=[project.slug]),
    }


def _block(
    project: Project,
    entry: Request,
    source: Source,
    votes: Sequence[Feedback],
    past: Sequence[PastVote],
    name: Name,
) -> Block:
    votes, past = [vote for vote in votes if vote.source == source], [row for row in past if row.source == source]
    left_out, standing, histories = len(votes) > MOST_SHOWN, votes[:MOST_SHOWN], pasts(entry, past)
    # Who withdrew before the last vote that is shown may have voted anew among those that are not
    gone = [row for row in past if not left_out or row.ended_at >= standing[-1].updated_at]
    shown = shown_votes(entry, standing, histories, name)
    ratings = [vote.rating for vote in standing]
    return Block(
        shown=shown[:UNFOLDED],
        folded=shown[UNFOLDED:],
        withdrawn=withdrawn_votes(standing, gone, histories, name),
        total=_count(project, entry, source) if left_out else Count(len(standing)),
        tally=[] if left_out else [(verdict_of(each), ratings.count(each)) for each in Rating if each in ratings],
    )


def _count(project: Project, entry: Request, source: Source) -> Count:
    votes = project.feedback.filter(request=entry, source=source)[: MOST_COUNTED + 1].count()
    return Count(min(votes, MOST_COUNTED), votes > MOST_COUNTED)


def _own(votes: Sequence[Feedback], user: User | AnonymousUser) -> Feedback | None:
    return next((vote for vote in votes if vote.source == Source.TEAM and vote.submitter == str(user.pk)), None)


def _namer(project: Project, reader: User | AnonymousUser) -> Name:
    """Says who voted: a submitter with a link to all of their votes, or a member by name."""
    log = Links(reverse("log", args=[project.slug]), ())

    def name(row: Feedback | PastVote) -> Who:
        if row.source == Source.TEAM:
            return Who(_member(row), is_reader=row.submitter == str(reader.pk))
        return Who(visible(row.submitter), log.url([("submitter", row.submitter)]) if row.submitter else "")

    return name


def _member(row: Feedback | PastVote) -> str:
    """A member by name; of a vote that was withdrawn, whoever withdrew it: nobody else can."""
    if isinstance(row, PastVote):
        return visible(row.ended_by)
    return visible(row.author.get_username()) if row.author else "a former member"
