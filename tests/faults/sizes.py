"""How much the fault runs do: little by default, as in every run of the suite; `make faults CYCLES=200` does it all."""

from __future__ import annotations

import os

CYCLES = int(os.environ.get("FAULT_CYCLES", "6"))
LONG = CYCLES >= 200
SECONDS = float(os.environ.get("FAULT_SECONDS", "30" if LONG else "3"))
SEED = int(os.environ.get("FAULT_SEED", "20261123"))


def many(short: int, long: int) -> int:
    """A number for the short form and one for the long form."""
    return long if LONG else short
