"""What a project can set of how its calls are treated."""

from __future__ import annotations

import io

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from projects import services
from projects.models import Project

UPSTREAMS = {"local": "http://127.0.0.1:11434/v1", "openai": "https://api.openai.com/v1"}


@pytest.fixture(autouse=True)
def upstreams(settings):
    settings.UPSTREAMS = UPSTREAMS


def configure(*arguments: str) -> list[str]:
    out = io.StringIO()
    call_command("configureproject", *arguments, stdout=out)
    return out.getvalue().splitlines()


def stored(project: Project) -> tuple[str, bool, str]:
    return Project.objects.values_list("log", "stream_usage", "upstream").get(pk=project.pk)


def test_it_keeps_everything_and_changes_nothing_unless_asked(project):
    assert stored(project) == ("full", False, "")


def test_it_changes_what_is_given_and_prints_all(project):
    printed = configure("support", "--log", "metadata", "--stream-usage", "on", "--upstream", "local")
    assert printed[:3] == ["log: metadata", "stream usage: on", "upstream: local"]
    assert stored(project) == ("metadata", True, "local")


def test_it_changes_how_votes_are_treated(project):
    options = ["--votes-need-key", "on", "--vote-tokens", "on", "--vote-hold-minutes", "60"]
    printed = configure("support", *options, "--reason", "wrong", "--reason", "too long")
    votes = ["votes need key: on", "vote tokens: on", "vote hold minutes: 60", "reasons: wrong, too long"]
    assert printed[3:7] == votes
    project.refresh_from_db()
    assert (project.feedback_needs_key, project.vote_tokens, project.vote_hold_minutes) == (True, True, 60)
    assert project.reasons == ["wrong", "too long"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--vote-hold-minutes", "10081"], "10080"),
        (["--reason", "wrong", "--reason", "wrong"], "different"),
        (["--reason", " "], "1 to 100"),
    ],
)
def test_it_says_what_is_wrong_with_a_setting_of_votes(project, arguments, said):
    with pytest.raises(CommandError, match=said):
        configure("support", *arguments)
    assert Project.objects.get(pk=project.pk).vote_hold_minutes == 15


def test_it_leaves_what_is_not_given(project):
    configure("support", "--log", "metadata", "--upstream", "local")
    assert configure("support")[:3] == ["log: metadata", "stream usage: off", "upstream: local"]


def test_it_goes_back_to_what_is_usual(project):
    configure("support", "--log", "metadata", "--stream-usage", "on", "--upstream", "local")
    printed = configure("support", "--log", "full", "--stream-usage", "off", "--upstream", "")
    assert printed[:3] == ["log: full", "stream usage: off", "upstream: GPTBOOST_UPSTREAM_URL"]
    assert stored(project) == ("full", False, "")


@pytest.mark.parametrize("name", ["elsewhere", "http://evil.example/v1", "Local", " local"])
def test_it_takes_no_upstream_that_the_operator_does_not_name(project, name):
    with pytest.raises(CommandError, match="no upstream of GPTBOOST_UPSTREAMS, which names local, openai"):
        configure("support", "--upstream", name)
    assert stored(project) == ("full", False, "")


@pytest.mark.parametrize("arguments", [["--log", "none"], ["--stream-usage", "maybe"]])
def test_it_refuses_other_values(project, arguments):
    with pytest.raises(CommandError, match="invalid choice"):
        configure("support", *arguments)


def test_it_refuses_a_project_that_does_not_exist(db):
    with pytest.raises(CommandError, match="no project 'nowhere'"):
        configure("nowhere", "--log", "full")


def test_it_refuses_a_value_that_there_is_not_also_from_code(project):
    with pytest.raises(ValidationError):
        services.configure_project(project=project, log="none")
    assert stored(project) == ("full", False, "")


def test_it_sets_the_log_of_a_project_whose_upstream_is_gone(project, settings):
    services.configure_project(project=project, upstream="local")
    settings.UPSTREAMS = {}
    services.configure_project(project=project, log="metadata")
    assert stored(project) == ("metadata", False, "local")


@pytest.mark.parametrize(("name", "kept"), [("local", "local"), ("elsewhere", ""), ("http://evil.example", "")])
def test_it_checks_the_upstream_in_the_admin_too(client, project, name, kept):
    client.force_login(User.objects.create_superuser("root"), backend="django.contrib.auth.backends.ModelBackend")
    inlines = {f"memberships-{part}": "0" for part in ("TOTAL_FORMS", "INITIAL_FORMS")}
    form = {"slug": project.slug, "name": project.name, "log": "full", "upstream": name, **inlines}
    form |= {"reasons": "[]", "vote_hold_minutes": 15}
    page = client.post(f"/admin/projects/project/{project.pk}/change/", form)
    assert page.status_code == (302 if kept else 200)
    assert stored(project) == ("full", False, kept)
