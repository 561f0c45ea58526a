"""`POST /v1/feedback/`: what an application's users think of an answer."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

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
from feedback.answers import answer_of
from feedback.authentication import VoterAuthentication
from feedback.away import Away, door
from feedback.documents import document_vote
from feedback.models import Feedback, HeldVote
from feedback.parsers import StrictJSONParser, TextJSONParser, check_size_and_encoding
from feedback.refusals import EXPECTED, refused
from feedback.serializers import VoteSerializer
from feedback.throttles import KeyedVotes, KeylessVotes, MissedVotes, voter_of
from feedback.voters import Voter, own_token
from requestlog.database.away import is_away
from requestlog.database.patience import within

# Made once: a serializer copies its fields each time that it is made
VOTE = VoteSerializer()
TOKEN_HEADER = "X-GPTBoost-Feedback-Token"  # noqa: S105
log = logging.getLogger(__name__)
# A little more than a lock may take: the server, when it is well, says so itself
STATEMENT_SECONDS = 2.2


class AlwaysJSON(BaseContentNegotiation):
    """JSON in, by its own names; JSON out, whatever `Accept` says: clients call `response.json()` on every answer."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        sent = request.content_type.partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == sent), None)

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> tuple[BaseRenderer, str]:
        return renderers[0], renderers[0].media_type


class VotesView(APIView):
    """What all views of votes have in common. Cookies are ignored."""

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

    def get_exception_handler(self) -> Callable[..., Response | None]:
        return refusal


class VoteView(VotesView):
    """Takes a vote. No key is needed, unless the project demands one."""

    @document_vote
    def post(self, request: Request) -> Response:
        check_size_and_encoding(request)
        vote, voter, now = VOTE.run_validation(request.data), voter_of(request), timezone.now()
        given = services.give_or_hold(
            **vote,
            project=voter.project,
            only=entry_of_token(voter, vote.get("submitter", "")) if voter.key is None else None,
            waits_in=voter.project if voter.key else None,
            now=now,
        )
        if isinstance(given, HeldVote):
            MissedVotes().count(request, self)
            return answered(given, status.HTTP_202_ACCEPTED)
        if not given.created:
            return answered(given.vote, status.HTTP_208_ALREADY_REPORTED)
        return answered(given.vote, status.HTTP_200_OK, {TOKEN_HEADER: own_token(given.vote, now=now)})


def answered(vote: Feedback | HeldVote, code: int, headers: dict[str, str] | None = None) -> Response:
    """`vote` as an answer; the database is well."""
    door.succeeded()
    return Response(answer_of(vote), status=code, headers=headers)


def entry_of_token(voter: Voter, submitter: str) -> UUID | None:
    """The one entry that the voter's token is good for, None where there is no token."""
    if voter.token is None:
        return None
    if not voter.token.speaks_for(submitter):
        raise exceptions.PermissionDenied("This vote token is for the vote of somebody else.")
    return voter.token.request_id


def refusal(error: Exception, context: dict[str, Any]) -> Response | None:
    """What went wrong as an answer of the contract; None for what was not foreseen."""
    if isinstance(error, EXPECTED):
        door.succeeded()
        if isinstance(error, services.NoSuchMessage):
            MissedVotes().count(context["request"], context["view"])
        error = refused(error)
    elif is_away(error):
        log.warning("A vote was not stored: %s", error)
        door.failed()
        error = Away()
    return exception_handler(error, context)
