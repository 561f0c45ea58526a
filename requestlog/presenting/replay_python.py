"""A call as Python: by OpenAI's client where that has a name for it, else by requests."""

from __future__ import annotations

from pprint import pformat
from typing import Any

from requestlog.presenting.replayed import FILE, Replayed
from requestlog.presenting.visible import escaped

WIDTH = 80
ESCAPE = "\\U{:08x}"
SHARED = ("model", "temperature", "top_p", "user", "metadata", "stream", "tools", "tool_choice", "parallel_tool_calls")
NAMED = {
    "chat/completions": {
        *(*SHARED, "messages", "max_tokens", "max_completion_tokens", "n", "stop", "seed", "response_format"),
        *("presence_penalty", "frequency_penalty", "reasoning_effort", "stream_options", "logprobs"),
    },
    "completions": {"model", "prompt", "max_tokens", "temperature", "top_p", "n", "stop", "stream", "user"},
    "responses": {
        *(*SHARED, "input", "instructions", "max_output_tokens", "previous_response_id", "reasoning", "store", "text"),
    },
    "embeddings": {"model", "input", "dimensions", "encoding_format", "user"},
    "moderations": {"model", "input"},
}


def code(call: Replayed) -> str:
    """A script that prints the answer."""
    return escaped(_by_client(call) if call.method else _by_requests(call), ESCAPE)


def _by_client(call: Replayed) -> str:
    """A method takes only the parameters that it knows; whatever else was sent goes along beside them."""
    named = {name: value for name, value in call.value.items() if name in NAMED[call.endpoint]}
    more = {name: value for name, value in call.value.items() if name not in named}
    given = [_argument(name, value) for name, value in named.items()]
    given += [_argument("extra_body", more)] if more else []
    imports = ["import os", ""] if call.own_key else []
    own = ['    default_headers={"X-GPTBoost-Key": os.environ["GPTBOOST_KEY"]},'] if call.own_key else []
    print_it = (
        ["for chunk in answer:", "    print(chunk.model_dump_json())"]
        if call.streams
        else ["print(answer.model_dump_json(indent=2))"]
    )
    lines = [
        *(*imports, "from openai import OpenAI", ""),
        *("client = OpenAI(", f"    base_url={call.base_url!r},", *own, ")"),
        *(f"answer = client.{call.method}(", *given, ")"),
        *print_it,
    ]
    return "\n".join(lines)


def _by_requests(call: Replayed) -> str:
    verb = "post" if call.body or call.from_file else "get"
    lines = ["import os", "", "import requests", ""]
    lines += [f"answer = requests.{verb}(", f"    {call.url!r},", "    headers={"]
    lines += [f"        {name!r}: {_header(value, variable)}," for name, value, variable in call.headers]
    lines += ["        'Content-Type': 'application/json',"] if verb == "post" else []
    lines += ["    },", *_body(call), ")", "print(answer.text)"]
    return "\n".join(lines)


def _body(call: Replayed) -> list[str]:
    if call.from_file:
        return [f"    data=open({FILE!r}, 'rb').read(),"]
    if call.value is not None:
        return [_argument("json", call.value)]
    return [f"    data={call.text!r}.encode(),"] if call.body else []


def _header(value: str, variable: str) -> str:
    if not variable:
        return repr(value)
    return f'{value!r} + os.environ["{variable}"]' if value else f'os.environ["{variable}"]'


def _argument(name: str, value: Any) -> str:
    """An argument of a call; no string of it spans lines, so that all of them may be indented."""
    indent = " " * (len(name) + 5)
    return f"    {name}={pformat(value, width=WIDTH, sort_dicts=False)},".replace("\n", f"\n{indent}")
