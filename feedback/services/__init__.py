"""Every write of votes, reviews and webhooks."""

from __future__ import annotations

from feedback.services.changing import NoSuchVote, change, withdraw
from feedback.services.giving import Given, KeyNeeded, NoSuchMessage, WrongMessage, give
from feedback.services.reasons import UnknownReason, check_reasons
from feedback.services.team import vote_as_team, withdraw_team_vote

__all__ = [
    "Given",
    "KeyNeeded",
    "NoSuchMessage",
    "NoSuchVote",
    "UnknownReason",
    "WrongMessage",
    "change",
    "check_reasons",
    "give",
    "vote_as_team",
    "withdraw",
    "withdraw_team_vote",
]
