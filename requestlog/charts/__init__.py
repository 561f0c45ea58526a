"""The geometry of charts: plain Python, numbers in and places out."""

from __future__ import annotations
