"""What several of the tests of webhooks use."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network

import pytest

from tests.factories import create_entry
from tests.webhooks.receiver import Receiver


@pytest.fixture
def entry(project):
    return create_entry(project, prompt="Where are the docs?", answer="See the <link>.", message_id="chatcmpl-9nX2")


@pytest.fixture
def receiver(settings) -> Iterator[Receiver]:
    """A receiver that the operator allows to be called."""
    settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.1/32")]
    with Receiver() as receiver:
        yield receiver
