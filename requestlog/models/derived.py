"""What is counted and collected from the log by the worker, and the queues that tell it what has changed.

A queue is only ever added to, in the transaction of the change. The worker deletes the rows that it sees and then,
in the same transaction but by a later statement, looks at the log: what was told before it looked is in what it sees.
"""

from __future__ import annotations

from django.db import models

from projects.models import Project
from requestlog.ids import new_id


class Day(models.Model):
    """The calls of one day (UTC), model and class of status, counted: the roll-up behind totals and figures.

    Sums are null where no call of the group has a number. `complaints` are 👎 with a comment of a user.
    """

    pk = models.CompositePrimaryKey("project", "day", "model", "status_class")
    project = models.ForeignKey(Project, models.PROTECT, related_name="days", db_index=False)
    day = models.DateField()
    model = models.CharField(max_length=200, blank=True)
    status_class = models.PositiveSmallIntegerField(help_text="The status's first digit; 0 while in flight.")
    requests = models.PositiveIntegerField()
    negative = models.PositiveIntegerField()
    positive = models.PositiveIntegerField()
    amazing = models.PositiveIntegerField()
    commented = models.PositiveIntegerField()
    complaints = models.PositiveIntegerField()
    prompt_tokens = models.PositiveBigIntegerField(null=True)
    completion_tokens = models.PositiveBigIntegerField(null=True)
    cost_usd = models.DecimalField(max_digits=20, decimal_places=8, null=True)
    latency_ms = models.PositiveBigIntegerField(null=True)
    timed = models.PositiveIntegerField(help_text="Of how many calls the latency is known.")

    def __str__(self) -> str:
        return f"{self.day} {self.model} {self.status_class}xx"


class ChangedDay(models.Model):
    """A day of a project that is to be counted anew."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="changed_days", db_index=False)
    day = models.DateField()

    def __str__(self) -> str:
        return str(self.day)


class Unsearched(models.Model):
    """A call whose texts, or whose votes' comments, are not yet found by search as they are now."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="unsearched", db_index=False)
    request_id = models.UUIDField()

    class Meta:
        verbose_name_plural = "unsearched"

    def __str__(self) -> str:
        return str(self.request_id)
