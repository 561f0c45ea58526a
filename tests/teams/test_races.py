"""What two people do at the same moment: a project keeps an owner, and a link is used once."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.live import ROOT, migrated_database

# 200 for the whole proof
ROUNDS = os.environ.get("TEAM_ROUNDS", "5")


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """A database of its own, with tables."""
    folder = tmp_path_factory.mktemp("races")
    environment = {**os.environ, "GPTBOOST_DATA_DIR": str(folder), "DATABASE_URL": migrated_database(folder)}
    return environment | {"DJANGO_SETTINGS_MODULE": "tests.settings"}


@pytest.mark.parametrize("race", ["demote", "leave", "join"])
def test_it_lets_one_of_two_through(environment, race):
    command = [sys.executable, "-m", "tests.teams.racing", race, ROUNDS]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert set(done.stdout.splitlines()) == {"1 1"}
    assert len(done.stdout.splitlines()) == int(ROUNDS)
