"""The days of the log, counted by the worker and read by pages that show totals and figures."""

from __future__ import annotations
