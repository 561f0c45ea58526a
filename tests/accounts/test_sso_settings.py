"""Half a provider, or a wrong one, stops the start and is named."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from gptboost_site.env import Settings
from gptboost_site.signin_settings import read_sso, settings_of

WHOLE = {
    "GPTBOOST_OIDC_ISSUER": "https://login.example.org/realms/team",
    "GPTBOOST_OIDC_CLIENT_ID": "gptboost",
    "GPTBOOST_OIDC_CLIENT_SECRET": "a-secret",
}


def test_it_is_off_where_nothing_is_said():
    assert read_sso(Settings({})) is None
    assert settings_of(None) == {}


def test_it_reads_a_provider_and_asks_it_for_nothing_yet():
    sso = read_sso(Settings({**WHOLE, "GPTBOOST_OIDC_NAME": "Example", "GPTBOOST_OIDC_DOMAINS": "Example.org,b.de"}))
    assert sso == ("https://login.example.org/realms/team", "gptboost", "a-secret", "Example", ("example.org", "b.de"))
    found = settings_of(sso)
    assert (found["OIDC_RP_CLIENT_ID"], found["OIDC_USE_PKCE"]) == ("gptboost", True)


@pytest.mark.parametrize("missing", WHOLE)
def test_it_names_what_is_missing(missing):
    with pytest.raises(ImproperlyConfigured, match=f"^{missing} is not set"):
        read_sso(Settings({name: value for name, value in WHOLE.items() if name != missing}))


@pytest.mark.parametrize("name", ["GPTBOOST_OIDC_NAME", "GPTBOOST_OIDC_DOMAINS"])
def test_it_refuses_what_belongs_to_no_provider(name):
    with pytest.raises(ImproperlyConfigured, match="GPTBOOST_OIDC_ISSUER is not set"):
        read_sso(Settings({name: "example.org"}))


@pytest.mark.parametrize(
    "issuer",
    [
        "login.example.org",
        "http://login.example.org",
        "ftp://a.org",
        "https://",
        "https://a:b@c.org",
        "https://a.org/?b=1",
    ],
)
def test_it_refuses_an_issuer_that_is_not_safe(issuer):
    with pytest.raises(ImproperlyConfigured, match="GPTBOOST_OIDC_ISSUER="):
        read_sso(Settings({**WHOLE, "GPTBOOST_OIDC_ISSUER": issuer}))


@pytest.mark.parametrize("domains", ["example", "@example.org", "*.example.org", "example.org;b.de"])
def test_it_refuses_what_is_no_domain(domains):
    with pytest.raises(ImproperlyConfigured, match="GPTBOOST_OIDC_DOMAINS="):
        read_sso(Settings({**WHOLE, "GPTBOOST_OIDC_DOMAINS": domains}))
