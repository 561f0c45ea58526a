"""What is counted of rated answers by the worker, beside the log's own roll-up."""

from __future__ import annotations

from django.db import models

from projects.models import Project
from requestlog.models import ID_CHARACTERS

DIMENSION_CHARACTERS = 80


class RatedDay(models.Model):
    """The answers of one day (UTC) that users rated and that have a value of a dimension in common.

    Dimensions: model, endpoint, tag, reason, and meta.<key>. One with too many values to be a category has one row in
    place of them, with "" for its value. Sums are null where no answer of the group has a number.
    """

    pk = models.CompositePrimaryKey("project", "day", "dimension", "value")
    project = models.ForeignKey(Project, models.PROTECT, related_name="rated_days", db_index=False)
    day = models.DateField()
    dimension = models.CharField(max_length=DIMENSION_CHARACTERS)
    value = models.CharField(max_length=ID_CHARACTERS, blank=True)
    negative = models.PositiveIntegerField()
    positive = models.PositiveIntegerField()
    amazing = models.PositiveIntegerField()
    commented = models.PositiveIntegerField()
    cost_usd = models.DecimalField(max_digits=20, decimal_places=8, null=True)
    latency_ms = models.PositiveBigIntegerField(null=True)
    timed = models.PositiveIntegerField(help_text="Of how many answers the latency is known.")

    def __str__(self) -> str:
        return f"{self.day} {self.dimension} {self.value}"
