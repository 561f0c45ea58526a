"""Code that a reader copies: how to connect an app, how to vote."""

from __future__ import annotations

import re
from dataclasses import dataclass

MODEL = "gpt-5-mini"
PROMPT = "Tell me an interesting fact about the Big Apple"
KEY = "sk_…"
SOME_ID = "chatcmpl-…"
MARKED = re.compile("«(.*?)»")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a snippet; a marked one stands out."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Snippet:
    """An example for one client, in pieces."""

    name: str
    words: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """How one client is connected: `text` holds `{client}`, which is `keyed` with a project's key or `plain`."""

    words: str
    plain: str
    keyed: str
    text: str


EXAMPLES = {
    "python": Example(
        "Python",
        'OpenAI(base_url="«{base_url}»")  # the only change',
        """OpenAI(
    base_url="«{base_url}»",
    default_headers={{"X-GPTBoost-Key": "«{key}»"}},
)""",
        """from openai import OpenAI

client = {client}
answer = client.chat.completions.create(
    model="{model}",
    messages=[{{"role": "user", "content": "{prompt}"}}],
)
print(answer.id, answer.choices[0].message.content)""",
    ),
    "node": Example(
        "Node",
        'new OpenAI({{ baseURL: "«{base_url}»" }}); // the only change',
        """new OpenAI({{
  baseURL: "«{base_url}»",
  defaultHeaders: {{ "X-GPTBoost-Key": "«{key}»" }},
}});""",
        """import OpenAI from "openai";

const client = {client}
const answer = await client.chat.completions.create({{
  model: "{model}",
  messages: [{{ role: "user", content: "{prompt}" }}],
}});
console.log(answer.id, answer.choices[0].message.content);""",
    ),
    "vercel": Example(
        "Vercel AI SDK",
        'createOpenAI({{ baseURL: "«{base_url}»" }}); // the only change',
        """createOpenAI({{
  baseURL: "«{base_url}»",
  headers: {{ "X-GPTBoost-Key": "«{key}»" }},
}});""",
        """import {{ createOpenAI }} from "@ai-sdk/openai";
import {{ generateText }} from "ai";

const openai = {client}
const {{ text, response }} = await generateText({{
  model: openai.chat("{model}"),
  prompt: "{prompt}",
}});
console.log(response.id, text);""",
    ),
    "langchain": Example(
        "LangChain",
        'ChatOpenAI(model="{model}", base_url="«{base_url}»")  # the only change',
        """ChatOpenAI(
    model="{model}",
    base_url="«{base_url}»",
    default_headers={{"X-GPTBoost-Key": "«{key}»"}},
)""",
        """from langchain_openai import ChatOpenAI

llm = {client}
answer = llm.invoke("{prompt}")
print(answer.response_metadata["id"], answer.content)""",
    ),
    "curl": Example(
        "cURL",
        "",
        """
  -H "X-GPTBoost-Key: «{key}»" \\""",
        """curl «{base_url}»/chat/completions \\{client}
  -H "Authorization: Bearer $OPENAI_API_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{{"model": "{model}", "messages": [{{"role": "user", "content": "{prompt}"}}]}}'""",
    ),
}

VOTE_PYTHON = """import requests

requests.post("«{base_url}/feedback/»", json={{
    "message_id": answer.id, "rating": "positive", "comment": "spot on", "tags": ["trivia"]}})"""

VOTE_NODE = """await fetch("«{base_url}/feedback/»", {{
  method: "POST",
  headers: {{ "Content-Type": "application/json" }},
  body: JSON.stringify({{ message_id: {id}, rating: "positive", comment: "spot on", tags: ["trivia"] }}),
}});"""

VOTE_CURL = """curl «{base_url}/feedback/» -H "Content-Type: application/json" \\
  -d '{{"message_id": "«{id}»", "rating": "positive", "comment": "spot on", "tags": ["trivia"]}}'"""

VOTE = {
    "python": VOTE_PYTHON,
    "node": VOTE_NODE.replace("{id}", "answer.id"),
    "vercel": VOTE_NODE.replace("{id}", "response.id"),
    "langchain": VOTE_PYTHON.replace("answer.id", 'answer.response_metadata["id"]'),
    "curl": VOTE_CURL,
}


def connect(client: str, base_url: str, *, with_key: bool) -> Snippet:
    """The lines that connect an app with `client`, a name in `EXAMPLES`; `with_key` where a project's key is needed."""
    example, values = EXAMPLES[client], {"base_url": base_url, "model": MODEL, "prompt": PROMPT, "key": KEY}
    made = (example.keyed if with_key else example.plain).format(**values)
    return snippet(client, example.words, example.text.format(client=made, **values))


def vote(client: str, base_url: str, id: str = SOME_ID) -> Snippet:
    """The lines that vote on the answer of `connect`; those without a program of their own on the answer `id`."""
    return snippet(client, f"{EXAMPLES[client].words} vote", VOTE[client].format(base_url=base_url, id=id))


def snippet(name: str, words: str, text: str) -> Snippet:
    """`text` with what stands in «…» marked."""
    pieces = tuple(Piece(part, marked=bool(at % 2)) for at, part in enumerate(MARKED.split(text)) if part)
    return Snippet(name, words, pieces)
