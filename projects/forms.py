"""What a sign-in link carries."""

from __future__ import annotations

from django import forms


class SigninLinkForm(forms.Form):
    """The one-time token, and the path to open after the sign-in."""

    token = forms.CharField(max_length=500, widget=forms.HiddenInput)
    next = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput)
