"""The images that came along with a call: a placeholder on the page, the bytes for those who ask."""

from __future__ import annotations

import json
from base64 import b64encode

import pytest

from projects.models import Membership
from requestlog.ids import new_id
from requestlog.presenting.pictures import name_of
from tests.factories import create_entry
from tests.pages.test_detail import chat
from tests.pages.world import text_of

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 61
SCRIPT = b"<svg xmlns='http://www.w3.org/2000/svg'><script>x()</script></svg>"


def data(content: bytes, kind: str = "image/png") -> str:
    return f"data:{kind};base64,{b64encode(content).decode()}"


def showing(project, *urls: str):
    parts = [{"type": "image_url", "image_url": {"url": url}} for url in urls]
    return create_entry(project, request=chat({"role": "user", "content": parts}))


def url_of(entry, content: bytes = PNG) -> str:
    return f"/p/support/requests/{entry.id}/image/{name_of(data(content))}/"


def test_it_shows_a_placeholder_and_loads_nothing(project, as_alice):
    entry = showing(project, data(PNG), "https://canary.example/a.png")
    answer = as_alice.get(f"/p/support/requests/{entry.id}/")
    page, text = answer.content.decode(), text_of(answer)
    assert "image image/png, 69 bytes Show image" in text
    assert "image https://canary.example/a.png" in text
    assert f'href="{url_of(entry)}"' in page
    assert not any(sign in page for sign in ("<img", "iVBOR", 'href="https://canary', 'src="https://canary'))


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff" + b"\0" * 60, "image/jpeg"),
        (b"GIF89a" + b"\0" * 60, "image/gif"),
        (b"RIFF\x10\x10\x10\x10WEBP" + b"\0" * 60, "image/webp"),
    ],
)
def test_it_gives_an_image_as_what_it_is_and_not_as_what_was_said(project, as_alice, content, kind):
    entry = showing(project, data(content, "text/html"))
    answer = as_alice.get(url_of(entry, content))
    assert (answer.status_code, answer.content) == (200, content)
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == (kind, "nosniff")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    "url", [data(SCRIPT, "image/svg+xml"), data(b"<script>"), "data:image/png,x", "data:;base64,é=", "data:"]
)
def test_it_offers_nothing_that_is_no_image(project, as_alice, url):
    entry = showing(project, url)
    assert "Show image" not in text_of(as_alice.get(f"/p/support/requests/{entry.id}/"))
    assert name_of(url) == ""


def test_it_finds_images_in_every_format(project, as_alice):
    source = {"type": "base64", "media_type": "image/png", "data": b64encode(PNG).decode()}
    request = chat({"role": "user", "content": [{"type": "image", "source": source}]})
    made = json.dumps({"data": [{"b64_json": b64encode(PNG + b"2").decode()}]}).encode()
    drawn = json.dumps(
        {"output": [{"type": "image_generation_call", "result": b64encode(PNG + b"3").decode()}]}
    ).encode()
    for call, content in (
        ({"request": request}, PNG),
        ({"response": made}, PNG + b"2"),
        ({"response": drawn}, PNG + b"3"),
    ):
        assert as_alice.get(url_of(create_entry(project, **call), content)).content == content


def test_it_hides_images_from_strangers_and_asks_the_anonymous_to_sign_in(project, client, charlie, bob):
    entry = showing(project, data(PNG))
    assert client.get(url_of(entry))["Location"].startswith("/accounts/login/?next=")
    client.force_login(charlie, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(url_of(entry)).status_code == 404
    client.force_login(bob, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(url_of(entry)).content == PNG
    Membership.objects.filter(user=bob).delete()
    assert client.get(url_of(entry)).status_code == 404


def test_it_has_no_image_of_another_name_or_request(project, as_alice):
    entry, other = showing(project, data(PNG)), showing(project)
    for url in (url_of(entry, PNG + b"x"), url_of(other), url_of(entry).replace(str(entry.id), str(new_id()))):
        assert as_alice.get(url).status_code == 404
    assert as_alice.post(url_of(entry)).status_code == 405
