"""Where django-allauth asks us: who may sign up, and what happens when somebody has."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from accounts.models import Invitation, User
from accounts.teams import find_invitation

INVITATION_KEY = "invitation"


def pending_invitation(request: HttpRequest) -> Invitation | None:
    """The invitation whose link this browser followed, while it is open."""
    secret = request.session.get(INVITATION_KEY)
    return find_invitation(secret) if secret else None


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return settings.OPEN_SIGNUP or pending_invitation(request) is not None

    def clean_email(self, email: str) -> str:
        """By invitation only the invited address can sign up."""
        email = super().clean_email(email)
        request = self.request
        invitation = pending_invitation(request) if request else None
        at_sign_up = request is not None and request.path == settings.SIGNUP_PATH
        if at_sign_up and not settings.OPEN_SIGNUP and invitation and email.lower() != invitation.email:
            raise self.validation_error("email_not_invited")
        return email

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        user.name = form.cleaned_data.get("name", "")
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def is_email_verified(self, request: HttpRequest, email: str) -> bool:
        """Whoever holds the link that we sent to an address has shown that it is theirs."""
        invitation = pending_invitation(request)
        if invitation is not None and invitation.email == email.lower():
            return True
        return super().is_email_verified(request, email)

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_not_invited": "The invitation is for another address.",
    }
