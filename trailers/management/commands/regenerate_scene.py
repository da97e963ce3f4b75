"""regenerate_scene PROJECT_UUID SCENE_NUMBER --out DIR: one new take, the rest byte-identical."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand
from rich.console import Console

from trailers.domain.errors import UserError
from trailers.models import Project
from trailers.services.scenes import regenerate_scene, scene_number
from trailers.worker.export import check_folder, check_receipt, export_film
from trailers.worker.local import finish_film, prepare_database, told
from trailers.worker.uploads import upload_take


class Command(BaseCommand):
    help = "Make a new take of one scene, use it, and re-assemble the film."
    requires_system_checks = ()  # they load the whole site; `make check` runs them

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", type=UUID)
        parser.add_argument("scene", type=int)
        parser.add_argument("--out", type=Path, required=True)
        parser.add_argument("--prompt", default="", help="what the picture should show instead")
        parser.add_argument("--upload", type=Path, help="a picture or clip of your own")

    def handle(self, *args: Any, **options: Any) -> None:
        console = Console(stderr=False, highlight=False)
        with told():
            check_folder(options["out"])
            prepare_database()
            project = Project.objects.filter(pk=options["project"]).first()
            if project is None:
                raise UserError("project.unknown", id=options["project"])
            scene = scene_number(project, options["scene"])
            if options["upload"]:
                upload_take(project=project, scene=scene, path=options["upload"])
            else:
                regenerate_scene(project=project, scene=scene, prompt=options["prompt"])
            finish_film(project.pk, console)
            names = export_film(Project.objects.get(pk=project.pk), options["out"])
            check_receipt(options["out"])
        console.print(f"{len(names)} files in {options['out']}")
        self.stdout.write(f"project {project.pk}")
