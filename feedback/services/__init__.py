"""Every write of votes, reviews and webhooks."""

from __future__ import annotations

from feedback.services.giving import Given, KeyNeeded, NoSuchMessage, give, withdraw

__all__ = ["Given", "KeyNeeded", "NoSuchMessage", "give", "withdraw"]
