"""What a browser sends of a view, checked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict

from projects.models import Project
from requestlog.filter_fields import CURSORS
from requestlog.filters import RequestFilter
from requestlog.models import VIEW_NAME_CHARACTERS, VIEW_QUERY_CHARACTERS, SavedView
from requestlog.presenting.visible import visible
from requestlog.saved_views.querysets import SavedViewQuerySet

GONE = "Choose one of the views that you may change: this one is gone, or not yours to change."
LONG = f"A view holds at most {VIEW_QUERY_CHARACTERS:,} characters of filters."


class NameForm(forms.Form):
    """A view's name, on one line."""

    name = forms.CharField(max_length=VIEW_NAME_CHARACTERS)

    def clean_name(self) -> str:
        return visible(" ".join(self.cleaned_data["name"].split()))[:VIEW_NAME_CHARACTERS]


class QueryForm(forms.Form):
    """What a view asks for; `query` is the log's query string, as the page of the log has it."""

    query = forms.CharField(
        required=False, max_length=VIEW_QUERY_CHARACTERS, widget=forms.HiddenInput, error_messages={"max_length": LONG}
    )

    def __init__(self, *args: Any, project: Project, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.project, self.now = project, now

    def clean_query(self) -> str:
        filter = filter_of(self.project, self.cleaned_data["query"], self.now)
        if filter.problems:
            raise forms.ValidationError([f"{name}: {' '.join(said)}" for name, said in filter.problems.items()])
        return normalised(filter)


class ViewForm(NameForm, QueryForm):
    """A new view."""

    is_shared = forms.BooleanField(required=False)
    is_default = forms.BooleanField(required=False)

    def __init__(self, *args: Any, shares: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.shares = shares

    def clean_is_shared(self) -> bool:
        if self.cleaned_data["is_shared"] and not self.shares:
            raise forms.ValidationError("Members and owners may share views: keep this one for yourself.")
        return bool(self.cleaned_data["is_shared"])


class UpdateForm(QueryForm):
    """Another filter for one of the `views` that the reader may change."""

    view: forms.ModelChoiceField[SavedView] = forms.ModelChoiceField(
        queryset=None, error_messages={"required": "Choose the view to update.", "invalid_choice": GONE}
    )

    def __init__(self, *args: Any, views: SavedViewQuerySet, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["view"].queryset = views  # type: ignore[attr-defined]


def filter_of(project: Project, query: str, now: datetime) -> RequestFilter:
    """What a view's query string, with its "?" or without, asks for; it is of no page of a list."""
    data = QueryDict(query.removeprefix("?"), mutable=True)
    for cursor in CURSORS:
        data.pop(cursor, None)
    return RequestFilter(data, project.requests.all(), project=project, now=now)


def normalised(filter: RequestFilter) -> str:
    """The filter as one of all the query strings that mean it: known parameters in order, without page cursors."""
    query = QueryDict(mutable=True)
    for name in sorted(set(filter.filters) & set(filter.data) - set(CURSORS)):
        query.setlist(name, sorted(set(filter.data.getlist(name))))
    return query.urlencode()
