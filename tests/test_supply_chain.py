"""What is installed is what is locked, and nothing runs by itself when Python starts."""

from __future__ import annotations

import re
import sysconfig
from importlib.metadata import distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = ("run.txt", "test.txt", "local.txt")
# The installer itself, and what is installed from this folder
NOT_LOCKED = {"gptboost", "pip", "wheel"}
# Each of these runs, or may run, code at every start of Python
KNOWN_PTH = re.compile(r"(__editable__\.gptboost-.*|distutils-precedence)\.pth")


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked() -> dict[str, str]:
    """Versions by name, of all lock files."""
    lines = "\n".join((ROOT / "requirements" / name).read_text() for name in LOCKS)
    return {normal(name): version for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", lines, re.M)}


def test_it_installs_what_is_locked_and_nothing_else():
    installed = {normal(found.metadata["Name"]): found.version for found in distributions()}
    assert {name: version for name, version in installed.items() if name not in NOT_LOCKED} == {
        name: version for name, version in locked().items() if name in installed
    }


def test_it_runs_nothing_of_strangers_when_python_starts():
    found = [path.name for path in Path(sysconfig.get_path("purelib")).glob("*.pth")]
    assert [name for name in found if not KNOWN_PTH.fullmatch(name)] == []


@pytest.mark.parametrize("name", LOCKS)
def test_it_pins_every_dependency_with_hashes_and_names_no_host(name: str):
    text = (ROOT / "requirements" / name).read_text()
    pins = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.M)[1:]
    assert pins
    assert all("==" in pin and "--hash=sha256:" in pin for pin in pins)
    assert "://" not in text
