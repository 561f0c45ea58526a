"""`/v1/users/<id>/`: what the log holds of one end user, and its erasing."""

from __future__ import annotations

from django.core.exceptions import ValidationError as Wrong
from django.utils import timezone
from rest_framework import status
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.data_schema import document_erase, document_holdings
from feedback.retention.erasure import calls_on_their_way, counts, erase_within
from feedback.retention.holdings import Holdings, look_up
from projects.models import Project
from requestlog.api import LogView, project_of


class UserView(LogView):
    http_method_names = ["get", "head", "delete"]

    @document_holdings
    def get(self, request: Request, user: str) -> Response:
        """What `DELETE` would erase."""
        project = project_of(request)
        held = counts(held_of(project, user))
        return Response(
            {"project": project.slug, "user": user, "held": held, "calls_on_their_way": calls_on_their_way()}
        )

    @document_erase
    def delete(self, request: Request, user: str) -> Response:
        """Erases for some seconds, in batches, and reports. 202: there is more, call again; 404 in the end."""
        project = project_of(request)
        held_of(project, user)
        done = erase_within(project=project, user=user, by=f"key {request.auth}", now=timezone.now())
        return Response(done.document(), status=status.HTTP_200_OK if done.done else status.HTTP_202_ACCEPTED)


def held_of(project: Project, user: str) -> Holdings:
    """What is held of a user, of whom something is. Raises `ValidationError` and `NotFound` in the API's words."""
    try:
        held = look_up(project=project, user=user)
    except Wrong as error:
        raise ValidationError({"user": error.messages}) from error
    if not held:
        raise NotFound("This project holds nothing of this user.")
    return held
