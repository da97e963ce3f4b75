"""Forms of people and teams. Their fields shape; accounts.teams and accounts.tokens decide."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.utils import timezone

from accounts.models import Membership
from accounts.tokens import SCOPES

ROLES = [
    (Membership.Role.VIEWER, "Viewer: sees films and downloads them"),
    (Membership.Role.EDITOR, "Editor: makes and changes films"),
    (Membership.Role.OWNER, "Owner: also people, budget and tokens"),
]
LIVES = [("30", "30 days"), ("90", "90 days"), ("365", "1 year"), ("0", "Until revoked")]


class SignupForm(AllauthSignupForm):
    """E-mail and password, and what to call the person."""

    name = forms.CharField(
        max_length=120,
        required=False,
        label="Your name",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["name", "email", "password1"]


class InviteForm(forms.Form):
    email = forms.EmailField(label="E-mail address")
    role = forms.ChoiceField(choices=ROLES, initial=Membership.Role.EDITOR)


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=ROLES)


class TeamForm(forms.Form):
    name = forms.CharField(max_length=80, label="Team name")


class NameForm(forms.Form):
    name = forms.CharField(max_length=120, required=False, label="Your name")


class TokenForm(forms.Form):
    name = forms.CharField(
        max_length=80,
        label="What is it for",
        widget=forms.TextInput(attrs={"placeholder": "Render farm", "autocomplete": "off"}),
    )
    scope = forms.ChoiceField(
        choices=[("read", "Read: see films and download"), ("write", "Write: also make and change films")],
        label="What it may do",
    )
    days = forms.ChoiceField(choices=LIVES, initial="90", label="How long it works")

    def scopes(self) -> list[str]:
        return ["read"] if self.cleaned_data["scope"] == "read" else list(SCOPES)

    def expires_at(self) -> Any:
        days = int(self.cleaned_data["days"])
        return timezone.now() + timedelta(days=days) if days else None


class DeleteAccountForm(forms.Form):
    email = forms.EmailField(label="Type your e-mail address to confirm")

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._email = email

    def clean_email(self) -> str:
        given: str = self.cleaned_data["email"]
        if given.strip().lower() != self._email:
            raise forms.ValidationError("This is not the address of your account.")
        return given
