"""Letters by mail."""

from __future__ import annotations

import asyncio
import json
import smtplib
from collections.abc import Sequence

from django.core.mail import EmailMessage

from feedback.webhooks.outcomes import UNSENT, Outcome, Verdict, away

HEADERS = {"Auto-Submitted": "auto-generated"}


async def mail_in_turn(bodies: Sequence[str], *, to: Sequence[str]) -> list[Outcome]:
    """Mails `bodies` one after another; once the mail server is found to be away, the rest is left unsent."""
    outcomes: list[Outcome] = []
    for body in bodies:
        lost = any(outcome.verdict is Verdict.AWAY for outcome in outcomes)
        outcomes.append(UNSENT if lost else await asyncio.to_thread(mail, body, to))
    return outcomes


def mail(body: str, to: Sequence[str]) -> Outcome:
    """One mail; `body` is `feedback.webhooks.bodies.mail_body` as JSON."""
    said = json.loads(body)
    message = EmailMessage(said["subject"], said["text"], to=list(to), headers=HEADERS)
    try:
        message.send()
    except smtplib.SMTPResponseException as error:
        return Outcome(Verdict.AGAIN, f"The mail server answered {error.smtp_code}: {_text(error.smtp_error)}")
    except smtplib.SMTPRecipientsRefused as error:
        return Outcome(Verdict.AGAIN, f"The mail server refuses {', '.join(error.recipients)}; check the addresses.")
    except (smtplib.SMTPException, OSError) as error:
        return away(f"The mail server of EMAIL_URL cannot be reached: {error}.")
    return Outcome(Verdict.ARRIVED)


def _text(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said
