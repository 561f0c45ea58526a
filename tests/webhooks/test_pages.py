"""The pages of webhooks: for owners alone."""

from __future__ import annotations

import pytest
from django.test import Client

from feedback.models import Channel, Delivery, Webhook
from feedback.webhooks import presenting
from feedback.webhooks.signing import secret_of
from projects.models import Membership, Role
from tests.pages.world import text_of
from tests.webhooks.world import create_delivery, create_webhook

LIST = "/p/support/settings/webhooks/"
NEW = f"{LIST}new/"
GIVEN = {"channel": "webhook", "name": "Ops", "target": "https://hooks.example.org/x", "kinds": ["vote.created"]}
XSS = "<script>alert(1)</script>"


@pytest.fixture
def webhook(project):
    return create_webhook(project, "https://hooks.example.org/secret-path", name="Ticket desk")


def page_of(webhook: Webhook, action: str = "") -> str:
    return f"{LIST}{webhook.pk}/{action}"


def signed_in(user, **options) -> Client:
    client = Client(**options)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_it_teaches_how_to_verify_where_there_is_none(as_alice, project):
    seen = text_of(as_alice.get(LIST))
    assert "Nobody is told yet" in seen
    assert "import base64, hashlib, hmac, time" in seen
    assert 'import { createHmac, timingSafeEqual } from "node:crypto";' in seen


def test_it_lists_who_is_told_and_how_it_went(as_alice, project, webhook):
    create_webhook(project, name="Gone", enabled=False, disabled_because="The receiver answered 410 Gone.")
    create_delivery(webhook, state="failed", last_error="Answered 500. The receiver failed; see its log.")
    answer = as_alice.get(LIST)
    seen = text_of(answer)
    assert "Ticket desk Webhook · hooks.example.org every vote of users On Failed 23 Nov, 12:00 UTC" in seen
    assert "Answered 500. The receiver failed; see its log." in seen
    assert "Off The receiver answered 410 Gone. Nothing sent yet" in seen
    assert "secret-path" not in answer.content.decode()


def test_it_lists_many_with_the_same_few_questions(as_alice, project, django_assert_max_num_queries):
    for _ in range(20):
        create_delivery(create_webhook(project))
    # Session, person, project, role, webhooks with their newest deliveries, and the projects of the bar
    with django_assert_max_num_queries(6):
        assert as_alice.get(LIST).status_code == 200


def test_it_makes_a_webhook(as_alice, alice, project):
    answer = as_alice.post(NEW, {**GIVEN, "ratings": ["negative"], "tags": "links\ndocs", "only_commented": "on"})
    made = Webhook.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, page_of(made))
    assert (made.project, made.created_by, made.channel, made.enabled) == (project, alice, "webhook", True)
    assert (made.kinds, made.ratings, made.tags) == (["vote.created"], ["negative"], ["links", "docs"])
    assert (made.only_commented, made.include_team) == (True, False)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"target": "http://127.0.0.1:9/"}, "127.0.0.1 is a loopback address"),
        ({"target": "x" * 2001}, "at most 2000 characters"),
        ({"target": ""}, "This field is required"),
        ({"name": ""}, "This field is required"),
        ({"channel": "pigeon"}, "Select a valid choice"),
        ({"channel": "email", "target": "ada@example.org"}, "the operator sets EMAIL_URL"),
        ({"kinds": ["vote.eaten"]}, "Select a valid choice"),
        ({"tags": "x" * 101}, "1 to 100 characters"),
    ],
)
def test_it_says_what_is_wrong_and_keeps_what_was_written(as_alice, project, change, said):
    answer = as_alice.post(NEW, {**GIVEN, **change})
    assert answer.status_code == 400
    assert said in text_of(answer)
    assert "hooks.example.org/x" in answer.content.decode() or "target" in change
    assert not Webhook.objects.exists()


