"""The lines that verify a signature, as the page and the document have them, against what is really sent."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings

from feedback.models import Channel, Kind
from feedback.webhooks.bodies import Told, body_of
from feedback.webhooks.signing import secret_of, signed_headers
from tests.factories import NOW
from tests.webhooks.world import create_webhook, snapshot_of

ROOT = Path(settings.BASE_DIR)
DOCUMENT = (ROOT / "docs" / "webhooks.md").read_text()
SHOWN = ROOT / "templates" / "feedback" / "webhooks"
DRIVER = """
import { verify } from "./verify.mjs";
const [secret, headers, body] = JSON.parse(process.argv[2]);
try { verify(secret, headers, Buffer.from(body)); console.log("good"); } catch (error) { console.log(error.message); }
"""
WRONG = {
    "nothing": ({}, "", "good"),
    "the body": ({}, " ", "not from GPTBoost"),
    "the signature": ({"webhook-signature": "v1,AAAA"}, "", "not from GPTBoost"),
    "the id": ({"webhook-id": "another"}, "", "not from GPTBoost"),
    "the time": ({"webhook-timestamp": "1"}, "", "not from GPTBoost"),
}


def call(seconds: float | None = None) -> tuple[str, dict[str, str], str]:
    secret = secret_of(UUID(int=7), "salt", b"pepper")
    body = '{"type":"vote.created","data":{"comment":"wörld 👋"}}'
    return (
        secret,
        signed_headers(secret, id="msg_1", seconds=int(seconds or time.time()), body=body.encode()),
        body,
    )


@pytest.mark.parametrize("name", ["verify.py.txt", "verify.mjs.txt"])
def test_it_documents_the_same_lines_as_the_page_shows(name):
    assert (SHOWN / name).read_text() in DOCUMENT


@pytest.mark.parametrize("wrong", WRONG)
def test_it_verifies_in_python(wrong):
    changed, more, expected = WRONG[wrong]
    names: dict = {}
    exec((SHOWN / "verify.py.txt").read_text(), names)
    secret, headers, body = call()
    try:
        names["verify"](secret, {**headers, **changed}, (body + more).encode())
        said = "good"
    except ValueError as error:
        said = str(error)
    assert said.startswith(expected)


def test_it_refuses_what_is_old_in_python():
    names: dict = {}
    exec((SHOWN / "verify.py.txt").read_text(), names)
    secret, headers, body = call(time.time() - 301)
    with pytest.raises(ValueError, match="too old"):
        names["verify"](secret, headers, body.encode())


@pytest.mark.node
@pytest.mark.skipif(not shutil.which("node"), reason="Node.js is not installed")
@pytest.mark.parametrize("wrong", ["nothing", "the body", "the signature"])
def test_it_verifies_in_node(wrong, tmp_path):
    changed, more, expected = WRONG[wrong]
    shutil.copy(SHOWN / "verify.mjs.txt", tmp_path / "verify.mjs")
    (tmp_path / "driver.mjs").write_text(DRIVER)
    secret, headers, body = call()
    command = ["node", "driver.mjs", json.dumps([secret, {**headers, **changed}, body + more])]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert said.startswith(expected)


def test_it_documents_each_field_that_is_sent(entry):
    create_webhook(entry.project)
    told = Told(kind=Kind.CREATED, at=NOW, vote=snapshot_of(entry), project=entry.project, entry=entry)
    sent = json.loads(body_of(Channel.WEBHOOK, told))
    example = json.loads(DOCUMENT.partition("```json\n")[2].partition("```")[0])
    assert example.keys() == sent.keys()
    assert list(example["data"]) == list(sent["data"])
