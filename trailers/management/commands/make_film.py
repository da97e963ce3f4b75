"""make_film trailer FILE --out DIR: a synopsis becomes a trailer package in a folder."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

from trailers.domain.clock import Rate
from trailers.domain.errors import CuelockError, UserError
from trailers.models import Project
from trailers.services.projects import NewTrailer, find_or_create_trailer
from trailers.services.sources import keep_source
from trailers.worker.export import export_film
from trailers.worker.local import explain, finish_film, local_team, prepare_database


class Command(BaseCommand):
    help = "Make a film on this machine: a synopsis (PDF, DOCX, TXT, MD) becomes a trailer package."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=["trailer"])
        parser.add_argument("file", type=Path)
        parser.add_argument("--out", type=Path, required=True, help="folder that receives the package")
        parser.add_argument("--title", default="", help="the film's title; else the document's own")
        parser.add_argument("--rate", default="24", help="frames per second: 23.976, 24, 25, 29.97, 30 …")
        parser.add_argument("--size", default="1920x1080")
        parser.add_argument("--look", choices=["noir", "colour"], default="noir")
        parser.add_argument("--script", type=Path, help="lines to be spoken word for word, one a line")

    def handle(self, *args: Any, **options: Any) -> None:
        console = Console(stderr=False, highlight=False)
        try:
            project = self._project(options)
            jobs = finish_film(project.pk, console)
            names = export_film(Project.objects.get(pk=project.pk), options["out"])
        except CuelockError as error:
            raise CommandError(explain(error)) from error
        console.print(f"{len(names)} files in {options['out']} ({jobs} jobs)")
        self.stdout.write(f"project {project.pk}")

    def _project(self, options: dict[str, Any]) -> Project:
        width, height = parse_size(options["size"])
        path: Path = options["file"]
        prepare_database()
        team = local_team()
        new = NewTrailer(
            source=keep_source(team=team, path=path, name=path.name),
            title=options["title"].strip(),
            rate=str(parse_rate(options["rate"])),
            width=width,
            height=height,
            look=options["look"],
            verbatim=read_lines(options["script"]) if options["script"] else (),
        )
        return find_or_create_trailer(team=team, owner=None, new=new)[0]


def parse_size(text: str) -> tuple[int, int]:
    """'1920x1080' -> (1920, 1080): even, between 64 and 4096. UserError('size.invalid') otherwise."""
    width, sep, height = text.lower().partition("x")
    if not (sep and width.isdecimal() and height.isdecimal()):
        raise UserError("size.invalid", size=text)
    sides = int(width), int(height)
    if any(side % 2 or not 64 <= side <= 4096 for side in sides):
        raise UserError("size.invalid", size=text)
    return sides


def parse_rate(text: str) -> Rate:
    """A rate between 10 and 60 frames a second. UserError('rate.invalid') otherwise."""
    try:
        rate = Rate.parse(text)
    except (ValueError, ZeroDivisionError) as error:
        raise UserError("rate.invalid", rate=text) from error
    if not 10 <= rate.exact <= 60:
        raise UserError("rate.invalid", rate=text)
    return rate


def read_lines(path: Path) -> tuple[str, ...]:
    """The lines of a script file. UserError: lines.unreadable, lines.empty."""
    try:
        lines = tuple(line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines())
    except (OSError, UnicodeDecodeError) as error:
        raise UserError("lines.unreadable", name=path.name, detail=str(error)) from error
    if not any(lines):
        raise UserError("lines.empty", name=path.name)
    return lines
