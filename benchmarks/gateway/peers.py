"""Other gateways, where they are installed: in the folder that BENCH_PEERS names. README.md says how."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.gateway import client

SHIM = Path(__file__).with_name("portkey.mjs")
CONFIG = """
model_list:
  - model_name: bench
    litellm_params: {{model: openai/bench, api_base: "{upstream}/v1", api_key: sk-upstream}}
  - model_name: bench-10x10
    litellm_params: {{model: openai/bench-10x10, api_base: "{upstream}/v1", api_key: sk-upstream}}
litellm_settings: {{telemetry: false, set_verbose: false}}
general_settings: {{master_key: {key}}}
"""


@dataclass(frozen=True)
class Peer:
    """How it is started on `port`, and how it is asked."""

    name: str
    port: int
    command: Sequence[str]
    environment: Mapping[str, str]
    ready: str = "/"
    headers: Sequence[str] = field(default_factory=tuple)


def installed(upstream: str, folder: Path, ports: Iterator[int]) -> Iterator[Peer | str]:
    """Each peer, or a line that says why it is left out."""
    if "BENCH_PEERS" not in os.environ:
        yield "Portkey and LiteLLM are left out: BENCH_PEERS names no folder that holds them."
        return
    peers = Path(os.environ["BENCH_PEERS"]).resolve()
    script = peers / "portkey/node_modules/@portkey-ai/gateway/build/start-server.js"
    program = peers / "litellm/bin/litellm"
    found = script.exists() and shutil.which("node")
    yield portkey(script, upstream, next(ports)) if found else f"Portkey is left out: no node, or no {script}."
    yield litellm(program, upstream, folder, next(ports)) if program.exists() else f"LiteLLM is left out: no {program}."


def portkey(script: Path, upstream: str, port: int) -> Peer:
    return Peer(
        name="Portkey",
        port=port,
        command=["node", "--import", str(SHIM), str(script), f"--port={port}", "--headless"],
        environment={"NODE_ENV": "production", "TRUSTED_CUSTOM_HOSTS": "127.0.0.1,localhost"},
        headers=("x-portkey-provider: openai", f"x-portkey-custom-host: {upstream}/v1"),
    )


def litellm(program: Path, upstream: str, folder: Path, port: int) -> Peer:
    """One worker, its default; without a database, so it logs nothing."""
    config = folder / "litellm.yaml"
    config.write_text(CONFIG.format(upstream=upstream, key=client.KEY))
    address = ["--host", "127.0.0.1", "--port", str(port), "--num_workers", "1"]
    return Peer(
        name="LiteLLM",
        port=port,
        command=[str(program), "--config", str(config), *address],
        environment={
            "PATH": f"{program.parent}:{os.environ['PATH']}",
            "LITELLM_LOCAL_MODEL_COST_MAP": "True",
            "LITELLM_MODE": "PRODUCTION",
            "LITELLM_LOG": "ERROR",
            "NO_DOCS": "True",
        },
        ready="/health/liveliness",
    )
