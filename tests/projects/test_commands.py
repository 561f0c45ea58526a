"""The commands that make projects, keys and sign-in links."""

from __future__ import annotations

import io
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command

from projects import keys
from projects.models import ApiKey, Membership, Project, UpstreamKey


def output(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_it_has_a_default_project_from_the_first_migration(db):
    assert Project.objects.get().slug == "default"


def test_it_creates_a_project_with_its_owner(alice):
    output("createproject", "shop", "--name", "Shop", "--owner", "alice")
    membership = Membership.objects.get(project__slug="shop")
    assert (membership.user, membership.role) == (alice, "owner")


@pytest.mark.parametrize("slug", ["Shop", "a b", "-a", "", "x" * 51, "default", "a\n"])
def test_it_refuses_a_slug_that_is_malformed_or_taken(db, slug):
    with pytest.raises(CommandError):
        output("createproject", slug, "--name", "Shop")
    assert Project.objects.count() == 1


def test_it_refuses_an_owner_who_does_not_exist(db):
    with pytest.raises(CommandError, match="no user 'nobody'"):
        output("createproject", "shop", "--name", "Shop", "--owner", "nobody")
    assert not Project.objects.filter(slug="shop").exists()


@pytest.mark.parametrize(("kind", "prefix"), [("secret", "sk_"), ("public", "pk_")])
def test_it_prints_a_key_alone_and_stores_only_its_digest(db, settings, kind, prefix):
    key = output("createkey", "--project", "default", "--kind", kind).strip()
    assert key.startswith(prefix)
    row = ApiKey.objects.get()
    assert row.digest == keys.digest(key, settings.KEY_PEPPER)
    assert key not in str(row.__dict__)


def test_it_limits_a_public_key_to_the_origins_it_is_given(db):
    output("createkey", "--project", "default", "--kind", "public", "--origin", "https://app.example.org")
    assert ApiKey.objects.get().origins == ["https://app.example.org"]


@pytest.mark.parametrize(
    ("kind", "origin", "said"),
    [
        ("public", "https://app.example.org/", "no origin"),
        ("public", "app.example.org", "no origin"),
        ("public", "*", "no origin"),
        ("public", "null", "no origin"),
        ("secret", "https://app.example.org", "Only a public key"),
    ],
)
def test_it_refuses_what_is_no_origin(db, kind, origin, said):
    with pytest.raises(CommandError, match=said):
        output("createkey", "--project", "default", "--kind", kind, "--origin", origin)
    assert not ApiKey.objects.exists()


def test_it_refuses_a_key_for_a_project_that_does_not_exist(db):
    with pytest.raises(CommandError, match="no project 'nowhere'"):
        output("createkey", "--project", "nowhere", "--kind", "secret")


def test_it_registers_an_upstream_key_from_stdin_and_keeps_its_last_four(db):
    with patch("sys.stdin", io.StringIO("sk-upstream-1234\n")):
        output("registerkey", "--project", "default")
    row = UpstreamKey.objects.get()
    assert row.last_four == "1234"
    assert "sk-upstream" not in str(row.__dict__)


def test_it_prints_a_sign_in_link_and_makes_the_operator_once(db, django_user_model):
    first, second = output("signinlink").strip(), output("signinlink").strip()
    assert first.startswith("http://")
    assert "/accounts/link/?token=" in first
    assert "/accounts/link/?token=" in second
    operator = django_user_model.objects.get()
    assert operator.is_superuser
    assert not operator.has_usable_password()
