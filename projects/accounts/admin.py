"""People in Django's admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.http import HttpRequest

from projects.accounts.sessions import end_sessions

admin.site.unregister(User)


@admin.register(User)
class PersonAdmin(UserAdmin[User]):
    """Django's; who is deactivated is out for good, also if they are activated again."""

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not obj.is_active:
            end_sessions(user=obj)
