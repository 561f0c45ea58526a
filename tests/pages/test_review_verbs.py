"""What the verbs of the review page store, what opens next, and what happens to what cannot be stored."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from feedback.models import Review
from feedback.services import give
from projects.models import Membership, Role
from requestlog.ids import new_id
from requestlog.ratings import RATINGS
from requestlog.triage import Triage
from tests.factories import NOW, create_entry
from tests.pages.reviews import PAGE, disliked, post, set_to, three
from tests.pages.world import text_of


def signed_in(user: User, **options) -> Client:
    client = Client(**options)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def opened(client: Client, answer) -> object:
    """The entry that is open on the page to which `answer` leads."""
    assert answer.status_code == 302
    return client.get(answer.url).context["chosen"]["entry"]


@pytest.mark.parametrize(
    ("verb", "status"),
    [("resolve", Triage.RESOLVED), ("wont_fix", Triage.WONT_FIX), ("looking", Triage.LOOKING), ("save", Triage.NEW)],
)
def test_it_stores_what_was_typed_with_the_verb(project, alice, as_alice, verb, status):
    entry = disliked(project)
    answer = post(as_alice, entry, verb, note="told sales", correction="Line one\r\nLine two", assignee=str(alice.pk))
    assert answer.status_code == 302
    row = project.reviews.get(request_id=entry.id)
    assert (row.note, row.correction) == ("told sales", "Line one\nLine two")
    assert (row.assignee, row.updated_by) == (alice, alice)
    entry.refresh_from_db()
    assert entry.triage == status


@pytest.mark.parametrize("role", [Role.MEMBER, Role.OWNER])
def test_it_takes_reviews_of_the_team(project, bob, role):
    Membership.objects.filter(user=bob).update(role=role)
    assert post(signed_in(bob), disliked(project), "resolve").status_code == 302


def test_it_takes_none_of_viewers_strangers_and_the_anonymous(project, other_project, bob, charlie):
    entry = disliked(project)
    assert [post(signed_in(user), entry, "resolve").status_code for user in (bob, charlie)] == [404, 404]
    assert "/accounts/login/" in post(Client(), entry, "resolve").url
    entry.refresh_from_db()
    assert (entry.triage, Review.objects.exists()) == (Triage.NEW, False)


def test_it_takes_none_on_what_is_not_of_the_project(project, other_project, as_alice):
    foreign = disliked(other_project)
    assert post(as_alice, foreign, "resolve").status_code == 404
    assert as_alice.post(f"/p/support/requests/{new_id()}/review/", {"verb": "resolve"}).status_code == 404
    assert not Review.objects.exists()


def test_it_takes_none_that_another_site_forged(project, alice):
    client = signed_in(alice, enforce_csrf_checks=True)
    assert post(client, disliked(project), "resolve").status_code == 403
    assert not Review.objects.exists()


def test_it_leads_to_the_form_after_a_sign_in(project, as_alice):
    entry = disliked(project)
    answer = as_alice.get(f"/p/support/requests/{entry.id}/review/")
    assert (answer.status_code, answer.url) == (302, f"{PAGE}?entry={entry.id}")


def test_it_opens_the_next_when_one_is_done(project, as_alice):
    newest, middle, oldest = three(project)
    assert opened(as_alice, post(as_alice, middle, "resolve")) == oldest
    assert opened(as_alice, post(as_alice, oldest, "wont_fix")) == newest


def test_it_says_what_was_done_and_leads_back(project, as_alice):
    newest, *_ = three(project)
    html = as_alice.get(post(as_alice, newest, "resolve").url).content.decode()
    assert "Resolved: " in html
    assert f'href="{PAGE}?entry={newest.id}"' in html
    assert as_alice.get(PAGE, {"entry": newest.id}).context["chosen"]["entry"] == newest
    assert "Resolved: " not in as_alice.get(PAGE).content.decode()


def test_it_keeps_what_stays_in_the_queue_open(project, as_alice):
    _, middle, oldest = three(project)
    assert opened(as_alice, post(as_alice, middle, "looking")) == middle
    assert opened(as_alice, post(as_alice, oldest, "assign")) == oldest
    in_new = post(as_alice, oldest, "looking", next=f"{PAGE}?queue=new&done={oldest.id}")
    assert opened(as_alice, in_new).prompt_preview == "Question 3"


def test_it_works_through_a_queue_to_its_end(project, as_alice):
    entries, seen = three(project), []
    page = as_alice.get(PAGE)
    while chosen := page.context["chosen"]:
        seen.append(chosen["entry"])
        page = as_alice.get(post(as_alice, chosen["entry"], "resolve", next=chosen["form"]["next"].value()).url)
    assert seen == entries
    assert "All done here" in text_of(page)


def test_it_assigns_to_whoever_asks(project, alice, as_alice):
    entry = disliked(project)
    post(as_alice, entry, "assign")
    entry.refresh_from_db()
    assert (entry.triage, project.reviews.get().assignee) == (Triage.LOOKING, alice)


def test_it_opens_again_what_was_closed(project, alice, as_alice):
    entry = set_to(project, disliked(project), alice, status=Triage.WONT_FIX, note="kept")
    post(as_alice, entry, "reopen")
    entry.refresh_from_db()
    assert (entry.triage, project.reviews.get().note) == (Triage.NEW, "kept")


def test_it_keeps_a_users_words_only_when_asked(project, as_alice):
    wanted = {"rating": RATINGS["negative"], "correction": "SSO is Enterprise only."}
    entries = [create_entry(project, at=NOW + timedelta(minutes=minutes)) for minutes in range(2)]
    for entry in entries:
        give(message_id=str(entry.id), project=project, now=NOW, **wanted)
    post(as_alice, entries[0], "resolve", correction="SSO is Enterprise only.")
    assert project.reviews.get(request_id=entries[0].id).correction == ""
    post(as_alice, entries[1], "correct", correction="SSO is Enterprise only.")
    assert project.reviews.get(request_id=entries[1].id).correction == "SSO is Enterprise only."


@pytest.mark.parametrize(
    ("verb", "fields", "words"),
    [
        ("correct", {"correction": "  "}, "Write what it should have said"),
        ("resolve", {"note": "x" * 10_001}, "At most 10,000 characters"),
        ("resolve", {"correction": "x" * 20_001}, "At most 20,000 characters"),
        ("resolve", {"assignee": "999999"}, "Choose somebody of the team"),
        ("destroy", {}, "Press one of the buttons"),
        ("", {}, "Press one of the buttons"),
    ],
)
def test_it_keeps_what_was_typed_where_it_cannot_be_stored(project, as_alice, verb, fields, words):
    entry = disliked(project)
    answer = post(as_alice, entry, verb, **{"note": "my words", **fields})
    assert answer.status_code == 400
    assert words in text_of(answer)
    assert answer.context["chosen"]["entry"] == entry
    assert ("my words" in text_of(answer)) == ("note" not in fields)
    assert not Review.objects.exists()


def test_it_refuses_a_status_where_the_thumb_is_gone(project, as_alice):
    entry = create_entry(project)
    answer = post(as_alice, entry, "resolve", note="my words")
    assert answer.status_code == 400
    assert "This answer has no 👎 any more" in text_of(answer)
    assert "my words" in text_of(answer)
    assert not Review.objects.exists()


def test_it_takes_a_note_where_there_is_no_thumb(project, as_alice):
    entry = create_entry(project)
    assert post(as_alice, entry, "save", note="a good one").status_code == 302
    assert project.reviews.get().note == "a good one"


def test_it_writes_nothing_over_another_persons_words(project, bob, as_alice):
    entry = disliked(project)
    set_to(project, entry, bob, note="bob’s note", status=Triage.LOOKING, correction="bob’s answer")
    answer = post(as_alice, entry, "resolve", seen="", note="my note", correction="")
    assert answer.status_code == 409
    text = text_of(answer)
    assert "bob changed this review while you wrote" in text
    assert [words in text for words in ("my note", "bob’s note", "Status Looking", "13:00:00")] == [True] * 4
    row = project.reviews.get()
    assert (row.note, row.updated_by) == ("bob’s note", bob)
    entry.refresh_from_db()
    assert entry.triage == Triage.LOOKING


def test_it_takes_the_same_again_from_somebody_who_has_seen_it(project, bob, as_alice):
    entry = disliked(project)
    set_to(project, entry, bob, note="bob’s note", correction="bob’s answer")
    form = post(as_alice, entry, "resolve", seen="", note="my note", correction="").context["chosen"]["form"]
    again = {name: form[name].value() for name in ("note", "correction", "assignee", "seen")}
    assert post(as_alice, entry, "resolve", **again).status_code == 302
    row = project.reviews.get()
    assert (row.note, row.correction) == ("my note", "bob’s answer")


@pytest.mark.parametrize(
    "next", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "evil", "", "/" + "x" * 3000]
)
def test_it_leads_nowhere_else(project, as_alice, next):
    answer = post(as_alice, disliked(project), "resolve", next=next)
    assert (answer.status_code, answer.url) == (302, PAGE)


def test_it_leads_back_to_the_page_of_the_answer(project, as_alice):
    entry = disliked(project)
    detail = f"/p/support/requests/{entry.id}/?rating=negative"
    form = as_alice.get(detail).content.decode()
    assert f'action="/p/support/requests/{entry.id}/review/"' in form
    answer = post(as_alice, entry, "save", note="x", next=detail)
    assert answer.url == detail
    assert "Saved: " in text_of(as_alice.get(answer.url))
