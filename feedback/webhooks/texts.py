"""Texts of others made safe for where they go. Plain Python."""

from __future__ import annotations

import re

# A word joiner, which nobody sees, parts the sign from the name: "@channel" calls nobody then
MENTION = re.compile(r"(?<!\w)@(?=\w)")
MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def shortened(text: str, most: int) -> str:
    """At most `most` characters of `text`, with "…" as the last where some are missing."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def one_line(text: str) -> str:
    """`text` without line breaks and control characters: good for a header of a mail."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def for_slack(text: str) -> str:
    """`text` as Slack's mrkdwn shows it literally: no link, no channel, no person can be named by it."""
    return MENTION.sub("@\u2060", text).translate(MARKUP)
