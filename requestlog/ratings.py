"""The three ratings and the two kinds of people who give them: as the API names them, as rows store them, as people
see them."""

from __future__ import annotations

from django.db import models


class Rating(models.IntegerChoices):
    """Stored as a small integer; `label` is the API's word for it."""

    NEGATIVE = 1, "negative"
    POSITIVE = 2, "positive"
    AMAZING = 3, "amazing"

    @property
    def emoji(self) -> str:
        return {Rating.NEGATIVE: "👎", Rating.POSITIVE: "👍", Rating.AMAZING: "❤️"}[self]


class Source(models.IntegerChoices):
    """Who votes: somebody who uses the application, or somebody of the team."""

    USER = 1, "user"
    TEAM = 2, "team"


RATINGS: dict[str, Rating] = {rating.label: rating for rating in Rating}
