"""`/p/<slug>/training/`: what both files would hold, before they are downloaded."""

from __future__ import annotations

import pytest

from feedback.training import reporting
from feedback.training.reasons import Why
from feedback.training.reporting import report_of
from feedback.training.splitting import Split
from tests.pages.world import text_of
from tests.sqlwatch import watching
from tests.training.world import create_case, read

URL = "/p/support/training/"


def adds_up(report):
    return all(tally.rows + tally.dropped_rows == report.rows for tally in (report.sft, report.dpo))


def test_it_counts_each_row_once(project, rows, small_pages):
    with watching():
        report = report_of(project.requests.all(), Split(), project=project)
    assert (report.rows, report.stopped, adds_up(report)) == (8, False, True)
    assert (report.sft.lines, report.sft.corrected_lines) == (4, 2)
    assert +report.sft.dropped == {Why.DISLIKED: 2, Why.UNRATED: 1, Why.CUT: 1}
    assert (report.dpo.lines, report.dpo.rows, report.dpo.corrected_lines) == (3, 4, 2)
    assert +report.dpo.dropped == {Why.LIKED_ALONE: 1, Why.DISLIKED_ALONE: 1, Why.UNRATED: 1, Why.CUT: 1}


@pytest.mark.parametrize("query", ["", "?rating=negative", "?split=train&test_share=0.5", "?split=test&test_share=0.5"])
def test_it_says_what_the_files_hold(project, rows, as_alice, query):
    context = as_alice.get(URL + query).context
    for kind in ("sft", "dpo"):
        lines = read(as_alice, kind, query)
        assert context[kind].lines.startswith(f"{len(lines)} ")
        assert len(context[kind].preview) == min(len(lines), 3)
        assert len(context[kind].downloads) == (0 if not lines else 1 if "split" in query else 3)


def test_it_counts_the_parts_of_the_split(project, small_pages):
    for number in range(20):
        create_case(project, "positive", age=number, prompt=f"{number}?")
    whole = report_of(project.requests.all(), Split(test_share=0.5), project=project)
    test = report_of(project.requests.all(), Split(test_share=0.5, part="test"), project=project)
    assert 0 < whole.sft.test_lines == test.sft.lines < 20
    assert test.sft.dropped[Why.OTHER_PART] == 20 - test.sft.lines
    assert adds_up(test)


@pytest.mark.parametrize(("limit", "most"), [("MOST_ROWS", 5), ("MOST_VOTED", 3)])
def test_it_stops_and_says_so(project, rows, as_alice, monkeypatch, small_pages, limit, most):
    monkeypatch.setattr(reporting, limit, most)
    report = report_of(project.requests.all(), Split(), project=project)
    assert (report.rows, report.stopped, adds_up(report)) == (most, True, True)
    assert f"This report is of the newest {most} requests" in text_of(as_alice.get(URL))


def test_it_does_not_stop_at_exactly_its_limit(project, rows, monkeypatch):
    monkeypatch.setattr(reporting, "MOST_ROWS", 8)
    assert not report_of(project.requests.all(), Split(), project=project).stopped


def test_it_shows_why_rows_are_dropped_with_links_to_them(rows, as_alice):
    answer = as_alice.get(f"{URL}?since=2026-11-01&seed=3")
    dropped = {each.words: each for each in answer.context["sft"].dropped}
    assert dropped[Why.UNRATED.value].url == "/p/support/requests/?since=2026-11-01&rating=unrated&correction=no"
    for each in dropped.values():
        listed = as_alice.get(each.url).context["rows"] if each.url else []
        assert len(listed) == (int(each.count) if each.url else 0)
    assert Why.CUT.value in text_of(answer)


def test_it_keeps_the_filters_in_all_that_it_links_to(rows, as_alice):
    answer = as_alice.get(f"{URL}?rating=rated&test_share=0.5&seed=3&after=x")
    context = as_alice.get(f"{URL}?rating=rated&test_share=0.5&seed=3").context
    assert answer.status_code == 400
    assert context["log_url"] == "/p/support/requests/?rating=rated"
    assert context["kept"] == [("rating", "rated")]
    whole, train, _ = context["sft"].downloads
    assert whole.url == "/p/support/requests.sft.jsonl?rating=rated&test_share=0.5&seed=3"
    assert train.url == whole.url + "&split=train"


def test_it_shows_what_strangers_wrote_as_text(project, as_alice):
    create_case(project, "positive", prompt="<script>alert(1)</script>", answer="<b onclick='x'>")
    body = as_alice.get(f"{URL}?q=%22%3E%3Cscript%3E").content + as_alice.get(URL).content
    assert b"<script>alert" not in body
    assert b"<b onclick" not in body
    assert b"&lt;script&gt;alert(1)&lt;/script&gt;" in body


def test_it_teaches_where_there_is_nothing(project, as_alice):
    text = text_of(as_alice.get(URL))
    assert "Nothing to learn from yet" in text
    assert "most pairs come of corrections" in text
    assert "Download" not in text


def test_it_says_that_few_lines_are_too_few(project, as_alice):
    create_case(project, "positive")
    assert "Trainers ask for 10 lines" in text_of(as_alice.get(URL))
    for number in range(9):
        create_case(project, "positive", prompt=f"{number}?")
    assert "Trainers ask for 10 lines" not in text_of(as_alice.get(URL))


@pytest.mark.parametrize(
    ("query", "name"),
    [("rating=good", "rating"), ("split=dev", "split"), ("test_share=x", "test_share"), ("seed=1.5", "seed")],
)
def test_it_names_a_wrong_parameter_and_offers_to_remove_it(project, as_alice, query, name):
    answer = as_alice.get(f"{URL}?{query}&model=gpt-5")
    assert answer.status_code == 400
    assert "This address cannot be read" in text_of(answer)
    assert [(problem["name"], problem["url"]) for problem in answer.context["problems"]] == [
        (name, f"{URL}?model=gpt-5")
    ]


def test_it_only_reads(project, as_alice):
    for method in ("post", "put", "patch", "delete"):
        assert getattr(as_alice, method)(URL).status_code == 405


def test_it_is_in_the_export_menu_with_the_filters_of_the_log(project, rows, as_alice):
    page = as_alice.get("/p/support/requests/?rating=rated&tag=a%26b").content.decode()
    assert f'href="{URL}?rating=rated&amp;tag=a%26b"' in page
