"""Letters by mail."""

from __future__ import annotations

import asyncio
import json
import smtplib
from collections.abc import Sequence

from django.core.mail import EmailMessage

from feedback.webhooks.lanes import in_turn
from feedback.webhooks.outcomes import Outcome, Verdict, away

HEADERS = {"Auto-Submitted": "auto-generated"}


async def mail_in_turn(bodies: Sequence[str], *, to: Sequence[str]) -> list[Outcome]:
    """Mails `bodies` to the same people, in threads; see `in_turn`."""
    return await in_turn(bodies, lambda body: asyncio.to_thread(mail, body, to))


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
