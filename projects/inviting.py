"""The link of an invitation, and the letter that brings it."""

from __future__ import annotations

import logging
import smtplib

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from projects.models import Invitation

log = logging.getLogger(__name__)
HEADERS = {"Auto-Submitted": "auto-generated"}


def mail_invitation(invitation: Invitation, token: str) -> tuple[str, bool]:
    """The link, and whether it was mailed: where `EMAIL_URL` is set and the mail server takes it."""
    link = settings.PUBLIC_URL + reverse("invitation", args=[token])
    return link, bool(settings.MAIL) and _is_mailed(invitation, link)


def _is_mailed(invitation: Invitation, link: str) -> bool:
    text = render_to_string("projects/invitation.txt", {"invitation": invitation, "link": link})
    subject = f"{' '.join(invitation.project.name.split())}: an invitation"
    message = EmailMessage(subject, text, to=[invitation.email], headers=HEADERS)
    try:
        return bool(message.send())
    except (smtplib.SMTPException, OSError) as error:
        log.warning("An invitation could not be mailed: %s", error)
        return False
