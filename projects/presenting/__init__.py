"""What the pages of projects show, as plain values."""

from __future__ import annotations
