"""Choosing who reads: what it would change comes first, choosing spends nothing, and only a confirm speaks anew."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from unittest.mock import patch

from django.test import override_settings
from django.urls import reverse

from tests.ports.hosted import told as serving
from tests.services import lab
from tests.vendors.asked import Answer, Asked
from tests.vendors.elevenlabs import KEY, ElevenLabs
from tests.vendors.server import refused, route
from tests.views.room import WRITTEN, FilmCase
from trailers.domain.script import Script
from trailers.engines.registry import engine_info
from trailers.models import Job, Project
from trailers.services.engines import set_engines
from trailers.services.voices import offers

SAMPLE = b"ID3" + bytes(500)


class Sampled(ElevenLabs):
    """Its previews lie on its own server."""

    def refusal(self, asked: Asked) -> Answer | None:
        return None if asked.path.startswith("/samples/") else super().refusal(asked)

    @route("GET", "/v2/voices")
    def search(self, asked: Asked) -> Answer:
        found = ElevenLabs.search(self, asked)
        return Answer(200, found.body.replace(b"https://voices.example", f"{self.url}/samples".encode()))

    @route("GET", r"/samples/(?P<name>[\w.-]+)")
    def sample(self, asked: Asked) -> Answer:
        return Answer(200, SAMPLE, {"Content-Type": "audio/mpeg"})


@override_settings(ENGINE_KEYS={"elevenlabs": KEY})
class VoicesPageTest(FilmCase):
    def setUp(self) -> None:
        super().setUp()
        self.address = reverse("project_voices", args=[self.film.pk])
        self.api = f"/api/v1/projects/{self.film.pk}/voices"
        self.price = sum(engine_info(port, "elevenlabs").price_microusd for port in ("voice", "aligner"))

    def hosted(self) -> Any:
        set_engines(project=self.film, engines={"voice": "elevenlabs"})
        return self.enterContext(serving(Sampled(), keys={"elevenlabs": KEY})).vendor("elevenlabs")

    def settings(self) -> dict[str, Any]:
        return dict(Project.objects.get(pk=self.film.pk).settings)

    def test_the_embedded_voice_is_listed_and_choosing_it_by_name_touches_nothing_until_asked(self) -> None:
        page = self.owner.get(self.address).content.decode()
        self.assertIn('value="joe"', page)
        self.assertNotIn("<audio", page)
        self.assertNotIn("spoken otherwise", page)
        jobs = Job.objects.count()
        seen = self.owner.post(self.address, {"voice": "joe"}).content.decode()
        self.assertIn("2 lines are spoken", seen)
        self.assertIn("Choosing spends nothing", seen)
        self.assertEqual((self.settings().get("voices"), Job.objects.count()), (None, jobs))
        page = self.owner.post(self.address, {"voice": "joe", "act": "save"}, follow=True).content.decode()
        self.assertEqual(self.settings()["voices"], {"embedded": {"": "joe"}})
        self.assertEqual(Job.objects.count(), jobs)
        self.assertIn("2 lines were spoken otherwise", page)
        self.owner.post(self.address, {"voice": "", "act": "save"})
        self.assertEqual(self.settings()["voices"], {})

    def test_only_the_button_that_says_so_has_lines_spoken_anew_and_as_foretold(self) -> None:
        self.owner.post(self.address, {"voice": "joe", "act": "save"})
        answer = self.owner.post(reverse("voices_speak", args=[self.film.pk]), follow=True)
        self.assertContains(answer, "2 lines are spoken anew.")
        made = [job.kind for job in lab.run(self.film, WRITTEN)]
        self.assertEqual(made.count("voice"), 2)
        params = (
            Job.objects.filter(project=self.film, kind="voice").order_by("-created_at")[0].input["params"]
        )
        self.assertEqual(params["voice"], "joe")
        again = self.owner.post(reverse("voices_speak", args=[self.film.pk]), follow=True)
        self.assertNotContains(again, "spoken anew.")

    def test_a_vendors_voices_are_searched_heard_through_us_and_chosen_by_name(self) -> None:
        vendor = self.hosted()
        page = self.owner.get(self.address, {"q": "voice-001"}).content.decode()
        self.assertEqual(page.count("<audio"), 1)
        self.assertNotIn(vendor.url, page, "pages play nothing from anywhere else")
        source = page.split('<audio controls preload="none" src="')[1].split('"')[0]
        for _ in range(2):
            sound = self.owner.get(source)
            self.assertEqual((sound.content, sound["Content-Type"]), (SAMPLE, "audio/mpeg"))
        self.assertEqual(len(vendor.asked("sample")), 1, "kept for the next time")
        self.assertEqual(self.owner.get(source[:-3] + "abc").status_code, 404)
        self.owner.post(self.address, {"voice": "voice-001", "q": "voice-001", "act": "save"})
        self.assertEqual(len(vendor.asked("search")), 1, "a list is believed for a while")
        self.assertEqual(self.settings()["voice_names"], {"elevenlabs": {"voice-001": "Voice-001"}})
        self.assertEqual(vendor.accepted(), {})
        page = self.owner.get(self.address).content.decode()
        self.assertIn("Voice-001", page.split("Who speaks")[1].split("</section>")[0])

    def test_the_price_of_speaking_anew_is_told_before(self) -> None:
        self.hosted()
        seen = self.owner.get(self.api + "/preview", {"voice": "voice-002"}).json()
        self.assertEqual((seen["price_microusd"], seen["made"]["voice"]), (2 * self.price, 2))
        self.assertGreater(self.price, 0)
        told = self.owner.put(self.api, {"voice": "voice-002"}, content_type="application/json").json()
        self.assertEqual((told["outdated"], told["outdated_microusd"]), (2, 2 * self.price))
        self.assertEqual([offer["id"] for offer in told["offers"]], ["voice-000", "voice-001", "voice-002"])
        self.assertEqual(told["speakers"][0]["voice"], "voice-002")

    def test_each_speaker_of_the_script_may_have_one(self) -> None:
        script = self.film.script
        assert script is not None
        written = Script.from_json(script.content)
        items = [
            replace(item, speaker="Mara") if item.id == WRITTEN.lines[1].id else item
            for item in written.items
        ]
        script.content = replace(written, items=tuple(items)).to_json()
        script.save()
        page = self.owner.get(self.address).content.decode()
        self.assertIn("?speaker=Mara", page)
        self.owner.post(self.address, {"speaker": "Mara", "voice": "joe", "act": "save"})
        self.assertEqual(self.settings()["voices"], {"embedded": {"Mara": "joe"}})
        told = self.owner.get(self.api).json()
        self.assertEqual(
            [(who["speaker"], who["lines"], who["voice"]) for who in told["speakers"]],
            [("", 2, ""), ("narrator", 1, ""), ("Mara", 1, "joe")],
        )
        self.assertEqual(told["outdated"], 1, "the other line stays as it is")
        nobody = self.owner.put(self.api, {"speaker": "Tom", "voice": "x"}, content_type="application/json")
        self.assertEqual((nobody.status_code, nobody.json()["code"]), (422, "voice.speaker"))

    def test_a_vendor_that_does_not_answer_leaves_a_page(self) -> None:
        vendor = self.hosted()
        vendor.fault(
            "search",
            refused(401, {"detail": {"code": "invalid_api_key", "message": f"{KEY} is wrong"}}),
            times=2,
        )
        page = self.owner.get(self.address).content.decode()
        self.assertIn("ElevenLabs does not accept the key.", page)
        self.assertNotIn(KEY, page)
        answer = self.owner.get(self.api)
        self.assertEqual((answer.status_code, answer.json()["code"]), (503, "provider.key_refused"))

    def test_an_address_that_was_not_signed_here_is_never_fetched(self) -> None:
        with patch("trailers.services.voices.download") as fetched:
            answer = self.owner.get(reverse("voice_sample", args=[self.film.pk, "aHR0cDovLzE2OS4yNTQ"]))
        self.assertEqual((answer.status_code, fetched.called), (404, False))
        self.assertEqual([offer.id for offer in offers(self.film)], ["joe"])
