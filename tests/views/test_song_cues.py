"""Cues by hand on the song's page: what a correction would change is told first, kept when asked, and taken back."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.views.song_room import SongCase
from trailers.domain.song_wishes import SongWishes
from trailers.models import Event, Project
from trailers.selectors.song import song_panel
from trailers.services.snapshot import plan_project


class SongCuesTest(SongCase):
    def setUp(self) -> None:
        super().setUp()
        panel = song_panel(self.video, plan_project(self.video)[1])
        assert panel is not None
        self.cues = panel.cues
        self.move = {
            "kind": "move_cue",
            "cue": self.cues[2].id,
            "time": f"{(self.cues[2].time_ms + 500) / 1000:.3f}",
        }

    def foresee(self, client: Any = None, **fields: str) -> Any:
        return (client or self.owner).post(f"/films/{self.video.pk}/song/foresee", fields)

    def edits(self) -> list[str]:
        wishes = SongWishes.from_json(Project.objects.get(pk=self.video.pk).settings["song"])
        return [str(edit["kind"]) for edit in wishes.edits]

    def test_the_scenes_that_a_moved_cue_changes_are_named_and_nothing_is_kept(self) -> None:
        events = Event.objects.count()
        part = self.foresee(**self.move, part="1")
        self.assertEqual(part.status_code, 200)
        stay = len(self.cues) - 2
        self.assertEqual(
            part.content.decode().strip(), f"Scenes 2 and 3 are cut anew. {stay} scenes stay as they are."
        )
        self.assertEqual((self.edits(), Event.objects.count()), ([], events))

    def test_as_a_page_it_carries_the_correction_to_where_it_is_kept(self) -> None:
        page = self.foresee(**self.move).content.decode()
        self.assertIn("Scenes 2 and 3 are cut anew.", page)
        fields = dict(re.findall(r'type="hidden" name="(kind|cue|time)" value="([^"]*)"', page))
        self.assertEqual(fields, self.move)
        self.owner.post(f"/films/{self.video.pk}/song/correct", fields)
        self.assertEqual(self.edits(), ["move_cue"])
        self.owner.post(f"/films/{self.video.pk}/song/back")
        self.assertEqual(self.edits(), [])

    def test_what_cannot_be_done_is_said_where_it_was_asked(self) -> None:
        close = {**self.move, "time": f"{(self.cues[1].time_ms + 100) / 1000:.3f}"}
        part = self.foresee(**close, part="1")
        self.assertEqual(part.status_code, 422)
        self.assertIn("too close together", part.content.decode())
        self.assertEqual(self.foresee(**close).status_code, 302)
        self.assertEqual(self.foresee(kind="sing", part="1").status_code, 422)

    def test_a_viewer_sees_the_song_and_has_nothing_to_move(self) -> None:
        page = self.viewer.get(f"/films/{self.video.pk}/song").content.decode()
        self.assertNotIn("data-cues", page)
        self.assertNotIn("song-hand", page)
        self.assertEqual(self.foresee(self.viewer, **self.move).status_code, 403)

    def test_the_page_hands_over_beats_cues_and_the_frame_grid(self) -> None:
        page = self.owner.get(f"/films/{self.video.pk}/song").content.decode()
        found = re.search(r'<script id="song-hand" type="application/json">(.*?)</script>', page)
        assert found
        hand = json.loads(found[1])
        self.assertEqual(hand["rate"], [24, 1])
        self.assertEqual([cue["time"] for cue in hand["cues"]], [cue.time_ms for cue in self.cues])
        self.assertEqual(hand["beats"][:3], [[0, 0], [500, 1], [1000, 2]])

    def test_the_pace_is_a_correction_like_any_other(self) -> None:
        told = self.foresee(kind="pace", pace="fast", part="1").content.decode()
        self.assertIn("new", told)
        self.owner.post(f"/films/{self.video.pk}/song/correct", {"kind": "pace", "pace": "fast"})
        self.assertEqual(self.edits(), ["pace"])
        page = self.owner.get(f"/films/{self.video.pk}/song").content.decode()
        self.assertIn("<option selected>fast</option>", page)
