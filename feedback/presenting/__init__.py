"""What the pages of votes show: plain values for templates."""

from __future__ import annotations
