"""A call as JavaScript for Node: by OpenAI's client where that has a name for it, else by fetch."""

from __future__ import annotations

import json
from typing import Any

from requestlog.presenting.replayed import FILE, Replayed
from requestlog.presenting.visible import escaped

ESCAPE = "\\u{{{:x}}}"


def code(call: Replayed) -> str:
    """A module that prints the answer."""
    return escaped(_by_client(call) if call.method else _by_fetch(call), ESCAPE)


def _by_client(call: Replayed) -> str:
    own = ', defaultHeaders: { "X-GPTBoost-Key": process.env.GPTBOOST_KEY }' if call.own_key else ""
    print_it = (
        "for await (const chunk of answer) console.log(JSON.stringify(chunk));"
        if call.streams
        else "console.log(JSON.stringify(answer, null, 2));"
    )
    return "\n".join(
        [
            *('import OpenAI from "openai";', ""),
            f"const client = new OpenAI({{ baseURL: {_literal(call.base_url)}{own} }});",
            f"const answer = await client.{call.method}({_literal(call.value)});",
            print_it,
        ]
    )


def _by_fetch(call: Replayed) -> str:
    sends = bool(call.body) or call.from_file
    lines = ['import { readFile } from "node:fs/promises";', ""] if call.from_file else []
    lines += [f"const answer = await fetch({_literal(call.url)}, {{"]
    lines += ['  method: "POST",'] if sends else []
    lines += ["  headers: {"]
    lines += [f"    {_literal(name)}: {_header(value, variable)}," for name, value, variable in call.headers]
    lines += ['    "Content-Type": "application/json",'] if sends else []
    lines += ["  },", *_body(call), "});", "console.log(await answer.text());"]
    return "\n".join(lines)


def _body(call: Replayed) -> list[str]:
    if call.from_file:
        return [f"  body: await readFile({_literal(FILE)}),"]
    if call.value is not None:
        return [f"  body: JSON.stringify({_literal(call.value, '  ')}),"]
    return [f"  body: {_literal(call.text)},"] if call.body else []


def _header(value: str, variable: str) -> str:
    if not variable:
        return _literal(value)
    return f"`{value}${{process.env.{variable}}}`" if value else f"process.env.{variable}"


def _literal(value: Any, indent: str = "") -> str:
    """JSON is JavaScript, and no string of it spans lines."""
    return json.dumps(value, ensure_ascii=False, indent=2).replace("\n", f"\n{indent}")
