"""The notes of who did what: in sentences, filtered, as a table; nobody but owners sees them."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.management import call_command

from feedback.models import Channel
from feedback.webhooks import services as webhooks
from feedback.webhooks.services import Terms
from projects import services
from projects.audit import note
from projects.models import Action, AuditEvent, Role
from tests.factories import NOW, create_entry
from tests.teams.conftest import signed_in

PAGE = "/p/support/settings/audit/"


def rows_of(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))


def test_it_says_who_did_what_and_what_it_was_before(project, alice, as_alice):
    services.configure_project(project=project, by=alice, now=NOW, keep_bodies_days=30, stream_usage=True)
    answer = as_alice.get(PAGE)
    page = answer.content.decode()
    assert "days that bodies are kept: for good → 30" in page
    assert "ask for the usage of streams: off → on" in page
    assert [deed.did for deed in answer.context["deeds"]] == ["changed settings", "created the project"]


def test_it_is_closed_to_all_but_owners(project, bob, mira):
    for user in (bob, mira):
        assert signed_in(user).get(PAGE).status_code == 404
        assert signed_in(user).get("/p/support/settings/audit.csv").status_code == 404


def test_it_shows_nothing_of_another_project(project, other_project, charlie, as_alice):
    services.configure_project(project=other_project, by=charlie, now=NOW, log="metadata")
    assert "charlie" not in as_alice.get(PAGE).content.decode()


def test_it_filters_by_person_and_by_deed(project, alice, as_alice):
    services.create_key(project=project, kind="secret", by="command createkey")
    services.create_key(project=project, kind="public", by=alice)
    by_command = as_alice.get(PAGE, {"person": "command createkey"}).context["deeds"]
    assert [(deed.who, deed.did) for deed in by_command] == [("command createkey", "made the key")]
    made = as_alice.get(PAGE, {"action": "key.created"}).context["deeds"]
    assert [deed.changes for deed in made] == [["kind: public"], ["kind: secret"]]
    both = as_alice.get(PAGE, {"action": "key.created", "person": "alice@example.org"}).context["deeds"]
    assert len(both) == 1


@pytest.mark.parametrize("wrong", [{"action": "key.eaten"}, {"after": "x"}, {"person": "a\0b"}, {"person": "x" * 255}])
def test_it_refuses_what_is_no_filter(project, as_alice, wrong):
    for path in (PAGE, "/p/support/settings/audit.csv"):
        assert as_alice.get(path, wrong).status_code == 400


def test_it_pages_by_key(project, alice, as_alice):
    for number in range(119):
        note(project=project, by=alice, action=Action.KEY_CREATED, subject=f"number {number}", now=NOW)
    seen, query = [], ""
    while query is not None:
        context = as_alice.get(f"{PAGE}?{query}").context
        seen += [deed.subject for deed in context["deeds"]]
        query = context["older"] or None
    assert seen == [*(f"number {number}" for number in reversed(range(119))), "support"]


def test_it_downloads_all_of_it_harmlessly(project, alice, as_alice, monkeypatch):
    monkeypatch.setattr("projects.audit_csv.ROWS", 2)
    for number in range(4):
        note(project=project, by=alice, action=Action.KEY_CREATED, subject=f"=1+{number}", now=NOW)
    answer = as_alice.get("/p/support/settings/audit.csv")
    rows = rows_of(answer)
    assert [row["subject"] for row in rows] == ["'=1+3", "'=1+2", "'=1+1", "'=1+0", "support"]
    assert rows[0] | {"subject": ""} == {
        "time": "2026-11-23T12:00:00.000+00:00",
        "person": "alice@example.org",
        "action": "key.created",
        "done": "made the key",
        "subject": "",
        "details": "",
    }


def test_it_ends_a_download_when_the_project_is_lost(project, alice, bob, as_alice, monkeypatch):
    monkeypatch.setattr("projects.audit_csv.ROWS", 1)
    note(project=project, by=alice, action=Action.KEY_CREATED, now=NOW)
    parts = iter(as_alice.get("/p/support/settings/audit.csv").streaming_content)
    assert [next(parts), next(parts)]
    project.memberships.update(role=Role.MEMBER)
    with pytest.raises(Exception, match="No such project"):
        next(parts)


def test_it_escapes_what_people_write(project, alice, as_alice):
    services.create_key(project=project, kind="secret", name="<script>alert(1)</script>", by=alice)
    page = as_alice.get(PAGE).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def noted(project, action: Action) -> AuditEvent:
    return project.audit_events.get(action=action)


def test_it_notes_what_the_settings_pages_change(project, public_key, alice, as_alice):
    as_alice.post("/p/support/settings/votes/", {"feedback_needs_key": "on", "vote_hold_minutes": 5, "reasons": "bad"})
    changed = noted(project, Action.SETTINGS_CHANGED)
    assert changed.actor == alice
    assert changed.details["feedback_needs_key"] == [False, True]
    assert changed.details["vote_hold_minutes"] == [15, 5]
    key = project.keys.get()
    as_alice.post("/p/support/settings/votes/origins/", {"key": key.pk, "origins": "https://app.example.org"})
    assert noted(project, Action.KEY_CHANGED).details == {"origins": [[], ["https://app.example.org"]]}


def test_it_notes_limits_of_data(project, alice, as_alice):
    as_alice.post("/p/support/settings/data/", {"keep_votes_days": "30", "keep_rated": "on"})
    event = noted(project, Action.SETTINGS_CHANGED)
    assert (event.actor, event.details) == (alice, {"keep_votes_days": [None, 30]})


def test_it_notes_that_a_person_was_erased_and_not_whom(project, alice, as_alice):
    create_entry(project, end_user="jane.doe@example.org")
    as_alice.post("/p/support/settings/data/person/erase/", {"user": "jane.doe@example.org", "sure": "on"})
    event = noted(project, Action.PERSON_ERASED)
    assert (event.actor, event.details["requests"]) == (alice, 1)
    assert "jane" not in str(AuditEvent.objects.values())


def test_it_notes_webhooks_without_their_addresses(project, alice):
    terms = {"name": "Ops", "target": "https://hooks.example.org/secret-part"}
    hook = webhooks.create_webhook(project=project, channel=Channel.WEBHOOK, terms=Terms(**terms), by=alice, now=NOW)
    other = Terms(name="Ops", target="https://hooks.example.org/other-secret")
    webhooks.change_webhook(webhook=hook, terms=other, enabled=False, by=alice, now=NOW)
    webhooks.rotate_secret(webhook=hook, by=alice, now=NOW)
    webhooks.delete_webhook(webhook=hook, by=alice, now=NOW)
    told = [str(event) for event in project.audit_events.order_by("pk")][1:]
    assert told == [
        "alice@example.org made the webhook Ops",
        *["alice@example.org changed the webhook Ops"] * 2,
        "alice@example.org deleted the webhook Ops",
    ]
    assert "secret-part" not in str(AuditEvent.objects.values())
    assert "other-secret" not in str(AuditEvent.objects.values())


def test_it_notes_commands(project):
    call_command("configureproject", "support", "--log", "metadata", stdout=io.StringIO())
    call_command("createkey", project="support", kind="secret", stdout=io.StringIO())
    assert noted(project, Action.SETTINGS_CHANGED).actor_name == "command configureproject"
    assert noted(project, Action.KEY_CREATED).actor_name == "command createkey"


def test_it_notes_what_the_administration_changes(project, admin_user):
    path = f"/admin/projects/project/{project.pk}/change/"
    client = signed_in(admin_user)
    form = client.get(path).context["adminform"].form
    sent = {name: value for name, value in form.initial.items() if value not in (None, False)}
    inline = {f"memberships-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    answer = client.post(path, {**sent, **inline, "reasons": '["bad"]', "log": "metadata", "name": "Renamed"})
    assert answer.status_code == 302
    assert noted(project, Action.PROJECT_RENAMED).actor == admin_user
    assert noted(project, Action.SETTINGS_CHANGED).details["log"] == ["full", "metadata"]
