"""The three ratings, as the API names them, as rows store them, as people see them."""

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


RATINGS: dict[str, Rating] = {rating.label: rating for rating in Rating}
