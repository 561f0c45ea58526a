"""What a member of the team makes of an answer, checked: the fields, and the verb that was pressed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.http import QueryDict

from feedback.models import Review
from feedback.services.reviewing import CORRECTION_CHARACTERS, NOTE_CHARACTERS, version
from feedback.team_form import ProseField
from requestlog.models import Request
from requestlog.triage import OPEN, Triage

NOBODY = ("", "Nobody")


@dataclass(frozen=True, slots=True)
class Verb:
    """What a button says, what it did, the key that presses it, and the status that it sets."""

    name: str
    words: str
    done: str
    key: str
    status: Triage | None = None


SAVE = Verb("save", "Save", "Saved", "s")
RESOLVE = Verb("resolve", "Resolve", "Resolved", "e", Triage.RESOLVED)
CORRECT = Verb("correct", "Resolve with correction", "Resolved with a correction", "e", Triage.RESOLVED)
ASSIGN = Verb("assign", "Assign to me", "Assigned to you", "a")
LOOK = Verb("looking", "Looking", "Marked as looking", "l", Triage.LOOKING)
DECLINE = Verb("wont_fix", "Won’t fix", "Marked as won’t fix", "w", Triage.WONT_FIX)
REOPEN = Verb("reopen", "Reopen", "Reopened", "o", Triage.NEW)
VERBS = {verb.name: verb for verb in (SAVE, RESOLVE, CORRECT, ASSIGN, LOOK, DECLINE, REOPEN)}


class ReviewForm(forms.Form):
    """The review of one answer; what differs from what is stored, or offered, is what is given.

    `seen` names the state that was looked at, `next` the page to go to.
    """

    correction = ProseField(
        most=CORRECTION_CHARACTERS,
        label="What it should have said",
        widget=forms.Textarea({"rows": 5, "dir": "auto", "placeholder": "The answer that was wanted", "data-key": "c"}),
    )
    note = ProseField(
        most=NOTE_CHARACTERS,
        label="Note for the team",
        widget=forms.Textarea({"rows": 2, "dir": "auto", "placeholder": "Why, and what was done about it"}),
    )
    assignee = forms.ChoiceField(
        required=False,
        label="Assignee",
        error_messages={"invalid_choice": "Choose somebody of the team: a member or an owner of the project."},
    )
    verb = forms.ChoiceField(
        choices=[(name, verb.words) for name, verb in VERBS.items()],
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Press one of the buttons."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    next = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict | None = None, *, entry: Request, row: Review | None, team: Sequence[User], **initial: str
    ) -> None:
        """`initial` holds the `correction` to start from, and `next`; the rest is as `row` has it."""
        stored = {"note": row.note, "assignee": str(row.assignee_id or "")} if row else {}
        super().__init__(data, auto_id="review-%s", initial={**initial, **stored, "seen": version(row)})
        self.triage = entry.triage
        self.people = {str(user.pk): user for user in team}
        assigned = row.assignee if row else None
        if assigned is not None:
            self.people.setdefault(str(assigned.pk), assigned)
        self._shape()

    def _shape(self) -> None:
        """Nobody looks after an answer that has no 👎."""
        if self.triage is None:
            del self.fields["assignee"]
        else:
            choices = [NOBODY, *((pk, user.get_username()) for pk, user in self.people.items())]
            self.fields["assignee"].choices = choices  # type: ignore[attr-defined]

    @property
    def prose(self) -> list[forms.BoundField]:
        return [self["correction"], self["note"]]

    @property
    def verbs(self) -> list[Verb]:
        """What can be done: nothing twice, and nothing to a status where there is none."""
        if self.triage is None:
            return [SAVE]
        if self.triage in OPEN:
            return [RESOLVE, CORRECT, ASSIGN, *([LOOK] if self.triage == Triage.NEW else []), DECLINE, SAVE]
        return [REOPEN, DECLINE, SAVE] if self.triage == Triage.RESOLVED else [RESOLVE, CORRECT, REOPEN, SAVE]

    @property
    def pressed(self) -> Verb:
        return VERBS[self.cleaned_data["verb"]]

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("verb") == CORRECT.name and not cleaned.get("correction") and "correction" not in self.errors:
            self.add_error("correction", "Write what it should have said, or resolve it without a correction.")
        return cleaned

    def given(self, user: User) -> dict[str, Any]:
        """The arguments of `review` that the form of `user` gives."""
        changed = {"correction", "note", "assignee"} & {*self.changed_data} & {*self.data}
        given = {name: self.cleaned_data[name] for name in changed} | {"status": self.pressed.status}
        if "assignee" in given:
            given["assignee"] = self.people.get(given["assignee"])
        if self.pressed is CORRECT:
            given["correction"] = self.cleaned_data["correction"]
        if self.pressed is ASSIGN:
            given |= {"assignee": user, "status": Triage.LOOKING if self.triage == Triage.NEW else None}
        return given | {"seen": self.cleaned_data["seen"]}


def typed_over(data: QueryDict, row: Review) -> QueryDict:
    """What was typed, with what somebody else has stored meanwhile where nothing was: ready to be sent again."""
    stored = {"note": row.note, "correction": row.correction, "assignee": str(row.assignee_id or "")}
    typed = data.copy()
    for name, value in stored.items():
        typed[name] = data.get(name) or value
    typed["seen"] = version(row)
    return typed
