"""One call of the demo, as the gateway would hand it to the recorder, and the vote on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2s
from random import Random
from typing import Any
from uuid import UUID

from feedback.demo import bodies
from feedback.demo.engines import Effort, Engine, effort
from feedback.demo.faults import Fault
from feedback.demo.people import Person
from feedback.demo.texts import Intent, Remark, Tool
from feedback.demo.votes import Review, Vote
from requestlog.calls import Call

PREFIX = {bodies.CHAT: "chatcmpl-", bodies.RESPONSES: "resp_", bodies.EMBEDDINGS: "emb-"}
Judged = tuple[str, Remark] | None


@dataclass(frozen=True, slots=True)
class Scene:
    """What stays the same through one conversation; `id_of` makes a call's id from its time."""

    rng: Random
    now: datetime
    project_id: int
    id_of: Callable[[datetime], UUID]
    who: Person
    slots: dict[str, str]
    intents: tuple[Intent, ...]
    engine: Engine
    release: str
    risk: float = 1.0
    incident: bool = False
    session: str = ""
    endpoint: str = bodies.CHAT
    streams: bool = False
    tools: bool = True


@dataclass(frozen=True, slots=True)
class Exchange:
    """A call, the vote of the person who asked, those of others, and what the team made of it."""

    call: Call
    message_id: str
    vote: Vote | None = None
    others: tuple[Vote, ...] = ()
    review: Review | None = None

    @property
    def votes(self) -> list[Vote]:
        return [*([self.vote] if self.vote else []), *self.others]


def answered(
    scene: Scene, at: datetime, messages: list[bodies.Message], said: bodies.Message, tool: Tool | None
) -> tuple[Exchange, Effort]:
    """The call that is answered by the message `said`, and what that took."""
    id = scene.id_of(at)
    message_id = PREFIX[scene.endpoint] + digest(id, b"message")
    spent = effort(scene.rng, scene.engine, str(messages), str(said))
    ended = "tool_calls" if "tool_calls" in said else "stop"
    reply = bodies.answer(scene.endpoint, scene.engine, message_id, at, said, spent, ended=ended)
    call = _call(scene, id, at, _question(scene, messages, tool), bodies.packed(reply), **_times(scene, spent))
    return Exchange(call, message_id), spent


def failed(scene: Scene, at: datetime, messages: list[bodies.Message], fault: Fault) -> Exchange:
    """The call that ends with an error of the upstream."""
    id = scene.id_of(at)
    took = round(fault.latency_ms * scene.rng.uniform(0.9, 1.5))
    body = b"" if fault.body is None else bodies.packed(fault.body)
    asked = _question(scene, messages, None)
    return Exchange(_call(scene, id, at, asked, body, status=fault.status, state=fault.state, latency_ms=took), "")


def broken_off(scene: Scene, at: datetime, messages: list[bodies.Message], text: str, fault: Fault) -> Exchange:
    """The call whose stream ends in the middle of `text`."""
    id = scene.id_of(at)
    message_id = PREFIX[scene.endpoint] + digest(id, b"message")
    said = {"role": "assistant", "content": text[: 1 + round(len(text) * scene.rng.uniform(0.1, 0.8))]}
    spent = effort(scene.rng, scene.engine, str(messages), said["content"])
    reply = bodies.answer(scene.endpoint, scene.engine, message_id, at, said, spent, ended=None)
    asked = _question(scene, messages, None)
    call = _call(scene, id, at, asked, bodies.packed(reply), state=fault.state, **_times(scene, spent))
    return Exchange(call, message_id)


def embedded(scene: Scene, at: datetime) -> Exchange:
    """A call that turns a question into a vector, as the assistant's search does."""
    rng = scene.rng
    text = rng.choice(scene.intents[0].asks).format_map(scene.slots)
    spent = effort(rng, scene.engine, text, "")
    vector = rng.randbytes(144).hex()
    asked, reply = bodies.embedding(scene.engine, text, vector, spent.prompt_tokens)
    id = scene.id_of(at)
    call = _call(scene, id, at, bodies.packed(asked), bodies.packed(reply), latency_ms=spent.latency_ms)
    return Exchange(call, "")


def voted(scene: Scene, on: Exchange, judged: Judged) -> Exchange:
    """`on` with that vote, given within a few minutes of the answer and never after now."""
    if judged is None:
        return on
    rating, remark = judged
    after = timedelta(milliseconds=on.call.latency_ms or 0, seconds=scene.rng.uniform(3, 200))
    said = remark.comment.format_map(scene.slots)
    vote = Vote(rating, said, remark.tags, min(on.call.started_at + after, scene.now))
    return Exchange(on.call, on.message_id, vote)


def _question(scene: Scene, messages: list[bodies.Message], tool: Tool | None) -> bytes:
    asked = bodies.question(
        scene.endpoint, scene.engine, messages, user=scene.who.user, streams=scene.streams, tool=tool
    )
    return bodies.packed(asked)


def _times(scene: Scene, spent: Effort) -> dict[str, Any]:
    return {
        "latency_ms": spent.latency_ms,
        "time_to_first_token_ms": min(spent.first_ms, spent.latency_ms) if scene.streams else None,
    }


def _call(scene: Scene, id: UUID, at: datetime, asked: bytes, answered: bytes, **facts: Any) -> Call:
    who = scene.who
    return Call(
        id=id,
        project_id=scene.project_id,
        started_at=at,
        endpoint=scene.endpoint,
        request=asked,
        response=answered,
        end_user=who.user,
        session=scene.session,
        metadata={"plan": who.plan, "release": scene.release, "locale": who.locale},
        upstream_request_id=f"req_{digest(id, b'upstream')}",
        **facts,
    )


def digest(id: UUID, purpose: bytes) -> str:
    return blake2s(id.bytes, digest_size=15, person=purpose).hexdigest()
