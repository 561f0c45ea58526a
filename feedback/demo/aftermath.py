"""What comes after a vote: second thoughts, reasons, corrections, other people's votes, the team's work."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from feedback.demo.exchanges import Exchange, Scene
from feedback.demo.people import WORDS
from feedback.demo.votes import AMAZING, NEGATIVE, POSITIVE, Review, Vote

TEAM: tuple[str, ...] = tuple(WORDS["team"]["names"])
REASONS: dict[str, str] = WORDS["reason"]
NOTES: dict[str, list[str]] = WORDS["note"]
PICKS_REASONS, CORRECTS, JOINED, AGREES = 0.62, 0.1, 0.05, 0.7
CHANGES, BEFORE = 0.04, {NEGATIVE: POSITIVE, POSITIVE: NEGATIVE, AMAZING: POSITIVE}
TEAM_CONFIRMS, TEAM_FINDS, TEAM_PRAISES = 0.08, 0.02, 0.004
NOTED, CORRECTED_BY_TEAM, OWNED = 0.6, 0.55, 0.6
# How old a 👎 is at least, and how likely it is closed or looked at by then
AGES = ((timedelta(days=2), 0.38, 0.07), (timedelta(hours=4), 0.12, 0.1), (timedelta(0), 0.0, 0.0))
RESOLVED = 0.74


def followed(scene: Scene, on: Exchange, wanted: str = "") -> Exchange:
    """`on` with all that follows it; `wanted` is the good answer where a bad one was given."""
    vote = _explained(scene, _reconsidered(scene, on.vote), wanted) if on.vote else None
    others = (*_joined(scene, vote), *_of_the_team(scene, on, vote, wanted))
    disliked = [each.since for each in (vote, *others) if each and each.rating == NEGATIVE]
    review = _review(scene, min(disliked), wanted) if disliked else None
    return replace(on, vote=vote, others=others, review=review)


def _reconsidered(scene: Scene, vote: Vote) -> Vote:
    """`vote`, or the same as the second thought of somebody who pressed another button first."""
    if scene.rng.random() > CHANGES:
        return vote
    return replace(vote, first=BEFORE[vote.rating], changed_at=_later(scene, vote.created_at, hours=0.2))


def _explained(scene: Scene, vote: Vote, wanted: str) -> Vote:
    """A 👎 with reasons that fit its tags, and now and then with the sentence that was missed."""
    if vote.rating != NEGATIVE:
        return vote
    reasons = tuple(dict.fromkeys(REASONS[tag] for tag in vote.tags if tag in REASONS))
    corrects = bool(wanted) and scene.rng.random() < CORRECTS
    picks = scene.rng.random() < PICKS_REASONS
    return replace(vote, reasons=reasons if picks else (), correction=_first_sentence(wanted) if corrects else "")


def _joined(scene: Scene, vote: Vote | None) -> tuple[Vote, ...]:
    """The vote of a colleague who reads the same answer later."""
    rng = scene.rng
    if vote is None or rng.random() > JOINED:
        return ()
    rating = vote.rating if rng.random() < AGREES else POSITIVE if vote.rating == NEGATIVE else NEGATIVE
    says = WORDS["joined"][rating] if rating in WORDS["joined"] and scene.who.language == "en" else [""]
    at = _later(scene, vote.since, hours=20)
    return (Vote(rating, rng.choice(says), (), at, submitter=f"u-{rng.randrange(100_000, 999_999)}"),)


def _of_the_team(scene: Scene, on: Exchange, vote: Vote | None, wanted: str) -> tuple[Vote, ...]:
    """Somebody of the team confirms a 👎, finds a bad answer that nobody voted on, or likes a good one."""
    rng, name = scene.rng, _somebody(scene)
    if not on.message_id:
        return ()
    at = _later(scene, vote.since if vote else on.call.started_at + timedelta(minutes=5), hours=30)
    if vote is None and not wanted:
        return (Vote(POSITIVE, "", (), at, by=name),) if rng.random() < TEAM_PRAISES else ()
    bad = vote.rating == NEGATIVE if vote else True
    if not bad or rng.random() > (TEAM_CONFIRMS if vote else TEAM_FINDS):
        return ()
    return (Vote(NEGATIVE, rng.choice(WORDS["team"]["says"]), (), at, correction="" if vote else wanted, by=name),)


def _review(scene: Scene, since: datetime, wanted: str) -> Review | None:
    """How far the team has come with a 👎: the older it is, the further."""
    rng, name = scene.rng, _somebody(scene)
    closes, looks = next(chances for age, *chances in AGES if scene.now - since >= age)
    drawn = rng.random()
    if drawn > closes + looks:
        return None
    status = "looking" if drawn > closes else "resolved" if rng.random() < RESOLVED else "wont_fix"
    note = rng.choice(NOTES[status]).format_map({**scene.slots, "release": scene.release})
    corrects = status == "resolved" and rng.random() < CORRECTED_BY_TEAM
    return Review(
        status=status,
        at=_later(scene, since, hours=26),
        by=name,
        assignee=name if status == "looking" or rng.random() < OWNED else "",
        note=note if rng.random() < NOTED else "",
        correction=wanted if corrects else "",
    )


def _somebody(scene: Scene) -> str:
    return scene.rng.choice(TEAM)


def _later(scene: Scene, at: datetime, *, hours: float) -> datetime:
    """Some time after, within about twice so many hours, and never after now."""
    return min(at + timedelta(hours=hours * scene.rng.uniform(0.05, 2)), scene.now)


def _first_sentence(text: str) -> str:
    return text.split(". ")[0].rstrip(".") + "." if ". " in text else text
