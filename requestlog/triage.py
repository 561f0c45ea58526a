"""Where the team stands with a 👎: as rows store it, and as the log's parameter names it."""

from __future__ import annotations

from django.db import models


class Triage(models.IntegerChoices):
    """Stored as a small integer; `label` is for people, `word` for the API. NULL: nothing to look at."""

    NEW = 1, "New"
    LOOKING = 2, "Looking"
    RESOLVED = 3, "Resolved"
    WONT_FIX = 4, "Won’t fix"

    @property
    def word(self) -> str:
        return self.name.lower()


STATUSES: dict[str, Triage] = {status.word: status for status in Triage}
# Those that still wait for somebody, and the one word for them
OPEN = (Triage.NEW, Triage.LOOKING)
WAITING = "waiting"
