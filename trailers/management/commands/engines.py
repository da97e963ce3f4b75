"""manage.py engines: what can make scripts, voices, scores, stills and clips here, and what it costs."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from trailers.domain.errors import CuelockError
from trailers.engines.connections import hidden
from trailers.engines.trial import VENDORS, try_key
from trailers.selectors.engines import PORT_NAMES, EngineRow, engine_rows
from trailers.services.key_trials import told


class Command(BaseCommand):
    help = "List the engines of this installation: available or not (and which setting is missing), limits, price."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--test",
            action="store_true",
            help="Test each key of the operator's by one call that costs nothing.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["test"]:
            for vendor in VENDORS:
                self.stdout.write(f"{VENDORS[vendor].name:<20} {_trial(vendor)}")
            return
        port = ""
        for row in engine_rows():
            if row.port != port:
                port = row.port
                self.stdout.write(f"{PORT_NAMES[port]}:")
            for line in _lines(row):
                self.stdout.write(line)


def _trial(vendor: str) -> str:
    try:
        return hidden(told(try_key(vendor)))
    except CuelockError as error:
        if error.code == "provider.no_key":
            return f"no key: set {VENDORS[vendor].setting}"
        return str(error)


def _lines(row: EngineRow) -> list[str]:
    """One line, and below it what is worth knowing."""
    state = f"needs {', '.join(row.missing)}" if row.missing else "available"
    made_by = f"{row.made_by}, {row.model}" if row.model else row.made_by
    lines = [f"  {row.name:<12} {state:<28} {row.price:<18} {made_by}"]
    return lines + [f"  {'':<12} {note}" for note in (row.limits, row.table) if note]
