"""What the page shows, made of figures: plain values that the template only loops over."""

from __future__ import annotations
