"""What people send of projects, members and keys, checked. Each form names its fields: nothing else is ever written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import slugify

from projects.fields import LinesField
from projects.models import Action, KeyKind, LogMode, Project, Role, origin_list, slug_validator

SLUG_CHARACTERS = 50
OVERLAPS = {"0": "at once", "1": "in an hour", "24": "in a day", "168": "in a week"}
LOGS = {
    LogMode.FULL: ("Facts and bodies", "What was sent and answered, word for word, beside the facts of each call."),
    LogMode.METADATA: (
        "Facts alone",
        "Model, times, tokens, cost and votes. No prompt, no answer and no preview is ever stored.",
    ),
}
ROLES = {
    Role.VIEWER: "Viewer: reads the log, the review, the insights; downloads",
    Role.MEMBER: "Member: votes, reviews, labels and shares views, too",
    Role.OWNER: "Owner: settings, people, keys and deleting, too",
}


class NewProjectForm(forms.Form):
    """A project to be; without a slug, the name makes one."""

    name = forms.CharField(max_length=100)
    slug = forms.CharField(max_length=SLUG_CHARACTERS, required=False, label="Its name in URLs")

    def clean(self) -> dict[str, Any]:
        name, slug = self.cleaned_data.get("name"), self.cleaned_data.get("slug")
        if name and "slug" in self.cleaned_data:
            self._clean_slug(slug or slugify(name)[:SLUG_CHARACTERS].strip("-_").replace("_", "-"))
        return self.cleaned_data

    def _clean_slug(self, slug: str) -> None:
        self.cleaned_data["slug"] = slug
        try:
            slug_validator(slug)
        except forms.ValidationError as error:
            self.add_error("slug", f"Give {error.message}.")
            return
        if Project.objects.filter(slug=slug).exists():
            self.add_error("slug", f"There is a project {slug!r} already.")


class GeneralForm(forms.Form):
    """A project's name, and what is kept of its calls."""

    name = forms.CharField(max_length=100)
    log = forms.ChoiceField(choices=[(mode, words) for mode, (words, _) in LOGS.items()], widget=forms.RadioSelect)
    stream_usage = forms.BooleanField(required=False)
    upstream = forms.ChoiceField(required=False)

    def __init__(self, project: Project, data: Any = None) -> None:
        super().__init__(data, initial={name: getattr(project, name) for name in self.base_fields})
        names = {*settings.UPSTREAMS, project.upstream} - {""}
        self.fields["upstream"].choices = [("", "The usual one"), *((name, name) for name in sorted(names))]  # type: ignore[attr-defined]


class SlugForm(forms.Form):
    """That one means this project: its slug, typed."""

    slug = forms.CharField(max_length=SLUG_CHARACTERS, required=False)

    def __init__(self, project: Project, data: Any = None) -> None:
        super().__init__(data, auto_id="archive_%s")
        self.project = project

    def clean_slug(self) -> str:
        if self.cleaned_data["slug"] != self.project.slug:
            raise forms.ValidationError(f"Type {self.project.slug} to say that you mean this project.")
        return self.project.slug


class RoleForm(forms.Form):
    """One of the three roles."""

    role = forms.TypedChoiceField(choices=Role.choices, coerce=Role)


class InviteForm(forms.Form):
    """Whom to ask, and as what."""

    email = forms.EmailField(max_length=254, label="E-mail address")
    role = forms.TypedChoiceField(
        choices=list(ROLES.items()), coerce=Role, widget=forms.RadioSelect, initial=Role.MEMBER
    )


class PasswordForm(forms.Form):
    """The first password of somebody who is new."""

    password = forms.CharField(
        max_length=256, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )


class NewKeyForm(forms.Form):
    """A key to be; origins are a public key's alone."""

    kind = forms.ChoiceField(choices=KeyKind.choices, widget=forms.RadioSelect, initial=KeyKind.SECRET)
    name = forms.CharField(max_length=100, required=False, label="What it is for")
    origins = LinesField(check=origin_list, widget=forms.Textarea(attrs={"rows": 3}))

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("origins") and self.cleaned_data.get("kind") == KeyKind.SECRET:
            self.add_error("origins", "Only a public key has origins: a secret one must not be in a browser.")
        return self.cleaned_data


class RollForm(forms.Form):
    """How long the old key opens what it opened."""

    overlap = forms.TypedChoiceField(
        choices=list(OVERLAPS.items()),
        coerce=lambda hours: timedelta(hours=int(hours)),
        widget=forms.RadioSelect,
        initial="24",
    )


class UpstreamKeyForm(forms.Form):
    """An upstream's key; it is posted once, and what is kept is no key."""

    key = forms.CharField(
        max_length=1000,
        min_length=8,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        label="The upstream’s key",
    )
    name = forms.CharField(max_length=100, required=False, label="What it is for")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="upstream_%s")


class AuditForm(forms.Form):
    """Which notes: all of them, of one person, of one kind; older than one of them."""

    person = forms.CharField(max_length=254, required=False)
    action = forms.ChoiceField(choices=[("", "Anything"), *Action.choices], required=False)
    after = forms.UUIDField(required=False)

    @property
    def wanted(self) -> dict[str, Any]:
        """What `AuditQuerySet.wanted` takes."""
        return {name: self.cleaned_data[name] for name in ("person", "action", "after")}
