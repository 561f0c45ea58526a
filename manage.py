#!/usr/bin/env python
"""Django's command line for GPTBoost; the same commands as the `gptboost` script."""

from __future__ import annotations

from gptboost_site.cli import main

if __name__ == "__main__":
    main()
