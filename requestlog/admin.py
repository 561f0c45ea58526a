"""The log in Django's admin: to look at, not to change."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.functional import cached_property

from requestlog.models import Request
from requestlog.querysets import COUNTED, RequestQuerySet


class CappedPaginator(Paginator[Any]):
    """Counts no further than the log itself does: what lies beyond is found by filters."""

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        return rows.order_by()[:COUNTED].count() if isinstance(rows, RequestQuerySet) else len(rows)


@admin.register(Request)
class RequestAdmin(admin.ModelAdmin[Request]):
    list_display = ["created_at", "project", "model", "status", "rating", "has_comment", "end_user", "prompt_preview"]
    list_filter = ["rating", "project"]
    list_select_related = ["project"]
    ordering = ["-id"]
    paginator = CappedPaginator
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Request | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Request | None = None) -> bool:
        return False
