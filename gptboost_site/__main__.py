"""`python -m gptboost_site`: the `gptboost` command without its script."""

from __future__ import annotations

from gptboost_site.cli import main

main()
