"""A call of the real gateway, recorded and then erased by HTTP: in one process, and none of it is the upstream's."""

from __future__ import annotations

from urllib.parse import quote

import pytest
import requests

USER = "ann/ünï %2F 💥"


def asked(site, method: str, slash: str) -> requests.Response:
    headers = {"Authorization": f"Bearer {site.secret_key}"}
    return requests.request(method, f"{site.url}/v1/users/{quote(USER, safe='')}{slash}", headers=headers, timeout=30)


@pytest.mark.parametrize("slash", ["/", ""])
def test_it_erases_a_call_of_the_gateway(site, upstream, slash):
    body = {"model": "gpt-5-mini", "user": USER, "messages": [{"role": "user", "content": "Say hello"}]}
    answer = requests.post(f"{site.url}/v1/chat/completions", json=body, timeout=30).json()
    assert site.entry(answer["id"])["user"] == USER
    before = len(upstream.received)
    assert asked(site, "GET", slash).json()["held"]["requests"]["count"] == 1
    assert asked(site, "DELETE", slash).json()["erased"]["requests"] == 1
    assert asked(site, "GET", slash).status_code == 404
    assert len(upstream.received) == before
