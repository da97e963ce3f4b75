"""make_film trailer FILE, make_film music-video SONG: a film package in a folder, made on this machine."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, get_args

from django.core.management.base import BaseCommand
from rich.console import Console

from accounts.models import Team
from trailers.domain.errors import UserError
from trailers.domain.song_cues import Pace
from trailers.domain.song_wishes import SongWishes
from trailers.management.wishes import (
    parse_dollars,
    parse_moment,
    parse_rate,
    parse_size,
    parse_title,
    read_lines,
    read_lyrics,
)
from trailers.models import Project
from trailers.services.music_videos import SIZES, NewMusicVideo, find_or_create_music_video
from trailers.services.projects import NewTrailer, find_or_create_trailer
from trailers.services.sources import keep_source
from trailers.worker.export import check_folder, check_receipt, export_film
from trailers.worker.local import finish_film, local_team, prepare_database, told


class Command(BaseCommand):
    help = (
        "Make a film on this machine: a synopsis (PDF, DOCX, TXT, MD) becomes a trailer, a song (MP3, M4A, WAV, AAC, "
        "OGG, FLAC) and one line of concept become a music video."
    )
    requires_system_checks = ()  # they load the whole site; `make check` runs them

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=["trailer", "music-video"])
        parser.add_argument("file", type=Path)
        parser.add_argument("--out", type=Path, required=True, help="folder that receives the package")
        parser.add_argument("--title", default="", help="the film's title; else the document's own")
        parser.add_argument("--rate", default="24", help="frames per second: 23.976, 24, 25, 29.97, 30 …")
        parser.add_argument("--size", help="1920x1080 for a trailer, 1080x1920 for a music video")
        parser.add_argument("--look", choices=["noir", "colour"], help="noir for a trailer, else colour")
        parser.add_argument(
            "--pcm", action="store_true", help="the sound as uncompressed WAV too: song.wav, or mix.wav"
        )
        of_trailer = parser.add_argument_group("of a trailer")
        of_trailer.add_argument("--script", type=Path, help="lines to be spoken word for word, one a line")
        of_song = parser.add_argument_group("of a music video")
        of_song.add_argument("--concept", default="", help="what shall be seen, in a line")
        of_song.add_argument(
            "--keep-concept", action="store_true", help="add no places or hours to the concept"
        )
        of_song.add_argument("--start", default="", help="where in the song the film begins: 72.5 or 1:12.5")
        of_song.add_argument("--end", default="", help="where it ends")
        of_song.add_argument("--aspect", choices=list(SIZES), default="9:16")
        of_song.add_argument("--pace", choices=get_args(Pace), default="even", help="how often to cut")
        of_song.add_argument("--setups", type=int, default=0, help="film at most so many setups")
        of_song.add_argument(
            "--budget",
            default="",
            help="the most that the film may cost, in dollars: as many setups as that allows",
        )
        of_song.add_argument(
            "--lyrics", type=Path, help="the words with their times, as LRC; they become captions"
        )
        of_song.add_argument(
            "--no-accents", action="store_true", help="neither flashes nor pushes on the beat"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        console = Console(stderr=False, highlight=False)
        with told():
            project = self._project(options)
            jobs = finish_film(project.pk, console)
            film = Project.objects.get(pk=project.pk)
            names = export_film(film, options["out"], pcm=options["pcm"])
            check_receipt(options["out"])
        console.print(f"{len(names)} files in {options['out']} ({jobs} jobs)")
        self.stdout.write(f"project {project.pk}")

    def _project(self, options: dict[str, Any]) -> Project:
        """The film of this file and these wishes. Every wish is looked at before anything is kept."""
        make = _music_video if options["kind"] == "music-video" else _trailer
        wanted = make(options)
        check_folder(options["out"])
        prepare_database()
        return wanted(local_team())


def _trailer(options: dict[str, Any]) -> Any:
    path: Path = options["file"]
    width, height = parse_size("1920x1080" if options["size"] is None else options["size"])
    rate = parse_rate(options["rate"])
    title = parse_title(options["title"])
    verbatim = read_lines(options["script"]) if options["script"] else ()

    def project(team: Team) -> Project:
        new = NewTrailer(
            source=keep_source(team=team, path=path, name=path.name),
            title=title,
            rate=str(rate),
            width=width,
            height=height,
            look=options["look"] or "noir",
            verbatim=verbatim,
        )
        return find_or_create_trailer(team=team, owner=None, new=new)[0]

    return project


def _music_video(options: dict[str, Any]) -> Any:
    path: Path = options["file"]
    width, height = SIZES[options["aspect"]] if options["size"] is None else parse_size(options["size"])
    rate = parse_rate(options["rate"])
    title = parse_title(options["title"])
    wishes = SongWishes(
        start_ms=parse_moment(options["start"]) if options["start"] else 0,
        end_ms=parse_moment(options["end"]) if options["end"] else None,
        pace=options["pace"],
        most_setups=max(0, options["setups"]),
        budget_microusd=parse_dollars(options["budget"]) if options["budget"] else 0,
        accents=not options["no_accents"],
    )
    lyrics = read_lyrics(options["lyrics"]) if options["lyrics"] else ""
    if not options["concept"].strip():
        raise UserError("concept.missing")

    def project(team: Team) -> Project:
        new = NewMusicVideo(
            source=keep_source(team=team, path=path, name=path.name),
            concept=options["concept"],
            title=title,
            rate=str(rate),
            width=width,
            height=height,
            look=options["look"] or "colour",
            freedom="keep" if options["keep_concept"] else "expand",
            lyrics=lyrics,
            wishes=wishes,
        )
        return find_or_create_music_video(team=team, owner=None, new=new)[0]

    return project