def test_it_says_why_nobody_can_be_mailed_to(as_alice, project, settings):
    assert "the operator sets EMAIL_URL" in text_of(as_alice.get(NEW))
    settings.MAIL = {"EMAIL_HOST": "mail.example.org"}
    assert "EMAIL_URL" not in text_of(as_alice.get(NEW))
    as_alice.post(NEW, {**GIVEN, "channel": "email", "target": "ada@example.org"})
    assert Webhook.objects.get().target == "ada@example.org"


def test_it_bounds_how_many_there_are(as_alice, project, monkeypatch):
    monkeypatch.setattr("feedback.webhooks.services.MOST_WEBHOOKS", 0)
    answer = as_alice.post(NEW, GIVEN)
    assert answer.status_code == 400
    assert "at most 0 webhooks" in text_of(answer)


def test_it_shows_a_webhook_with_its_secret_and_its_deliveries(as_alice, webhook, settings):
    create_delivery(webhook, state="waiting", attempts=2, last_status=500, last_error="Answered 500.", body='{"a":1}')
    done = create_delivery(webhook, state="delivered", attempts=1, last_status=204)
    answer = as_alice.get(page_of(webhook))
    seen = text_of(answer)
    assert secret_of(webhook.pk, webhook.salt, settings.WEBHOOK_PEPPER) in seen
    assert "Waiting Vote created 23 Nov, 12:00:00 UTC 2 attempts, last answer 500 · next" in seen
    assert '{"a":1}' in seen
    assert answer.content.decode().count("Redeliver<") == 1
    assert str(done.event_id) in seen
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("channel", [Channel.SLACK, Channel.EMAIL])
def test_it_has_no_secret_where_nothing_is_signed(as_alice, project, channel):
    webhook = create_webhook(project, channel=channel)
    assert "whsec_" not in as_alice.get(page_of(webhook)).content.decode()


def test_it_pages_deliveries_by_key(as_alice, webhook, monkeypatch):
    monkeypatch.setattr(presenting, "PAGE", 2)
    events = {str(create_delivery(webhook).event_id) for _ in range(3)}
    first = as_alice.get(page_of(webhook))
    older = first.context["older"]
    second = as_alice.get(page_of(webhook), {"after": older})
    shown = [{str(row.event_id) for row in answer.context["deliveries"]} for answer in (first, second)]
    assert [len(page) for page in shown] == [2, 1]
    assert shown[0] | shown[1] == events
    assert "Older →" in text_of(first)
    assert "Older →" not in text_of(second)
    assert as_alice.get(page_of(webhook), {"after": "nonsense"}).status_code == 404


def test_it_shows_the_beginning_of_a_long_body(as_alice, webhook):
    create_delivery(webhook, body="x" * 9000 + "the end")
    seen = text_of(as_alice.get(page_of(webhook)))
    assert "x" * 3999 + "…" in seen
    assert "the end" not in seen


def test_it_changes_a_webhook(as_alice, webhook):
    given = {"name": "Desk", "target": "https://other.example.org/", "include_team": "on", "channel": "slack"}
    answer = as_alice.post(page_of(webhook), given)
    assert (answer.status_code, answer["Location"]) == (302, page_of(webhook))
    webhook.refresh_from_db()
    assert (webhook.name, webhook.target, webhook.include_team) == ("Desk", "https://other.example.org/", True)
    assert (webhook.enabled, webhook.channel) == (False, "webhook")


def test_it_refuses_a_wrong_change(as_alice, webhook):
    answer = as_alice.post(page_of(webhook), {"name": "Desk", "target": "ftp://x/"})
    assert answer.status_code == 400
    assert "begins with https://" in text_of(answer)
    webhook.refresh_from_db()
    assert webhook.name == "Ticket desk"


def test_it_sends_a_test(as_alice, webhook):
    answer = as_alice.post(page_of(webhook, "test/"), follow=True)
    assert "A test is on its way" in text_of(answer)
    assert Delivery.objects.get().webhook == webhook


def test_it_makes_another_secret(as_alice, webhook):
    before = webhook.salt
    assert as_alice.post(page_of(webhook, "rotate/")).status_code == 302
    webhook.refresh_from_db()
    assert webhook.salt != before


