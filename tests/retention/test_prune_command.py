"""`gptboost prune`: what it says, and what the disk has back."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from tests.live import ROOT, migrated_database
from tests.retention.world import call, contents, ids, vote

POSTGRESQL = "postgresql" in settings.DATABASES["default"]["ENGINE"]
RUN = """
import os
from django.core.management import call_command
from django.utils import timezone
from projects.models import Project
from tests.factories import create_entry
project = Project.objects.get(slug="default")
project.keep_bodies_days = 1
project.save()
for _ in range(40):
    create_entry(project, prompt=os.urandom(50_000).hex(), at=timezone.now() - timezone.timedelta(days=2))
for options in ({}, {"vacuum": True}):
    print("file", os.path.getsize(os.environ["FILE"]))
    call_command("prune", **options)
print("file", os.path.getsize(os.environ["FILE"]))
"""


def said(*arguments):
    out = StringIO()
    call_command("prune", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def limited(project):
    """Keeps requests for 30 days; one of two old ones somebody liked."""
    project.keep_requests_days = 30
    project.save()
    call(project, 10_000)
    vote(call(project, 10_000), 9_999)
    return project


@pytest.mark.django_db
def test_it_says_what_went_and_why(limited):
    shown = said()
    assert "support keeps bodies for good, requests for 30 days, votes for good; with an exemption" in shown
    assert line(shown, "requests") == ["support", "requests", "for", "30", "days", "1"]
    assert line(shown, "the database")[-1]
    assert limited.requests.count() == 1


def line(shown, words):
    return next(each.split() for each in shown.splitlines() if words in each and "keeps" not in each)


@pytest.mark.django_db
def test_it_only_counts_on_a_dry_run(limited):
    before = contents()
    shown = said("--dry-run")
    assert "would go" in shown
    assert line(shown, "requests")[-1] == "1"
    assert contents() == before


@pytest.mark.django_db
def test_it_prunes_the_projects_that_are_named(limited, other_project):
    other_project.keep_requests_days = 30
    other_project.save()
    theirs = call(other_project, 10_000)
    said("--project", "support")
    assert ids(other_project.requests) == {theirs.id}
    said("--project", "support", "--project", "other")
    assert not other_project.requests.exists()


@pytest.mark.django_db
def test_it_refuses_a_project_that_there_is_not(project):
    with pytest.raises(CommandError, match="There is no project 'shop'"):
        said("--project", "shop")


@pytest.mark.django_db
def test_it_says_so_where_nothing_has_a_limit(project):
    assert "Every project keeps everything for good" in said()


@pytest.mark.django_db
def test_it_writes_the_file_anew_only_where_that_is_asked_for():
    with pytest.raises(CommandError, match="--vacuum is for SQLite alone"):
        said("--vacuum", "--dry-run")


@pytest.mark.skipif(POSTGRESQL, reason="of SQLite's file")
@pytest.mark.parametrize("older", [False, True], ids=["new", "of-an-older-version"])
def test_it_makes_the_file_smaller(tmp_path, older):
    url = migrated_database(tmp_path)
    file = url.removeprefix("sqlite:///")
    if older:
        with sqlite3.connect(file) as connection:
            connection.executescript("PRAGMA auto_vacuum=NONE; VACUUM")
    environment = {**os.environ, "DATABASE_URL": url, "FILE": file, "GPTBOOST_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "gptboost_site", "shell", "--no-imports", "-c", RUN]
    shown = subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    before, pruned, vacuumed = (int(size) for size in re.findall(r"^file (\d+)$", shown, re.MULTILINE))
    assert "40" in line(shown, "bodies")
    assert (pruned < before / 2) is not older
    assert vacuumed < before / 2
    assert shown.count("gptboost prune --vacuum") == older
