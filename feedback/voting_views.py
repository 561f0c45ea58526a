"""The page of a vote link, as it stands in e-mails and chats: whoever has the link may vote on that one answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.views import APIView

from feedback import services
from feedback.ballots import Ballot, NoBallot, ballot_of
from feedback.throttles import KeylessVotes, MissedVotes
from feedback.vote_form import WORDS, VoteForm
from projects.tokens import BadToken
from requestlog.ratings import RATINGS, Rating

DONE = {
    "saved": "Thank you. Your vote is saved.",
    "kept": "You have voted on this answer already. This is your vote; you may change it.",
    "changed": "Your vote is changed.",
    "withdrawn": "Your vote is withdrawn.",
}
HOLDER = "vote link"
PRIVATE = {"Referrer-Policy": "strict-origin", "X-Robots-Tag": "noindex", "Cache-Control": "no-store"}
VIEW = APIView()
View = Callable[..., HttpResponse]


def for_holders(view: View) -> View:
    """Keeps the link, which is a secret, from search engines, caches and `Referer` headers.

    The policy is not "no-referrer": forms of such pages say that they come from nowhere, and are refused as forged.
    """

    @wraps(view)
    def answered(request: HttpRequest, *arguments: Any, **keywords: Any) -> HttpResponse:
        try:
            answer = view(request, *arguments, **keywords)
        except Throttled as error:
            answer = render(request, "feedback/vote_later.html", status=429)
            answer.headers["Retry-After"] = str(error.wait)  # type: ignore[attr-defined]  # an integer
        except (BadToken, NoBallot, services.NoSuchMessage):
            answer = render(request, "feedback/vote_gone.html", status=404)
        for name, value in PRIVATE.items():
            answer.headers[name] = value
        return answer

    return answered


@login_not_required
@for_holders
@require_http_methods(["GET", "HEAD", "POST"])
def vote_page(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, and writes nothing: scanners of mail follow links. POST votes, changes the vote or withdraws it."""
    ballot = _ballot(request, token)
    proposed = request.GET.get("rating", "")
    if request.method != "POST":
        return _page(request, ballot, VoteForm(ballot=ballot, rating=proposed))
    KeylessVotes().check(Request(request), VIEW)
    form = VoteForm(request.POST, ballot=ballot)
    verb = request.POST.get("verb", "")
    if verb != "withdraw" and not form.is_valid():
        return _page(request, ballot, form, status=400)
    try:
        done = _carried_out(verb, ballot, form)
    except (services.NoSuchVote, services.UnknownReason):  # changed elsewhere a moment ago: look again
        done = ""
    return _back(request, done)


def _ballot(request: HttpRequest, token: str) -> Ballot:
    """Raises `BadToken`, `NoBallot`, and `Throttled` for those who try too many."""
    try:
        return ballot_of(token, submitter=request.GET.get("submitter"), now=timezone.now())
    except BadToken:
        MissedVotes().miss(Request(request), VIEW)
        raise


def _carried_out(verb: str, ballot: Ballot, form: VoteForm) -> str:
    """Does what was asked for and returns the word of `DONE` for it; who voted before must say that they change it."""
    now = timezone.now()
    if verb == "withdraw":
        if ballot.vote is not None:
            services.withdraw(vote=ballot.vote, by=HOLDER, now=now)
        return "withdrawn"
    if verb == "change" and ballot.vote is not None:
        services.change(vote=ballot.vote, by=HOLDER, now=now, **form.cleaned_data)
        return "changed"
    given = services.give(
        message_id=ballot.message_id,
        submitter=ballot.submitter,
        project=ballot.project,
        only=ballot.request_id,
        now=now,
        **form.cleaned_data,
    )
    return "saved" if given.created else "kept"


def _back(request: HttpRequest, done: str) -> HttpResponse:
    kept = {"submitter": request.GET["submitter"]} if "submitter" in request.GET else {}
    query = urlencode(kept | ({"done": done} if done else {}))
    return redirect(f"{request.path}?{query}" if query else request.path)


def _page(request: HttpRequest, ballot: Ballot, form: VoteForm, *, status: int = 200) -> HttpResponse:
    vote = ballot.vote
    rating = Rating(vote.rating) if vote else None
    proposed = RATINGS.get(request.GET.get("rating", ""), rating)
    context = {
        "form": form,
        "vote": vote,
        "emoji": rating.emoji if rating else "",
        "word": WORDS[rating] if rating else "",
        "done": DONE.get(request.GET.get("done", "")),
        "changing": bool(form.errors) or proposed != rating,
    }
    return render(request, "feedback/vote_page.html", context, status=status)
