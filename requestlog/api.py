"""`/v1/requests/`: the log for programs: read with the page's own parameters, written by apps without the gateway."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from projects.models import ApiKey, Project
from requestlog.api_errors import AlwaysJSON, DocumentRenderer, refusal
from requestlog.api_schema import document_ingest, document_list, document_one
from requestlog.bodies_option import bodies_option
from requestlog.documents import documents
from requestlog.filter_fields import CURSORS
from requestlog.filters import RequestFilter
from requestlog.ingesting import BatchParser, check_body, ingest, items_of
from requestlog.pages import LARGEST_PAGE, PAGE_SIZE, page_of

limits = serializers.IntegerField(min_value=1, max_value=LARGEST_PAGE)


class LogView(APIView):
    """What the views of the log's API have in common; a secret key opens them."""

    renderer_classes = [DocumentRenderer]
    parser_classes = [BatchParser]
    content_negotiation_class = AlwaysJSON
    http_method_names = ["get", "head", "post"]

    def get_exception_handler(self) -> Callable[..., Response]:
        return refusal


class RequestsView(LogView):
    @document_list
    def get(self, request: Request) -> Response:
        """A page of the rows that the log's page shows for the same query string."""
        project = project_of(request)
        wanted = RequestFilter(request.query_params, project.requests.all(), project=project, now=timezone.now())
        (size, problems), (bodies, more) = page_size(request), bodies_option(request.query_params)
        problems |= more
        if problems or not wanted.is_valid():
            raise ValidationError({**wanted.problems, **problems})
        page = page_of(wanted, shown=project.requests.all(), size=size, **wanted.cursors)
        links = {"next": place(request, "after", page.older), "previous": place(request, "before", page.newer)}
        found = {
            "results": documents(project, page.entries, bodies=bodies),
            **links,
            "looked_back_to": page.looked_back_to,
        }
        return Response(found)

    @document_ingest
    def post(self, request: Request) -> Response:
        """For apps that do not use the gateway. An array, or an object with `requests`, is answered call by call:
        a wrong one never spoils the rest. A call alone is answered with its own status."""
        check_body(request)
        items = items_of(request.data)
        answers = ingest(items, project=project_of(request), now=timezone.now())
        if items[0] is request.data:
            return Response(answers[0], status=answers[0].status)
        return Response({"results": answers})


class RequestView(LogView):
    @document_one
    def get(self, request: Request, name: str) -> Response:
        """The JSON object of one request, feedback included; where an id was used twice, of the newest."""
        project = project_of(request)
        entry = project.requests.named(project, name).newest_first().first()
        if entry is None:
            raise NotFound("This project has no request of that id.")
        return Response(documents(project, [entry])[0])


def project_of(request: Request) -> Project:
    """The project of the key that the request came with."""
    key = request.auth
    assert isinstance(key, ApiKey)  # noqa: S101 – `HasSecretKey` let it in
    return key.project


def page_size(request: Request) -> tuple[int, dict[str, Any]]:
    """The parameter `limit`, and what is wrong with it."""
    try:
        return limits.run_validation(request.query_params.get("limit", PAGE_SIZE)), {}
    except ValidationError as error:
        return PAGE_SIZE, {"limit": error.detail}


def place(request: Request, parameter: str, cursor: str | None) -> str | None:
    """The absolute URL of the page at `cursor`, None where there is none."""
    if cursor is None:
        return None
    query = request.query_params.copy()
    for name in CURSORS:
        query.pop(name, None)
    query[parameter] = cursor
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
