"""What search finds of calls that are told again: most say what others have said, and their words are made once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from uuid import UUID

from requestlog.search.documents import Document

NOBODY = Document(0, UUID(int=0))
KEPT = 30_000


@dataclass(frozen=True, slots=True)
class SaidBefore(Document):
    """A document whose words are kept for the next that says the same; its texts are tuples."""

    def tsvector(self) -> str:
        return _tsvector(self.prompt, self.answer, self.comments)

    def text(self) -> str:
        return _text(self.prompt, self.answer, self.comments)


@lru_cache(KEPT)
def _tsvector(prompt: Sequence[str], answer: Sequence[str], comments: Sequence[str]) -> str:
    return replace(NOBODY, prompt=prompt, answer=answer, comments=comments).tsvector()


@lru_cache(KEPT)
def _text(prompt: Sequence[str], answer: Sequence[str], comments: Sequence[str]) -> str:
    return replace(NOBODY, prompt=prompt, answer=answer, comments=comments).text()
