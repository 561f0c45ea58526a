"""Production mode as docs/operations.md starts it: the web service alone, behind a proxy that speaks HTTPS."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
import requests

from tests.live import ROOT, own_database
from tests.postgres import free_port

HOST = {"Host": "log.example.org"}
BEHIND_PROXY = {**HOST, "X-Forwarded-Proto": "https"}
GUNICORN = ["-m", "gunicorn", "-k", "gthread", "--threads", "4", "--no-control-socket", "--log-level", "warning"]


@pytest.fixture(scope="module")
def url(tmp_path_factory) -> Iterator[str]:
    folder, port = tmp_path_factory.mktemp("production"), free_port()
    environment = {
        **os.environ,
        "GPTBOOST_PRODUCTION": "1",
        "GPTBOOST_DATA_DIR": str(folder),
        "DATABASE_URL": own_database(folder),
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "log.example.org",
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    for command in (
        ["migrate", "-v0"],
        ["collectstatic", "--no-input", "-v0", "-i", "drf_spectacular_sidecar", "-i", "admin"],
    ):
        subprocess.run([sys.executable, "-m", "gptboost_site", *command], env=environment, cwd=ROOT, check=True)
    command = [sys.executable, *GUNICORN, "-b", f"127.0.0.1:{port}", "gptboost_site.wsgi"]
    process = subprocess.Popen(command, env=environment, cwd=ROOT)
    wait_until_alive(f"http://127.0.0.1:{port}/healthz", process)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(timeout=60)


def wait_until_alive(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, "gunicorn ended"
        try:
            if requests.get(url, timeout=5).status_code == 200:
                return
        except (requests.ConnectionError, requests.Timeout):
            pass
        time.sleep(0.1)
    raise AssertionError("gunicorn did not come up")


def test_it_sends_plain_http_to_https(url):
    answer = requests.get(f"{url}/", headers=HOST, allow_redirects=False, timeout=30)
    assert (answer.status_code, answer.headers["Location"]) == (301, "https://log.example.org/")


def test_it_serves_a_page_with_all_that_it_names(url):
    page = requests.get(f"{url}/accounts/login/", headers=BEHIND_PROXY, timeout=30)
    named = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
    assert len(named) >= 5
    for path in named:
        part = requests.get(url + path, headers=BEHIND_PROXY, timeout=30)
        assert (part.status_code, "immutable" in part.headers["Cache-Control"]) == (200, True), path


def test_it_sets_cookies_that_only_https_and_this_host_see(url):
    cookie = requests.get(f"{url}/accounts/login/", headers=BEHIND_PROXY, timeout=30).headers["Set-Cookie"]
    assert cookie.startswith("__Host-csrf=")
    assert all(part in cookie for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))


def test_it_refuses_other_host_names_and_hides_metrics(url):
    other = requests.get(f"{url}/", headers={**BEHIND_PROXY, "Host": "evil.example"}, timeout=30)
    assert other.status_code == 400
    assert requests.get(f"{url}/metrics", headers=BEHIND_PROXY, timeout=30).status_code == 404


def test_it_demands_https_for_the_api_too(url):
    answer = requests.get(f"{url}/v1/requests/", headers=HOST, allow_redirects=False, timeout=30)
    assert answer.status_code == 301
    assert requests.get(f"{url}/v1/requests/", headers=BEHIND_PROXY, timeout=30).status_code == 401
