"""What services refuse, in the words and with the status of the API."""

from __future__ import annotations

from rest_framework.exceptions import APIException, NotFound, PermissionDenied, ValidationError

from feedback import services

SAID: dict[type[Exception], APIException] = {
    services.NoSuchMessage: NotFound("No message has this id."),
    services.NoSuchVote: NotFound("There is no such vote on this message."),
    services.KeyNeeded: PermissionDenied("This project takes votes only with one of its keys."),
    services.WrongMessage: PermissionDenied("This vote token is for another message."),
}
EXPECTED = (*SAID, services.UnknownReason)


def refused(error: Exception) -> APIException:
    """One of `EXPECTED` as the API says it."""
    if not isinstance(error, services.UnknownReason):
        return SAID[type(error)]
    choices = ", ".join(f'"{choice}"' for choice in error.choices) or "none"
    return ValidationError({"reasons": [f'"{error.reason}" is none of this project\'s reasons: {choices}.']})
