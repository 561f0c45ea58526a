"""The database does not answer: votes are sent away at once, not one by one after a wait."""

from __future__ import annotations

from requestlog import api_errors
from requestlog.database.breaker import Breaker


class Away(api_errors.Away):
    """Comes back as 503; `wait` becomes `Retry-After`."""

    default_detail = "The vote cannot be stored just now. Please try again."


class Door(Breaker):
    """Shut after a few votes have waited in vain, also for the lock of an SQLite file."""

    def check(self) -> None:
        """Raises `Away` where this vote is not to try."""
        if not self.lets_pass():
            raise Away


door = Door()
