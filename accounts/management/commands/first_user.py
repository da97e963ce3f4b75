"""first_user: the first login of a fresh installation, printed once and never again."""

from __future__ import annotations

import secrets
from argparse import ArgumentParser
from typing import Any

from allauth.account.models import EmailAddress
from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.models import Membership, Team, User


class Command(BaseCommand):
    help = "Make the first login if there is none, and print it once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", default="director@localhost")

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.exists():
            return
        email: str = options["email"].strip().lower()
        password = "-".join(secrets.token_hex(3) for _ in range(3))
        with transaction.atomic():
            user = User.objects.create_superuser(email, password, name="Director")
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
            # the team that the command line works for, so that its films are on the dashboard too
            team, _ = Team.objects.get_or_create(
                slug="local", defaults={"name": "Local", "storage_quota_mb": 0}
            )
            Membership.objects.create(team=team, user=user, role=Membership.Role.OWNER)
        self.stdout.write(f"Your first login, shown only now:\n  e-mail    {email}\n  password  {password}\n")
