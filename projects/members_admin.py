"""The people of a project in Django's admin, noted as on the project's own page of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from projects import services
from projects.access import person
from projects.models import Membership, Project


class MembershipForm(forms.ModelForm[Membership]):
    """Whose membership it is, and where, stays: another person's is another one."""

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        for name in {"user", "project"} & self.fields.keys():
            self.fields[name].disabled = self.instance.pk is not None


class MembershipInline(admin.TabularInline[Membership, Project]):
    model = Membership
    form = MembershipForm
    extra = 0


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin[Membership]):
    form = MembershipForm
    list_display = ["user", "project", "role", "created_at"]
    list_filter = ["role"]
    list_select_related = ["user", "project"]

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        services.put_member(membership=obj, by=person(request), now=timezone.now())

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        services.take_member(membership=obj, by=person(request), now=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        for membership in queryset:
            self.delete_model(request, membership)


def save_members(request: HttpRequest, formset: Any) -> None:
    """What was written in the table of people below a project."""
    by, now = person(request), timezone.now()
    changed = formset.save(commit=False)
    for membership in formset.deleted_objects:
        services.take_member(membership=membership, by=by, now=now)
    for membership in changed:
        services.put_member(membership=membership, by=by, now=now)
