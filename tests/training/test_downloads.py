"""`/p/<slug>/requests.sft.jsonl` and `.dpo.jsonl`: training sets of exactly the rows that the filters let through."""

from __future__ import annotations

import pytest
from django.db import connection
from django.http import Http404

from feedback.training.splitting import Split
from feedback.training.streams import STREAMS
from projects.models import Membership
from tests.factories import NOW
from tests.sqlwatch import watching
from tests.training.world import create_case, create_vote, pairs, read, taught

KINDS = sorted(STREAMS)


def test_it_writes_what_was_liked_and_what_was_corrected(rows, as_alice):
    assert taught(as_alice) == {"A?": "better", "F?": "strong", "B?": "great", "C?": "good"}


def test_it_pairs_corrections_and_answers_to_the_same_prompt(rows, as_alice):
    assert pairs(as_alice) == {"A?": ("better", "bad"), "F?": ("strong", "weak"), "C?": ("good", "wrong")}


@pytest.mark.parametrize(
    ("query", "supervised", "paired"),
    [
        ("?rating=negative", {"A?"}, {"A?"}),
        ("?rating=positive&rating=amazing", {"B?", "C?"}, set()),
        ("?rating=unrated", {"F?"}, {"F?"}),
        ("?rating=rated", {"A?", "B?", "C?"}, {"A?", "C?"}),
        ("?model=gpt-5&after=&before=", {"B?"}, set()),
        ("?session=s1", {"A?"}, {"A?"}),
        ("?q=nothing", set(), set()),
    ],
)
def test_it_holds_only_the_rows_of_the_filters(rows, as_alice, query, supervised, paired):
    assert set(taught(as_alice, query)) == supervised
    assert set(pairs(as_alice, query)) == paired


def test_it_takes_the_teams_correction_before_a_users(project, as_alice):
    create_case(project, "negative", prompt="A?", correction="user", team="voter", review="reviewer")
    create_case(project, "negative", prompt="B?", correction="user", team="voter")
    create_case(project, "negative", prompt="C?", correction="user")
    assert taught(as_alice) == {"A?": "reviewer", "B?": "voter", "C?": "user"}


def test_it_takes_the_latest_of_the_users_corrections(project, as_alice):
    entry = create_case(project, "negative", correction="first")
    create_vote(entry, submitter="u-2", correction="latest", updated_at=NOW.replace(hour=23))
    create_vote(entry, submitter="u-3", correction="", updated_at=NOW.replace(hour=23, minute=1))
    assert list(taught(as_alice).values()) == ["latest"]


def test_it_writes_one_line_a_prompt_the_correction_first_then_the_heart_then_the_newest(
    project, as_alice, small_pages
):
    for age, (prompt, rating, answer, correction) in enumerate(
        [
            ("A?", "positive", "newest", ""),
            ("A?", "amazing", "heart", ""),
            ("A?", "negative", "bad", "corrected"),
            ("B?", "positive", "newest", ""),
            ("B?", "amazing", "heart", ""),
            ("C?", "positive", "newest", ""),
            ("C?", "positive", "older", ""),
        ]
    ):
        create_case(project, rating, age=age, prompt=prompt, answer=answer, correction=correction)
    assert len(read(as_alice, "sft")) == 3
    assert taught(as_alice) == {"A?": "corrected", "B?": "heart", "C?": "newest"}


@pytest.mark.parametrize("kind", KINDS)
def test_it_splits_every_prompt_into_one_part_and_leaves_it_there(project, as_alice, kind):
    for number in range(12):
        create_case(project, "negative", age=number, prompt=f"{number}?", correction="better")
    both = {part: read(as_alice, kind, f"?split={part}&test_share=0.5&seed=7") for part in ("train", "test")}
    assert sorted(both["train"] + both["test"]) == sorted(read(as_alice, kind))
    assert both["train"]
    assert both["test"]
    create_case(project, "negative", prompt="new?", correction="better")
    assert set(both["test"]) <= set(read(as_alice, kind, "?split=test&test_share=0.5&seed=7"))


