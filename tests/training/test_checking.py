"""What no trainer would take is never written, and the reason is said."""

from __future__ import annotations

import json

import pytest

from feedback.training import checking, dpo, sft
from feedback.training.messages import prompt_of
from feedback.training.reasons import UnusableError, Why
from tests.training import independent
from tests.training.examples import CALL, WEATHER, said, user

pytestmark = pytest.mark.any_database
CALLS = {"role": "assistant", "tool_calls": [CALL]}
RESULT = {"role": "tool", "tool_call_id": "call_1", "content": "3 degrees"}
PNG = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}


def line(messages, answer=None, tools=()):
    return sft.line_of(prompt_of({"messages": messages, "tools": list(tools)}), answer or said())


def called(name="weather", arguments="{}"):
    return {"role": "assistant", "tool_calls": [{**CALL, "function": {"name": name, "arguments": arguments}}]}


@pytest.mark.parametrize(
    ("messages", "answer", "tools"),
    [
        ([user()], said(), []),
        ([user(), said("One?"), user()], said(), []),
        ([user(), CALLS, RESULT], said(), [WEATHER]),
        ([user(), CALLS, RESULT], said(), []),
        ([user()], called(), [WEATHER]),
        ([user([{"type": "text", "text": "What?"}, PNG])], said(), []),
    ],
)
def test_it_writes_what_is_right(messages, answer, tools):
    value = independent.sft(line(messages, answer, tools))
    assert value["messages"][-1] == answer
    assert value.get("tools", []) == tools


@pytest.mark.parametrize(
    ("messages", "answer", "tools", "why"),
    [
        ([{"role": "system", "content": "Be brief."}], None, [], Why.NO_USER),
        ([user(), CALLS, user()], None, [], Why.UNANSWERED),
        ([user(), CALLS], None, [], Why.PREFILLED),
        ([user(), RESULT], None, [], Why.UNANSWERED),
        ([user(), CALLS, RESULT, RESULT], None, [], Why.UNANSWERED),
        ([user(), {**CALLS, "tool_calls": [CALL, CALL]}, RESULT], None, [], Why.MALFORMED),
        ([user(), {**CALLS, "tool_calls": [{**CALL, "id": ""}]}, RESULT], None, [], Why.MALFORMED),
        ([user()], called(), [], Why.UNKNOWN_TOOL),
        ([user()], called("time"), [WEATHER], Why.UNKNOWN_TOOL),
        ([user()], called(arguments="{"), [WEATHER], Why.ARGUMENTS),
        ([user()], called(arguments="[]"), [WEATHER], Why.ARGUMENTS),
        ([user()], called("no name"), [WEATHER], Why.MALFORMED),
        ([user()], None, [WEATHER, WEATHER], Why.MALFORMED),
        ([user()], said(" \n"), [], Why.EMPTY),
        ([user([PNG] * 11)], None, [], Why.MEDIA),
        ([user([{"type": "image_url", "image_url": {"url": "data:image/gif;base64,AAAA"}}])], None, [], Why.MEDIA),
        ([user("a" * checking.MOST_CHARACTERS)], None, [], Why.TOO_LONG),
    ],
)
def test_it_refuses(messages, answer, tools, why):
    with pytest.raises(UnusableError) as raised:
        line(messages, answer, tools)
    assert raised.value.why is why


def test_it_refuses_more_functions_than_a_line_may_have():
    tools = [{"type": "function", "function": {"name": f"f{number}"}} for number in range(129)]
    assert independent.sft(line([user()], tools=tools[:128]))
    with pytest.raises(UnusableError):
        line([user()], tools=tools)


def test_it_refuses_what_not_every_reader_can_read():
    deep = json.loads('{"a":' * 400 + "1" + "}" * 400)
    tool = {"type": "function", "function": {"name": "f", "parameters": deep}}
    with pytest.raises(UnusableError):
        line([user()], tools=[tool])


def test_it_gives_earlier_answers_no_weight_and_preferences_none_at_all():
    prompt = prompt_of({"messages": [user(), said("One?"), user("Two")]})
    assert independent.sft(sft.line_of(prompt, said()))["messages"][1] == {**said("One?"), "weight": 0}
    pair = independent.dpo(dpo.line_of(prompt, said("Good"), said("Bad")))
    assert pair["input"]["messages"] == prompt.messages
    assert (pair["preferred_output"], pair["non_preferred_output"]) == ([said("Good")], [said("Bad")])


@pytest.mark.parametrize(
    ("asked", "better", "worse", "why"),
    [
        (user(), said("Same "), said("Same"), Why.SAME),
        (user(), said("Good"), said(" "), Why.EMPTY),
        (user([PNG]), said("Good"), said("Bad"), Why.IMAGES),
        (user(), called(), said("Bad"), Why.UNKNOWN_TOOL),
    ],
)
def test_it_refuses_pairs(asked, better, worse, why):
    with pytest.raises(UnusableError) as raised:
        dpo.line_of(prompt_of({"messages": [asked]}), better, worse)
    assert raised.value.why is why


def test_it_takes_a_worse_answer_that_calls_what_there_is_not():
    independent.dpo(dpo.line_of(prompt_of({"messages": [user()]}), said("Good"), called("nothing", "{")))
