"""Whose votes the figures are of. An answer counts once, whoever has voted on it."""

from __future__ import annotations

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from feedback.querysets import FeedbackQuerySet
from projects.models import Project
from requestlog.querysets import RequestQuerySet


class Voices:
    """The users, each answer with the rating of its latest one; the others below say what is otherwise.

    `parameter` is the log's for these ratings, "" where it has none that finds the same rows; `parameter_of_words` the
    one for answers with a tag or a reason, which are users' words alone.
    """

    name = "users"
    title = "Users"
    counted = "the rating of its latest user"
    parameter = "rating"
    parameter_of_words = "rating"
    # Whether an answer with a user's tag or reason always counts
    holds_words = True

    def rating(self) -> Combinable:
        """What counts as the rating of an answer."""
        return F("rating")

    def rated(self, entries: RequestQuerySet) -> RequestQuerySet:
        """Those of `entries` that count."""
        return entries.rated("rated")

    def commented(self, project: Project) -> Combinable:
        """Whether any of the votes has a comment."""
        return F("has_comment")

    def votes(self, project: Project) -> FeedbackQuerySet:
        return project.feedback.of_users()


class Team(Voices):
    """The members of the team alone."""

    name = "team"
    title = "Team"
    counted = "the latest rating of the team"
    parameter = "team"
    parameter_of_words = "team"
    holds_words = False

    def rating(self) -> Combinable:
        return F("team_rating")

    def rated(self, entries: RequestQuerySet) -> RequestQuerySet:
        return entries.rated_by_team("rated")

    def commented(self, project: Project) -> Combinable:
        return ExpressionWrapper(_commented_by_team(project), BooleanField())

    def votes(self, project: Project) -> FeedbackQuerySet:
        return project.feedback.of_the_team()


class Everybody(Voices):
    """Users first: the team counts where none of them has voted."""

    name = "all"
    title = "All"
    counted = "the rating of its latest user, or the team’s where no user has voted"
    parameter = ""

    def rating(self) -> Combinable:
        return Coalesce("rating", "team_rating")

    def rated(self, entries: RequestQuerySet) -> RequestQuerySet:
        return entries.filter(Q(rating__isnull=False) | Q(team_rating__isnull=False))

    def commented(self, project: Project) -> Combinable:
        return ExpressionWrapper(Q(has_comment=True) | _commented_by_team(project), BooleanField())

    def votes(self, project: Project) -> FeedbackQuerySet:
        return project.feedback.all()


DEFAULT = Voices()
VOICES = {voices.name: voices for voices in (DEFAULT, Team(), Everybody())}


def _commented_by_team(project: Project) -> Q:
    """Asked for only where the team has voted."""
    said = project.feedback.of_the_team().filter(request_id=OuterRef("id"), comment__gt="")
    return Q(team_rating__isnull=False) & Q(Exists(said))
