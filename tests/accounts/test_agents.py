"""A browser's name in words."""

from __future__ import annotations

import pytest

from projects.accounts.agents import in_words

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.1 Safari/605.1"
ANDROID = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/131.0.0.0 Mobile Safari/1"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (CHROME, "Chrome on Windows"),
        (f"{CHROME} Edg/131.0.0.0", "Edge on Windows"),
        (f"{CHROME} OPR/115.0", "Opera on Windows"),
        (MAC, "Safari on macOS"),
        (ANDROID, "Chrome on Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on Linux"),
        ("Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1 CriOS/126.0 Mobile", "Chrome on iPad"),
        ("Something (Windows NT 10.0)", "A browser on Windows"),
        ("curl/8.5.0", "curl"),
        ("python-requests/2.32", "Python"),
        ("", "An unknown browser"),
        ("<script>", "An unknown browser"),
    ],
)
def test_it_names_browser_and_system(agent, words):
    assert in_words(agent) == words
