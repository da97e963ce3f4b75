"""A music video in the cutting room: its beats are cues, and a boundary is put onto one and taken back."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

from tests.services.test_performance import cut_video
from tests.views.room import RoomCase
from trailers.domain.clock import frame_at
from trailers.domain.soundtrack import Soundtrack
from trailers.models import Project


class MusicVideoTest(RoomCase):
    film: Project

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.film = cut_video(cls.team)

    def setUp(self) -> None:
        super().setUp()
        patcher = patch("editor.api.order_previews", return_value=0)
        patcher.start()
        self.addCleanup(patcher.stop)

    def timeline(self) -> dict[str, Any]:
        answer = self.owner.get(f"/api/v1/projects/{self.film.pk}/timeline")
        self.assertEqual(answer.status_code, 200, answer.content)
        return answer.json()

    def post(self, tail: str, body: dict[str, Any]) -> Any:
        address = f"/api/v1/projects/{self.film.pk}/timeline{tail}"
        return self.owner.post(address, body, content_type="application/json")

    def test_its_beats_and_sections_are_marks(self) -> None:
        told = self.timeline()
        self.assertEqual((told["kind"], told["sound"]["lines"]), ("music_video", []))
        assert self.film.soundtrack is not None
        clock = Soundtrack.from_json(self.film.soundtrack.content)
        beats = {frame_at(beat.time_ms, clock.rate) for beat in clock.beats} - {0}
        self.assertGreater(len(beats), 8)
        snaps = {mark["frame"]: mark for mark in told["sound"]["snaps"]}
        self.assertLessEqual({frame for frame in beats if frame < told["frames"]}, set(snaps))
        self.assertLessEqual({mark["kind"] for mark in snaps.values()}, {"pause", "word", "downbeat", "beat"})
        self.assertEqual(told["sound"]["sections"][-1]["end"], told["frames"])
        song = told["sound"]["song"]
        self.assertLessEqual({frame for bar in song["bars"] for frame in bar["beats"]}, {0, *snaps})
        self.assertEqual(song["sections"][-1]["end"], told["frames"])

    def test_without_the_analysis_there_are_no_cues_and_no_energy(self) -> None:
        """This film's clock was laid by hand: nothing was kept of what was heard."""
        song = self.timeline()["sound"]["song"]
        energies = {section["energy"] for section in song["sections"]}
        self.assertEqual((song["cues"], song["tempo_mbpm"], energies), ([], None, {None}))

    def test_a_boundary_moves_onto_a_beat_and_comes_back(self) -> None:
        before = self.timeline()
        scene, left = before["scenes"][1], before["scenes"][0]
        least = left["start"] + before["shortest"]
        beats = [m for m in before["sound"]["snaps"] if m["kind"] in ("beat", "downbeat")]
        to = next(
            m
            for m in beats
            if m["frame"] != scene["start"] and least <= m["frame"] < scene["end"] - before["shortest"]
        )
        edit = {"op": "move_boundary", "scene": scene["id"], "frame": to["frame"]}
        answer = self.post("/edits", {"base": before["cut"], "edits": [edit]})
        self.assertEqual(answer.status_code, 200, answer.content)
        after = answer.json()
        self.assertEqual((after["scenes"][0]["end"], after["scenes"][1]["start"]), (to["frame"], to["frame"]))
        self.assertEqual(after["scenes"][1]["cue"]["label"], to["label"])
        self.assertRegex(to["label"], r"^on beat [1-4] of bar [1-9]")
        self.assertEqual(
            [s["start"] for s in after["scenes"][2:]], [s["start"] for s in before["scenes"][2:]]
        )
        back = self.post("/undo", {"base": after["cut"]}).json()
        self.assertEqual([s["start"] for s in back["scenes"]], [s["start"] for s in before["scenes"]])
