"""End users and sessions in the log's rows lead to their pages."""

from __future__ import annotations

import re

import pytest

from requestlog.display import COOKIE
from requestlog.presenting import whose
from tests.factories import create_entry
from tests.questions import Questions

LOG, BOTH = "/p/support/requests/", "comfortable:user.session"
HOSTILE = '"><script>&id=other#?é /%2F+'


def links(page):
    """The addresses in the cells of end users and sessions, as a browser reads them from the page."""
    return re.findall(r'<td class="of-(?:user|session)[^>]*><a href="([^"]*)"', page.content.decode())


@pytest.fixture
def both(as_alice):
    as_alice.cookies[COOKIE] = BOTH
    return as_alice


def test_it_leads_to_the_pages_of_the_person_and_the_session(project, both):
    create_entry(project, end_user="mia", session="s 1")
    found = links(both.get(LOG))
    assert found == ["/p/support/person/?id=mia", "/p/support/session/?id=s+1"]
    assert [both.get(url).status_code for url in found] == [200, 200]


def test_it_leads_to_whatever_a_name_says_and_to_nothing_else(project, both):
    create_entry(project, end_user=HOSTILE, session=HOSTILE)
    page = both.get(LOG)
    assert "<script>&id" not in page.content.decode()
    assert len(links(page)) == 2
    for url in links(page):
        assert re.fullmatch(r"/p/support/(person|session)/\?id=[\w.~%+-]+", url)
        answer = both.get(url)
        assert (answer.status_code, answer.wsgi_request.GET.dict()) == (200, {"id": HOSTILE})


def test_it_links_no_name_that_is_missing(project, both):
    create_entry(project, end_user="", session="")
    page = both.get(LOG)
    assert links(page) == []
    assert re.findall(r'<td class="of-(?:user|session)[^>]*>([^<]*)</td>', page.content.decode()) == ["–", "–"]


def test_it_comes_after_the_link_of_the_row(project, both):
    entry = create_entry(project, end_user="mia", session="s-1")
    row = both.get(LOG).content.decode().partition(f'id="row-{entry.id}"')[2].partition("</tr>")[0]
    assert re.findall(r'href="/p/support/(\w+)', row) == ["requests", "person", "session"]


def test_it_looks_up_a_url_a_column_not_a_row_and_reads_nothing_more(project, both, monkeypatch):
    for number in range(3):
        create_entry(project, end_user=f"mia {number}", session="s-1")
    found, reverse = [], whose.reverse
    monkeypatch.setattr(whose, "reverse", lambda name, **how: found.append(name) or reverse(name, **how))
    with Questions() as asked:
        assert len(links(both.get(LOG))) == 6
    assert found == ["person", "session"]
    assert sum('"end_user"' in query["sql"] and "prompt_preview" in query["sql"] for query in asked) == 1


def test_it_looks_up_none_for_columns_that_are_not_shown(project, as_alice):
    create_entry(project, end_user="mia", session="s-1")
    page = as_alice.get(LOG)
    assert [(row.user_url, row.session_url) for row in page.context["rows"]] == [("", "")]
