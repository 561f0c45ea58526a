"""Many requests labelled or triaged at once, and back."""

from __future__ import annotations

import pytest

from feedback.selection import undoing
from feedback.services.labelling import add_label
from feedback.services.reviewing import review
from projects.models import Membership, Role
from requestlog.triage import Triage
from tests.factories import NOW, create_entry
from tests.pages.world import text_of
from tests.selection.world import BULK, LOG, bulk, calls, dislikes, said


def labelled(project, name: str = "seen") -> set:
    return set(project.labels.filter(name=name).values_list("request_id", flat=True))


def ids(entries) -> set:
    return {entry.id for entry in entries}


def triages(project) -> list:
    return list(project.requests.order_by("id").values_list("triage", flat=True))


def test_it_labels_what_is_selected_and_leads_back(project, as_alice):
    entries = calls(project, 3)
    answer = bulk(as_alice, "label", entries[:2], label=" seen ", query="model=gpt-5-mini&label=x")
    assert (answer.status_code, answer.url) == (302, f"{LOG}?model=gpt-5-mini&label=x")
    assert labelled(project) == ids(entries[:2])
    assert "Label “seen”: added to 2 requests." in said(as_alice)


def test_it_says_which_had_it_already(project, as_alice):
    entries = calls(project, 3)
    add_label(project=project, ids=[entries[0].id], name="seen")
    bulk(as_alice, "label", entries, label="seen")
    assert "added to 2 requests; 1 was so already" in said(as_alice)
    bulk(as_alice, "unlabel", entries[:1], label="seen")
    assert labelled(project) == ids(entries[1:])


def test_it_undoes_labels_once_and_only_what_it_did(project, as_alice):
    entries = calls(project, 2)
    add_label(project=project, ids=[entries[0].id], name="seen")
    bulk(as_alice, "label", entries, label="seen")
    assert 'form="undo"' in as_alice.get(LOG).content.decode()
    bulk(as_alice, "undo")
    assert "Undone: 1 request" in said(as_alice)
    assert labelled(project) == ids(entries[:1])
    bulk(as_alice, "undo")
    assert "nothing to undo" in said(as_alice)


def test_it_undoes_the_removing_of_a_label(project, as_alice):
    entries = calls(project, 2)
    add_label(project=project, ids=ids(entries), name="seen")
    bulk(as_alice, "unlabel", entries, label="seen")
    assert labelled(project) == set()
    bulk(as_alice, "undo")
    assert labelled(project) == ids(entries)


def test_it_keeps_nothing_to_undo_of_too_many(project, as_alice, monkeypatch):
    monkeypatch.setattr(undoing, "MOST", 2)
    bulk(as_alice, "label", calls(project, 3), label="seen")
    assert 'form="undo"' not in as_alice.get(LOG).content.decode()


def test_it_sets_the_status_of_dislikes_and_leaves_the_rest(project, alice, as_alice):
    entries = [*dislikes(project, 2), create_entry(project)]
    review(project=project, request_id=entries[0].id, user=alice, now=NOW, status=Triage.LOOKING, note="mine")
    bulk(as_alice, "triage", entries, status="resolved")
    assert sorted(triages(project), key=str) == [Triage.RESOLVED, Triage.RESOLVED, None]
    assert "Set to “Resolved”: 2 requests; 1 was so already or have no 👎" in said(as_alice)
    assert set(project.reviews.values_list("note", "updated_by")) == {("mine", alice.pk), ("", alice.pk)}
    bulk(as_alice, "undo")
    assert project.requests.get(id=entries[0].id).triage == Triage.LOOKING
    assert project.requests.get(id=entries[1].id).triage == Triage.NEW


def test_it_takes_the_whole_page_and_all_that_match(project, as_alice):
    entries = calls(project, 3)
    shown = ",".join(str(entry.id) for entry in entries[:2])
    bulk(as_alice, "label", scope="page", shown=shown, label="page")
    assert labelled(project, "page") == ids(entries[:2])
    other = create_entry(project, model="gpt-9")
    bulk(as_alice, "label", [other], scope="filter", query=f"model=gpt-5-mini&after={entries[1].id}", label="all")
    assert labelled(project, "all") == ids(entries)


def test_it_changes_nothing_of_strangers(project, other_project, as_alice):
    [foreign] = calls(other_project, 1)
    bulk(as_alice, "label", [foreign], label="seen")
    assert "added to 0 requests" in said(as_alice)
    bulk(as_alice, "delete", [foreign])
    assert "gone already" in said(as_alice)
    assert not other_project.labels.exists()
    assert other_project.requests.count() == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"action": "label", "label": "a"}, "Select a request first"),
        ({"action": "label", "label": "a", "id": ["x", "0"]}, "Select a request first"),
        ({"action": "label", "label": "a,b"}, "no commas"),
        ({"action": "triage", "status": "done"}, "Choose a status"),
        ({"action": "dance"}, "Press one of the buttons"),
        ({}, "Press one of the buttons"),
        ({"action": "label", "label": "a", "scope": "filter", "query": "rating=good"}, "Select a request first"),
    ],
)
def test_it_says_what_is_wrong(project, as_alice, fields, words):
    calls(project, 1)
    assert words in text_of(as_alice.post(BULK, fields, follow=True))
    assert not project.labels.exists()


def test_it_refuses_more_than_ten_thousand(project, as_alice):
    from requestlog.ids import new_id

    shown = ",".join(str(new_id()) for _ in range(10_001))
    answer = as_alice.post(BULK, {"action": "label", "label": "a", "scope": "page", "shown": shown}, follow=True)
    assert "At most 10,000 requests at once" in text_of(answer)


def test_it_leads_to_the_log_after_a_sign_in(project, as_alice):
    assert as_alice.get(BULK).url == LOG


def test_it_is_for_members(project, bob, client):
    entries = calls(project, 1)
    client.force_login(bob, backend="django.contrib.auth.backends.ModelBackend")
    assert bulk(client, "label", entries, label="a").status_code == 404
    page = client.get(LOG).content.decode()
    assert 'name="id"' not in page
    assert "of-pick" not in page
    Membership.objects.filter(user=bob).update(role=Role.MEMBER)
    assert bulk(client, "label", entries, label="a").status_code == 302
    assert bulk(client, "delete", entries).status_code == 404
    assert bulk(client, "delete-now", entries, number="1").status_code == 404
    assert project.requests.count() == 1
