"""Django's admin for projects and keys."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from projects import services
from projects.access import person
from projects.accounts import admin as accounts_admin  # noqa: F401 – people
from projects.audit import note
from projects.members_admin import MembershipInline, save_members
from projects.models import Action, ApiKey, AuditEvent, Invitation, Project, UpstreamKey


def _by(request: HttpRequest) -> User | str:
    return request.user if isinstance(request.user, User) else "the administration"


@admin.register(Project)
class ProjectAdmin(admin.ModelAdmin[Project]):
    list_display = ["name", "slug", "log", "stream_usage", "upstream", "created_at"]
    search_fields = ["name", "slug"]
    fieldsets = [
        (None, {"fields": ["slug", "name", "log", "stream_usage", "upstream"]}),
        ("Votes", {"fields": ["feedback_needs_key", "vote_tokens", "vote_hold_minutes", "reasons"]}),
        (
            "How long it is kept",
            {"fields": ["keep_bodies_days", "keep_requests_days", "keep_votes_days", "keep_rated"]},
        ),
    ]
    inlines = [MembershipInline]

    def save_model(self, request: HttpRequest, obj: Project, form: Any, change: bool) -> None:
        """Settings are changed as everywhere, so that they are noted."""
        named = services.Settings.__annotations__
        changed = {name: form.cleaned_data[name] for name in form.changed_data if name in named}
        obj.save(force_insert=not change, update_fields=["slug"] if change else None)
        by, now = _by(request), timezone.now()
        if not change:
            note(project=obj, by=by, action=Action.PROJECT_CREATED, subject=obj.slug, now=now)
        services.configure_project(project=obj, by=by, now=now, **cast(services.Settings, changed))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        save_members(request, formset)


@admin.register(ApiKey)
class ApiKeyAdmin(admin.ModelAdmin[ApiKey]):
    """Adding a key shows it once, in the message after saving."""

    list_display = ["prefix", "project", "kind", "name", "created_at", "last_used_at", "revoked_at"]
    list_filter = ["kind"]
    list_select_related = ["project"]
    fields = ["project", "kind", "name", "prefix", "created_at", "last_used_at", "revoked_at"]
    readonly_fields = ["prefix", "created_at", "last_used_at", "revoked_at"]
    actions = ["revoke"]

    def get_readonly_fields(self, request: HttpRequest, obj: ApiKey | None = None) -> list[str]:
        return list(self.readonly_fields) + (["project", "kind"] if obj else [])

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:
        if change:
            obj.save(update_fields=["name"])
            return
        row, key = services.create_key(project=obj.project, kind=obj.kind, name=obj.name, by=_by(request))
        obj.pk = row.pk
        self.message_user(request, f"The key, shown this once: {key}", messages.WARNING)

    @admin.action(description="Revoke the selected keys")
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        for key in queryset:
            services.revoke_key(key=key, by=_by(request), now=timezone.now())

    def delete_model(self, request: HttpRequest, obj: ApiKey) -> None:
        services.revoke_key(key=obj, by=_by(request), now=timezone.now())
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        for key in queryset:
            self.delete_model(request, key)


@admin.register(UpstreamKey)
class UpstreamKeyAdmin(admin.ModelAdmin[UpstreamKey]):
    """Upstream keys are registered by `manage.py registerkey`, which reads them from stdin."""

    list_display = ["last_four", "project", "name", "created_at"]
    list_select_related = ["project"]
    readonly_fields = ["last_four", "created_at"]
    exclude = ["digest"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def delete_model(self, request: HttpRequest, obj: UpstreamKey) -> None:
        services.remove_upstream_key(key=obj, by=person(request), now=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[UpstreamKey]) -> None:
        for key in queryset:
            self.delete_model(request, key)


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """What is history: it is looked at, and never changed."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "project", "actor_name", "action", "subject"]
    list_select_related = ["project"]
    list_filter = ["action"]
    ordering = ["-pk"]
    show_full_result_count = False


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ["email", "role", "project", "invited_by", "created_at", "accepted_at", "withdrawn_at"]
    list_select_related = ["project", "invited_by"]
    exclude = ["digest"]
    ordering = ["-pk"]
