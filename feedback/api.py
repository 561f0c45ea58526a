"""`POST /v1/feedback/`: what an application's users think of an answer."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework import exceptions, status
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler

from feedback import services
from feedback.authentication import VoterAuthentication
from feedback.away import Away, door
from feedback.documents import document_vote
from feedback.parsers import StrictJSONParser, TextJSONParser, check_size_and_encoding
from feedback.serializers import StoredVoteSerializer, VoteSerializer
from feedback.throttles import KeyedVotes, KeylessVotes, MissedVotes, voter_of
from projects.models import Project
from requestlog.database.away import is_away
from requestlog.database.patience import within

# Made once: a serializer copies its fields each time that it is made
VOTE, STORED = VoteSerializer(), StoredVoteSerializer()
log = logging.getLogger(__name__)
# A little more than a lock may take: the server, when it is well, says so itself
STATEMENT_SECONDS = 2.2


class AlwaysJSON(BaseContentNegotiation):
    """JSON in, by its one name; JSON out, whatever `Accept` says: clients call `response.json()` on every answer."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        sent = request.content_type.partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == sent), None)

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> tuple[BaseRenderer, str]:
        return renderers[0], renderers[0].media_type


class VoteView(APIView):
    """Takes a vote. No key is needed, unless the project demands one; cookies are ignored."""

    authentication_classes = [VoterAuthentication]
    permission_classes = [AllowAny]
    throttle_classes = [KeylessVotes, MissedVotes, KeyedVotes]
    parser_classes = [StrictJSONParser, TextJSONParser]
    content_negotiation_class = AlwaysJSON
    metadata_class = None

    def dispatch(self, request: HttpRequest, *arguments: Any, **keywords: Any) -> HttpResponseBase:
        with within(STATEMENT_SECONDS):
            return super().dispatch(request, *arguments, **keywords)

    def initial(self, request: Request, *arguments: Any, **keywords: Any) -> None:
        door.check()
        super().initial(request, *arguments, **keywords)

    @document_vote
    def post(self, request: Request) -> Response:
        check_size_and_encoding(request)
        given = services.give(**VOTE.run_validation(request.data), project=project_of(request), now=timezone.now())
        door.succeeded()
        code = status.HTTP_200_OK if given.created else status.HTTP_208_ALREADY_REPORTED
        return Response(STORED.to_representation(given.vote), status=code)

    def get_exception_handler(self) -> Callable[..., Response | None]:
        return refusal


def project_of(request: Request) -> Project | None:
    """The project of the key or the token that came with the vote, if one did."""
    return voter_of(request).project


def refusal(error: Exception, context: dict[str, Any]) -> Response | None:
    """What went wrong as an answer of the contract; None for what was not foreseen."""
    if isinstance(error, services.NoSuchMessage | services.KeyNeeded):
        door.succeeded()
    if isinstance(error, services.NoSuchMessage):
        MissedVotes().count(context["request"], context["view"])
        error = exceptions.NotFound("No message has this id.")
    elif isinstance(error, services.KeyNeeded):
        error = exceptions.PermissionDenied("This project takes votes only with one of its keys.")
    elif is_away(error):
        log.warning("A vote was not stored: %s", error)
        door.failed()
        error = Away()
    return exception_handler(error, context)
