"""How a call ended, as the log and its own page show it, and why a body is missing."""

from __future__ import annotations

import pytest

from requestlog.presenting.states import BADGES
from tests.factories import create_entry
from tests.pages.world import text_of

LOG = "/p/support/requests/"
UNUSUAL = [(str(state), badge) for state, badge in BADGES.items()]


@pytest.mark.parametrize(("state", "badge"), UNUSUAL)
def test_it_marks_a_row_by_sign_and_words_and_explains_them(project, as_alice, state, badge):
    create_entry(project, state=state)
    html = as_alice.get(LOG).content.decode()
    assert f'<span class="sign" aria-hidden="true">{badge.sign}</span>' in html
    assert f"{badge.sign} {badge.words}" in text_of(as_alice.get(LOG))
    assert f'title="{badge.sentence}"' in html


def test_it_marks_no_row_of_a_complete_call(project, as_alice):
    create_entry(project)
    (row,) = as_alice.get(LOG).context["rows"]
    assert row.badge is None


def test_it_offers_every_state_with_its_count_among_the_newest(project, as_alice):
    for state in ("complete", "complete", "interrupted"):
        create_entry(project, state=state)
    page = as_alice.get(f"{LOG}?state=interrupted&model=gpt-5-mini")
    groups = {group.name: group for group in page.context["groups"]}
    links = {link.words: link for link in groups["state"].links}
    counts = {words: link.count for words, link in links.items()}
    assert counts == {
        "Complete": "2", "Client went away": "0", "Upstream failed": "0", "Interrupted": "1", "In flight": "0",
    }  # fmt: skip
    assert [words for words, link in links.items() if link.current] == ["Interrupted"]
    assert links["Interrupted"].url == f"{LOG}?model=gpt-5-mini"
    assert links["In flight"].url == f"{LOG}?state=interrupted&state=started&model=gpt-5-mini"


@pytest.mark.parametrize(("state", "badge"), UNUSUAL)
def test_it_explains_a_state_in_a_sentence_above_the_conversation(project, as_alice, state, badge):
    entry = create_entry(project, state=state)
    assert f"{badge.words} {badge.sentence}" in text_of(as_alice.get(f"{LOG}{entry.id}/"))


@pytest.mark.parametrize(
    ("metadata", "said"),
    [
        ({"gptboost_truncated": "request"}, "The request was longer than is kept"),
        ({"gptboost_truncated": "response"}, "The answer was longer than is kept"),
        ({"gptboost_truncated": "both"}, "Request and answer were longer than is kept"),
        ({"gptboost_bodies": "dropped"}, "for the spool was at its limit"),
        ({"gptboost_bodies": "redacted"}, "spells out a credential"),
        ({"gptboost_bodies": "damaged"}, "could not be read any more"),
        ({"gptboost_bodies": "not_kept"}, "as the project or the call asked"),
    ],
)
def test_it_says_why_something_of_the_bodies_is_missing(project, as_alice, metadata, said):
    entry = create_entry(project, metadata=metadata, request=b"", response=b"")
    answer = as_alice.get(f"{LOG}{entry.id}/")
    assert said in text_of(answer)
    assert ("reads as a conversation" in text_of(answer)) == ("gptboost_truncated" in metadata)
    assert "Metadata" not in [fact.label for fact in answer.context["facts"]]


@pytest.mark.parametrize(("days", "said"), [(1, "keeps bodies for 1 day:"), (30, "keeps bodies for 30 days:")])
def test_it_says_for_how_long_bodies_were_kept(project, as_alice, days, said):
    project.keep_bodies_days = days
    project.save()
    entry = create_entry(project)
    assert as_alice.get(f"{LOG}{entry.id}/").context["notices"] == []
    project.payloads.all().delete()
    shown = text_of(as_alice.get(f"{LOG}{entry.id}/"))
    assert said in shown
    assert "reads as a conversation" not in shown


@pytest.mark.parametrize("value", [None, 1, ["dropped"], {"a": 1}, "other"])
def test_it_makes_nothing_of_other_values(project, as_alice, value):
    entry = create_entry(project, metadata={"gptboost_bodies": value, "gptboost_truncated": value})
    answer = as_alice.get(f"{LOG}{entry.id}/")
    assert (answer.status_code, answer.context["notices"]) == (200, [])


def test_it_needs_no_notice_for_a_complete_call(project, as_alice):
    answer = as_alice.get(f"{LOG}{create_entry(project).id}/")
    assert answer.context["notices"] == []
    assert 'class="notice' not in answer.content.decode()


def test_it_shows_what_the_gateway_noted_as_facts_of_their_own(project, as_alice):
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    noted = {"gptboost_client": "OpenAI/Python 3.54.0", "gptboost_retry": "1", "traceparent": trace}
    entry = create_entry(project, metadata={**noted, "plan": "trial"})
    facts = {fact.label: fact for fact in as_alice.get(f"{LOG}{entry.id}/").context["facts"]}
    assert [facts[label].text for label in ("Client", "Retry", "Trace")] == [*noted.values()]
    assert facts["Trace"].copy == trace
    assert facts["Metadata"].tags == (("plan=trial", f"{LOG}?meta=plan%3Dtrial"),)
