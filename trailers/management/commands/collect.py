"""manage.py collect: remove renders that no cut needs any more, and files that no row names."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.template.defaultfilters import filesizeformat

from accounts.models import Team
from trailers.services.collect import Collected, collect_strays, collect_team


class Command(BaseCommand):
    help = (
        "Remove segments, films, mixes and packages that neither a current nor a named cut needs, and stored files "
        "that nothing names. Sources, scripts, soundtracks and takes are kept. The workers do the same each hour."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would go, and remove nothing")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        total = Collected()
        for team in Team.objects.order_by("slug"):
            found = collect_team(team, dry_run=dry_run) + collect_strays(team, dry_run=dry_run)
            if found != Collected():
                self.stdout.write(f"{team.slug}: {_words(found)}")
            total += found
        self.stdout.write(f"{'Would remove' if dry_run else 'Removed'} {_words(total)}.")


def _words(found: Collected) -> str:
    return f"{found.rows} renders and {found.files} files, {filesizeformat(found.size)}"