def test_it_deletes_a_webhook(as_alice, webhook):
    create_delivery(webhook)
    answer = as_alice.post(page_of(webhook, "delete/"), follow=True)
    assert "Ticket desk is deleted." in text_of(answer)
    assert not Webhook.objects.exists()
    assert not Delivery.objects.exists()


def test_it_sends_a_delivery_again(as_alice, webhook):
    delivery = create_delivery(webhook, state="failed")
    answer = as_alice.post(page_of(webhook, "redeliver/"), {"delivery": str(delivery.pk)})
    assert answer.status_code == 302
    assert sorted(Delivery.objects.values_list("state", "event_id")) == [
        ("failed", delivery.event_id),
        ("waiting", delivery.event_id),
    ]


@pytest.mark.parametrize("which", ["", "nonsense", "of another webhook", "waiting"])
def test_it_sends_nothing_else_again(as_alice, project, webhook, which):
    others = create_delivery(create_webhook(project), state="failed")
    waiting = create_delivery(webhook)
    posted = {"of another webhook": others.pk, "waiting": waiting.pk}.get(which, which)
    assert as_alice.post(page_of(webhook, "redeliver/"), {"delivery": posted}).status_code == 404
    assert Delivery.objects.count() == 2


@pytest.mark.parametrize(
    "action", ["", "new/", "{id}/", "{id}/delete/", "{id}/rotate/", "{id}/test/", "{id}/redeliver/"]
)
@pytest.mark.parametrize("who", ["member", "viewer", "stranger"])
def test_it_is_for_owners_alone(project, webhook, alice, bob, charlie, who, action):
    Membership.objects.filter(user=bob).update(role=Role.MEMBER if who == "member" else Role.VIEWER)
    client = signed_in(charlie if who == "stranger" else bob)
    url = LIST + action.format(id=webhook.pk)
    answers = [client.post(url, {**GIVEN, "delivery": create_delivery(webhook, state="failed").pk})]
    answers += [] if action.count("/") == 2 else [client.get(url)]
    assert {answer.status_code for answer in answers} <= {404, 405}
    assert not any("whsec_" in answer.content.decode() for answer in answers)
    assert list(Webhook.objects.values_list("name", "salt")) == [("Ticket desk", webhook.salt)]
    assert Delivery.objects.count() == 1


def test_it_does_not_find_a_webhook_in_another_project(as_alice, alice, other_project, webhook):
    Membership.objects.create(project=other_project, user=alice, role=Role.OWNER)
    assert as_alice.get(f"/p/other/settings/webhooks/{webhook.pk}/").status_code == 404
    assert as_alice.post(f"/p/other/settings/webhooks/{webhook.pk}/delete/").status_code == 404
    assert Webhook.objects.exists()


@pytest.mark.parametrize("action", ["new/", "{id}/", "{id}/delete/", "{id}/rotate/", "{id}/test/", "{id}/redeliver/"])
def test_it_demands_a_form_of_ours(alice, webhook, action):
    client = signed_in(alice, enforce_csrf_checks=True)
    assert client.post(LIST + action.format(id=webhook.pk), GIVEN).status_code == 403


def test_it_escapes_what_others_wrote(as_alice, project):
    webhook = create_webhook(project, name=XSS, tags=[XSS], disabled_because=XSS, enabled=False)
    create_delivery(webhook, body=XSS, state="failed", last_error=XSS)
    for path in (LIST, page_of(webhook)):
        body = as_alice.get(path).content.decode()
        assert XSS not in body
        assert "&lt;script&gt;alert(1)" in body


def test_it_says_in_words_what_passes(project):
    webhook = create_webhook(
        project, kinds=["vote.created"], ratings=["negative"], tags=["a", "b"], only_commented=True, include_team=True
    )
    words = "created · 👎 · tagged a or b · with a comment · the team's too"
    assert presenting.filters_in_words(webhook) == words
