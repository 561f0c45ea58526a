"""Every write of votes, reviews and webhooks."""

from __future__ import annotations

from feedback.services.changing import NoSuchVote, change, withdraw
from feedback.services.giving import Given, KeyNeeded, NoSuchMessage, WrongMessage, give
from feedback.services.reasons import UnknownReason, check_reasons
from feedback.services.receiving import Spot, find, give_or_hold, patch, put, take_back
from feedback.services.team import vote_as_team, withdraw_team_vote

__all__ = [
    "Given",
    "KeyNeeded",
    "NoSuchMessage",
    "NoSuchVote",
    "Spot",
    "UnknownReason",
    "WrongMessage",
    "change",
    "check_reasons",
    "find",
    "give",
    "give_or_hold",
    "patch",
    "put",
    "take_back",
    "vote_as_team",
    "withdraw",
    "withdraw_team_vote",
]
