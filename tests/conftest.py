"""Fixtures that every test may use: three people with fixed roles, a project of theirs, and one of strangers."""

from __future__ import annotations

import os
from collections.abc import Iterator

import hypothesis
import pytest
from django.contrib.auth.models import User
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client

from projects import services
from projects.models import DEFAULT_SLUG, Membership, Project, Role
from tests import once, order
from tests.live import Site, running
from tests.sqlwatch import watching
from tests.upstream import Upstream

# A slow machine is no failure; on a server that tests each change, the same examples each time
hypothesis.settings.register_profile("gptboost", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("gptboost")


def pytest_itemcollected(item: pytest.Item) -> None:
    if once.is_of_any_database(item):
        item.add_marker("any_database")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = order.ordered(items)


@pytest.fixture(autouse=True)
def every_query_names_its_project():
    with watching():
        yield


@pytest.fixture(autouse=True)
def default_project(request: pytest.FixtureRequest) -> None:
    """The project of the first migration is there, also after a test that has left the tables empty."""
    marker = request.node.get_closest_marker("django_db")
    if "db" in request.fixturenames or (marker and not marker.kwargs.get("transaction")):
        request.getfixturevalue("db")
        Project.objects.get_or_create(slug=DEFAULT_SLUG, defaults={"name": "Default"})


@pytest.fixture
def alice(db) -> User:
    """Owner of `project`."""
    return User.objects.create_user("alice", "alice@example.org", "correct horse battery")


@pytest.fixture
def bob(db) -> User:
    """Viewer of `project`."""
    return User.objects.create_user("bob", "bob@example.org", "correct horse battery")


@pytest.fixture
def charlie(db) -> User:
    """A stranger: member of `other_project` only."""
    return User.objects.create_user("charlie", "charlie@example.org", "correct horse battery")


@pytest.fixture
def project(alice: User, bob: User) -> Project:
    project = services.create_project(slug="support", name="Support assistant", owner=alice)
    Membership.objects.create(project=project, user=bob, role=Role.VIEWER)
    return project


@pytest.fixture
def other_project(charlie: User) -> Project:
    return services.create_project(slug="other", name="Other team", owner=charlie)


@pytest.fixture
def secret_key(project: Project) -> str:
    return services.create_key(project=project, kind="secret")[1]


@pytest.fixture
def public_key(project: Project) -> str:
    return services.create_key(project=project, kind="public")[1]


@pytest.fixture
def as_alice(alice: User, client: Client) -> Client:
    client.force_login(alice, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture(scope="session")
def upstream() -> Iterator[Upstream]:
    """A scripted upstream that answers as OpenAI does."""
    with Upstream() as upstream:
        yield upstream


@pytest.fixture(scope="session")
def site(upstream: Upstream, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The product as people start it, in front of the scripted upstream."""
    with running(tmp_path_factory.mktemp("site"), upstream.url) as site:
        yield site


@pytest.fixture
def one_connection(db):
    """For requests not of the test client: their end, too, leaves the test's own transaction open."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
