"""Everyone who asks a running site something, with how long each of their answers took."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import requests

from tests.gateway.site import Site

PATIENCE_SECONDS = 120


@dataclass(frozen=True)
class Answered:
    """An answer, and after how many seconds it came."""

    face: str
    status: int
    retry_after: str
    seconds: float


@dataclass
class Visitor:
    """A signed-in browser, a program with a secret key, a client of the gateway, and one who votes."""

    site: Site

    @property
    def root(self) -> str:
        return self.site.url.removesuffix("/v1")

    @cached_property
    def key(self) -> str:
        return self.site.command("createkey", "--project", "default", "--kind", "secret")

    @cached_property
    def cookies(self) -> dict[str, str]:
        """Those of a session that a sign-in link began."""
        return self.press(self.site.command("signinlink").splitlines()[-1]).cookies.get_dict()

    def press(self, link: str) -> requests.Response:
        """What the button of a sign-in link answers."""
        with requests.Session() as browser:
            page = browser.get(link, timeout=PATIENCE_SECONDS)
            fields = dict(re.findall(r'name="(csrfmiddlewaretoken|token|next)"\s+value="([^"]*)"', page.text))
            where = f"{self.root}/accounts/link/"
            return browser.post(where, fields, timeout=PATIENCE_SECONDS, allow_redirects=False)

    def vote(self, message_id: str) -> Answered:
        body = {"message_id": message_id, "rating": "positive"}
        return self.timed(
            "vote", lambda: requests.post(f"{self.root}/v1/feedback/", json=body, timeout=PATIENCE_SECONDS)
        )

    def page(self, path: str = "/p/default/requests/") -> Answered:
        return self.get("page", path, cookies=self.cookies)

    def api(self) -> Answered:
        return self.get("api", "/v1/requests/", headers={"Authorization": f"Bearer {self.key}"})

    def ready(self) -> Answered:
        return self.get("ready", "/readyz")

    def chat(self) -> Answered:
        return self.timed("gateway", lambda: requests.post(f"{self.site.url}/chat/completions", json=self.chat_body))

    chat_body = {"model": "gpt-5-mini", "messages": [{"role": "user", "content": "Say hello"}]}

    def get(self, face: str, path: str, **options: dict[str, str]) -> Answered:
        return self.timed(
            face, lambda: requests.get(self.root + path, timeout=PATIENCE_SECONDS, allow_redirects=False, **options)
        )

    @staticmethod
    def timed(face: str, ask: Callable[[], requests.Response]) -> Answered:
        began = time.monotonic()
        answer = ask()
        return Answered(face, answer.status_code, answer.headers.get("Retry-After", ""), time.monotonic() - began)
