"""make_film trailer FILE --out DIR: a synopsis becomes a trailer package in a folder."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from rich.console import Console

from trailers.management.wishes import parse_rate, parse_size, parse_title, read_lines
from trailers.models import Project
from trailers.services.projects import NewTrailer, find_or_create_trailer
from trailers.services.sources import keep_source
from trailers.worker.export import check_folder, check_receipt, export_film
from trailers.worker.local import finish_film, local_team, prepare_database, told


class Command(BaseCommand):
    help = "Make a film on this machine: a synopsis (PDF, DOCX, TXT, MD) becomes a trailer package."
    requires_system_checks = ()  # they load the whole site; `make check` runs them

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
        with told():
            project = self._project(options)
            jobs = finish_film(project.pk, console)
            names = export_film(Project.objects.get(pk=project.pk), options["out"])
            check_receipt(options["out"])
        console.print(f"{len(names)} files in {options['out']} ({jobs} jobs)")
        self.stdout.write(f"project {project.pk}")

    def _project(self, options: dict[str, Any]) -> Project:
        """The film of this file and these wishes. Every wish is looked at before anything is kept."""
        path: Path = options["file"]
        width, height = parse_size(options["size"])
        rate = parse_rate(options["rate"])
        title = parse_title(options["title"])
        verbatim = read_lines(options["script"]) if options["script"] else ()
        check_folder(options["out"])
        prepare_database()
        team = local_team()
        new = NewTrailer(
            source=keep_source(team=team, path=path, name=path.name),
            title=title,
            rate=str(rate),
            width=width,
            height=height,
            look=options["look"],
            verbatim=verbatim,
        )
        return find_or_create_trailer(team=team, owner=None, new=new)[0]
