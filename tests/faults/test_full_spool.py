"""A spool without room, on a full disk or at its own limit: no call fails, and what is not kept is counted."""

from __future__ import annotations

import secrets
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.faults.sizes import many
from tests.faults.traffic import Plan, ask_all
from tests.faults.verdict import Verdict
from tests.gateway.site import Site, running

DISK_MB = 8
MEMORY_MB = 64  # what a worker holds of calls that it cannot write
BIG = Plan(prompt="m" * 1_000_000)
SPOOL_BYTES = 4_000_000
CALLS = 100


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own for the spool."""
    folder = tmp_path / "spool"
    folder.mkdir(mode=0o700)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", str(folder)]
    if subprocess.run(mount, stderr=subprocess.DEVNULL).returncode:
        pytest.skip("may not mount a disk here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def site_on_small_disk(tmp_path: Path, small_disk: Path, upstream) -> Iterator[Site]:
    with running(tmp_path, upstream.url) as site:
        yield site


@pytest.fixture
def site_with_small_spool(tmp_path: Path, upstream) -> Iterator[Site]:
    with running(tmp_path, upstream.url, GPTBOOST_SPOOL_BYTES=str(SPOOL_BYTES)) as site:
        yield site


def test_it_fails_no_call_on_a_full_disk_and_counts_each_that_it_drops(site_on_small_disk: Site, small_disk, audit):
    with audit(site_on_small_disk) as ledger:
        rubbish = small_disk / "rubbish"
        with suppress(OSError):
            rubbish.write_bytes(b"x" * 2 * DISK_MB * 1_000_000)
        ask_all(ledger, [BIG] * many(MEMORY_MB + 16, 3 * MEMORY_MB), at_once=4)
        rubbish.unlink()
    assert len(ledger.ended("whole")) == len(ledger.heard)
    assert Verdict(ledger).lost, "the disk was not full for long enough"


def test_it_keeps_all_facts_at_the_spools_limit_and_drops_the_oldest_bodies(site_with_small_spool: Site, audit):
    site = site_with_small_spool
    with audit(site) as ledger:
        site.stop("recorder")
        ask_all(ledger, [Plan(prompt=secrets.token_hex(50_000)) for _ in range(CALLS)])
        stats = site.spool.stats()
        site.start("recorder")
    assert 0 < stats["bodies_dropped"] < CALLS
    assert stats["bytes"] <= 2 * SPOOL_BYTES
    ledger.figures["bodies dropped"] = str(stats["bodies_dropped"])
    assert have_bodies(site, Verdict(ledger)) == [False] * stats["bodies_dropped"] + [True] * (
        CALLS - stats["bodies_dropped"]
    )


def have_bodies(site: Site, verdict: Verdict) -> list[bool]:
    """Whether the log has the bodies of each call, the oldest first."""
    found = site.rows("SELECT request_id FROM requestlog_payload WHERE request IS NOT NULL")
    kept = {str(row["request_id"]) for row in found}
    return [str(verdict.rows[name][0]["id"]) in kept for name in verdict.ledger.heard]
