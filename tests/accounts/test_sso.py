"""Single sign-on, the whole way there and back, at a real provider."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from gptboost_site.signin_settings import settings_of
from projects.accounts.provider import Sso
from tests.accounts.provider import CLIENT_ID, CLIENT_SECRET, Provider

NOT_SIGNED_IN = "You are not signed in"


@pytest.fixture
def provider(settings, db) -> Iterator[Provider]:
    with Provider() as provider:
        turn_on(settings, provider.issuer)
        yield provider


def turn_on(settings: Any, issuer: str) -> None:
    cache.clear()
    settings.SSO = Sso(issuer, CLIENT_ID, CLIENT_SECRET, "Example", ("example.org",))
    for name, value in settings_of(settings.SSO).items():
        setattr(settings, name, value)
    settings.AUTHENTICATION_BACKENDS = [*settings.AUTHENTICATION_BACKENDS, "projects.accounts.sso.SsoBackend"]


def dance(client: Client, provider: Provider, start: str = "/accounts/sso/") -> Any:
    """There, and back with what the provider gave."""
    led = client.get(start)
    assert led.status_code == 302
    return client.get("/accounts/sso/callback/", provider.authorize(led.url))


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_it_signs_in_who_has_that_address_and_goes_on_to_the_page_that_was_asked_for(provider, project, alice, client):
    answer = dance(client, provider, "/accounts/sso/?next=/p/support/requests/?rating=negative")
    assert (answer.status_code, answer.url) == (302, "/p/support/requests/?rating=negative")
    assert client.session["_auth_user_id"] == str(alice.pk)
    assert client.get("/p/support/requests/").status_code == 200


def test_it_offers_a_button_on_the_sign_in_page_that_keeps_the_page_to_go_on_to(provider, client):
    page = client.get("/accounts/login/?next=/p/a/requests/%3Fa=1%26b=2").content.decode()
    assert 'href="/accounts/sso/?next=%2Fp%2Fa%2Frequests%2F%3Fa%3D1%26b%3D2"' in page
    assert "Sign in with Example" in page


def test_it_asks_with_state_nonce_and_pkce(provider, alice, client):
    dance(client, provider)
    asked = provider.asked
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 32
    assert asked["redirect_uri"] == "http://testserver/accounts/sso/callback/"


def test_it_takes_either_kind_of_signature(provider, alice, client):
    provider.algorithm = "ES256"
    assert dance(client, provider).status_code == 302
    assert is_signed_in(client)


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another-client"},
        {"iss": "https://login.example.com"},
        {"iat": 1, "exp": 2},
        {"exp": None},
        {"sub": None},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email_verified": None},
        {"email": "somebody@example.com"},
        {"email": "alıce@example.org"},
        {"email": ["alice@example.org"]},
        {"email": ""},
    ],
    ids=str,
)
def test_it_refuses_what_does_not_prove_who_it_is(provider, alice, client, claims):
    provider.claims = claims
    answer = dance(client, provider)
    assert (answer.status_code, NOT_SIGNED_IN in answer.content.decode()) == (403, True)
    assert not is_signed_in(client)
    assert User.objects.count() == 1


@pytest.mark.parametrize(("algorithm", "forged"), [("RS256", True), ("HS256", False), ("none", False)])
def test_it_refuses_what_the_provider_has_not_signed(provider, alice, client, algorithm, forged):
    provider.algorithm, provider.forged = algorithm, forged
    assert dance(client, provider).status_code == 403
    assert not is_signed_in(client)


def test_it_makes_an_account_for_people_of_its_domains_alone(provider, client):
    provider.claims = {"email": "Dana@Example.org"}
    assert dance(client, provider).status_code == 302
    dana = User.objects.get()
    assert (dana.username, dana.email, dana.has_usable_password()) == ("dana@example.org", "dana@example.org", False)
    assert (dana.is_staff, dana.is_superuser, dana.memberships.count()) == (False, False, 0)
    assert dance(Client(), provider).status_code == 302
    assert User.objects.count() == 1


def test_it_gives_nobody_the_account_of_who_has_that_name(provider, client):
    User.objects.create_user("dana@example.org", "other@example.com")
    provider.claims = {"email": "dana@example.org"}
    assert dance(client, provider).status_code == 403
    assert not is_signed_in(client)


def test_it_keeps_out_who_was_deactivated_before_or_since(provider, alice, client):
    dance(client, provider)
    User.objects.update(is_active=False)
    assert client.get("/account/").status_code == 302
    assert dance(Client(), provider).status_code == 403


def test_it_asks_for_the_address_where_the_token_has_none(provider, alice, client):
    provider.claims = {"email": None, "email_verified": None}
    provider.userinfo = {"sub": "7", "email": "alice@example.org", "email_verified": True}
    assert dance(client, provider).status_code == 302
    provider.userinfo["sub"] = "8"
    assert dance(Client(), provider).status_code == 403


@pytest.mark.parametrize("next", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_it_leads_nowhere_else(provider, alice, client, next):
    assert dance(client, provider, f"/accounts/sso/?next={next}").url == "/"


def test_it_takes_an_answer_once_and_only_from_the_browser_that_asked(provider, alice, client):
    back = provider.authorize(client.get("/accounts/sso/").url)
    assert Client().get("/accounts/sso/callback/", back).status_code == 403
    assert client.get("/accounts/sso/callback/", {**back, "state": "x"}).status_code == 403
    assert provider.tokens_given == []
    assert client.get("/accounts/sso/callback/", back).status_code == 302
    assert client.get("/accounts/sso/callback/", back).status_code == 403


def test_it_signs_nobody_out_who_follows_a_strangers_link(provider, as_alice):
    assert as_alice.get("/accounts/sso/callback/?error=access_denied").status_code == 403
    assert is_signed_in(as_alice)


def test_it_says_so_where_the_provider_is_away_and_lets_others_in(settings, alice, client):
    turn_on(settings, "http://127.0.0.1:1")
    answer = client.get("/accounts/sso/")
    assert (answer.status_code, NOT_SIGNED_IN in answer.content.decode()) == (503, True)
    data = {"username": "alice", "password": "correct horse battery"}
    assert client.post("/accounts/login/", data).status_code == 302


def test_it_is_not_there_unless_it_is_set_up(db, client):
    assert "sso" not in client.get("/accounts/login/").content.decode()
    assert [client.get(path).status_code for path in ("/accounts/sso/", "/accounts/sso/callback/")] == [404, 404]
