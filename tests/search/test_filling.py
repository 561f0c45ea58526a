"""`fill_search`: what was told is found, whatever breaks in between."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import DataError, connection

from feedback.services import change, give, withdraw
from requestlog.changes import texts_changed
from requestlog.database.alone import SPACE, Work
from requestlog.ids import new_id
from requestlog.models import Payload, Unsearched, Words
from requestlog.ratings import Rating
from requestlog.search import collecting, filling
from requestlog.search.filling import fill_search, keep
from requestlog.search.indexes import index
from tests.factories import NOW, create_entry

LATER = NOW + timedelta(minutes=1)


def found(project, text: str) -> list:
    return list(project.requests.saying(project, text).newest_first())


def test_it_collects_each_call_once_and_says_how_much_it_did(project, other_project):
    entry, other = create_entry(project), create_entry(other_project)
    assert fill_search(now=NOW) == 2
    assert set(Words.objects.values_list("project_id", "request_id")) == {
        (project.pk, entry.id),
        (other_project.pk, other.id),
    }
    assert not Unsearched.objects.exists()
    assert fill_search(now=NOW) == 0


def test_it_follows_a_vote_from_its_first_word_to_its_end(project):
    entry = create_entry(project)
    vote = give(message_id=str(entry.id), rating=Rating.NEGATIVE, comment="Too vague", project=project, now=NOW).vote
    fill_search(now=NOW)
    assert found(project, '"too vague"') == [entry]
    change(vote=vote, by="", now=LATER, comment="Too long", correction="Forty two")
    fill_search(now=LATER)
    assert (found(project, "vague"), found(project, "long forty")) == ([], [entry])
    withdraw(vote=vote, by="", now=LATER)
    fill_search(now=LATER)
    assert (found(project, "long"), found(project, "joke")) == ([], [entry])


def test_it_reads_what_the_user_asked_last_and_every_answer(project):
    said = [("system", "mainframe"), ("user", "earlier"), ("assistant", "before"), ("user", "newest question")]
    request = {"messages": [{"role": role, "content": text} for role, text in said]}
    call = {"id": "c", "function": {"name": "get_weather", "arguments": '{"city": "Oslo"}'}}
    messages = [{"role": "assistant", "content": "first"}, {"role": "assistant", "tool_calls": [call]}]
    response = {"choices": [{"index": place, "message": message} for place, message in enumerate(messages)]}
    entry = create_entry(project, request=json.dumps(request).encode(), response=json.dumps(response).encode())
    fill_search(now=NOW)
    for text in ("newest question", "first", "get_weather", "oslo"):
        assert found(project, text) == [entry], text
    for text in ("mainframe", "earlier", "before"):
        assert found(project, text) == [], text


def test_it_keeps_the_beginning_and_the_end_of_a_long_text(project):
    entry = create_entry(
        project, prompt="alpha " + "word " * 600 + "middle " + "word " * 600 + "omega", answer="東" * 9000
    )
    fill_search(now=NOW)
    assert found(project, "alpha omega") == found(project, "東東") == [entry]
    assert found(project, "middle") == []


def test_it_takes_the_previews_where_no_bodies_are(project):
    entry = create_entry(project, prompt="Where is the moon?", answer="Above us")
    Payload.objects.all().delete()
    fill_search(now=NOW)
    assert found(project, '"the moon" above') == [entry]


def test_it_forgets_calls_that_are_gone(project):
    entry, stays = create_entry(project, prompt="goes"), create_entry(project, prompt="stays")
    fill_search(now=NOW)
    project.requests.filter(id=entry.id).delete()
    texts_changed([(project.pk, entry.id), (project.pk, new_id(NOW))])
    assert fill_search(now=NOW) == 2
    assert list(Words.objects.values_list("request_id", flat=True)) == [stays.id]
    assert found(project, "stays") == [stays]
    keep({(project.pk, stays.id)})
    assert Words.objects.count() == 1


def test_it_collects_again_what_a_crash_undid(project, monkeypatch):
    entry = create_entry(project, prompt="moon")
    monkeypatch.setattr(filling, "_forget", lambda calls: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        fill_search(now=NOW)
    assert (Unsearched.objects.count(), Words.objects.count()) == (1, 0)
    monkeypatch.undo()
    assert fill_search(now=NOW) == 1
    assert found(project, "moon") == [entry]


def test_it_leaves_out_a_text_that_confuses_it(project, monkeypatch, caplog):
    entries = [create_entry(project, prompt=text) for text in ("moon", "poison", "sun")]
    read = collecting.prompt_text
    monkeypatch.setattr(collecting, "prompt_text", lambda body: read(body) if b"poison" not in body else [][1])
    assert fill_search(now=NOW) == 3
    assert str(entries[1].id) in caplog.text
    assert [found(project, text) for text in ("moon", "poison", "sun")] == [[entry] for entry in entries]


def test_it_leaves_out_words_that_the_database_refuses(project, monkeypatch, caplog):
    entries = [create_entry(project, prompt=text) for text in ("moon", "poison", "sun")]
    store, module = index().store, index()

    def refusing(documents):
        if any("poison" in document.prompt[0] for document in documents):
            raise DataError("refused")
        store(documents)

    monkeypatch.setattr(module, "store", refusing)
    assert fill_search(now=NOW) == 3
    assert str(entries[1].id) in caplog.text
    assert [len(found(project, text)) for text in ("moon", "poison", "sun")] == [1, 0, 1]


def test_it_puts_no_older_words_over_newer_ones(project, monkeypatch):
    """Another process collects and is done between this one's look at the texts and its writing."""
    create_entry(project, prompt="moon")
    collect = filling.documents_of

    def overtaken(calls):
        documents = collect(calls)
        monkeypatch.undo()
        project.requests.update(prompt_preview="sun")
        Payload.objects.all().delete()
        assert fill_search(now=NOW) == 1
        return documents

    monkeypatch.setattr(filling, "documents_of", overtaken)
    fill_search(now=NOW)
    assert (len(found(project, "sun")), len(found(project, "moon"))) == (1, 0)


def test_it_finds_calls_of_the_same_moment(project):
    same = [new_id(NOW).int & ~(2**59 - 1) | number for number in range(5)]
    entries = [create_entry(project, id=type(new_id())(int=id), prompt=f"number{n}") for n, id in enumerate(same)]
    fill_search(now=NOW)
    texts_changed((project.pk, entry.id) for entry in entries[::-1])
    fill_search(now=NOW)
    assert [found(project, f"number{n}") for n in range(5)] == [[entry] for entry in entries]


@pytest.mark.skipif("connection.vendor != 'postgresql'")
@pytest.mark.django_db(transaction=True)
def test_it_rests_while_another_process_collects(project):
    create_entry(project)
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("BEGIN; SELECT pg_advisory_xact_lock(%s, %s)", (SPACE, Work.COLLECTING_WORDS.value))
        assert fill_search(now=NOW) == 0
        cursor.execute("ROLLBACK")
    other.close()
    assert fill_search(now=NOW) == 1
