"""Rated answers by what they have in common: counted out of the log, and kept by day by the worker."""

from __future__ import annotations
