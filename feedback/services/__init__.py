"""Every write of votes, reviews and webhooks."""

from __future__ import annotations

from feedback.services.changing import NoSuchVote, change, withdraw
from feedback.services.giving import Given, KeyNeeded, NoSuchMessage, give

__all__ = ["Given", "KeyNeeded", "NoSuchMessage", "NoSuchVote", "change", "give", "withdraw"]
