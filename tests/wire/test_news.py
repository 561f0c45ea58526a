"""What a call adds to the call before it."""

from __future__ import annotations

from requestlog.wire.news import news_of
from requestlog.wire.parts import Part
from requestlog.wire.turns import Turn


def said(*texts: str) -> list[Turn]:
    """Turns as "u:Hello", "a:Hi" (assistant), "A:Hi" (an answer), "s:Be brief"."""
    roles = {"u": "user", "a": "assistant", "A": "assistant", "s": "system", "t": "tool"}
    return [Turn(roles[text[0]], [Part("text", text[2:])], is_answer=text[0] == "A") for text in texts]


def new(asked: list[Turn], before: list[Turn]) -> list[str]:
    return [turn.parts[0].text for turn in news_of(asked, before).turns]


def test_it_is_all_of_a_first_call():
    assert new(said("s:Be brief", "u:Hello"), []) == ["Be brief", "Hello"]


def test_it_is_what_follows_the_answer():
    before = said("s:Be brief", "u:Hello", "A:Hi")
    assert new(said("s:Be brief", "u:Hello", "a:Hi", "u:And now?"), before) == ["And now?"]


def test_it_keeps_a_word_that_was_said_before():
    before = said("u:yes", "A:Really?")
    assert new(said("u:yes", "a:Really?", "u:yes"), before) == ["yes"]


def test_it_shows_instructions_that_changed():
    before = said("s:It is noon", "u:Hello", "A:Hi")
    assert new(said("s:It is one", "u:Hello", "a:Hi", "u:Well?"), before) == ["It is one", "Well?"]


def test_it_follows_a_client_that_drops_the_oldest_turns():
    before = said("u:one", "a:1", "u:two", "A:2")
    assert new(said("u:two", "a:2", "u:three"), before) == ["three"]


def test_it_takes_an_answer_for_the_same_that_was_sent_back_shortened():
    before = said("u:Hello", "A:<think>hm</think> Hi")
    assert new(said("u:Hello", "a:Hi", "u:Well?"), before) == ["Well?"]


def test_it_shows_where_a_talk_was_taken_back():
    before = said("u:one", "a:1", "u:two", "A:2")
    assert new(said("u:one", "a:1", "u:another"), before) == ["another"]


def test_it_says_that_the_same_was_asked_again():
    news = news_of(said("u:one"), said("u:one", "A:1"))
    assert news.is_repeat
    assert [turn.parts[0].text for turn in news.turns] == ["one"]


def test_it_is_all_of_what_is_another_talk():
    assert new(said("u:Name this chat"), said("u:Hello", "A:Hi")) == ["Name this chat"]
    assert not news_of([], []).is_repeat


def test_it_shows_what_a_tool_answered():
    before = said("u:Weather?", "A:call")
    assert new(said("u:Weather?", "a:call", "t:sunny"), before) == ["sunny"]
