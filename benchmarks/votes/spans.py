"""Run by a peer's own Python: sends it NUMBER traces of one call each by OTLP, and ends when they are stored.

`python spans.py phoenix|mlflow PORT NUMBER`
"""

from __future__ import annotations

import json
import sys
import time
import urllib.error
import urllib.request

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

BATCH = 100
PEER, PORT, NUMBER = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
BASE = f"http://127.0.0.1:{PORT}"


def batch(first: int, count: int) -> bytes:
    """Traces of one chat each, numbered from `first`."""
    request = ExportTraceServiceRequest()
    scope = request.resource_spans.add().scope_spans.add()
    for number in range(first, first + count):
        ids = {"trace_id": b"\x01" * 8 + number.to_bytes(8, "big"), "span_id": number.to_bytes(8, "big")}
        span = scope.spans.add(**ids, name="chat", kind=3)
        span.start_time_unix_nano = 1_760_000_000_000_000_000 + number * 1_000_000_000
        span.end_time_unix_nano = span.start_time_unix_nano + 700_000_000
        for key, value in {"openinference.span.kind": "LLM", "input.value": "Hello", "output.value": "Hi"}.items():
            span.attributes.add(key=key).value.string_value = value
    return request.SerializeToString()


def post(path: str, body: bytes, **headers: str) -> bytes:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    with urllib.request.urlopen(urllib.request.Request(BASE + path, body, sent), timeout=120) as answer:
        return bytes(answer.read())


def send(first: int) -> None:
    """One batch; a full queue is asked again, and so is a worker that was cut off while it loaded."""
    for _ in range(200):
        try:
            headers = {"content_type": "application/x-protobuf", "x_mlflow_experiment_id": "0"}
            post("/v1/traces", batch(first, min(BATCH, NUMBER + 1 - first)), **headers)
            return
        except urllib.error.HTTPError as error:
            if error.code not in (429, 503):
                raise
            time.sleep(0.5)
        except OSError:
            time.sleep(0.5)
    sys.exit(f"{PEER} takes no traces")


def stored() -> bool:
    """Whether the last trace can be voted on: MLflow answers when it is, Phoenix keeps a queue."""
    if PEER == "mlflow":
        return True
    note = {"span_id": NUMBER.to_bytes(8, "big").hex(), "name": "probe", "annotator_kind": "HUMAN"}
    body = {"data": [{**note, "result": {"label": "up", "score": 1}}]}
    try:
        post("/v1/span_annotations?sync=true", json.dumps(body).encode(), content_type="application/json")
    except urllib.error.HTTPError:
        return False
    return True


for start in range(1, NUMBER + 1, BATCH):
    send(start)
deadline = time.monotonic() + 300
while not stored():
    if time.monotonic() > deadline:
        sys.exit(f"{PEER} has not stored its traces after five minutes")
    time.sleep(0.5)
