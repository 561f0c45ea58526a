"""The database does not answer: votes are sent away at once, not one by one after a wait."""

from __future__ import annotations

import time

from django.db import connection

from requestlog import api_errors

CLOSED_SECONDS = 2.0


class Away(api_errors.Away):
    """Comes back as 503; `wait` becomes `Retry-After`."""

    default_detail = "The vote cannot be stored just now. Please try again."


class Door:
    """Stays closed for two seconds after a vote has waited for a connection in vain."""

    def __init__(self) -> None:
        self.closed_until = 0.0

    def check(self) -> None:
        """Raises `Away` while the door is closed."""
        if time.monotonic() < self.closed_until:
            raise Away

    def failed(self) -> None:
        """The database failed a vote; the door closes where there was not even a connection."""
        if connection.connection is None:
            self.closed_until = time.monotonic() + CLOSED_SECONDS


door = Door()
