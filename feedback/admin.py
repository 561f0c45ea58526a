"""Django's admin for votes: to read, and to withdraw one."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from feedback import services
from feedback.models import Feedback, HeldVote, PastVote


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """What people said: nobody edits it."""

    list_filter = ["project", "rating"]
    list_select_related = ["project"]
    list_per_page = 50
    show_full_result_count = False
    ordering = ["-id"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Feedback)
class FeedbackAdmin(ReadOnlyAdmin):
    """Votes as they stand; deleting withdraws one from the log as well, and keeps in the history what it said."""

    list_display = ["created_at", "project", "message_id", "source", "submitter", "rating", "comment", "tags"]
    list_filter = ["project", "rating", "source"]
    search_fields = ["=message_id", "=submitter"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return admin.ModelAdmin.has_delete_permission(self, request, obj)

    def delete_model(self, request: HttpRequest, obj: Feedback) -> None:
        services.withdraw(vote=obj, by=request.user.get_username(), now=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Feedback]) -> None:
        for vote in queryset:
            self.delete_model(request, vote)


@admin.register(PastVote)
class PastVoteAdmin(ReadOnlyAdmin):
    """What votes said until they were changed or withdrawn."""

    list_display = ["ended_at", "project", "request_id", "source", "submitter", "rating", "ended_as", "ended_by"]
    list_filter = ["project", "rating", "source", "ended_as"]
    search_fields = ["=submitter"]


@admin.register(HeldVote)
class HeldVoteAdmin(ReadOnlyAdmin):
    """Votes that wait for their message, or have waited in vain."""

    list_display = ["created_at", "project", "message_id", "submitter", "rating", "expires_at", "expired_at"]
    search_fields = ["=message_id", "=submitter"]
