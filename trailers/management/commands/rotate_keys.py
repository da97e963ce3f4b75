"""manage.py rotate_keys: encrypt the teams' own engine keys anew, after the secret was changed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from trailers.services.keys import rotate


class Command(BaseCommand):
    help = "Encrypt the keys that teams brought anew under CUELOCK_KEYS_SECRET. Safe to repeat, and while in use."

    def handle(self, *args: Any, **options: Any) -> None:
        done, lost = rotate()
        self.stdout.write(f"{done} keys are encrypted under the present secret.")
        if lost:
            raise CommandError(
                f"{lost} keys cannot be read with any secret that is set.\n"
                "Name the old one in CUELOCK_KEYS_SECRET_FALLBACKS and run this again, or let their owners enter "
                "them anew."
            )
