"""The log's parameters of what people say of an answer: the users by their votes, the team by its own."""

from __future__ import annotations

import django_filters
from django import forms

from projects.models import Project
from requestlog.filter_fields import Parameter, TextField, TextsField, WordsField
from requestlog.querysets import RequestQuerySet
from requestlog.ratings import RATINGS
from requestlog.triage import STATUSES, WAITING

RATING_WORDS = [*reversed(RATINGS), "rated", "unrated"]
TRIAGE_WORDS = [*STATUSES, WAITING]
NOBODY = "none"


class YesOrNo(Parameter):
    """yes or no."""

    def __init__(self, **options: str) -> None:
        choices = [("yes", "yes"), ("no", "no")]
        wrong = {"invalid_choice": "Give yes or no."}
        super().__init__(forms.ChoiceField, choices=choices, error_messages=wrong, **options)


# By the class of the filter
FORM_CLASSES: dict[type[VoteFilter], type[forms.Form]] = {}


class VoteFilter(django_filters.FilterSet):  # type: ignore[misc]
    """See `requestlog.filters.RequestFilter`."""

    project: Project

    rating = Parameter(
        WordsField,
        words=RATING_WORDS,
        method="by_rating",
        help_text="amazing, positive, negative, rated or unrated; may repeat: any of them.",
    )
    comment = YesOrNo(method="by_comment", help_text="yes: with a user's comment; no: without one.")
    tag = Parameter(TextsField, method="by_tag", help_text="A tag of the feedback; may repeat: any of them.")
    label = Parameter(TextsField, method="by_label", help_text="A label of the team; may repeat: any of them.")
    reason = Parameter(TextsField, method="by_reason", help_text="A reason of the feedback; may repeat: any of them.")
    submitter = Parameter(
        TextField, method="by_submitter", help_text="Who voted: the whole id that the application gave the voter."
    )
    correction = YesOrNo(
        method="by_correction",
        help_text="yes: with the answer that was wanted, by a voter or the team; no: without one.",
    )
    team = Parameter(
        WordsField,
        words=RATING_WORDS,
        method="by_team",
        help_text="The team's own rating: amazing, positive, negative, rated or unrated; may repeat: any of them.",
    )
    triage = Parameter(
        WordsField,
        words=TRIAGE_WORDS,
        method="by_triage",
        help_text="Where the team stands with a dislike: new, looking, resolved or wont_fix; waiting: new or looking;"
        " may repeat: any of them.",
    )
    assignee = Parameter(
        TextField,
        method="by_assignee",
        help_text="Who of the team looks after it, by username; none: it has a triage status and is nobody's.",
    )

    def get_form_class(self) -> type[forms.Form]:
        """Made once: its fields are the same for all, and each form copies them."""
        kind = type(self)
        if kind not in FORM_CLASSES:
            FORM_CLASSES[kind] = super().get_form_class()
        return FORM_CLASSES[kind]

    def by_rating(self, queryset: RequestQuerySet, name: str, words: list[str]) -> RequestQuerySet:
        return queryset.rated(*words)

    def by_comment(self, queryset: RequestQuerySet, name: str, word: str) -> RequestQuerySet:
        return queryset.commented(word == "yes")

    def by_tag(self, queryset: RequestQuerySet, name: str, names: list[str]) -> RequestQuerySet:
        return queryset.tagged(self.project, names)

    def by_label(self, queryset: RequestQuerySet, name: str, names: list[str]) -> RequestQuerySet:
        return queryset.labelled(self.project, names)

    def by_reason(self, queryset: RequestQuerySet, name: str, names: list[str]) -> RequestQuerySet:
        return queryset.reasoned(self.project, names)

    def by_submitter(self, queryset: RequestQuerySet, name: str, submitter: str) -> RequestQuerySet:
        return queryset.voted_by(self.project, submitter)

    def by_correction(self, queryset: RequestQuerySet, name: str, word: str) -> RequestQuerySet:
        return queryset.corrected(self.project, word == "yes")

    def by_team(self, queryset: RequestQuerySet, name: str, words: list[str]) -> RequestQuerySet:
        return queryset.rated_by_team(*words)

    def by_triage(self, queryset: RequestQuerySet, name: str, words: list[str]) -> RequestQuerySet:
        return queryset.triaged(*words)

    def by_assignee(self, queryset: RequestQuerySet, name: str, username: str) -> RequestQuerySet:
        if username == NOBODY:
            return queryset.assigned_to_nobody(self.project)
        return queryset.assigned_to(self.project, username)
