"""Settings: every wrong value stops the start and is named; production refuses what is unsafe."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

SAFE = {"GPTBOOST_PRODUCTION": "1", "SECRET_KEY": secrets.token_urlsafe(64), "ALLOWED_HOSTS": "log.example.org"}


def check(tmp_path: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`gptboost check` in an environment that holds nothing else of ours."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "gptboost_site", "check", *arguments],
        env={**kept, "GPTBOOST_DATA_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
    )


def test_it_starts_without_any_variable_and_keeps_its_secret_to_itself(tmp_path):
    assert check(tmp_path).returncode == 0
    secret = tmp_path / "secret_key"
    assert len(secret.read_text()) >= 50
    assert secret.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("PORT", "eighty", "a whole number of at least 1 and at most 65535"),
        ("PORT", "70000", "at most 65535"),
        ("WEB_CONCURRENCY", "0", "at least 1"),
        ("DEBUG", "maybe", "1, true, yes or on"),
        ("GPTBOOST_UNKNOWN_KEYS", "allow", "one of default-project, reject"),
        ("GPTBOOST_UPSTREAM_URL", "ftp://example.org", "http:// or https:// URL"),
        ("GPTBOOST_UPSTREAM_URL", "https://user:pass@example.org/v1", "without user"),
        ("GPTBOOST_UPSTREAMS", "https://example.org/v1", "name=URL"),
        ("GPTBOOST_UPSTREAMS", "local=ftp://example.org", "http:// or https:// URL"),
        ("GPTBOOST_UPSTREAMS", "a=http://example.org,a=http://example.com", "each name once"),
        ("DATABASE_URL", "mysql://localhost/x", "postgres://user:password@host:port/name"),
        ("LOG_LEVEL", "LOUD", "one of DEBUG"),
    ],
)
def test_it_stops_the_start_and_names_a_wrong_value(tmp_path, name, value, expected):
    result = check(tmp_path, **{name: value})
    assert result.returncode != 0
    assert f"gptboost: {name}=" in result.stderr
    assert expected in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "django-insecure-" + "x" * 60}, "SECRET_KEY"),
        ({"DEBUG": "1"}, "DEBUG"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
    ],
)
def test_it_refuses_in_production_what_is_unsafe(tmp_path, change, named):
    result = check(tmp_path, **{**SAFE, **change})
    assert result.returncode != 0
    assert named in result.stderr


def test_it_never_says_a_secret_that_it_refuses(tmp_path):
    result = check(tmp_path, **{**SAFE, "SECRET_KEY": "too-short-but-private"})
    assert "too-short-but-private" not in result.stderr + result.stdout


def test_it_passes_the_deployment_check_in_production(tmp_path):
    result = check(tmp_path, "--deploy", "--fail-level", "WARNING", **SAFE)
    assert result.returncode == 0, result.stderr
