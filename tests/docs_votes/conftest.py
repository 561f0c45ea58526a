"""A project with keys on the running product, an answer in it, and a browser on pages of another origin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, Page

from tests.browser.conftest import CHROMIUM
from tests.browser.conftest import browser_type_launch_args as browser_type_launch_args
from tests.browser.elsewhere import Elsewhere, elsewhere
from tests.live import Site

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if not item.path.is_relative_to(HERE):
            continue
        item.add_marker(pytest.mark.any_database)
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium: install it, or say CHROMIUM=/path/to/it"))


@dataclass
class Shop:
    """The project of the documents, with a secret key."""

    site: Site
    key: str

    def ask(self) -> requests.Response:
        """A call through the gateway."""
        body = {"model": "gpt-5-mini", "messages": [{"role": "user", "content": "Which plan has SSO?"}]}
        headers = {"Authorization": "Bearer sk-docs", "X-GPTBoost-Key": self.key}
        return requests.post(f"{self.site.base_url}/chat/completions", json=body, headers=headers, timeout=30)

    def vote(self, id: str, submitter: str = "") -> dict[str, Any] | None:
        """The vote that is stored; None for none."""
        url = f"{self.site.url}/v1/feedback/{id}/"
        headers = {"X-GPTBoost-Key": self.key}
        answer = requests.get(url, params={"submitter": submitter}, headers=headers, timeout=30)
        assert answer.status_code in (200, 404), answer.text
        return answer.json() if answer.ok else None


@pytest.fixture(scope="session")
def shop(site: Site) -> Shop:
    site.command("createproject", "shop", "--name", "Shop")
    site.command("configureproject", "shop", "--vote-tokens", "on")
    return Shop(site, site.command("createkey", "--project", "shop", "--kind", "secret").strip())


@pytest.fixture
def id(shop: Shop) -> str:
    """Of an answer in the shop's log."""
    return str(shop.ask().json()["id"])


@pytest.fixture
def as_app(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """The surroundings of the documents' Python."""
    monkeypatch.setenv("GPTBOOST_KEY", shop.key)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-docs")
    return shop


@pytest.fixture(scope="session")
def application(site: Site) -> Iterator[Elsewhere]:
    with elsewhere(site.url) as application:
        yield application


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window; whatever it complains of fails the test."""
    complaints: list[str] = []
    context = browser.new_context()
    page = context.new_page()
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []
