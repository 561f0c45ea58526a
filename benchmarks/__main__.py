"""`make bench`: every benchmark, with its ratios in one run; `python -m benchmarks gateway` runs the named ones."""

from __future__ import annotations

import subprocess
import sys

ALL = ("gateway", "votes", "scale")
SHORT = {"scale": ["--rows", "50000", "--repeats", "5"]}


def main() -> int:
    chosen = sys.argv[1:] or ALL
    unknown = set(chosen) - set(ALL)
    if unknown:
        print(f"There is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(ALL)}.", file=sys.stderr)
        return 2
    return max(run(name) for name in chosen)


def run(name: str) -> int:
    """One benchmark, in a process of its own."""
    print(f"\n== {name}", flush=True)
    return subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *SHORT.get(name, [])]).returncode


if __name__ == "__main__":
    sys.exit(main())
