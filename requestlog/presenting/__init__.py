"""What the pages show, made of rows and bodies: plain values that templates only loop over."""

from __future__ import annotations
