"""Treatment and shot plan by the API: read, foreseen, saved against a version, taken back; and what a film may cost."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client, override_settings

from accounts.tokens import issue
from tests.makers import make_source
from tests.services import song_lab
from tests.views.song_room import SongCase
from trailers.domain.errors import UserError
from trailers.engines.registry import EngineInfo
from trailers.media.song.intake import SongFacts
from trailers.models import Project, Take
from trailers.services.music_videos import NewMusicVideo, find_or_create_music_video

FACTORY = "embedded.pictures:EmbeddedPictures"
PAID = {("video", "whole"): EngineInfo("video", "whole", FACTORY, "video", 300_000)}
MINUTE = SongFacts("mp3", "mp3", 2, 44_100, 44_100 * 60)


class PlanCase(SongCase):
    def setUp(self) -> None:
        super().setUp()
        _, text = issue(team=self.team, user=self.users["editor"], name="t", scopes=["read", "write"])
        self.headers = {"Authorization": f"Bearer {text}"}

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        given = {} if method == "get" else {"data": body or {}, "content_type": "application/json"}
        answer = getattr(Client(), method)(f"/api/v1/{path}", headers=self.headers, **given)
        return answer.status_code, answer.json() if answer.content else None

    def film(self, method: str, rest: str, body: Any = None) -> tuple[int, Any]:
        return self.ask(method, f"projects/{self.video.pk}/{rest}", body)


class TreatmentApiTest(PlanCase):
    def test_it_is_read_edited_taken_back_and_locked(self) -> None:
        status, now = self.film("get", "treatment")
        self.assertEqual((status, now["locked"], now["edits"]), (200, False, 0))
        other = {**now["treatment"], "ending": "She stays."}
        told = self.film("post", "treatment/preview", {"treatment": other})[1]
        self.assertEqual((told["price_microusd"], told["stale"]), (0, ["shot_plan"]))
        status, saved = self.film("put", "treatment", {"base": now["version"], "treatment": other})
        self.assertEqual((status, saved["treatment"], saved["edits"]), (200, other, 1))
        self.assertNotEqual(saved["version"], now["version"])
        late = self.film("put", "treatment", {"base": now["version"], "treatment": now["treatment"]})
        self.assertEqual((late[0], late[1]["code"]), (409, "plan.outdated"))
        self.assertEqual(self.film("put", "treatment/lock", {"locked": True})[1]["locked"], True)
        self.assertEqual(self.film("post", "treatment/take-back")[0], 409)
        self.film("put", "treatment/lock", {"locked": False})
        self.assertEqual(self.film("post", "treatment/take-back")[0], 200)
        self.assertEqual(self.film("get", "treatment")[1], now)

    def test_what_is_no_treatment_is_refused(self) -> None:
        now = self.film("get", "treatment")[1]
        version = now["version"]
        for body, status, code in (
            ({"base": version, "treatment": {"version": 1}}, 422, "plan.unreadable"),
            ({"base": version, "treatment": {**now["treatment"], "title": ["a"]}}, 422, "plan.unreadable"),
            ({"base": version, "treatment": {**now["treatment"], "arc": [{}]}}, 422, "plan.unreadable"),
            (
                {"base": version, "treatment": {**now["treatment"], "theme": "x" * 400_000}},
                422,
                "plan.unreadable",
            ),
            ({"base": version, "treatment": "words"}, 400, "api.invalid"),
            ({"treatment": {}}, 400, "api.invalid"),
        ):
            got = self.film("put", "treatment", body)
            self.assertEqual((got[0], got[1]["code"]), (status, code), body)


class ShotPlanApiTest(PlanCase):
    def test_it_is_read_foreseen_saved_and_taken_back(self) -> None:
        status, now = self.film("get", "shots")
        self.assertEqual((status, now["own"], now["edits"], now["stale"]), (200, False, 0, False))
        self.assertEqual((len(now["plan"]["setups"]), len(now["plan"]["shots"])), (6, 8))
        first = now["setups"][0]
        self.assertEqual((first["scenes"], first["made_ms"], first["used_ms"]), ([1, 4], 8_333, 8_000))
        plan = {**now["plan"], "setups": [dict(setup) for setup in now["plan"]["setups"]]}
        plan["setups"][0]["motion"] = "Handheld, close behind her."
        told = self.film("post", "shots/preview", {"plan": plan})[1]
        self.assertEqual((told["changed"], told["kept"], told["price_microusd"]), ([1, 4], 6, 0))
        takes = Take.objects.count()
        status, saved = self.film("put", "shots", {"base": now["version"], "plan": plan})
        self.assertEqual((status, saved["own"], saved["edits"]), (200, True, 1))
        song_lab.run(self.video)
        self.assertEqual(Take.objects.count(), takes + 1, "one clip, and no picture")
        self.assertEqual(Take.objects.latest("created_at").move, "handheld")
        late = self.film("put", "shots", {"base": now["version"], "plan": now["plan"]})
        self.assertEqual((late[0], late[1]["code"]), (409, "plan.outdated"))
        lock = f"shots/{saved['plan']['setups'][0]['id']}/lock"
        self.assertTrue(self.film("put", lock, {"locked": True})[1]["setups"][0]["locked"])
        self.assertEqual(self.film("post", "shots/take-back")[0], 200)

    def test_what_cannot_be_filmed_is_refused(self) -> None:
        now = self.film("get", "shots")[1]
        short = {**now["plan"], "shots": now["plan"]["shots"][1:]}
        for plan, status, code in (
            (short, 422, "shot_plan.invalid"),
            ({"version": 9}, 422, "plan.unreadable"),
        ):
            got = self.film("put", "shots", {"base": now["version"], "plan": plan})
            self.assertEqual((got[0], got[1]["code"]), (status, code))

    @pytest.mark.slow
    def test_planned_anew_it_is_the_directors_again(self) -> None:
        now = self.film("get", "shots")[1]
        plan = {**now["plan"], "shots": [dict(shot) for shot in now["plan"]["shots"]]}
        plan["shots"][0]["purpose"] = "climax"
        self.film("put", "shots", {"base": now["version"], "plan": plan})
        self.assertEqual(self.film("post", "shots/anew")[0], 202)
        song_lab.run(self.video)
        self.assertEqual(self.film("get", "shots")[1]["plan"], now["plan"])


class EstimateTest(PlanCase):
    def setUp(self) -> None:
        super().setUp()
        patcher = patch.dict("trailers.engines.registry.ENGINES", PAID)
        patcher.start()
        self.addCleanup(patcher.stop)

    def estimate(self, query: str) -> tuple[int, Any]:
        return self.ask("get", f"estimate?kind=music_video&duration_ms=60000&video=whole{query}")

    def test_a_music_video_is_priced_by_its_setups(self) -> None:
        status, told = self.estimate("")
        self.assertEqual((status, told["setups_low"], told["setups_high"], told["shown_s"]), (200, 4, 17, 60))
        self.assertEqual(told["price"], {"low_microusd": 1_200_000, "high_microusd": 5_100_000})
        self.assertEqual((told["at_most_microusd"], told["one_more_microusd"]), (None, None))

    def test_a_budget_bounds_the_setups(self) -> None:
        told = self.estimate("&budget_microusd=1000000")[1]
        self.assertEqual((told["setups_high"], told["at_most_microusd"]), (3, 900_000))
        self.assertEqual((told["price"]["high_microusd"], told["one_more_microusd"]), (900_000, 1_200_000))
        status, problem = self.estimate("&budget_microusd=299999")
        self.assertEqual((status, problem["code"]), (422, "budget.too_small"))
        self.assertIn("$0.30", problem["detail"])

    @override_settings(ENGINE_KEYS={"elevenlabs": "xi-a-key-of-the-tests"})
    def test_words_that_somebody_listens_for_are_paid_from_it_too(self) -> None:
        told = self.estimate("&budget_microusd=1000000&words_by=elevenlabs")[1]
        self.assertEqual((told["setups_high"], told["at_most_microusd"]), (3, 910_000))
        self.assertEqual((told["price"]["high_microusd"], told["one_more_microusd"]), (910_000, 1_210_000))
        self.assertEqual(self.estimate("&budget_microusd=900000&words_by=elevenlabs")[1]["setups_high"], 2)

    def test_an_engine_that_cannot_listen_here_is_refused(self) -> None:
        status, problem = self.estimate("&words_by=elevenlabs")
        self.assertEqual((status, problem["code"]), (422, "engine.unavailable"))

    def test_its_song_is_named_once(self) -> None:
        for query in (
            "kind=music_video",
            f"kind=music_video&duration_ms=60000&source={self.video.source_id}",
        ):
            self.assertEqual(self.ask("get", f"estimate?{query}")[0], 400, query)
        with (
            patch("trailers.api.sources.song_facts", return_value=MINUTE),
            patch("trailers.services.source_kinds.song_facts", return_value=MINUTE),
        ):
            told = self.ask("get", f"estimate?kind=music_video&source={self.video.source_id}&end_ms=30000")[1]
        self.assertEqual(told["shown_s"], 30)

    def test_a_trailer_is_told_as_before(self) -> None:
        self.assertEqual(
            sorted(self.ask("get", "estimate?target_ms=66000")[1]),
            ["measured", "minutes_high", "minutes_low", "price"],
        )

    def test_a_film_is_planned_with_what_its_budget_allows_and_is_found_by_its_wishes(self) -> None:
        wish = {"concept": "At sea", "budget_microusd": 1_000_000}
        body = {"source": str(self.video.source_id), "kind": "music_video", "song": wish}
        body["engines"] = {"video": "whole"}  # type: ignore[assignment]
        with (
            patch("trailers.services.music_videos.song_facts", return_value=MINUTE),
            patch("trailers.services.source_kinds.song_facts", return_value=MINUTE),
        ):
            status, film = self.ask("post", "projects", body)
            self.assertEqual(status, 201)
            self.assertEqual(self.ask("post", "projects", body)[0], 200)
            song = Project.objects.get(pk=film["id"]).settings["song"]
            self.assertEqual((song["most_setups"], song["budget_microusd"]), (3, 1_000_000))
            short = {**body, "song": {**wish, "budget_microusd": 10_000}}
            status, problem = self.ask("post", "projects", short)
        self.assertEqual((status, problem["code"]), (422, "budget.too_small"))


class KindTest(PlanCase):
    def test_a_song_is_no_trailer_and_a_synopsis_no_music_video(self) -> None:
        before = Project.objects.count()
        status, problem = self.ask("post", "projects", {"source": str(self.video.source_id)})
        self.assertEqual((status, problem["code"]), (422, "source.is_song"))
        text = make_source(self.team)
        body = {"source": str(text.pk), "kind": "music_video", "song": {"concept": "At sea"}}
        with patch("trailers.services.source_kinds.song_facts", side_effect=UserError("song.unsupported")):
            status, problem = self.ask("post", "projects", body)
        self.assertEqual((status, problem["code"]), (422, "source.not_a_song"))
        self.assertIn("ferry.txt is no song", problem["title"])
        self.assertEqual(Project.objects.count(), before)

    def test_a_song_by_another_name_that_is_too_short_is_called_so(self) -> None:
        body = {
            "source": str(make_source(self.team).pk),
            "kind": "music_video",
            "song": {"concept": "At sea"},
        }
        with patch(
            "trailers.services.source_kinds.song_facts", side_effect=UserError("song.too_short", name="a")
        ):
            self.assertEqual(self.ask("post", "projects", body)[1]["code"], "song.too_short")

    def test_a_copy_of_a_music_video_is_one(self) -> None:
        status, copy = self.film("post", "duplicate")
        self.assertEqual((status, copy["kind"], copy["title"]), (201, "music_video", self.video.title))
        made = Project.objects.get(pk=copy["id"])
        self.assertEqual(made.brief["concept"], song_lab.CONCEPT)
        song_lab.run(made)
        self.assertEqual(Take.objects.filter(project=made, artifact=None).count(), 0)
        same, fresh = find_or_create_music_video(
            team=self.team,
            owner=None,
            new=NewMusicVideo(source=made.source, concept=song_lab.CONCEPT, width=180, height=320),
        )
        self.assertEqual((same.pk, fresh), (self.video.pk, False))
