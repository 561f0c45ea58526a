"""The words in which the log is asked for what people say of its answers.

Votes, words, labels and reviews belong to rooms above: they are reached through the project, which keeps every subquery
to its own rows. A condition that looks needless is that of the index which is meant.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, Window
from django.db.models.functions import RowNumber

from projects.models import Project
from requestlog.ratings import RATINGS
from requestlog.stretch import Row, StretchQuerySet
from requestlog.triage import OPEN, STATUSES, WAITING

ANONYMOUS = NOTHING = ""
# Of an answer's votes
ORDER, BACKWARDS = ("updated_at", "id"), ("-updated_at", "-id")


class VotedQuerySet(StretchQuerySet[Row]):
    def with_latest_vote(self, project: Project) -> Self:
        """`entry.latest_votes` holds the latest vote of a user, if there is one, as a list shows it; its `place` among
        the users' votes, counted from the first, is their number. However many they are, one row each is read."""
        place, back = (Window(RowNumber(), partition_by="request", order_by=order) for order in (ORDER, BACKWARDS))
        votes = project.feedback.of_users().annotate(place=place, back=back).filter(back=1)
        shown = votes.only("project", "request", "rating", "comment", "tags", "updated_at")
        return self.prefetch_related(models.Prefetch("votes", queryset=shown, to_attr="latest_votes"))

    def rated(self, *words: str) -> Self:
        """Rated by users as any of `words`: "amazing", "positive", "negative", "rated" or "unrated"."""
        return self.filter(_rated_as("rating", words))

    def rated_by_team(self, *words: str) -> Self:
        """Rated by the team as any of `words`, likewise."""
        return self.filter(_rated_as("team_rating", words))

    def commented(self, commented: bool = True) -> Self:
        """With a comment of a user, or without any."""
        return self.filter(has_comment=commented)

    def tagged(self, project: Project, names: Iterable[str]) -> Self:
        """With a user's vote that has any of these tags."""
        return self.having(project.feedback_tags.filter(name__in=names))

    def labelled(self, project: Project, names: Iterable[str]) -> Self:
        """With any of these labels of the team."""
        return self.having(project.labels.filter(name__in=names))

    def reasoned(self, project: Project, names: Iterable[str]) -> Self:
        """With a user's vote that has any of these reasons."""
        return self.having(project.feedback_reasons.filter(name__in=names))

    def voted_by(self, project: Project, submitter: str) -> Self:
        """With a vote of this user, by the application's word for them."""
        return self.having(project.feedback.of_users().filter(~Q(submitter=ANONYMOUS), submitter=submitter))

    def triaged(self, *words: str) -> Self:
        """In any of these statuses of the team; "waiting" are those that still wait for somebody."""
        wanted = {STATUSES[word] for word in words if word in STATUSES} | set(OPEN if WAITING in words else ())
        return self.filter(triage__in=wanted) if len(wanted) != 1 else self.filter(triage=wanted.pop())

    def assigned_to(self, project: Project, username: str) -> Self:
        """Looked after by this member of the project."""
        member = project.memberships.filter(user__username=username).values("user_id")[:1]
        return self.having(project.reviews.filter(assignee=Subquery(member)))

    def assigned_to_nobody(self, project: Project) -> Self:
        """With a status of the team, but looked after by nobody."""
        assigned = project.reviews.filter(request_id=OuterRef("id"), assignee__isnull=False)
        return self.filter(~Exists(assigned), triage__isnull=False)

    def corrected(self, project: Project, corrected: bool = True) -> Self:
        """With the answer that was wanted, in any vote or in the team's review; or without any."""
        votes = project.feedback.filter(~Q(correction=NOTHING))
        reviews = project.reviews.filter(~Q(correction=NOTHING))
        if corrected:
            by_voters, by_the_team = (self.beside(rows).values("request_id") for rows in (votes, reviews))
            return self.inside(self.filter(id__in=by_voters.union(by_the_team)))
        here = {"request_id": OuterRef("id")}
        return self.filter(~Exists(votes.filter(**here)), ~Exists(reviews.filter(**here)))


def _rated_as(column: str, words: Iterable[str]) -> Q:
    ratings = [RATINGS[word] for word in words if word in RATINGS]
    wanted = Q(**{column: ratings[0]}) if len(ratings) == 1 else Q(**{f"{column}__in": ratings})
    if "rated" in words:
        wanted = Q(**{f"{column}__isnull": False})
    if "unrated" in words:
        wanted |= Q(**{f"{column}__isnull": True})
    return wanted
