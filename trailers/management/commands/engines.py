"""manage.py engines: what can make scripts, voices, scores, stills and clips here, and what it costs."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from trailers.selectors.engines import PORT_NAMES, EngineRow, engine_rows


class Command(BaseCommand):
    help = "List the engines of this installation: available or not (and which setting is missing), limits, price."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        port = ""
        for row in engine_rows():
            if row.port != port:
                port = row.port
                self.stdout.write(f"{PORT_NAMES[port]}:")
            for line in _lines(row):
                self.stdout.write(line)


def _lines(row: EngineRow) -> list[str]:
    """One line, and below it what is worth knowing."""
    state = f"needs {', '.join(row.missing)}" if row.missing else "available"
    made_by = f"{row.made_by}, {row.model}" if row.model else row.made_by
    lines = [f"  {row.name:<12} {state:<28} {row.price:<18} {made_by}"]
    return lines + [f"  {'':<12} {note}" for note in (row.limits, row.table) if note]
