"""`/metrics`: how the spool of this host stands, in Prometheus' text format."""

from __future__ import annotations

from collections.abc import Iterable
from hmac import compare_digest

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from projects.keys import bearer
from requestlog.spool import Spool

STATES = ("in_flight", "waiting", "refused")
# received = stored + dropped + gptboost_spool_calls in all states; the other two are of calls that are kept
COUNTERS = {
    "gptboost_calls_received": ("received", "Calls that the gateways of this host forwarded and were to log."),
    "gptboost_calls_stored": ("stored", "Calls that the database has."),
    "gptboost_calls_dropped": ("dropped", "Calls that were forwarded but not kept at all."),
    "gptboost_calls_cut": ("cut", "Calls that were kept, but not their end."),
    "gptboost_bodies_dropped": ("bodies_dropped", "Calls that were kept without bodies: the spool was at its limit."),
}


class SpoolCollector:
    """Reads the spool anew at each scrape. A spool that is not there yet, or that is being mended, says nothing: a zero
    would look like a counter that began anew."""

    def collect(self) -> Iterable[Metric]:
        stats = Spool(settings.SPOOL_DIR).stats()
        yield GaugeMetricFamily("gptboost_spool_limit_bytes", "GPTBOOST_SPOOL_BYTES.", settings.SPOOL_BYTES)
        if stats:
            yield from self.of_spool(stats)

    def of_spool(self, stats: dict[str, int]) -> Iterable[Metric]:
        calls = GaugeMetricFamily("gptboost_spool_calls", "Calls in the spool of this host.", labels=["state"])
        for state in STATES:
            calls.add_metric([state], stats[state])
        yield calls
        oldest = stats["oldest_seconds"]
        yield GaugeMetricFamily("gptboost_spool_oldest_seconds", "Age of the oldest call that waits.", oldest)
        yield GaugeMetricFamily("gptboost_spool_bytes", "Size of the spool that is in use.", stats["bytes"])
        for name, (key, description) in COUNTERS.items():
            yield CounterMetricFamily(name, description, stats[key])


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """200 for the operator's token, or without one outside production; else 404."""
    if not may_scrape(request):
        raise Http404
    registry = CollectorRegistry()
    registry.register(SpoolCollector())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def may_scrape(request: HttpRequest) -> bool:
    if not settings.METRICS_TOKEN:
        return not settings.PRODUCTION
    sent = bearer(request.headers.get("Authorization", ""))
    return compare_digest(sent.encode(), settings.METRICS_TOKEN.encode())
