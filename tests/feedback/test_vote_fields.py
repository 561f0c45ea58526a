"""`POST /v1/feedback/`: each field wrong in every way; nothing is stored and the field is named."""

from __future__ import annotations

from typing import Any

import pytest

from feedback.models import Feedback
from tests.feedback.conftest import MESSAGE, posted

OF_EACH_TYPE = [None, True, 1, 1.5, "x", ["x"], {"x": 1}]
ODD_IDS = [
    " ",
    "../",
    "../../etc/passwd",
    "%00",
    "😀",
    "İ",
    "Ａ",
    "' OR 1=1 --",
    "chatcmpl-1 ",
    "CHATCMPL-1",
    "x" * 255,
]


def of_all_types_but(*right: Any) -> list[Any]:
    return [value for value in OF_EACH_TYPE if value not in right or isinstance(value, bool)]


def refused(answer, field):
    assert answer.status_code == 400
    assert list(answer.json()) == [field]
    assert all(isinstance(problem, str) and len(problem) < 200 for problem in answer.json()[field])
    assert not Feedback.objects.exists()
    return True


@pytest.mark.parametrize("value", [*of_all_types_but("x"), "", "x" * 256, "x" * 8192, "a\0b", "\ud83d"])
def test_it_refuses_a_wrong_message_id(entry, vote, value):
    assert refused(vote(message_id=value), "message_id")


@pytest.mark.parametrize("value", ODD_IDS)
def test_it_does_not_find_an_odd_message_id(entry, vote, value):
    assert vote(message_id=value).status_code == 404


@pytest.mark.parametrize(
    "value",
    [*OF_EACH_TYPE, "", "Positive", "POSITIVE", "amazing ", " amazing", "like", "👍", "1", "-1", 0, ["positive"], "\0"],
)
def test_it_refuses_a_wrong_rating(entry, vote, value):
    assert refused(vote(rating=value), "rating")


@pytest.mark.parametrize("value", [*of_all_types_but(None, "x"), "x" * 10_001, "😀" * 10_001])
def test_it_refuses_a_wrong_comment(entry, vote, value):
    assert refused(vote(comment=value), "comment")


@pytest.mark.parametrize("length", [0, 1, 10_000])
def test_it_takes_a_comment_of_up_to_10_000_characters(entry, vote, length):
    assert vote(comment="é" * length).json()["comment"] == "é" * length
    entry.refresh_from_db()
    assert entry.has_comment is (length > 0)


WRONG_TAGS = [[""], [None], [1], [["x"]], [{}], [True], ["x" * 101], ["ok", "y" * 101], ["x"] * 51, [None] * 9000]


@pytest.mark.parametrize("value", [*of_all_types_but(None, ["x"]), *WRONG_TAGS])
def test_it_refuses_wrong_tags(entry, vote, value):
    assert refused(vote(tags=value), "tags")


def test_it_names_the_place_of_the_wrong_tag(entry, vote):
    assert vote(tags=["fine", "fine too", 3]).json() == {"tags": ["Tag 3: Must be a string."]}


@pytest.mark.parametrize("tags", [[], ["b", "a"], [f"tag {number}" for number in range(50)], ["x" * 100], [" "], ["é"]])
def test_it_keeps_tags_in_their_order(entry, vote, tags):
    assert vote(tags=tags).json()["tags"] == tags


def test_it_drops_repeated_tags(entry, vote):
    assert vote(tags=["b", "a", "b", "B", "a"]).json()["tags"] == ["b", "a", "B"]


@pytest.mark.parametrize(("field", "empty"), [("comment", ""), ("tags", [])])
def test_it_reads_null_as_empty(entry, vote, field, empty):
    assert vote(**{field: None}).json()[field] == empty


@pytest.mark.parametrize(("sent", "kept"), [("a\0b", "a\ufffdb"), ("cut \ud83d", "cut \ufffd"), ("\udc00", "\ufffd")])
def test_it_replaces_what_no_database_can_store_in_what_people_wrote(entry, vote, sent, kept):
    answer = vote(comment=sent, tags=[sent])
    assert (answer.status_code, answer.json()["comment"], answer.json()["tags"]) == (200, kept, [kept])
    assert (Feedback.objects.get().comment, Feedback.objects.get().tags) == (kept, [kept])


VERBATIM = [
    "<script>alert(1)</script>",
    "=1+1",
    "\u202e\u2066",
    "e\u0301" * 500,
    "👩‍👩‍👧‍👦",
    "\ufeff",
    "\u2028",
    "\x1b[31m",
]


@pytest.mark.parametrize("text", VERBATIM)
def test_it_keeps_what_people_wrote_as_they_wrote_it(entry, vote, text):
    assert vote(comment=text).json()["comment"] == text


@pytest.mark.parametrize("missing", ["message_id", "rating"])
def test_it_refuses_a_vote_without_a_required_field(entry, vote, missing):
    body = {"message_id": MESSAGE, "rating": "positive"}
    del body[missing]
    answer = posted(body)
    assert (answer.status_code, answer.json()) == (400, {missing: ["This field is required."]})


def test_it_names_every_wrong_field_at_once(entry, vote):
    assert set(vote(message_id=1, rating=2, comment=3, tags=4).json()) == {"message_id", "rating", "comment", "tags"}
