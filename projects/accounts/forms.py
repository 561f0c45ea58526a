"""A person's forms for themselves."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import authenticate
from django.contrib.auth.forms import PasswordChangeForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from projects.accounts.throttle import forget_failures


class OwnPasswordForm(PasswordChangeForm):
    """Django's; a wrong old password counts as one at sign-in does, and none is taken while sign-in takes none."""

    def __init__(self, request: HttpRequest, **given: Any) -> None:
        super().__init__(**given)
        self.request = request

    @sensitive_variables("old_password")
    def clean_old_password(self) -> str:
        old_password: str = self.cleaned_data["old_password"]
        name = self.user.get_username()
        if authenticate(self.request, username=name, password=old_password) is None:
            raise ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        forget_failures(self.request, name)
        return old_password
