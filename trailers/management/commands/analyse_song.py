"""analyse_song SONG --out FILE.json: beats, bars, sections and cues of a song, in seconds."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

from django.core.management.base import BaseCommand

from trailers.domain.errors import UserError
from trailers.domain.song_cues import CuePolicy, Pace, choose_cues
from trailers.domain.song_report import report_of
from trailers.media.process import replacing
from trailers.media.song.hear import hear_song
from trailers.media.song.intake import import_song
from trailers.worker.local import told


class Command(BaseCommand):
    help = (
        "Hear a song (MP3, M4A, WAV, AAC, OGG, FLAC) and write what a film can be cut to. Keeps nothing else."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("song", type=Path)
        parser.add_argument("--out", type=Path, required=True, help="the JSON file to write")
        parser.add_argument("--pace", choices=get_args(Pace), default="even", help="how often to cut")
        parser.add_argument("--most-cuts", type=int, help="at most so many cuts")

    def handle(self, *args: Any, song: Path, out: Path, **options: Any) -> None:
        with told(), TemporaryDirectory(prefix="cuelock-song-") as name:
            scratch = Path(name)
            copy = scratch / "song.wav"
            facts = import_song(song, copy, scratch=scratch)
            heard = hear_song(copy, facts.duration_ms, scratch=scratch)
            cues = choose_cues(heard, CuePolicy(options["pace"], options["most_cuts"]))
            _write(out, report_of(heard, cues))
        self.stdout.write(
            f"{facts.duration_ms / 1000:.1f} s, {heard.tempo_mbpm / 1000:.1f} bpm, {len(heard.beats)} beats, "
            f"{len(heard.sections)} sections, {len(cues)} shots: {out}"
        )


def _write(out: Path, report: dict[str, Any]) -> None:
    try:
        with replacing(out) as temp:
            temp.write_text(json.dumps(report, indent=1) + "\n")
    except OSError as error:
        raise UserError("out.unwritable", folder=str(out.parent), detail=error.strerror or "") from error
