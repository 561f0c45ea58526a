"""One line a prompt: which rows it is made of, and why others are dropped."""

from __future__ import annotations

import pytest

from feedback.training.choosing import Line, Match, Preferences, Supervised
from feedback.training.reasons import Why
from feedback.training.splitting import Split
from tests.training import independent
from tests.training.examples import case, chat, said, user

pytestmark = pytest.mark.any_database


@pytest.fixture
def supervised():
    return Supervised(Split())


@pytest.fixture
def preferences():
    return Preferences(Split())


def taught(line):
    assert isinstance(line, Line), line
    return independent.sft(line.text)["messages"][-1]["content"]


def pair(line):
    assert isinstance(line, Line), line
    value = independent.dpo(line.text)
    return value["preferred_output"][0]["content"], value["non_preferred_output"][0]["content"]


def test_it_teaches_the_answer_that_was_liked(supervised):
    assert taught(supervised.take(case(answer=said("Good")))) == "Good"


@pytest.mark.parametrize("liked", [True, False, None])
def test_it_teaches_the_correction_whatever_the_vote(supervised, liked):
    assert taught(supervised.take(case(answer=said("Bad"), liked=liked, correction="Better"))) == "Better"


@pytest.mark.parametrize(
    "broken", [{"failed": True}, {"whole": False}, {"response": chat(said(), "length")}, {"response": {"choices": []}}]
)
def test_it_needs_no_whole_answer_to_teach_a_correction(supervised, broken):
    assert taught(supervised.take(case(correction="Better", **broken))) == "Better"
    assert isinstance(Supervised(Split()).take(case(**broken)), Why)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"liked": False}, Why.DISLIKED),
        ({"liked": None}, Why.UNRATED),
        ({"failed": True}, Why.FAILED),
        ({"whole": False}, Why.CUT),
        ({"request": b""}, Why.NO_BODIES),
    ],
)
def test_it_drops(supervised, facts, why):
    sent = facts.pop("request", None)
    made = case(**facts)
    if sent is not None:
        made = type(made)(made.row, Why.NO_BODIES, made.answered)
    assert supervised.take(made) is why


def test_it_writes_one_line_a_prompt_of_the_first_that_comes(supervised):
    assert taught(supervised.take(case(answer=said("First")))) == "First"
    assert supervised.take(case(answer=said("Second"))) is Why.DUPLICATE
    assert taught(supervised.take(case([user("Another?")], said("Third")))) == "Third"


def test_it_is_not_stopped_from_a_prompt_by_a_row_that_gave_no_line(supervised):
    assert supervised.take(case(whole=False)) is Why.CUT
    assert taught(supervised.take(case(answer=said("Good")))) == "Good"


def test_it_teaches_each_liked_turn_of_a_session_once(supervised):
    first, second = [user("One?")], [user("One?"), said("Ay"), user("Two?")]
    lines = [supervised.take(case(first, said("Ay"))), supervised.take(case(second, said("Bee")))]
    assert list(map(taught, lines)) == ["Ay", "Bee"]
    assert [m.get("weight") for m in independent.sft(lines[1].text)["messages"]] == [None, 0, None, None]


def test_it_keeps_to_the_part_that_is_wanted():
    cases = [case([user(f"{number}?")]) for number in range(50)]
    both = {
        part: [Supervised(Split(part=part, test_share=0.5)).take(each) for each in cases] for part in ("train", "test")
    }
    for train, test in zip(both["train"], both["test"], strict=True):
        assert [train, test].count(Why.OTHER_PART) == 1
        assert all(line.part == part for part, line in (("train", train), ("test", test)) if isinstance(line, Line))


@pytest.mark.parametrize("liked", [True, False, None])
def test_it_prefers_a_correction_to_the_answer_whatever_the_vote(preferences, liked):
    line = preferences.take(case(answer=said("Bad"), liked=liked, correction="Better"))
    assert pair(line) == ("Better", "Bad")
    assert line.rows == 1


def test_it_takes_a_cut_answer_as_the_worse_one(preferences):
    made = case(response=chat(said("Half an ans"), "length"), liked=False, correction="A whole answer.")
    assert pair(preferences.take(made)) == ("A whole answer.", "Half an ans")


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"liked": None}, Why.UNRATED),
        ({"liked": True}, Why.LIKED_ALONE),
        ({"correction": "Hello!"}, Why.SAME),
        ({"correction": "Better", "failed": True}, Why.FAILED),
    ],
)
def test_it_pairs_nothing_with(preferences, facts, why):
    assert preferences.take(case(**facts)) is why


def test_it_pairs_a_disliked_answer_with_a_liked_one_to_the_same_prompt(preferences):
    bad, good = case(answer=said("Bad"), liked=False), case(answer=said("Good"))
    assert preferences.take(bad) is None
    assert preferences.take(case(answer=said("As bad"), liked=False)) is Why.DUPLICATE
    match = preferences.take(good)
    assert match == Match(good, bad.row.id)
    line = preferences.pair(match, bad)
    assert pair(line) == ("Good", "Bad")
    assert (line.rows, preferences.waiting) == (2, 0)
    assert preferences.take(case()) is Why.DUPLICATE


def test_it_pairs_two_matches_of_one_page_once(preferences):
    bad = case(answer=said("Bad"), liked=False)
    preferences.take(bad)
    first, second = preferences.take(case(answer=said("One"))), preferences.take(case(answer=said("Two")))
    assert pair(preferences.pair(first, bad)) == ("One", "Bad")
    assert preferences.pair(second, bad) is Why.DUPLICATE


def test_it_waits_on_where_a_match_comes_to_nothing(preferences):
    bad = case(answer=said("Bad"), liked=False)
    preferences.take(bad)
    assert preferences.pair(preferences.take(case(answer=said("Bad"))), bad) is Why.SAME
    assert preferences.pair(preferences.take(case(answer=said("Good"))), None) is Why.LIKED_ALONE
    assert preferences.pair(preferences.take(case()), case(liked=True)) is Why.LIKED_ALONE
    assert preferences.waiting == 1
    assert pair(preferences.pair(preferences.take(case(answer=said("Good"))), bad)) == ("Good", "Bad")


def test_it_writes_no_pair_for_a_prompt_that_has_one_with_a_correction(preferences):
    preferences.take(case(correction="Better"))
    assert preferences.take(case(liked=False)) is Why.DUPLICATE
    assert preferences.take(case(liked=True)) is Why.DUPLICATE
    assert preferences.waiting == 0
