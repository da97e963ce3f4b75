"""Music videos by the API: a song in, a film ordered once, what was heard read and put right."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.tokens import issue
from tests.services import song_lab
from tests.views.song_room import SongCase
from tests.views.test_song_page import song_bytes
from trailers.domain.song_wishes import SongWishes
from trailers.models import Project, Source


class SongApiTest(SongCase):
    def setUp(self) -> None:
        super().setUp()
        _, text = issue(team=self.team, user=self.users["editor"], name="t", scopes=["read", "write"])
        self.headers = {"Authorization": f"Bearer {text}"}

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        given = {} if method == "get" else {"data": body or {}, "content_type": "application/json"}
        answer = getattr(Client(), method)(f"/api/v1/{path}", headers={**self.headers, **headers}, **given)
        return answer.status_code, answer.json()

    def song(self, rest: str = "", body: Any = None, **headers: str) -> tuple[int, Any]:
        method = "post" if rest else "get"
        return self.ask(method, f"projects/{self.video.pk}/song{rest}", body, **headers)

    def test_a_song_is_uploaded_and_a_film_ordered_from_it_once(self) -> None:
        sent = [
            Client().post(
                "/api/v1/songs", {"file": SimpleUploadedFile("h.wav", song_bytes())}, headers=self.headers
            )
            for _ in range(2)
        ]
        self.assertEqual([answer.status_code for answer in sent], [201, 201])
        self.assertEqual(sent[0].json(), sent[1].json())
        self.assertEqual(sent[0].json()["duration_ms"], 22_000)
        source = Source.objects.get(team=self.team, name="h.wav")
        wish = {"concept": "A woman at sea", "start_ms": 2_000, "end_ms": 20_000, "setups": 4}
        body = {"source": str(source.pk), "kind": "music_video", "song": wish}
        status, film = self.ask("post", "projects", body)
        self.assertEqual(
            (status, film["kind"], film["width"], film["height"]), (201, "music_video", 1080, 1920)
        )
        self.assertEqual((film["look"], film["state"]), ("colour", "working"))
        self.assertEqual(self.ask("post", "projects", body)[0], 200)
        wishes = SongWishes.from_json(Project.objects.get(pk=film["id"]).settings["song"])
        self.assertEqual((wishes.start_ms, wishes.end_ms, wishes.most_setups), (2_000, 20_000, 4))
        self.assertEqual(self.ask("get", f"projects/{film['id']}/song")[1]["code"], "film.not_ready")

    def test_what_is_no_order_for_a_music_video_is_refused(self) -> None:
        source, before = str(self.video.source_id), Project.objects.count()
        for body, field in (
            ({"kind": "music_video"}, "song"),
            ({"song": {"concept": "At sea"}}, "song"),
            ({"kind": "music_video", "song": {"concept": "At sea", "lyrics": "la " * 14_000}}, "song"),
            ({"kind": "opera", "song": {"concept": "At sea"}}, "kind"),
        ):
            status, problem = self.ask("post", "projects", {"source": source, **body})
            self.assertEqual((status, problem["errors"][0]["field"].split(".")[0]), (400, field), body)
        short = {"concept": "At sea", "start_ms": 0, "end_ms": 3_000}
        status, problem = self.ask(
            "post", "projects", {"source": source, "kind": "music_video", "song": short}
        )
        self.assertEqual((status, problem["code"]), (422, "song.bad_part"))
        self.assertEqual(Project.objects.count(), before)

    def test_what_was_heard_is_read(self) -> None:
        status, song = self.song()
        self.assertEqual((status, song["tempo_mbpm"], song["metre"]), (200, 120_000, 4))
        self.assertEqual((song["duration_ms"], len(song["beats"])), (song_lab.SECONDS * 1000, 64))
        self.assertEqual(
            [(s["start_ms"], s["energy"]) for s in song["sections"]], [(0, "medium"), (16_000, "high")]
        )
        self.assertEqual((song["cues"][0]["id"], song["cues"][0]["reasons"]), ("c0", ["start"]))
        self.assertEqual(song["edits"], [])

    def test_a_correction_is_kept_once_and_taken_back(self) -> None:
        cue = self.song()[1]["cues"][1]
        edit = {"kind": "move_cue", "cue": cue["id"], "time_ms": cue["time_ms"] + 170}
        for _ in range(2):
            status, song = self.song("/corrections", edit, **{"Idempotency-Key": "nudge"})
            self.assertEqual((status, song["edits"]), (200, [edit]))
            self.assertEqual(
                (song["cues"][1]["time_ms"], song["cues"][1]["locked"]), (cue["time_ms"] + 170, True)
            )
        self.assertEqual(self.song()[1], song)
        self.assertEqual(self.song("/take-back")[1]["cues"][1], cue)
        self.assertEqual(self.song("/take-back")[1]["code"], "song.nothing_to_take_back")

    def test_a_correction_that_cannot_be_is_refused_and_not_kept(self) -> None:
        for edit, status in (
            ({"kind": "move_cue", "cue": "nobody", "time_ms": 4}, 422),
            ({"kind": "tap", "taps_ms": [1]}, 422),
            ({"kind": "section", "index": 99, "role": "chorus"}, 422),
            ({"kind": "invert"}, 400),
            ({"kind": "move_cue", "cue": "c0", "time_ms": -1}, 400),
        ):
            self.assertEqual(self.song("/corrections", edit)[0], status, edit)
        self.assertEqual(self.song()[1]["edits"], [])

    def test_a_trailer_has_no_song(self) -> None:
        Project.objects.filter(pk=self.video.pk).update(kind="trailer")
        self.assertEqual([self.song()[0], self.song("/corrections", {"kind": "halve"})[0]], [404, 404])
