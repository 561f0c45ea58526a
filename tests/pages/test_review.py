"""The review queue: who sees it, what waits in it, what is open beside it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from feedback.services import give
from feedback.services.team import vote_as_team
from projects.models import Membership, Role
from requestlog.models import Payload
from requestlog.ratings import RATINGS, Rating
from requestlog.search.filling import fill_search
from requestlog.triage import Triage
from tests.factories import NOW, create_entry
from tests.pages.reviews import PAGE, disliked, set_to, three
from tests.pages.world import create_rated, text_of
from tests.questions import Questions

# Session, person, project; page, numbers, votes, bodies, review, team; project menu
QUERIES = 10
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def as_bob(bob) -> Client:
    """The viewer."""
    client = Client()
    client.force_login(bob, backend="django.contrib.auth.backends.ModelBackend")
    return client


def ids(answer) -> list:
    return [item.id for item in answer.context["items"]]


def test_it_works(project, as_alice):
    create_rated(project, "positive")
    old = disliked(project, comment="wrong: SSO is Enterprise only", tags=("pricing",), end_user="user-8841")
    new = disliked(project, minutes=1, prompt="Hello")
    answer = as_alice.get(PAGE)
    assert ids(answer) == [new.id, old.id]
    assert answer.context["chosen"]["entry"] == new
    text = text_of(as_alice.get(PAGE, {"entry": old.id}))
    for words in ("“wrong: SSO is Enterprise only”", "pricing", "25 s after the answer", "user-8841", "2 of 2"):
        assert words in text
    assert "Why did the scarecrow win?" in text


def test_it_shows_a_viewer_the_queue_without_forms(project, as_bob, alice):
    entry = set_to(
        project, disliked(project), alice, status=Triage.LOOKING, assignee=alice, correction="4\u202e2", note="x"
    )
    answer = as_bob.get(PAGE)
    assert ids(answer) == [entry.id]
    assert "review-entry" not in answer.content.decode()
    assert f"/requests/{entry.id}/review/" not in answer.content.decode()
    assert "<textarea" not in answer.content.decode()
    text = text_of(answer)
    assert "assigned to alice" in text
    assert "What it should have said 4⟨U+202E⟩2" in text
    assert "e resolve" not in text


def test_it_hides_an_answer_of_another_project(project, other_project, as_alice):
    foreign = disliked(other_project)
    disliked(project)
    assert as_alice.get(PAGE, {"entry": foreign.id}).status_code == 404
    assert as_alice.get("/p/other/review/").status_code == 404


@pytest.mark.parametrize("entry", ["x", "1", "' OR 1=1", "\0", "00000000-0000-0000-0000-000000000000"])
def test_it_knows_no_entry_of_such_a_name(project, as_alice, entry):
    disliked(project)
    assert as_alice.get(PAGE, {"entry": entry}).status_code == 404


@pytest.mark.parametrize("query", [{"done": "x"}, {"queue": "nonsense"}, {"done": "\0", "queue": "\0"}])
def test_it_shows_the_queue_whatever_else_is_asked(project, as_alice, query):
    entry = disliked(project)
    assert ids(as_alice.get(PAGE, query)) == [entry.id]


def test_it_sorts_what_waits_into_queues(project, alice, as_alice):
    new = disliked(project, minutes=5)
    looking = set_to(project, disliked(project, minutes=4), alice, status=Triage.LOOKING)
    mine = set_to(project, disliked(project, minutes=3), alice, assignee=alice)
    resolved = set_to(project, disliked(project, minutes=2), alice, status=Triage.RESOLVED, assignee=alice)
    declined = set_to(project, disliked(project, minutes=1), alice, status=Triage.WONT_FIX)
    queues = {tab["name"]: (str(tab["count"]), ids(as_alice.get(tab["url"]))) for tab in tabs(as_alice)}
    assert queues == {
        "open": ("3", [new.id, looking.id, mine.id]),
        "new": ("2", [new.id, mine.id]),
        "looking": ("1", [looking.id]),
        "mine": ("1", [mine.id]),
        "resolved": ("1", [resolved.id]),
        "wont_fix": ("1", [declined.id]),
        "all": ("5", [new.id, looking.id, mine.id, resolved.id, declined.id]),
    }


def tabs(client: Client) -> list[dict]:
    return client.get(PAGE).context["tabs"]


def test_it_waits_for_what_only_the_team_dislikes(project, alice, as_alice):
    entry = create_entry(project)
    vote_as_team(project=project, entry=entry, user=alice, rating=Rating.NEGATIVE, comment="off", now=NOW)
    answer = as_alice.get(PAGE)
    assert ids(answer) == [entry.id]
    assert "Team · alice" in text_of(answer)


def test_it_is_narrowed_by_the_parameters_of_the_log(project, as_alice):
    wanted = disliked(project, minutes=1, comment="no", tags=("pricing",), model="gpt-5")
    disliked(project, minutes=2, tags=("pricing",))
    disliked(project, minutes=3, comment="no", model="gpt-5")
    fill_search(now=NOW)
    answer = as_alice.get(PAGE, {"tag": "pricing", "comment": "yes", "model": "gpt-5", "q": "joke"})
    assert ids(answer) == [wanted.id]
    assert [str(tab["count"]) for tab in answer.context["tabs"]] == ["1", "1", "0", "0", "0", "0", "1"]
    assert len(answer.context["chips"]) == 4
    assert all("tag=pricing" in tab["url"] for tab in answer.context["tabs"])


def test_it_shows_what_the_log_filters_by_status_whichever_it_is(project, alice, as_alice):
    entry = set_to(project, disliked(project), alice, status=Triage.RESOLVED, assignee=alice)
    disliked(project, minutes=1)
    assert ids(as_alice.get(PAGE, {"triage": "resolved"})) == [entry.id]
    assert ids(as_alice.get(PAGE, {"assignee": "alice", "queue": "all"})) == [entry.id]


def test_it_names_a_filter_that_cannot_be_read(project, as_alice):
    disliked(project)
    answer = as_alice.get(PAGE, {"since": "yesterday"})
    assert answer.status_code == 200
    assert "since" in text_of(answer)
    assert ids(answer) == []


def test_it_goes_through_the_queue_page_by_page(project, as_alice):
    entries = [disliked(project, minutes=-number) for number in range(28)]
    first = as_alice.get(PAGE)
    assert ids(first) == [entry.id for entry in entries[:25]]
    last_of_first = as_alice.get(first.context["items"][-1].url)
    second = as_alice.get(last_of_first.context["older_url"])
    assert ids(second) == [entry.id for entry in entries[25:]]
    assert second.context["chosen"]["entry"] == entries[25]
    back = as_alice.get(second.context["newer_url"])
    assert ids(back) == [entry.id for entry in entries[:25]]
    assert back.context["chosen"]["entry"] == entries[24]


def test_it_leads_to_both_neighbours(project, as_alice):
    newest, middle, oldest = three(project)
    answer = as_alice.get(PAGE, {"entry": middle.id, "rating": "negative"})
    assert answer.context["newer_url"] == f"{PAGE}?rating=negative&entry={newest.id}"
    assert answer.context["older_url"] == f"{PAGE}?rating=negative&entry={oldest.id}"
    ends = [as_alice.get(PAGE, {"entry": entry.id}).context for entry in (newest, oldest)]
    assert (ends[0]["newer_url"], ends[1]["older_url"]) == ("", "")


def test_it_offers_what_a_user_wanted_until_the_team_says_otherwise(project, alice, as_alice):
    entry = create_entry(project)
    said = {"rating": RATINGS["negative"], "correction": "SSO is Enterprise only."}
    give(message_id=str(entry.id), project=project, now=NOW, **said)
    answer = as_alice.get(PAGE)
    assert answer.context["chosen"]["form"]["correction"].value() == "SSO is Enterprise only."
    assert "Should have said SSO is Enterprise only." in text_of(answer)
    set_to(project, entry, alice, correction="Ask sales.")
    assert as_alice.get(PAGE).context["chosen"]["form"]["correction"].value() == "Ask sales."


def test_it_folds_what_was_said_before_the_question(project, as_alice):
    request = b'{"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Why?"}]}'
    disliked(project, request=request)
    chosen = as_alice.get(PAGE).context["chosen"]
    assert [turn.role for turn in chosen["earlier"].turns] == ["system"]
    assert [turn.role for turn in chosen["talk"].turns] == ["user", "assistant"]


def test_it_says_that_no_conversation_is_kept(project, as_alice):
    disliked(project)
    Payload.objects.filter(project=project).delete()
    assert "No conversation is kept of this request" in text_of(as_alice.get(PAGE))


def test_it_counts_the_others_with_the_same_prompt(project, as_alice):
    for minutes in range(3):
        disliked(project, minutes=minutes, prompt="Which plan has SSO?")
    disliked(project, minutes=9, prompt="Else")
    create_rated(project, "positive", prompt="Which plan has SSO?")
    fill_search(now=NOW)
    alike = as_alice.get(PAGE, {"entry": ids(as_alice.get(PAGE))[1]}).context["alike"]
    assert str(alike["count"]) == "2"
    assert len(as_alice.get(alike["url"]).context["rows"]) == 3


def test_it_shows_hostile_text_as_text(project, alice, as_alice):
    entry = disliked(project, prompt=HOSTILE, answer=HOSTILE, comment=HOSTILE, tags=(HOSTILE,), end_user=HOSTILE)
    set_to(project, entry, alice, note=HOSTILE, correction=f"</textarea>{HOSTILE}")
    html = as_alice.get(PAGE).content.decode()
    assert "<script>alert" not in html
    assert html.count("</textarea>") == 2
    assert html.count("&lt;script&gt;") >= 8


@pytest.mark.parametrize(
    ("queue", "words"),
    [
        ("", "All done here"),
        ("mine", "Nothing waits for you"),
        ("resolved", "Nothing here yet"),
        ("wont_fix", "Nothing here yet"),
    ],
)
def test_it_says_why_a_queue_is_empty(project, alice, as_alice, queue, words):
    done = Triage.RESOLVED if queue == "wont_fix" else Triage.WONT_FIX
    set_to(project, disliked(project), alice, status=done)
    assert words in text_of(as_alice.get(PAGE, {"queue": queue} if queue else {}))


def test_it_teaches_where_votes_come_from(project, as_alice):
    create_rated(project, "positive")
    answer = as_alice.get(PAGE)
    assert "Nothing to review" in text_of(answer)
    assert "👎 arrive here by themselves." in text_of(answer)
    assert "/p/support/connect/" in answer.content.decode()


def test_it_says_that_no_entry_matches(project, as_alice):
    disliked(project)
    assert "No 👎 matches" in text_of(as_alice.get(PAGE, {"q": "nothing like it"}))


def test_it_gives_htmx_the_changing_part_alone(project, as_alice):
    disliked(project)
    part = as_alice.get(PAGE, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "What it should have said" in text_of(part)
    whole = as_alice.get(PAGE, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in whole.content.decode()


def test_it_asks_the_database_a_fixed_number_of_times(project, alice, as_alice):
    for minutes in range(5):
        entry = disliked(project, minutes=minutes, comment="no", tags=("a", "b"))
        set_to(project, entry, alice, assignee=alice, note="x")
    fill_search(now=NOW)
    for query in ({}, {"entry": entry.id}, {"queue": "mine", "q": "joke", "tag": "a"}, {"done": entry.id}):
        with Questions() as asked:
            assert as_alice.get(PAGE, query).status_code == 200
        assert len(asked) == QUERIES + (4 if "q" in query else 0)


def test_it_reads_the_bodies_of_the_open_answer_alone(project, as_alice):
    three(project)
    with Questions() as asked:
        as_alice.get(PAGE)
    assert len(asked) == QUERIES
    [payloads] = [query["sql"] for query in asked if "requestlog_payload" in query["sql"]]
    assert len(re.findall(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", payloads)) == 1


def test_it_names_everybody_of_the_team(project, bob, as_alice):
    Membership.objects.filter(user=bob).update(role=Role.MEMBER)
    disliked(project)
    field = as_alice.get(PAGE).context["chosen"]["form"].fields["assignee"]
    assert [name for _, name in field.choices] == ["Nobody", "alice", "bob"]