@pytest.mark.parametrize("kind", KINDS)
def test_it_downloads_under_a_name_that_says_what_it_is(rows, as_alice, time_machine, kind):
    time_machine.move_to(NOW)
    answer = as_alice.get(f"/p/support/requests.{kind}.jsonl?rating=rated&split=train")
    name = f"support-requests-rated-2026-11-23.{kind}.train.jsonl"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["Content-Type"] == "application/jsonl"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.streaming


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("rating=good", "rating"),
        ("since=yesterday", "since"),
        ("split=dev", "split"),
        ("split=train&split=test", "split"),
        ("test_share=2", "test_share"),
        ("test_share=nan", "test_share"),
        ("seed=-1", "seed"),
        ("seed=x", "seed"),
        ("seed=4294967296", "seed"),
    ],
)
def test_it_names_a_wrong_parameter(project, as_alice, kind, query, name):
    answer = as_alice.get(f"/p/support/requests.{kind}.jsonl?{query}")
    assert answer.status_code == 400
    assert list(answer.json()) == [name]


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_open_to_viewers_and_closed_to_strangers(rows, other_project, client, bob, charlie, kind):
    create_case(other_project, "positive", prompt="a secret of strangers")
    client.force_login(bob, backend="django.contrib.auth.backends.ModelBackend")
    assert not any(b"secret" in line for line in read(client, kind))
    assert client.post(f"/p/support/requests.{kind}.jsonl").status_code == 405
    client.force_login(charlie, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/p/support/requests.{kind}.jsonl").status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_it_asks_four_times_a_page_and_begins_before_it_has_asked(
    project, kind, small_pages, django_assert_num_queries
):
    for number in range(4):
        create_case(project, "negative", age=number, prompt=f"{number}?", correction="better")
    with django_assert_num_queries(0):
        chunks = STREAMS[kind](project.requests.all(), Split(), project=project)
    for _ in range(2):
        with django_assert_num_queries(4), watching():
            assert next(chunks).count(b"\n") == 2


def test_it_looks_up_all_matches_of_a_page_at_once(project, django_assert_num_queries):
    for number in range(5):
        create_case(project, "negative", age=number, prompt=f"{number}?", answer="bad")
        create_case(project, "positive", age=number, prompt=f"{number}?", answer="good")
    # Two pages of rows, two groups without any, and what the matched were answered with
    with django_assert_num_queries(4 + 4 + 1 + 1 + 4), watching():
        text = b"".join(STREAMS["dpo"](project.requests.all(), Split(), project=project))
    assert text.count(b"\n") == 5


@pytest.mark.parametrize("kind", KINDS)
def test_it_gives_no_further_page_to_who_lost_the_project(project, small_pages, as_alice, kind):
    for number in range(4):
        create_case(project, "negative", age=number, prompt=f"{number}?", correction="better")
    chunks = iter(as_alice.get(f"/p/support/requests.{kind}.jsonl"))
    next(chunks)
    Membership.objects.all().delete()
    with pytest.raises(Http404):
        next(chunks)


@pytest.mark.parametrize("kind", KINDS)
def test_it_ends_hard_when_the_database_fails_on_the_way(project, small_pages, as_alice, kind):
    for number in range(4):
        create_case(project, "negative", age=number, prompt=f"{number}?", correction="better")
    chunks = iter(as_alice.get(f"/p/support/requests.{kind}.jsonl"))
    next(chunks)

    def away(*arguments):
        raise ConnectionError("the database is away")

    with connection.execute_wrapper(away), pytest.raises(ConnectionError):
        list(chunks)


def test_it_leaves_out_what_has_no_bodies(project, as_alice):
    entry = create_case(project, "positive")
    project.payloads.filter(request_id=entry.id).delete()
    assert read(as_alice, "sft") == read(as_alice, "dpo") == []
