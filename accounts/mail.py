"""E-mails of our own; those of sign-in and passwords are django-allauth's, in our words."""

from __future__ import annotations

from django.core.mail import send_mail
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import Invitation


def send_invitation(request: HttpRequest, invitation: Invitation, secret: str) -> None:
    link = request.build_absolute_uri(reverse("invitation", args=[secret]))
    text = render_to_string("accounts/email/invitation.txt", {"invitation": invitation, "link": link})
    send_mail(f"Join {invitation.team.name} on Cuelock", text, None, [invitation.email])
