"""One conversation: its questions, tool calls, answers, mishaps and votes, call by call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from itertools import islice

from feedback.demo import bodies
from feedback.demo.aftermath import followed
from feedback.demo.exchanges import Exchange, Scene, answered, broken_off, failed, voted
from feedback.demo.faults import Fault, fault
from feedback.demo.texts import Flaw, Intent, Tool, intents
from feedback.demo.votes import on_cut, verdict

CALL_AND_PAUSE = timedelta(minutes=4)  # no call takes longer with the pause after it
FOLLOWS = 0.75
PROMPT = (
    "You are the support assistant of Nimbrel, which plans the work of small teams. Answer in the language of the "
    "question, briefly, with the exact names of menus. Do not guess prices, dates or features: say when you do not "
    "know, and offer a person. Release {release}.\n\nWhat the handbook says:\n{handbook}"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A question and its good answer; `ask` is its number in the intent, -1 for one that follows up."""

    intent: Intent
    ask: int
    asked: str
    answered: str

    @property
    def tool(self) -> Tool | None:
        return self.intent.tool if self.ask >= 0 else None

    @property
    def flaws(self) -> list[Flaw]:
        return self.intent.flaws_of(self.ask) if self.ask >= 0 else []


def tell(scene: Scene, at: datetime, length: int) -> Iterator[Exchange]:
    """The conversation that starts at `at`, cut after `length` calls."""
    return islice(Talk(scene, at).calls(), length)


@dataclass(slots=True)
class Talk:
    """How far a conversation has come: the time, and the messages so far."""

    scene: Scene
    at: datetime
    messages: list[bodies.Message] = field(default_factory=list)

    def calls(self) -> Iterator[Exchange]:
        """All calls, without end."""
        handbook = _handbook(self.scene.intents[0].topic, self.scene.who.language)
        prompt = PROMPT.format(release=self.scene.release, handbook=handbook)
        self.messages.append({"role": "system", "content": prompt})
        for line in _lines(self.scene):
            self.messages.append({"role": "user", "content": self._filled(line.asked)})
            while mishap := fault(self.scene.rng, incident=self.scene.incident):
                yield self._mishap(line, mishap)
            yield from self._answers(line)

    def _mishap(self, line: Line, mishap: Fault) -> Exchange:
        """A failed try; the application asks the same once more."""
        if not mishap.breaks_off:
            return self._passed(failed(self.scene, self.at, self.messages, mishap))
        cut = broken_off(self.scene, self.at, self.messages, self._filled(line.answered), mishap)
        return self._passed(followed(self.scene, voted(self.scene, cut, on_cut(self.scene.rng))))

    def _answers(self, line: Line) -> Iterator[Exchange]:
        scene = self.scene
        if line.tool and scene.tools:
            yield self._tool_call(line.tool)
        flaw = self._flaw(line)
        said = {"role": "assistant", "content": self._filled(flaw.answer if flaw else line.answered)}
        exchange, spent = answered(scene, self.at, self.messages, said, line.tool if scene.tools else None)
        judged = verdict(scene.rng, line.intent, line.ask, flaw.remark if flaw else None, spent.latency_ms)
        self.messages.append(said)
        wanted = self._filled(line.answered) if flaw else ""
        yield self._passed(followed(scene, voted(scene, exchange, judged), wanted))

    def _tool_call(self, tool: Tool) -> Exchange:
        call_id = f"call_{self.scene.rng.getrandbits(96):024x}"
        said = bodies.calls_tool(tool, call_id, self._all_filled(tool.arguments))
        exchange, _ = answered(self.scene, self.at, self.messages, said, tool)
        self.messages += [said, bodies.tool_says(call_id, self._all_filled(tool.result))]
        return self._passed(exchange, pause=0.4)

    def _flaw(self, line: Line) -> Flaw | None:
        chance = self.scene.engine.flawed * line.intent.risk * self.scene.risk
        return self.scene.rng.choice(line.flaws) if line.flaws and self.scene.rng.random() < chance else None

    def _passed(self, exchange: Exchange, pause: float = 40.0) -> Exchange:
        """`exchange`, after which time goes on: the answer, then about `pause` seconds."""
        took = timedelta(milliseconds=exchange.call.latency_ms or 0)
        self.at += took + timedelta(seconds=self.scene.rng.uniform(0.5, 1.9) * pause)
        return exchange

    def _filled(self, text: str) -> str:
        return text.format_map(self.scene.slots)

    def _all_filled(self, texts: dict[str, str]) -> dict[str, str]:
        return {name: self._filled(text) for name, text in texts.items()}


def _lines(scene: Scene) -> Iterator[Line]:
    """One subject after the other, over and over, each with what people ask next."""
    rng = scene.rng
    while True:
        for intent in scene.intents:
            ask = rng.randrange(len(intent.asks))
            yield Line(intent, ask, intent.asks[ask], intent.answer(ask, rng))
            yield from (Line(intent, -1, *pair) for pair in intent.follow if rng.random() < FOLLOWS)


@cache
def _handbook(topic: str, language: str) -> str:
    """What the search would find on a topic: the good answers, with the gaps named."""
    near = [intent for intent in intents() if intent.topic == topic and intent.language == language]
    found = [answer for intent in near for answer in intent.answers]
    return "\n".join(f"- {text}" for text in found).replace("{", "<").replace("}", ">")
