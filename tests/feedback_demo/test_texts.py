"""The texts of the demo: enough of them, and every gap can be filled."""

from __future__ import annotations

import re
from collections import Counter
from random import Random

import pytest

from feedback.demo.people import person, slots
from feedback.demo.texts import Intent, intents
from tests.factories import NOW


def templates(intent: Intent) -> list[str]:
    said = [*intent.asks, *intent.answers, *(text for pair in intent.follow for text in pair)]
    said += [text for flaw in intent.flaws for text in (flaw.answer, flaw.remark.comment)]
    said += [remark.comment for remark in (*intent.liked, *intent.loved)]
    return said + ([*intent.tool.arguments.values(), *intent.tool.result.values()] if intent.tool else [])


def test_it_knows_many_intents_in_several_languages():
    assert len(intents()) >= 40
    assert set(Counter(intent.language for intent in intents())) == {"en", "de", "fr", "es", "ja", "ar"}


@pytest.mark.parametrize("intent", intents(), ids=lambda intent: intent.name)
def test_it_fills_every_gap(intent: Intent):
    filled = slots(Random(1), person(1, 7), NOW)
    for text in templates(intent):
        assert not re.search(r"\{[a-z_]+\}", text.format_map(filled))


@pytest.mark.parametrize("intent", intents(), ids=lambda intent: intent.name)
def test_it_pairs_questions_with_answers_that_exist(intent: Intent):
    assert not intent.fits or len(intent.fits) == len(intent.asks)
    assert all(0 <= place < len(intent.answers) for place in intent.fits)
    remarks = [*intent.liked, *intent.loved, *(flaw.remark for flaw in intent.flaws)]
    assert all(remark.ask is None or 0 <= remark.ask < len(intent.asks) for remark in remarks)


def test_it_says_a_wrong_comment_only_after_the_wrong_answer():
    [sso] = [intent for intent in intents() if intent.name == "sso_plan"]
    assert "wrong: SSO is Enterprise only" not in [remark.comment for remark in (*sso.liked, *sso.loved)]
    [flaw] = [flaw for flaw in sso.flaws if flaw.remark.comment == "wrong: SSO is Enterprise only"]
    assert "included in {plan}" in flaw.answer
    assert flaw.remark.tags == ("pricing", "hallucination")


def test_it_makes_the_same_person_of_the_same_number():
    assert person(1, 7) == person(1, 7)
    assert person(1, 7) != person(2, 7)


def test_it_agrees_with_itself_about_money():
    who = person(1, 7)
    filled = slots(Random(3), who, NOW)
    assert filled["total"].replace(",", "") == str(int(filled["price"]) * int(filled["seats"]))
    assert filled["total"] != filled["wrong_total"]
