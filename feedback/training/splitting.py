"""Into which part of a split a prompt falls: by its digest and a seed, so never by the rows around it. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

TRAIN, TEST = "train", "test"
PARTS = (TRAIN, TEST)
DEFAULT_SHARE, DEFAULT_SEED = 0.1, 0
DIGEST_BYTES = 8
ALL = 2 ** (8 * DIGEST_BYTES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """`test_share` (0 to 1) of all prompts are the test part of `seed`; `part` is the one wanted, "" for both."""

    part: str = ""
    test_share: float = DEFAULT_SHARE
    seed: int = DEFAULT_SEED

    def part_of(self, digest: bytes) -> str:
        """The part of a prompt: always the same, whichever rows come or go; a larger share keeps what was in it."""
        drawn = blake2b(digest, digest_size=DIGEST_BYTES, key=str(self.seed).encode()).digest()
        return TEST if int.from_bytes(drawn) < self.test_share * ALL else TRAIN

    def wants(self, digest: bytes) -> bool:
        return not self.part or self.part_of(digest) == self.part
