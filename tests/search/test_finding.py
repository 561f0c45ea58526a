"""`entries.saying`: both databases give the same answers, and both ways to find them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from projects.models import Project
from requestlog import services
from requestlog.models import Request
from requestlog.search import sampling
from requestlog.search.filling import fill_search
from requestlog.search.lookups import Wanted
from requestlog.search.query import read_query
from requestlog.search.sampling import are_frequent
from tests.factories import NOW, chat_call, create_entry

# By name: the prompt and the answer of a call, the newest first
TEXTS = {
    "en": ("What is the refund policy?", "Within 30 days, we’ll refund you. See https://shop.example/refunds?id=7"),
    "code": ("Why does get_user_name fail?", "KeyError: 'user-name' in v3.11.2 (C++)"),
    "mail": ("Write to ann.lee@example.org", "Dear Ann, no refund policy was found. You will need it: policy refund"),
    "de": ("Wo ist die STRASSE nach Köln?", "Die Straße führt nach Süden"),
    "ja": ("東京タワーの高さは？", "東京タワーは333メートルです。"),
    "zh": ("北京到东京的航班", "没有直飞航班"),
    "ko": ("서울에서 부산까지", "기차로 세 시간입니다"),
    "th": ("ประเทศไทยอยู่ที่ไหน", "เอเชียตะวันออกเฉียงใต้"),
    "hi": ("हिन्दी में खोज", "यह काम करता है"),
    "ar": ("كيف أعيد المنتج", "خلال ثلاثين يوما"),
    "emoji": ("👍 or 👎?", "❤️ it is"),
    "odd": ("' OR 1=1; -- \" \\ %_ NEAR(a b)", "<script>alert(1)</script> \0 &amp;"),
}
QUERIES = {
    "refund": {"en", "mail"},
    "REFUND policy": {"en", "mail"},
    '"refund policy"': {"en", "mail"},
    '"policy refund"': {"mail"},
    '"policy within"': set(),  # no phrase reaches from the prompt into the answer
    "refund -ann": {"en"},
    'refund -"was found"': {"en"},
    "ref*": {"en", "mail"},
    "refun": set(),
    "shop.example": {"en"},
    "we'll": {"en"},
    "ann.lee@example.org": {"mail"},
    "lee@example": {"mail"},
    "get_user_name": {"code"},
    "user_name": {"code"},
    "user-na*": {"code"},
    "name_user": set(),
    "3.11": set(),
    "v3.11": {"code"},
    "strasse": {"de"},
    "koln": set(),
    "köln": {"de"},
    "東京": {"ja"},
    "京タ": {"ja"},
    "ワーの": {"ja"},
    "京": {"ja", "zh"},
    "高": {"ja"},
    "東京 -高さ": set(),
    "航班": {"zh"},
    "서울": {"ko"},
    "울에": {"ko"},
    "ไทย": {"th"},
    "खोज": {"hi"},
    "المنتج": {"ar"},
    "👎": {"emoji"},
    "❤": {"emoji"},
    "script": {"odd"},
    "1=1": {"odd"},
    "NEAR(a b)": {"odd"},
    "a OR refund": set(),
    "absent": set(),
}


@pytest.fixture
def calls(project: Project) -> dict[str, Request]:
    """The calls of `TEXTS`, found by search."""
    made = {
        name: create_entry(project, prompt=prompt, answer=answer, at=NOW - timedelta(hours=hours))
        for hours, (name, (prompt, answer)) in enumerate(TEXTS.items())
    }
    assert fill_search(now=NOW) == len(TEXTS)
    return made


@pytest.fixture(params=["by the index", "by looking"])
def way(request, monkeypatch) -> None:
    """Takes all words for rare, or for frequent."""
    limits = (10_000, 0) if request.param == "by the index" else (0, -1)
    monkeypatch.setattr(sampling, "FREQUENT", limits[0])
    monkeypatch.setattr(sampling, "PAGE", limits[1])


def test_it_finds_the_same_on_either_database(project, calls, way):
    for query, names in QUERIES.items():
        found = project.requests.saying(project, query).newest_first()
        assert list(found) == [calls[name] for name in TEXTS if name in names], query


def test_it_joins_other_filters_and_stretches(project, calls, way):
    entries = project.requests.filter(status=200).within(calls["mail"].id, None)
    assert set(entries.saying(project, "refund")) == {calls["en"], calls["mail"]}
    assert list(entries.within(None, calls["en"].id).saying(project, "refund")) == [calls["mail"]]
    assert project.requests.saying(project, "refund").saying(project, "ann").count() == 1
    assert not project.requests.saying(project, "refund").filter(status=500).exists()


def test_it_finds_nothing_of_another_project(project, other_project, calls, way):
    create_entry(other_project, prompt="refund")
    fill_search(now=NOW)
    assert project.requests.saying(project, "refund").count() == 2
    assert other_project.requests.saying(other_project, "refund").count() == 1
    assert not other_project.requests.saying(project, "refund").exists()


@pytest.mark.parametrize("name", ["id", "message_id"])
def test_it_finds_the_call_of_an_id_at_once(project, calls, name):
    create_entry(project, prompt=f"What is {getattr(calls['en'], name)}?")
    fill_search(now=NOW)
    assert list(project.requests.saying(project, f" {getattr(calls['en'], name)} ")) == [calls["en"]]


def test_it_finds_nothing_before_the_worker_has_come(project):
    create_entry(project, prompt="Newest words")
    assert not project.requests.saying(project, "newest").exists()
    fill_search(now=NOW)
    assert project.requests.saying(project, "newest").count() == 1


@pytest.mark.parametrize(
    ("days", "said", "frequent"),
    [(0, 5, False), (0, 30, False), (0, 60, True), (40, 0, False), (40, 1, True), (40, 6, True)],
)
def test_it_knows_frequent_words(project, days, said, frequent):
    """The newest alone are so where they make a page: to look for more of them might lead through all the log."""
    calls = [
        chat_call(project, prompt="outage" if number < said else "calm", at=NOW - timedelta(days=ago, minutes=1))
        for number in range(70)
        for ago in {0, days}
    ]
    services.record(calls=calls, now=NOW)
    while fill_search(now=NOW):
        continue
    assert are_frequent(project, Wanted(project.pk, read_query("outage"))) is frequent
