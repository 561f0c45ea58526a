"""Django's admin for votes: to read, and to withdraw one."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from feedback import services
from feedback.models import Feedback


@admin.register(Feedback)
class FeedbackAdmin(admin.ModelAdmin[Feedback]):
    """A vote is what someone said: nobody edits it; deleting withdraws it from the log as well."""

    list_display = ["created_at", "project", "message_id", "rating", "comment", "tags"]
    list_filter = ["project", "rating"]
    list_select_related = ["project"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["=message_id"]
    ordering = ["-id"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Feedback | None = None) -> bool:
        return False

    def delete_model(self, request: HttpRequest, obj: Feedback) -> None:
        services.withdraw(vote=obj, by=request.user.get_username(), now=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Feedback]) -> None:
        for vote in queryset:
            self.delete_model(request, vote)
