"""`/healthz`, `/readyz` and `/metrics`."""

from __future__ import annotations

from collections import defaultdict
from contextlib import closing
from unittest.mock import patch

import pytest
from django.db import OperationalError
from prometheus_client.parser import text_string_to_metric_families

from requestlog.spool import Spool


@pytest.fixture
def spool_dir(settings, tmp_path):
    settings.SPOOL_DIR = tmp_path
    return tmp_path


def test_it_is_alive_without_a_database_and_for_any_host(client):
    answer = client.get("/healthz", headers={"host": "10.0.0.7"})
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_it_is_ready_with_database_and_spool(client, db, spool_dir):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "database": True, "spool": True})


def test_it_is_not_ready_while_the_database_is_away(client, db, spool_dir):
    with patch("gptboost_site.health.connection.cursor", side_effect=OperationalError):
        answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, False)


def test_it_is_not_ready_without_its_spool(client, db, spool_dir, settings):
    settings.SPOOL_DIR = spool_dir / "missing"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["spool"]) == (503, False)


def test_it_shows_metrics_outside_production(client, spool_dir, settings):
    with closing(Spool(settings.SPOOL_DIR)) as spool:
        assert spool.take(1) == []  # makes the file
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert 'gptboost_spool_calls{state="waiting"} 0.0' in answer.content.decode()
    assert "gptboost_calls_dropped_total 0.0" in answer.content.decode()


def test_it_shows_no_zeros_for_a_spool_that_cannot_be_read(client, spool_dir):
    text = client.get("/metrics").content.decode()
    assert "gptboost_spool_limit_bytes" in text
    assert "gptboost_calls" not in text


def test_it_lets_a_scrape_account_for_every_call(client, spool_dir, settings):
    settings.SPOOL_BYTES = 4096
    stats = {"received": 21, "stored": 10, "in_flight": 1, "waiting": 2, "refused": 3, "dropped": 5, "cut": 7}
    stats |= {"bodies_dropped": 0, "oldest_seconds": 0, "bytes": 0}
    with patch("gptboost_site.metrics.Spool.stats", return_value=stats):
        text = client.get("/metrics").content.decode()
    found: dict[str, float] = defaultdict(float)
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found[sample.name] += sample.value
    kept = found["gptboost_calls_stored_total"] + found["gptboost_spool_calls"] + found["gptboost_calls_dropped_total"]
    assert found["gptboost_calls_received_total"] == kept == 21
    assert (found["gptboost_calls_cut_total"], found["gptboost_bodies_dropped_total"]) == (7, 0)
    assert found["gptboost_spool_limit_bytes"] == 4096


@pytest.mark.parametrize("sent", ["", "Bearer wrong", "Basic s3cret"])
def test_it_hides_metrics_from_who_lacks_the_token(client, spool_dir, settings, sent):
    settings.METRICS_TOKEN = "s3cret"
    assert client.get("/metrics", headers={"authorization": sent}).status_code == 404


def test_it_shows_metrics_for_the_token(client, spool_dir, settings):
    settings.METRICS_TOKEN, settings.PRODUCTION = "s3cret", True
    assert client.get("/metrics", headers={"authorization": "Bearer s3cret"}).status_code == 200


def test_it_hides_metrics_in_production_without_a_token(client, spool_dir, settings):
    settings.PRODUCTION = True
    assert client.get("/metrics").status_code == 404
