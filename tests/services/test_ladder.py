"""Buying a film up: what is offered, what is ordered, what is shown, and that nothing is ordered twice."""

from __future__ import annotations

from unittest.mock import patch
from uuid import uuid4

import pytest
from django.test import override_settings
from django.urls import reverse

from tests.services import lab
from tests.services.test_references import HARBOUR, MARA, SCRIPT
from tests.views.room import RoomCase, order_film
from trailers.domain.errors import UserError
from trailers.domain.ladder import retimed
from trailers.engines.registry import engine_info
from trailers.models import Job, Project, Reference, Take
from trailers.services.edits import lock_scene
from trailers.services.ladder import buy, offer
from trailers.services.scenes import scene_number
from trailers.services.snapshot import film_facts

STILL = engine_info("image", "ark").price_microusd
SHOTS = (1, 2, 3)
"""Opening and two lines; black and the cards are not for sale."""


@override_settings(ENGINE_KEYS={"ark": "key"})
class LadderTest(RoomCase):
    film: Project

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.team.spend_cap_microusd = 10**9
        cls.team.save()
        cls.film = order_film(cls.team)
        Project.objects.filter(pk=cls.film.pk).update(budget_microusd=10**9)
        lab.run(cls.film, SCRIPT)
        cls.film.refresh_from_db()

    def go_on(self) -> list[Job]:
        jobs = lab.run(self.film, SCRIPT)
        self.film.refresh_from_db()
        return jobs

    def on_show(self) -> dict[int, tuple[str, str]]:
        """Scene number -> what it shows, by whom."""
        entries = self.film.current_cut.content["entries"]  # type: ignore[union-attr]
        takes = Take.objects.in_bulk([entry["take_id"] for entry in entries if entry["take_id"]])
        shown = {t.scene.number: (t.kind, t.engine) for t in takes.values() if t.scene.kind == "shot"}
        return dict(sorted(shown.items()))

    def test_stills_then_clips_and_neither_twice(self) -> None:
        offered = offer(self.film, "stills", "ark")
        self.assertEqual((offered.scenes, offered.price_microusd), (SHOTS, len(SHOTS) * STILL))
        self.assertEqual(buy(project=self.film, rung="stills", engine="ark"), 3)
        jobs = self.go_on()
        stills = [job for job in jobs if job.kind == "image"]
        self.assertEqual(sum(job.price_microusd for job in stills), offered.price_microusd)
        self.assertEqual({job.input["params"]["shows"][-1][0] for job in stills}, {"composition"})
        self.assertEqual(
            self.on_show(), dict.fromkeys(SHOTS, ("clip", "embedded")), "moved here, for nothing"
        )
        self.assertEqual(offer(self.film, "stills", "ark").scenes, ())
        with self.assertRaises(UserError) as refusal:
            buy(project=self.film, rung="stills", engine="ark")
        self.assertEqual(refusal.exception.code, "ladder.nothing")

        offered = offer(self.film, "clips", "ark")
        facts = film_facts(self.film)
        second = engine_info("video", "ark").second_microusd
        least = len(SHOTS) * 4 * second
        self.assertGreaterEqual(offered.price_microusd, least)
        self.assertEqual(buy(project=self.film, rung="clips", engine="ark"), 3)
        clips = [job for job in self.go_on() if job.kind == "clip"]
        self.assertEqual(sum(job.price_microusd for job in clips), offered.price_microusd)
        self.assertEqual(self.on_show(), dict.fromkeys(SHOTS, ("clip", "ark")))
        self.assertEqual(offer(self.film, "clips", "ark").scenes, ())
        self.assertEqual(facts.engines["video"], "embedded", "the film's own engine is what it was")

    def test_some_scenes_and_not_a_locked_one(self) -> None:
        lock_scene(project=self.film, scene=scene_number(self.film, 2), lock=True)
        self.film.refresh_from_db()
        self.assertEqual(offer(self.film, "clips", "ark").scenes, (1, 3))
        self.assertEqual(buy(project=self.film, rung="clips", engine="ark", numbers=[2, 3]), 1)
        self.assertEqual(
            offer(self.film, "clips", "ark").scenes, (1,), "what is ordered is not offered again"
        )

    def test_without_the_framing(self) -> None:
        buy(project=self.film, rung="stills", engine="ark", numbers=[3], keep_framing=False)
        (job,) = Job.objects.filter(state="queued", kind="image")
        self.assertEqual(job.input["params"]["shows"], [["character", "Mara"]])

    def test_an_engine_that_is_not_there(self) -> None:
        for engine in ("fal", "nobody"):
            with self.assertRaises(UserError) as refusal:
                buy(project=self.film, rung="stills", engine=engine)
            self.assertEqual(refusal.exception.code, "engine.unavailable")
        with self.assertRaises(UserError):
            buy(project=self.film, rung="sounds", engine="ark")

    def test_the_page_offers_and_orders_it(self) -> None:
        address = reverse("project_engines", args=[self.film.pk])
        text = self.owner.get(address).content.decode()
        self.assertIn("3 stills by ark", text)
        self.assertIn("3 clips by ark", text)
        order = {"rung": "stills", "engine": "ark", "keep_framing": "1"}
        self.owner.post(reverse("project_ladder", args=[self.film.pk]), order)
        self.assertEqual(Job.objects.filter(state="queued", kind="image").count(), 3)
        self.assertNotIn("stills by ark", self.owner.get(address).content.decode())

    def test_one_more_take_keeps_the_framing_when_asked_to(self) -> None:
        page = self.owner.get(reverse("scene", args=[self.film.pk, 3])).content.decode()
        self.assertIn('name="keep_framing" value="1"> Keep the framing', page)
        order = {"prompt": "Mara rows", "engine": "ark", "takes": "1", "keep_framing": "1"}
        self.owner.post(reverse("scene_again", args=[self.film.pk, 3]), order)
        (job,) = Job.objects.filter(state="queued", kind="image")
        self.assertEqual(job.input["params"]["shows"], [["character", "Mara"], ["composition", ""]])

    def test_the_api_offers_and_orders_it(self) -> None:
        address = reverse("api_ladder", args=[self.film.pk])
        told = self.owner.get(address, {"rung": "stills", "engine": "ark"}).json()
        self.assertEqual((told["scenes"], told["price_microusd"]), (list(SHOTS), len(SHOTS) * STILL))
        wish = {"rung": "stills", "engine": "ark"}
        self.assertEqual(self.owner.post(address, wish, "application/json").json(), {"ordered": 3})
        self.assertEqual(self.owner.post(address, wish, "application/json").status_code, 422)

    def test_the_api_of_sheets(self) -> None:
        address = reverse("api_sheets", args=[self.film.pk])
        told = {row["name"]: row for row in self.owner.get(address).json()}
        self.assertEqual((told["Mara"]["scenes"], told["Mara"]["state"]), ([2, 3], "done"))
        self.assertIn("/files/", told["Mara"]["picture"])
        one = reverse("api_sheet", args=[self.film.pk, MARA.id])
        answer = self.owner.put(one, {"use": "none"}, "application/json")
        self.assertEqual(
            {row["name"]: row["state"] for row in answer.json()}, {"Mara": "none", "the harbour": "done"}
        )
        library = self.owner.get(reverse("api_library", args=[self.film.pk])).json()
        self.assertEqual({(row["name"], row["origin"]) for row in library}, {
            ("Mara", "generated"), ("the harbour", "generated"),
        })  # fmt: skip
        row = Reference.objects.get(name="the harbour")
        self.owner.put(one, {"reference": str(row.pk)}, "application/json")
        self.film.refresh_from_db()
        self.assertEqual(self.film.settings["references"], {MARA.slot: row.artifact.key})
        unknown = reverse("api_sheet", args=[self.film.pk, uuid4()])
        self.assertEqual(self.owner.put(unknown, {"use": "again"}, "application/json").status_code, 422)
        self.assertEqual(
            self.owner.put(one, {"reference": str(uuid4())}, "application/json").status_code, 404
        )

    def test_an_upload_through_the_api_is_looked_at(self) -> None:
        one = reverse("api_sheet", args=[self.film.pk, HARBOUR.id])
        made = self.owner.post(
            reverse("api_uploads"),
            {"name": "a.png", "size": 4, "media_type": "image/png"},
            "application/json",
        ).json()
        with patch("trailers.api.references.confirm_reference") as confirmed:
            self.assertEqual(self.owner.put(one, {"upload": made["id"]}, "application/json").status_code, 200)
        self.assertEqual(confirmed.call_args.kwargs["subject_id"], HARBOUR.id)


def test_scenes_with_another_length_are_counted_among_those_that_stayed() -> None:
    assert retimed({"a": 10, "b": 20, "gone": 5}, {"a": 10, "b": 24, "new": 9}) == 1
    assert retimed({}, {"a": 1}) == 0


@pytest.mark.django_db
def test_before_there_is_an_edit_nothing_is_offered() -> None:
    from tests.makers import make_project

    assert offer(make_project(), "stills", "ark").scenes == ()
