"""The product's own settings, for tests: no file of the developer's is touched, passwords hash fast."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

if "GPTBOOST_DATA_DIR" not in os.environ:
    os.environ["GPTBOOST_DATA_DIR"] = tempfile.mkdtemp(prefix="gptboost-tests-")
    atexit.register(shutil.rmtree, os.environ["GPTBOOST_DATA_DIR"], ignore_errors=True)
os.environ.setdefault("SECRET_KEY", "a-key-for-tests-only-" * 3)
os.environ["LOG_LEVEL"] = "WARNING"

from gptboost_site.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A slow machine is no failure
SCREEN_SECONDS = 60.0
# Each client of a test starts the middleware anew: files are found when they are asked for, not all beforehand
WHITENOISE_AUTOREFRESH = True
