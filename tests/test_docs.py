"""The documents name everything that can be set, asked for and exported."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

from gptboost_site.settings import read

ROOT = Path(settings.BASE_DIR)
DOCS = ROOT / "docs"


@pytest.mark.parametrize("name", sorted(read.names))
def test_it_documents_the_variable(name):
    assert f"| `{name}` |" in (DOCS / "configuration.md").read_text()


def test_it_documents_no_variable_that_does_not_exist():
    documented = re.findall(r"^\| `([A-Z_]+)` \|", (DOCS / "configuration.md").read_text(), re.MULTILINE)
    assert set(documented) == read.names


@pytest.mark.parametrize("path", sorted(ROOT.glob("*/management/commands/[a-z]*.py")), ids=lambda path: path.stem)
def test_it_documents_the_command(path):
    assert f"| `{path.stem}` |" in (DOCS / "operations.md").read_text()


def dependencies() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    listed = (
        project["project"]["dependencies"]
        + project["dependency-groups"]["test"]
        + project["dependency-groups"]["local"]
    )
    return sorted({re.split(r"[\[<>=]", line)[0] for line in listed})


@pytest.mark.parametrize("name", dependencies())
def test_it_names_the_reason_for_the_dependency(name):
    assert f"`{name}`" in (DOCS / "architecture.md").read_text()


@pytest.mark.parametrize("lock", sorted((ROOT / "requirements").iterdir()), ids=lambda path: path.name)
def test_it_pins_each_dependency_with_hashes_and_names_no_host(lock):
    text = lock.read_text()
    pins = re.findall(r"^\S+==\S+", text, re.MULTILINE)
    assert pins
    assert text.count("--hash=sha256:") >= len(pins)
    assert "://" not in text


@pytest.mark.parametrize("document", sorted([ROOT / "README.md", *DOCS.rglob("*.md")]), ids=lambda path: path.name)
def test_it_links_only_to_what_exists(document):
    for target in re.findall(r"\]\(([^)#]+)", document.read_text()):
        assert "://" in target or (document.parent / target).exists(), target
