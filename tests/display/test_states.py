"""The log where it is not as usual: many values of a filter, long lists, marks in texts, what is read aloud."""

from __future__ import annotations

from datetime import timedelta

import pytest

from requestlog.search.marks import Piece
from requestlog.templatetags.marks import marked
from tests.factories import NOW, create_entry
from tests.pages.world import create_rated, text_of

LOG = "/p/support/requests/"


def test_it_folds_many_values_of_one_filter_each_still_removable(project, as_alice):
    create_entry(project)
    page = as_alice.get(f"{LOG}?model=a&model=b&model=c&tag=x&tag=y")
    shown = {each.name: (len(each.shown), len(each.more)) for each in page.context["parameters"]}
    assert shown == {"model": (1, 2), "tag": (2, 0)}
    assert "+2 more" in text_of(page)
    [_, last] = [link for each in page.context["parameters"] if each.name == "model" for _, link in each.more]
    assert (last.words, last.url) == ("Model c", f"{LOG}?model=a&model=b&tag=x&tag=y")


def test_it_folds_long_lists_of_values_and_names_those_that_are_cut(project, as_alice):
    for number in range(12):
        create_entry(project, at=NOW - timedelta(minutes=number), model=f"a model with a long name {number:02}")
    page = as_alice.get(LOG)
    [group] = [group for group in page.context["groups"] if group.name == "model"]
    assert (len(group.links), len(group.rest)) == (8, 4)
    assert "4 more…" in text_of(page)
    assert 'title="a model with a long name 11"' in page.content.decode()


def test_it_says_in_its_title_what_it_shows_also_to_htmx(project, as_alice):
    create_entry(project)
    for headers in ({}, {"HX-Request": "true"}):
        html = as_alice.get(f"{LOG}?model=gpt-5", headers=headers).content.decode()
        title = html.partition("<title>")[2].partition("</title>")[0].strip()
        assert title == "Requests model gpt-5 · Support assistant · GPTBoost"


def test_it_is_a_table_for_whoever_hears_it_also_where_rows_are_cards(project, as_alice):
    create_entry(project)
    _, _, html = as_alice.get(LOG).content.decode().partition('<table class="log"')
    for role in ("table", "rowgroup", "row", "columnheader", "cell"):
        assert f'role="{role}"' in html, role
    assert html.count("<td ") == html.count('role="cell"')


def test_it_lets_each_text_run_in_its_own_direction(project, as_alice):
    create_rated(project, "positive", prompt="مرحبا", answer="どうも", comment="شكرا")
    html = as_alice.get(LOG).content.decode()
    assert html.partition("<tbody")[2].count('dir="auto"') == 3


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ((), ""),
        ((Piece("a<b"),), "a<b"),
        ((Piece("<i>"), Piece("<b>", marked=True)), "&lt;i&gt;<mark>&lt;b&gt;</mark>"),
    ],
)
def test_it_marks_without_trusting_a_text(pieces, expected):
    assert marked(pieces) == expected
    assert hasattr(marked(pieces), "__html__") is any(piece.marked for piece in pieces)
