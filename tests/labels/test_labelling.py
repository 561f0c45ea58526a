"""Labels: put on and taken off many answers at once, and nothing of them left when the answers go."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from feedback.models import Label
from feedback.retention.erasing import erase
from feedback.retention.limits import Kept
from feedback.retention.rows import delete_entries, prune_requests
from feedback.services.labelling import MOST_ENTRIES, add_label, checked_name, remove_label
from requestlog.ids import new_id
from tests.factories import NOW, create_entry


@pytest.fixture
def entries(project) -> list:
    return [create_entry(project, end_user=user) for user in ("ann", "ann", "ben")]


def labels_of(project) -> set:
    return set(project.labels.values_list("name", "request_id"))


def test_it_labels_many_and_says_which_are_new(project, entries):
    first, second, _ = ids = [entry.id for entry in entries]
    assert add_label(project=project, ids=[first], name="to do") == [first]
    assert set(add_label(project=project, ids=ids, name=" to   do ")) == {*ids} - {first}
    assert labels_of(project) == {("to do", id) for id in ids}
    assert add_label(project=project, ids=[second], name="to do") == []


def test_it_takes_labels_off_and_says_from_which(project, entries):
    first, second, third = (entry.id for entry in entries)
    add_label(project=project, ids=[first, second], name="a")
    add_label(project=project, ids=[first], name="b")
    assert remove_label(project=project, ids=[first, third], name="a") == [first]
    assert labels_of(project) == {("a", second), ("b", first)}


def test_it_passes_over_what_is_not_there_or_of_strangers(project, other_project):
    foreign = create_entry(other_project)
    assert add_label(project=project, ids=[foreign.id, new_id()], name="a") == []
    add_label(project=other_project, ids=[foreign.id], name="a")
    assert remove_label(project=project, ids=[foreign.id], name="a") == []
    assert list(Label.objects.values_list("project__slug", flat=True)) == ["other"]


@pytest.mark.parametrize(
    ("name", "words"),
    [("", "Give the label a name"), (" \n\t", "Give the label a name"), ("a,b", "no commas"), ("x" * 51, "51")],
)
def test_it_refuses_a_name_in_words(project, entries, name, words):
    for service in (add_label, remove_label):
        with pytest.raises(ValidationError, match=words):
            service(project=project, ids=[entries[0].id], name=name)
    assert labels_of(project) == set()


def test_it_takes_a_name_of_fifty_characters_and_cleans_it():
    assert checked_name("é" * 50) == "é" * 50
    assert checked_name("a\0\ud800 b") == "a\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER} b"


def test_it_refuses_more_than_a_thousand_at_once(project):
    with pytest.raises(ValidationError, match="1,001"):
        add_label(project=project, ids=[new_id() for _ in range(MOST_ENTRIES + 1)], name="a")


def test_it_goes_with_its_request(project, entries):
    first, *others = (entry.id for entry in entries)
    add_label(project=project, ids=[first, *others], name="a")
    assert delete_entries(project=project, ids=[first])["labels"] == 1
    assert labels_of(project) == {("a", id) for id in others}


def test_it_goes_when_the_request_is_past_its_limit(project):
    project.keep_requests_days = 1
    entry = create_entry(project)
    add_label(project=project, ids=[entry.id], name="a")
    list(prune_requests(project=project, kept=Kept.of(project, NOW.replace(month=12))))
    assert not project.requests.exists()
    assert labels_of(project) == set()


def test_it_goes_when_the_person_is_erased(project, entries):
    add_label(project=project, ids=[entry.id for entry in entries], name="a")
    list(erase(project=project, user="ann", now=NOW))
    assert labels_of(project) == {("a", entries[2].id)}
