"""The roll-up under everything that changes the log at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).parents[2]
PROGRAM = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.rollup.storm import storm
print("\\n".join(storm()))
"""


@pytest.mark.skipif(connection.vendor == "sqlite", reason="runs in a process of its own there")
@pytest.mark.django_db(transaction=True)
def test_it_equals_a_full_recount_after_a_storm():
    from tests.rollup.storm import storm

    assert storm() == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a file of SQLite, for threads share no database in memory")
def test_it_equals_a_full_recount_after_a_storm_in_a_file(tmp_path):
    env = {**os.environ, "GPTBOOST_DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout.strip()) == (0, ""), ran.stderr
