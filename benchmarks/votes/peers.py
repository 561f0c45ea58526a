"""Phoenix and MLflow, where they are installed: in the folder that BENCH_PEERS names. README.md says how.

Both on SQLite, their default, as `phoenix serve` and `mlflow server` start them, telemetry off.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from benchmarks.votes.load import Contender, post
from tests.postgres import free_port

SPANS = Path(__file__).with_name("spans.py")
TRACES = 2_000
START_SECONDS = 180


@dataclass(frozen=True)
class Peer:
    """How it is started on a port, and what one vote on trace `n`, in round `r`, is."""

    name: str
    program: str
    flags: Callable[[int, Path], Sequence[str]]
    environment: Callable[[int, Path], Mapping[str, str]]
    vote: Callable[[int, int], bytes]


def phoenix_vote(trace: int, turn: int) -> bytes:
    """Stored before the answer (`sync=true`); another name each turn, for the same one would be an update."""
    result = {"label": "down", "score": 0, "explanation": "The link is dead."}
    note = {"span_id": trace.to_bytes(8, "big").hex(), "name": f"user_feedback{turn}", "annotator_kind": "HUMAN"}
    return post("/v1/span_annotations?sync=true", json.dumps({"data": [{**note, "result": result}]}).encode())


def mlflow_vote(trace: int, turn: int) -> bytes:
    id = "tr-" + (b"\x01" * 8 + trace.to_bytes(8, "big")).hex()
    said = {"feedback": {"value": "down"}, "rationale": "The link is dead."}
    source = {"source_type": "HUMAN", "source_id": "end-user"}
    assessment = {"trace_id": id, "assessment_name": f"user_feedback{turn}", "source": source, **said}
    path = f"/api/3.0/mlflow/traces/{id}/assessments"
    return post(path, json.dumps({"assessment": assessment}).encode())


PEERS = [
    Peer(
        "Phoenix",
        "phoenix",
        lambda port, folder: ["serve"],
        lambda port, folder: {
            "PHOENIX_PORT": str(port),
            "PHOENIX_GRPC_PORT": str(free_port()),
            "PHOENIX_WORKING_DIR": str(folder),
            "PHOENIX_HOST": "127.0.0.1",
            "PHOENIX_TELEMETRY_ENABLED": "false",
        },
        phoenix_vote,
    ),
    Peer(
        "MLflow",
        "mlflow",
        lambda port, folder: [
            *("server", "--host", "127.0.0.1", "--port", str(port)),
            *("--backend-store-uri", f"sqlite:///{folder}/mlflow.db", "--artifacts-destination", str(folder)),
        ],
        lambda port, folder: {
            "MLFLOW_DISABLE_TELEMETRY": "true",
            "DO_NOT_TRACK": "true",
            "GIT_PYTHON_REFRESH": "quiet",
        },
        mlflow_vote,
    ),
]


def installed() -> list[tuple[Peer, Path]]:
    """The peers that are there, each with its folder of programs; says which are left out."""
    folder = os.environ.get("BENCH_PEERS")
    if folder is None:
        print("Phoenix and MLflow are left out: BENCH_PEERS names no folder that holds them.")
        return []
    found = [(peer, Path(folder).resolve() / peer.program / "bin") for peer in PEERS]
    for peer, programs in found:
        if not (programs / peer.program).exists():
            print(f"{peer.name} is left out: there is no {programs / peer.program}.")
    return [(peer, programs) for peer, programs in found if (programs / peer.program).exists()]


@contextmanager
def running(peer: Peer, programs: Path, folder: Path) -> Iterator[Contender]:
    """The peer with some traces to vote on, served."""
    port, own = free_port(), folder / peer.program
    own.mkdir()
    paths = {"PATH": f"{programs}:{os.environ['PATH']}"}
    with open(own / "server.log", "wb") as log:
        process = subprocess.Popen(
            [str(programs / peer.program), *peer.flags(port, own)],
            env={**os.environ, **paths, **peer.environment(port, own)},
            cwd=own,
            stdout=log,
            stderr=log,
        )
    try:
        wait_until_served(port, process)
        subprocess.run([str(programs / "python"), str(SPANS), peer.program, str(port), str(TRACES)], check=True)
        yield Contender(peer.name, port, (peer.vote(n % TRACES + 1, n // TRACES) for n in count()))
    finally:
        process.terminate()
        process.wait(timeout=60)


def wait_until_served(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).read()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.5)
