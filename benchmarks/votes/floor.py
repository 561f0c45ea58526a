"""The least that Django REST framework can do for a vote: one look-up, one insert, no rule of ours.

`python -m benchmarks.votes.floor NUMBER` makes its tables with that many messages; gunicorn serves `application`.
"""

from __future__ import annotations

import os
import sys

import django
import environ
from django.conf import settings

DATABASE = environ.Env.db_url_config(os.environ["FLOOR_DATABASE_URL"]) | {"CONN_MAX_AGE": None}
if "sqlite" in DATABASE["ENGINE"]:  # as durable as the product's
    marks = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL"
    DATABASE["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": marks}
settings.configure(
    SECRET_KEY="floor",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": DATABASE},
    USE_TZ=True,
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "DEFAULT_PERMISSION_CLASSES": [],
        "UNAUTHENTICATED_USER": None,
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    },
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.shortcuts import get_object_or_404  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework import serializers  # noqa: E402
from rest_framework.request import Request as APIRequest  # noqa: E402
from rest_framework.response import Response  # noqa: E402
from rest_framework.views import APIView  # noqa: E402


class Message(models.Model):
    name = models.CharField(max_length=255, unique=True)

    class Meta:
        app_label = "floor"

    def __str__(self) -> str:
        return self.name


class Vote(models.Model):
    message = models.ForeignKey(Message, models.CASCADE)
    rating = models.CharField(max_length=10)
    comment = models.TextField()
    tags = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "floor"

    def __str__(self) -> str:
        return self.rating


class VoteIn(serializers.Serializer):
    message_id = serializers.CharField(max_length=255)
    rating = serializers.ChoiceField(["positive", "negative", "amazing"])
    comment = serializers.CharField(max_length=10_000, allow_blank=True, default="")
    tags = serializers.ListField(child=serializers.CharField(max_length=100), max_length=50, default=list)


class VoteView(APIView):
    def post(self, request: APIRequest) -> Response:
        vote = VoteIn(data=request.data)
        vote.is_valid(raise_exception=True)
        fields = dict(vote.validated_data)
        message = get_object_or_404(Message.objects.only("id"), name=fields.pop("message_id"))
        stored = Vote.objects.create(message=message, **fields)
        return Response({"id": stored.pk, "created_at": stored.created_at})


urlpatterns = [path("v1/feedback/", VoteView.as_view())]
application = get_wsgi_application()


def prepare(number: int) -> None:
    """The tables, with messages named `chatcmpl-benchmark-000000000000` and so on."""
    with connection.schema_editor() as editor:
        editor.create_model(Message)
        editor.create_model(Vote)
    Message.objects.bulk_create([Message(name=f"chatcmpl-benchmark-{n:012}") for n in range(number)], batch_size=1000)
    connection.cursor().execute("ANALYZE")


if __name__ == "__main__":
    prepare(int(sys.argv[1]))
