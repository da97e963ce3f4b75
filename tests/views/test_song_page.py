"""A music video on the site: a song comes in or is refused, choices make a film, corrections by ear are kept."""

from __future__ import annotations

import io
import wave
from functools import cache
from typing import Any

import numpy as np
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.makers import make_artifact, make_source, seed_lanes
from tests.media.songs import play
from tests.views.room import RoomCase
from trailers.domain.song_wishes import SongWishes
from trailers.models import Job, Project, Source
from trailers.services.music_videos import NewMusicVideo, find_or_create_music_video
from trailers.services.snapshot import source_key

CHOICES = {
    "concept": "A woman walks along a stormy coast in a red coat",
    "freedom": "expand", "size": "1080x1920", "rate": "24/1", "pace": "even", "accents": "on",
}  # fmt: skip


@cache
def song_bytes(seconds: float = 22.0) -> bytes:
    sound = (play(120, seconds=seconds).sound * 30_000).astype("<i2")
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(44_100)
        file.writeframes(np.ascontiguousarray(sound).tobytes())
    return out.getvalue()


class UploadTest(RoomCase):
    def send(self, name: str, content: bytes) -> Any:
        return self.owner.post("/films/new/song", {"file": SimpleUploadedFile(name, content)})

    def test_a_song_is_checked_kept_and_known_again(self) -> None:
        first = self.send("harbour.wav", song_bytes())
        source = Source.objects.get(team=self.team, name="harbour.wav")
        self.assertEqual(first["Location"], f"/films/new/song/{source.pk}")
        self.assertEqual(self.send("again.wav", song_bytes())["Location"], first["Location"])
        page = self.owner.get(first["Location"]).content.decode()
        self.assertIn("wav · 22 s · 1 channel · checked", page)

    def test_what_is_no_song_is_refused_in_words_and_not_kept(self) -> None:
        for name, content, words in (
            ("story.mp3", b"Once upon a time " * 500, "story.mp3"),
            ("empty.mp3", b"", "empty"),
            ("short.wav", song_bytes(3.0), "20 s"),
            ("still.wav", song_bytes()[:44] + bytes(44_100 * 2 * 22), "silent"),
        ):
            with self.subTest(name=name):
                answer = self.send(name, content)
                self.assertEqual(answer.status_code, 422)
                self.assertIn(words, answer.content.decode())
        self.assertEqual(Source.objects.filter(team=self.team).count(), 0)


class ChoicesTest(RoomCase):
    def setUp(self) -> None:
        super().setUp()
        seed_lanes()
        self.owner.post("/films/new/song", {"file": SimpleUploadedFile("h.wav", song_bytes())})
        self.address = f"/films/new/song/{Source.objects.get(team=self.team).pk}"

    def post(self, **changes: str) -> Any:
        return self.owner.post(self.address, CHOICES | changes)

    def test_they_make_a_film_once(self) -> None:
        answer = self.post(start="0:02.5", end="20", setups="4", stops="stills")
        film = Project.objects.get(team=self.team)
        self.assertEqual(answer["Location"], f"/films/{film.pk}/")
        wishes = SongWishes.from_json(film.settings["song"])
        self.assertEqual((wishes.start_ms, wishes.end_ms, wishes.most_setups), (2_500, 20_000, 4))
        self.assertEqual((film.kind, film.width, film.height), ("music_video", 1_080, 1_920))
        self.assertEqual(film.gates["stills"], "stop")
        self.assertEqual(film.settings["still_height"], 2_560)
        self.post(start="0:02.5", end="20", setups="4", stops="stills")
        self.assertEqual(Project.objects.filter(team=self.team).count(), 1)
        self.assertEqual(
            list(Job.objects.filter(project=film).values_list("kind", flat=True)), ["normalise_song"]
        )

    def test_price_time_and_seconds_stand_beside_them_and_follow_them(self) -> None:
        page = self.owner.get(self.address).content.decode()
        self.assertIn("3 to 10 setups for", page)
        self.assertIn('<span class="num">22 s</span> of film', page)
        self.assertIn("Nothing here can be charged.", page)
        told = self.owner.get(
            self.address + "/estimate", {"start": "2", "end": "14", "setups": "3", "pace": "fast"}
        )
        self.assertIn('3 setups for <span class="num">12 s</span>', told.content.decode())
        for nonsense in ({"start": "soon", "setups": "many"}, {"start": "20", "end": "4"}):
            told = self.owner.get(self.address + "/estimate", nonsense)
            self.assertIn("3 to 10 setups", told.content.decode())
        self.assertEqual(Project.objects.filter(team=self.team).count(), 0)

    def test_what_cannot_be_filmed_is_said_and_nothing_starts(self) -> None:
        for changes, words in (
            ({"concept": " "}, "required"),
            ({"start": "soon"}, "no moment of a song"),
            ({"start": "10", "end": "12"}, "at least 8 s"),
            ({"lyrics": "la la la", "words_by": "elevenlabs"}, "not one of the available choices"),
            ({"lyrics": "la " * 14_000}, "at most 40000 characters"),
            ({"setups": "1"}, "2"),
        ):
            with self.subTest(changes=changes):
                answer = self.post(**changes)
                self.assertEqual(answer.status_code, 422)
                self.assertIn(words, answer.content.decode())
        self.assertEqual(Project.objects.filter(team=self.team).count(), 0)


class SongPageTest(RoomCase):
    def test_a_trailer_has_no_song(self) -> None:
        source = make_source(self.team)
        make_artifact(self.team, source_key(source.sha256), kind="source", sha256=source.sha256)
        film, _ = find_or_create_music_video(
            team=self.team, owner=None, new=NewMusicVideo(source=source, concept="At sea")
        )
        self.assertIn("still being listened to", self.owner.get(f"/films/{film.pk}/song").content.decode())
        Project.objects.filter(pk=film.pk).update(kind="trailer")
        self.assertEqual(self.owner.get(f"/films/{film.pk}/song").status_code, 404)
