"""docs/training.md says what the product does."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.conf import settings

from feedback.training.options import MOST_SEED, SplitForm
from feedback.training.reasons import Why
from tests.training import independent

pytestmark = pytest.mark.any_database
TEXT = (Path(settings.BASE_DIR) / "docs" / "training.md").read_text()


@pytest.mark.parametrize("why", Why)
def test_it_explains_every_reason(why):
    assert f"| {why.value} |" in TEXT


@pytest.mark.parametrize("name", SplitForm.base_fields)
def test_it_documents_every_parameter(name):
    assert f"| `{name}` |" in TEXT
    assert str(MOST_SEED) in TEXT


@pytest.mark.parametrize(("place", "check"), [(0, independent.sft), (1, independent.dpo)])
def test_its_examples_are_lines(place, check):
    example = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)[place]
    check(json.dumps(json.loads(example)).encode() + b"\n")
