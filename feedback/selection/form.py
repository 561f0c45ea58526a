"""What the bar under the log sends, checked."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse

from feedback.selection.choosing import matching, named
from feedback.services.labelling import checked_name
from projects.models import Project
from requestlog.database.bounded import TookTooLongError
from requestlog.filter_fields import CURSORS
from requestlog.filters import RequestFilter
from requestlog.triage import STATUSES, Triage

LABEL, UNLABEL, TRIAGE, DELETE, DELETE_NOW, UNDO = "label", "unlabel", "triage", "delete", "delete-now", "undo"
EXPORTS = ("csv", "json", "jsonl")
ACTIONS = (LABEL, UNLABEL, TRIAGE, *EXPORTS, DELETE, DELETE_NOW, UNDO)
PAGE, FILTER = "page", "filter"
LONGEST_QUERY = 2_000


class SelectionForm(forms.Form):
    """Beside its fields: `id`, which repeats; `scope`, where all of a page is meant, or all that match; `shown`, the
    ids of the page, for whoever ticks all of it without JavaScript; `query`, the page's own, which is led back to.
    """

    action = forms.ChoiceField(
        choices=[(action, action) for action in ACTIONS],
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Press one of the buttons."),
    )
    label = forms.CharField(required=False)
    status = forms.CharField(required=False)

    data: QueryDict

    def __init__(self, data: QueryDict, *, project: Project, now: datetime) -> None:
        super().__init__(data)
        self.project, self.now = project, now
        self.ids: list[UUID] = []

    @property
    def page(self) -> QueryDict:
        """The query string of the page."""
        text = self.data.get("query", "")
        return QueryDict(text if len(text) <= LONGEST_QUERY else "", mutable=True)

    @property
    def back(self) -> str:
        """The page of the log that the form was on."""
        query = self.page.urlencode()
        return reverse("log", args=[self.project.slug]) + (f"?{query}" if query else "")

    @property
    def takes_all(self) -> bool:
        """Whether all are meant that match, on whatever page."""
        return FILTER in self.data.getlist("scope")

    @property
    def filter(self) -> RequestFilter:
        """The page's filter, from the newest request on."""
        query = self.page
        for cursor in CURSORS:
            query.pop(cursor, None)
        return RequestFilter(query, self.project.requests.all(), project=self.project, now=self.now)

    @property
    def triage(self) -> Triage:
        return STATUSES[self.cleaned_data["status"]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        action = cleaned.get("action")
        if action in (LABEL, UNLABEL):
            cleaned["label"] = checked_name(cleaned.get("label", ""))
        if action == TRIAGE and cleaned.get("status") not in STATUSES:
            raise ValidationError("Choose a status.")
        if action != UNDO:
            self.ids = self._chosen()
        return cleaned

    def _chosen(self) -> list[UUID]:
        try:
            ids = self._all_that_match() if self.takes_all else named(self._texts())
        except TookTooLongError as error:
            raise ValidationError("It takes too long to find all that match. Choose a shorter time first.") from error
        except ValueError as error:
            raise ValidationError(str(error)) from error
        if not ids:
            raise ValidationError("Select a request first.")
        return ids

    def _all_that_match(self) -> list[UUID]:
        filter = self.filter
        return matching(filter) if filter.is_valid() else []

    def _texts(self) -> list[str]:
        shown = self.data.get("shown", "").split(",") if PAGE in self.data.getlist("scope") else []
        return [*self.data.getlist("id"), *shown]
