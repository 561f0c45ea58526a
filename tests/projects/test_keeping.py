"""How long the parts of a project's log are kept, as the operator sets it."""

from __future__ import annotations

import io

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from projects import services
from projects.limits import Limits
from projects.models import Project

DAYS = ("keep_bodies_days", "keep_requests_days", "keep_votes_days", "keep_rated")
FOREVER = (None, None, None, True)


def configure(*arguments: str) -> list[str]:
    out = io.StringIO()
    call_command("configureproject", "support", *arguments, stdout=out)
    return out.getvalue().splitlines()[-4:]


def stored() -> tuple[int | None, int | None, int | None, bool]:
    return Project.objects.values_list(*DAYS).get(slug="support")


def test_it_keeps_everything_for_good_at_first(project):
    kept = ["bodies are kept: forever", "requests are kept: forever", "votes are kept: forever", "keep rated: on"]
    assert configure() == kept
    assert stored() == FOREVER


def test_it_keeps_each_part_as_long_as_is_given(project):
    parts = ["--keep-bodies-days", "30", "--keep-requests-days", "365", "--keep-votes-days", "90", "--no-keep-rated"]
    assert configure(*parts)[:2] == ["bodies are kept: 30 days", "requests are kept: 365 days"]
    assert stored() == (30, 365, 90, False)
    assert configure("--keep-bodies-days", "forever", "--keep-rated")[0] == "bodies are kept: forever"
    assert stored() == (None, 365, 90, True)


@pytest.mark.parametrize("days", ["0", "-1", "1.5", "a week", "", "٣", "9" * 5000])
def test_it_takes_nothing_but_days(project, days):
    with pytest.raises(CommandError, match="neither a number of days nor 'forever'"):
        configure(f"--keep-bodies-days={days}")
    assert stored() == FOREVER


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--keep-bodies-days", "31", "--keep-requests-days", "30"], "Bodies go with their requests, after 30 days"),
        (["--keep-votes-days", "36501"], "Votes are kept for at most 36,500 days"),
    ],
)
def test_it_says_which_limits_make_no_sense(project, arguments, said):
    with pytest.raises(CommandError, match=said):
        configure(*arguments)
    assert stored() == FOREVER


def test_it_looks_at_limits_that_were_set_before(project):
    services.configure_project(project=project, keep_bodies_days=60)
    with pytest.raises(ValidationError) as caught:
        services.configure_project(project=project, keep_requests_days=30)
    assert list(caught.value.message_dict) == ["keep_bodies_days"]
    assert stored() == (60, None, None, True)


@pytest.mark.parametrize(
    ("bodies", "requests", "votes", "rated", "wrong"),
    [
        (None, None, None, False, []),
        (30, 30, 30, False, []),
        (None, 30, None, False, []),
        (30, None, 90, False, []),
        (31, 30, None, True, ["keep_bodies_days"]),
        (None, 30, 90, True, []),
        (None, 30, 90, False, ["keep_votes_days"]),
        (31, 30, 90, False, ["keep_bodies_days", "keep_votes_days"]),
    ],
)
def test_it_knows_what_cannot_outlive_what(bodies, requests, votes, rated, wrong):
    days = dict(zip(DAYS, (bodies, requests, votes, rated), strict=True))
    assert list(Limits(**days).problems) == wrong


def test_it_shows_the_limits_in_the_admin(client, project):
    client.force_login(User.objects.create_superuser("root"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/admin/projects/project/{project.pk}/change/").content.decode()
    assert "How long it is kept" in page
    assert all(f'name="{name}"' in page for name in DAYS)
