"""The most that a music video may cost: how many setups it pays for and why, beside the choices; and a refusal."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

from tests.makers import make_source
from tests.views.room import RoomCase
from trailers.engines.registry import EngineInfo
from trailers.media.song.intake import SongFacts
from trailers.models import Project

FACTORY = "embedded.pictures:EmbeddedPictures"
PAID = {("video", "whole"): EngineInfo("video", "whole", FACTORY, "video", 300_000)}
MINUTE = SongFacts("mp3", "mp3", 2, 44_100, 44_100 * 60)


class SongBudgetTest(RoomCase):
    def setUp(self) -> None:
        super().setUp()
        self.source = make_source(self.team, name="harbour.mp3", media_type=".mp3")
        patches: tuple[Any, ...] = (
            patch.dict("trailers.engines.registry.ENGINES", PAID),
            patch("trailers.views.song.song_facts", return_value=MINUTE),
            patch("trailers.services.music_videos.song_facts", return_value=MINUTE),
        )
        for patcher in patches:
            patcher.start()
            self.addCleanup(patcher.stop)

    def panel(self, **query: str) -> str:
        answer = self.owner.get(
            f"/films/new/song/{self.source.pk}/estimate", {"engine_video": "whole", **query}
        )
        self.assertEqual(answer.status_code, 200)
        return " ".join(answer.content.decode().split())

    def order(self, budget: str) -> Any:
        choices = {
            "concept": "At sea",
            "freedom": "expand",
            "size": "720x1280",
            "rate": "24/1",
            "pace": "even",
        }
        return self.owner.post(
            f"/films/new/song/{self.source.pk}", {**choices, "engine_video": "whole", "budget": budget}
        )

    def test_the_panel_says_how_many_setups_and_why(self) -> None:
        self.assertNotIn("At most", self.panel())
        told = self.panel(budget="1.00")
        self.assertIn(
            "At most 3 setups: with 3 the film costs $0.90 at most, one more could make it $1.20, and $1.00 is the "
            "limit.",
            told,
        )
        self.assertIn('3 setups for <span class="num">60 s</span>', told)
        self.assertIn("is no hindrance: with all 17 setups", self.panel(budget="50"))

    def test_free_engines_are_bound_by_nothing(self) -> None:
        answer = self.owner.get(f"/films/new/song/{self.source.pk}/estimate", {"budget": "0.01"})
        self.assertIn("is no hindrance: with all 24 setups", answer.content.decode())

    def test_too_little_for_one_setup_is_told_and_refused(self) -> None:
        told = self.panel(budget="0.29")
        self.assertIn("$0.29 are too little for one setup.", told)
        self.assertIn("A film of one setup can cost $0.30 with these engines.", told)
        answer = self.order("0.29")
        self.assertEqual((answer.status_code, Project.objects.count()), (422, 0))
        self.assertIn("too little for one setup", answer.content.decode())

    def test_the_film_is_ordered_with_so_many_setups(self) -> None:
        self.assertEqual(self.order("1.00").status_code, 302)
        song = Project.objects.get().settings["song"]
        self.assertEqual((song["most_setups"], song["budget_microusd"]), (3, 1_000_000))
