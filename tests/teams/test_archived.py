"""What the team may do in an archived project: read, download and delete; judge no more, until it is restored."""

from __future__ import annotations

import pytest

from feedback.services.labelling import add_label
from projects import services
from projects.access import ARCHIVED
from requestlog.models import Request
from requestlog.triage import Triage
from tests.factories import NOW
from tests.pages.reviews import disliked
from tests.pages.world import text_of
from tests.teams.conftest import signed_in

LOG = "/p/support/requests/"
FORMS = ('class="review-form', 'class="new-label"', "team-vote/", 'value="triage"', 'name="remove"')
WRITES = (
    ("{id}/team-vote/", {"rating": "amazing"}),
    ("{id}/labels/", {"add": "new"}),
    ("{id}/labels/", {"remove": "old"}),
    ("{id}/review/", {"verb": "resolve"}),
    ("bulk/", {"action": "label", "label": "new"}),
    ("bulk/", {"action": "unlabel", "label": "old"}),
    ("bulk/", {"action": "triage", "status": "resolved"}),
    ("bulk/", {"action": "undo"}),
)


@pytest.fixture
def entry(project) -> Request:
    entry = disliked(project)
    add_label(project=project, ids=[entry.id], name="old")
    return entry


@pytest.fixture
def archived(project, alice, entry):
    services.archive_project(project=project, by=alice, now=NOW)
    return project


def stands(project, entry: Request) -> list[object]:
    """All that a team says of `entry`."""
    labels = project.labels.filter(request_id=entry.id).order_by("name").values_list("name", flat=True)
    entry.refresh_from_db()
    said = project.feedback.filter(request=entry).count(), project.reviews.filter(request_id=entry.id).count()
    return [list(labels), entry.triage, *said]


@pytest.mark.parametrize(("path", "sent"), WRITES)
def test_it_takes_no_vote_review_or_label_and_says_why(archived, entry, alice, mira, path, sent):
    for user in (alice, mira):
        answer = signed_in(user).post(LOG + path.format(id=entry.id), {"id": str(entry.id), **sent})
        assert (answer.status_code, ARCHIVED in text_of(answer)) == (403, True)
        assert stands(archived, entry) == [["old"], Triage.NEW, 1, 0]


def test_it_shows_no_form_for_what_it_does_not_take(archived, entry, as_alice):
    for path in (f"{LOG}{entry.id}/", LOG, f"/p/support/review/?entry={entry.id}"):
        answer = as_alice.get(path)
        assert answer.status_code == 200
        assert [form for form in FORMS if form in answer.content.decode()] == []


def test_it_takes_all_of_it_again_when_it_is_restored(archived, entry, alice, as_alice):
    services.restore_project(project=archived, by=alice, now=NOW)
    page = as_alice.get(f"{LOG}{entry.id}/").content.decode() + as_alice.get(LOG).content.decode()
    assert [form for form in FORMS if form not in page] == []
    assert as_alice.post(f"{LOG}{entry.id}/labels/", {"add": "new"}).status_code == 302
    assert stands(archived, entry)[0] == ["new", "old"]


def test_it_is_still_downloaded_and_deleted(archived, entry, as_alice):
    chosen = {"id": str(entry.id)}
    assert as_alice.post(f"{LOG}bulk/", {"action": "csv", **chosen}).status_code == 200
    assert as_alice.post(f"{LOG}bulk/", {"action": "delete-now", "number": "1", **chosen}).status_code == 302
    assert not archived.requests.exists()


@pytest.mark.parametrize("path", ["team-vote/", "labels/", "review/"])
def test_it_leads_to_the_page_who_comes_from_a_sign_in(archived, entry, as_alice, path):
    assert as_alice.get(f"{LOG}{entry.id}/{path}").status_code == 302
