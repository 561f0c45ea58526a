"""The session's cookie, and forms that another site has sent."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys

import pytest
from django.test import Client

from projects.models import Session
from tests.accounts.test_sessions import PASSWORD, is_in, signed_in

SHOW = """
import json
from django.conf import settings
names = ("SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE",
    "SESSION_COOKIE_PATH", "SESSION_COOKIE_DOMAIN")
print(json.dumps([getattr(settings, name) for name in names]))
"""


def test_it_is_for_https_and_this_host_alone_in_production(tmp_path):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "gptboost_site.settings",
        "GPTBOOST_PRODUCTION": "1",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "log.example.org",
        "GPTBOOST_DATA_DIR": str(tmp_path),
    }
    shown = subprocess.run([sys.executable, "-c", SHOW], env=environment, check=True, capture_output=True, text=True)
    assert json.loads(shown.stdout) == ["__Host-session", True, True, "Lax", "/", None]


def test_it_is_hidden_from_scripts_and_other_sites(alice):
    cookie = signed_in().cookies["session"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")
    assert cookie["max-age"] == 14 * 24 * 60 * 60


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/accounts/login/", {"username": "alice", "password": PASSWORD}),
        ("/accounts/logout/", {}),
        ("/accounts/link/", {"token": "x"}),
        ("/account/password/", {"new_password1": "x", "new_password2": "x"}),
        ("/account/sessions/end/", {"session": "x"}),
        ("/account/sessions/end-others/", {}),
    ],
)
def test_it_takes_no_form_that_another_site_has_sent(alice, path, form):
    browser, elsewhere = Client(enforce_csrf_checks=True), signed_in()
    browser.cookies["session"] = signed_in().cookies["session"].value
    assert browser.post(path, form).status_code == 403
    assert Session.objects.count() == 2
    assert is_in(browser)
    assert is_in(elsewhere)
