"""The report page and the two files."""

from __future__ import annotations

from django.urls import path

from feedback.training.streams import STREAMS
from feedback.training.views import download, training

urlpatterns = [
    path("p/<slug:slug>/training/", training, name="training"),
    *(
        path(f"p/<slug:slug>/requests.{kind}.jsonl", download, {"kind": kind}, name=f"export-{kind}")
        for kind in STREAMS
    ),
]
