"""The `gptboost` console script."""

from __future__ import annotations

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from requestlog.database.patience import patience

# An index over a large log takes its time, and the person who asked for it can wait, or end it
STATEMENT_SECONDS = 24 * 60 * 60


def main() -> None:
    """Run a management command; a wrong setting ends it with one plain line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gptboost_site.settings")
    patience.seconds = STATEMENT_SECONDS
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"gptboost: {error}")
