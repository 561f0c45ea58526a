"""A disk that is full under the spool: calls go on, what cannot be kept is counted, and it recovers by itself."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gateway.site import Site, eventually, running
from tests.upstream import Upstream


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of four megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if subprocess.run(mount, stderr=subprocess.DEVNULL).returncode:
        pytest.skip("may not mount a disk here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def site(tmp_path: Path, small_disk: Path, upstream: Upstream) -> Iterator[Site]:
    with running(tmp_path, upstream.url, GPTBOOST_SPOOL_DIR=str(small_disk)) as site:
        yield site


def test_it_goes_on_and_recovers(site: Site, small_disk: Path):
    assert site.entry(site.chat().id)["state"] == "complete"
    rubbish = small_disk / "rubbish"
    try:
        rubbish.write_bytes(b"x" * 8_000_000)
    except OSError:
        assert rubbish.stat().st_size > 3_000_000
    replies = [site.chat(fields={"note": "n" * 50_000}) for _ in range(10)]
    assert {reply.status for reply in replies} == {200}
    assert not any(site.ended(reply.id) for reply in replies)
    rubbish.unlink()
    assert {site.entry(reply.id)["state"] for reply in replies} == {"complete"}
    assert eventually(lambda: site.chat().status == 200)
