"""A row of the log as an example: what was asked, what was answered, what people made of it. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from feedback.training.answers import Answer, answer_of, correction_of
from feedback.training.messages import Message, Prompt, prompt_of
from feedback.training.prompts import digest_of
from feedback.training.reasons import UnusableError, Why
from requestlog.wire.jsons import encodable, loads


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What is stored of a call. `liked` is None where nobody voted; `correction` is "" where nobody wrote one."""

    id: UUID
    liked: bool | None
    correction: str
    endpoint: str
    whole: bool
    failed: bool
    request: bytes
    response: bytes


@dataclass(frozen=True, slots=True)
class Case:
    """A row, read. What cannot be used of it is the reason why."""

    row: Row
    asked: tuple[Prompt, bytes] | Why
    answered: Answer | Why

    @property
    def prompt(self) -> Prompt:
        """What was asked; raises `UnusableError`."""
        return self._asked()[0]

    @property
    def digest(self) -> bytes:
        """See `digest_of`; raises `UnusableError`."""
        return self._asked()[1]

    @property
    def answer(self) -> Answer:
        """The answer that was given; raises `UnusableError`."""
        if isinstance(self.answered, Why):
            raise UnusableError(self.answered)
        return self.answered

    @property
    def wanted(self) -> Message:
        """The answer to learn: the correction, else the one that was liked; raises `UnusableError`."""
        if self.row.correction:
            return correction_of(encodable(self.row.correction))
        return self.answer.liked

    def _asked(self) -> tuple[Prompt, bytes]:
        if isinstance(self.asked, Why):
            raise UnusableError(self.asked)
        return self.asked


def case_of(row: Row) -> Case:
    """`row`, read; never raises."""
    return Case(row, _asked(row), _answered(row))


def _asked(row: Row) -> tuple[Prompt, bytes] | Why:
    try:
        prompt = prompt_of(loads(row.request) if row.request else None, row.endpoint)
        return prompt, digest_of(prompt)
    except UnusableError as error:
        return error.why


def _answered(row: Row) -> Answer | Why:
    if row.failed:
        return Why.FAILED
    if not row.response:
        return Why.NO_BODIES
    try:
        return answer_of(loads(row.response), whole=row.whole)
    except UnusableError as error:
        return error.why
