"""A project with one row of each kind, and small pages."""

from __future__ import annotations

import pytest

from feedback.training import reading, reporting
from requestlog.models import State
from tests.training.world import create_case


@pytest.fixture
def small_pages(monkeypatch):
    monkeypatch.setattr(reading, "ROWS", 2)
    monkeypatch.setattr(reporting, "LOOKED_AT", 3)


@pytest.fixture
def rows(project):
    """One row of each kind, newest first."""
    return [
        create_case(project, "negative", age=1, prompt="A?", answer="bad", correction="better", session="s1"),
        create_case(project, "amazing", age=2, prompt="B?", answer="great", model="gpt-5"),
        create_case(project, "positive", age=3, prompt="C?", answer="good"),
        create_case(project, "negative", age=4, prompt="C?", answer="wrong"),
        create_case(project, "negative", age=5, prompt="D?", answer="no"),
        create_case(project, "", age=6, prompt="E?", answer="hm"),
        create_case(project, "", age=7, prompt="F?", answer="weak", review="strong"),
        create_case(project, "positive", age=8, prompt="G?", answer="cut", state=State.CLIENT_CLOSED),
    ]
