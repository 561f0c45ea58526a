"""Saved views: filters of the log with a name."""

from __future__ import annotations
