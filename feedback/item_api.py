"""`/v1/feedback/<message_id>/`: a vote that is there, for those who may see and change it."""

from __future__ import annotations

from django.utils import timezone
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response

from feedback import services
from feedback.api import VotesView, answered, entry_of_token
from feedback.documents import document_change, document_read, document_set, document_withdraw
from feedback.models import HeldVote
from feedback.parsers import check_size_and_encoding, check_there_is_one
from feedback.serializers import ChangeSerializer, NameSerializer, WholeVoteSerializer
from feedback.services import Spot
from feedback.throttles import voter_of

NAME, WHOLE, CHANGE = NameSerializer(), WholeVoteSerializer(), ChangeSerializer()


class VoteItemView(VotesView):
    """The vote of one submitter on one message; `?submitter=` says whose, without it the anonymous one."""

    @document_read
    def get(self, request: Request, message_id: str) -> Response:
        vote = services.find(spot=spot_of(request, message_id))
        return answered(vote, code_of(vote))

    @document_set
    def put(self, request: Request, message_id: str) -> Response:
        spot = spot_of(request, message_id)
        check_size_and_encoding(request)
        given = services.put(spot=spot, said=WHOLE.run_validation(request.data), now=timezone.now())
        if isinstance(given, HeldVote):
            return answered(given, status.HTTP_202_ACCEPTED)
        return answered(given.vote, status.HTTP_201_CREATED if given.created else status.HTTP_200_OK)

    @document_change
    def patch(self, request: Request, message_id: str) -> Response:
        spot = spot_of(request, message_id)
        check_size_and_encoding(request)
        check_there_is_one(request, may_say=CHANGE.fields)
        vote = services.patch(spot=spot, said=CHANGE.run_validation(request.data), now=timezone.now())
        return answered(vote, code_of(vote))

    @document_withdraw
    def delete(self, request: Request, message_id: str) -> Response:
        vote = services.take_back(spot=spot_of(request, message_id), now=timezone.now())
        return answered(vote, status.HTTP_200_OK)


def spot_of(request: Request, message_id: str) -> Spot:
    """Which vote is meant, as far as the voter may have to do with it."""
    voter = voter_of(request)
    if voter.project is None:
        raise exceptions.NotAuthenticated("This needs a secret key of the message's project, or a vote token.")
    if voter.token is None and not voter.has_secret_key:
        raise exceptions.PermissionDenied("A public key needs the vote's own token beside it.")
    name = NAME.run_validation({"message_id": message_id, "submitter": request.query_params.get("submitter")})
    return Spot(
        message_id=name["message_id"],
        submitter=name["submitter"],
        project=voter.project,
        only=None if voter.has_secret_key else entry_of_token(voter, name["submitter"]),
        may_wait=voter.has_secret_key,
        by=voter.name,
    )


def code_of(vote: object) -> int:
    """202 where it still waits for its message."""
    return status.HTTP_202_ACCEPTED if isinstance(vote, HeldVote) else status.HTTP_200_OK
