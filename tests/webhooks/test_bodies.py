"""What each channel is sent."""

from __future__ import annotations

import json

import pytest

from feedback.models import Channel, Kind
from feedback.webhooks.bodies import Told, body_of
from feedback.webhooks.texts import for_slack, one_line, shortened
from tests.factories import NOW
from tests.webhooks.world import snapshot_of


def told(entry, kind=Kind.CREATED, is_test=False, **vote) -> Told:
    said = snapshot_of(entry, **vote)
    return Told(kind=kind, at=NOW, vote=said, project=entry.project, entry=entry, is_test=is_test)


def body(channel: Channel, *args, **fields):
    return json.loads(body_of(channel, told(*args, **fields)))


def test_it_tells_a_webhook_everything(entry, settings):
    settings.PUBLIC_URL = "https://log.example.org"
    sent = body(Channel.WEBHOOK, entry, kind=Kind.CHANGED, submitter="user-7", tags=["links", "ü"])
    assert sent["type"] == "vote.changed"
    assert sent["timestamp"] == "2026-11-23T12:00:00Z"
    assert sent["data"] == {
        **snapshot_of(entry, submitter="user-7", tags=["links", "ü"]),
        "project": "support",
        "url": f"https://log.example.org/p/support/requests/{entry.id}/",
        "model": "gpt-5-mini",
        "prompt": "Where are the docs?",
        "answer": "See the <link>.",
        "end_user": "",
    }


def test_it_marks_a_test(entry):
    assert body(Channel.WEBHOOK, entry, is_test=True)["data"]["test"] is True
    assert "(a test)" in body(Channel.SLACK, entry, is_test=True)["text"]
    assert "(a test)" in body(Channel.EMAIL, entry, is_test=True)["subject"]


def test_it_says_which_rating_a_change_put_an_end_to(entry):
    sent = told(entry, kind=Kind.CHANGED, rating="positive", comment="Found it.")
    sent.vote["previous"] = {"rating": "negative", "emoji": "👎"}
    slack, mail = (json.loads(body_of(channel, sent)) for channel in (Channel.SLACK, Channel.EMAIL))
    assert slack["blocks"][0]["text"]["text"].startswith("👍 *positive* vote changed from 👎 in Support assistant · <")
    assert mail["subject"] == "👍 Support assistant: Found it. (changed from 👎)"
    assert mail["text"].startswith("👍 positive vote changed from 👎 in Support assistant\n")


def test_it_says_no_rating_that_stayed(entry):
    sent = told(entry, kind=Kind.CHANGED)
    sent.vote["previous"] = {"comment": "Dead"}
    assert json.loads(body_of(Channel.EMAIL, sent))["subject"].endswith("The link is dead. (changed)")


def test_it_writes_a_message_for_slack(entry):
    sent = body(Channel.SLACK, entry, comment="Dead & gone\nsince <yesterday>")
    said, about = (each["text"] for each in sent["blocks"])
    assert sent["text"].startswith("👎 Support assistant: Dead &amp; gone since")
    assert "> Dead &amp; gone\n> since &lt;yesterday&gt;" in said["text"]
    assert f"/p/support/requests/{entry.id}/|Open>" in said["text"]
    assert "*Answered* See the &lt;link&gt;." in about["text"]
    assert {(each["type"], each["verbatim"]) for each in (said, about)} == {("mrkdwn", True)}


@pytest.mark.parametrize(
    "text",
    [
        "<!channel>",
        "<@U012AB3CD>",
        "<https://evil.example|log in>",
        "@channel",
        "@here now",
        "hi @everyone",
        "<script>alert(1)</script>",
        "&lt;!channel>",
    ],
)
def test_it_lets_no_text_name_a_channel_a_person_or_a_link(entry, text):
    entry.end_user = entry.model = entry.answer_preview = entry.prompt_preview = text
    vote = {"comment": text, "submitter": text, "correction": text, "tags": [text], "reasons": [text]}
    sent = told(entry, **vote)
    sent.vote["message_id"] = text
    texts = [block["text"]["text"] for block in json.loads(body_of(Channel.SLACK, sent))["blocks"]]
    ours = "".join(texts).replace(f"<{json.loads(body_of(Channel.WEBHOOK, sent))['data']['url']}|Open>", "")
    assert "<" not in ours
    assert not any(f"@{name}" in ours for name in ("channel", "here", "everyone", "all"))


@pytest.mark.parametrize("comment", ["&" * 10_000, "<" * 10_000, "\n" * 10_000, "😀" * 10_000])
def test_it_stays_within_what_slack_takes(entry, comment):
    entry.prompt_preview = entry.answer_preview = comment[:160]
    blocks = body(Channel.SLACK, entry, comment=comment, submitter=comment[:128])["blocks"]
    assert all(0 < len(block["text"]["text"]) <= 3000 for block in blocks)


def test_it_writes_a_mail(entry):
    sent = body(Channel.EMAIL, entry, kind=Kind.WITHDRAWN, comment="It's <b>dead</b>.", correction="See /docs.")
    assert sent["subject"] == "👎 Support assistant: It's <b>dead</b>. (withdrawn)"
    assert "It's <b>dead</b>." in sent["text"]
    assert "Wanted instead:\nSee /docs." in sent["text"]
    assert f"/p/support/requests/{entry.id}/\n" in sent["text"]
    assert "/p/support/settings/webhooks/" in sent["text"]


@pytest.mark.parametrize(
    "text", ["a\nBcc: all@example.org", "a\r\nTo: b@example.org\r\n\r\nhello", "a\x0b\x85\u2028b\x00"]
)
def test_it_keeps_a_subject_on_one_line(entry, text):
    entry.project.name = text
    subject = body(Channel.EMAIL, entry, comment=text)["subject"]
    assert subject.isprintable()
    assert len(subject) <= 120


def test_it_shortens_escapes_and_straightens_texts():
    assert shortened("four", 4) == "four"
    assert shortened("four five", 6) == "four…"
    assert one_line(" a\tb\r\n\x07c ") == "a b c"
    assert for_slack("a@b.org <x> & @you") == "a@b.org &lt;x&gt; &amp; @\u2060you"
