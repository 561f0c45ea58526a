"""What the gateway reads of keys and projects."""

from __future__ import annotations

import pytest
from django.utils import timezone

from gateway.access import KnownKey
from gateway.errors import GatewayError
from gateway.known import live_keys, unusual_policies
from gateway.policy import Policy
from projects import keys, services
from projects.models import ApiKey, Project

LOCAL = "http://127.0.0.1:11434/v1"


@pytest.fixture(autouse=True)
def upstreams(settings):
    settings.UPSTREAMS = {"local": LOCAL}


def test_it_reads_keys_of_all_kinds(settings, project, secret_key, public_key):
    services.register_upstream_key(project=project, upstream_key="sk-upstream")
    kinds = {secret_key: "secret", public_key: "public", "sk-upstream": "upstream"}
    expected = {keys.digest(key, settings.KEY_PEPPER): KnownKey(project.pk, kind) for key, kind in kinds.items()}
    assert live_keys() == expected


def test_it_reads_no_revoked_key(secret_key):
    services.revoke_key(key=ApiKey.objects.get(), now=timezone.now())
    assert live_keys() == {}


def test_it_reads_the_policies_of_projects_that_changed_something(project, other_project, django_assert_num_queries):
    services.configure_project(project=project, log="metadata", stream_usage=True, upstream="local", vote_tokens=True)
    with django_assert_num_queries(1):
        policies = unusual_policies()
    assert policies == {project.pk: Policy(log="metadata", stream_usage=True, upstream=LOCAL, vote_tokens=True)}


@pytest.mark.parametrize(
    "change", [{"log": "metadata"}, {"stream_usage": True}, {"upstream": "local"}, {"vote_tokens": True}]
)
def test_it_reads_a_policy_of_which_one_setting_is_changed(project, change):
    services.configure_project(project=project, **change)
    assert project.pk in unusual_policies()


def test_it_reads_the_default_projects_policy_for_calls_without_a_project(db):
    default = services.configure_project(project=Project.objects.get(slug="default"), log="metadata")
    assert unusual_policies() == {0: Policy(log="metadata"), default.pk: Policy(log="metadata")}


def test_it_refuses_the_calls_of_a_project_whose_upstream_is_not_allowed_any_more(project, settings):
    services.configure_project(project=project, upstream="local")
    settings.UPSTREAMS = {"other": "https://other.example/v1"}
    policy = unusual_policies()[project.pk]
    with pytest.raises(GatewayError, match="GPTBOOST_UPSTREAMS") as refused:
        policy.base_url("https://operators.example/v1")
    assert (refused.value.status, refused.value.code) == (503, "upstream_not_allowed")


@pytest.mark.parametrize(("upstream", "url"), [("", "https://operators.example/v1"), (LOCAL, LOCAL)])
def test_it_sends_calls_to_the_projects_upstream_or_the_operators(upstream, url):
    assert Policy(upstream=upstream).base_url("https://operators.example/v1") == url


def test_it_keeps_no_bodies_of_a_project_whose_setting_it_does_not_understand(project):
    Project.objects.filter(pk=project.pk).update(log="unheard-of")
    assert unusual_policies()[project.pk].log == "metadata"
