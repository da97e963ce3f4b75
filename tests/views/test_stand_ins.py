"""The engine that stands in for another while that is out of order: chosen on the engines page, told on the take."""

from __future__ import annotations

from django.test import override_settings
from django.urls import reverse

from tests.views.room import FilmCase
from trailers.models import Take

KEYS = {"ark": "a", "fal": "f", "openai": "", "elevenlabs": "", "local": ""}


@override_settings(ENGINE_KEYS=KEYS)
class StandInsTest(FilmCase):
    def setUp(self) -> None:
        super().setUp()
        self.address = reverse("project_engines", args=[self.film.pk])

    def engines(self) -> dict[str, str]:
        self.film.refresh_from_db()
        return dict(self.film.engines)

    def test_it_is_offered_for_stills_and_clips_and_none_is_chosen(self) -> None:
        page = self.owner.get(self.address).content.decode()
        for port in ("image", "video"):
            self.assertIn(f'name="{port}_fallback"><option value="">wait, and say so</option>', page)
        self.assertNotIn("voice_fallback", page)

    def test_it_is_saved_kept_and_taken_away(self) -> None:
        self.owner.post(self.address, {"image": "ark", "image_fallback": "fal", "act": "save"})
        self.assertEqual(self.engines(), {"image": "ark", "image_fallback": "fal"})
        page = self.owner.get(self.address).content.decode()
        stills = page.split('name="image_fallback"')[1]
        self.assertIn('<option value="fal" selected', stills.split("</select>")[0])
        self.owner.post(self.address, {"image": "embedded", "act": "save"})
        self.assertEqual(self.engines(), {"image_fallback": "fal"})
        self.owner.post(self.address, {"image_fallback": "", "act": "save"})
        self.assertEqual(self.engines(), {})

    def test_one_without_a_key_is_refused_and_nothing_is_saved(self) -> None:
        wanted = {"image": "ark", "image_fallback": "fal", "video_fallback": "nobody", "act": "save"}
        answer = self.owner.post(self.address, wanted)
        self.assertContains(answer, "nobody cannot be used for video", status_code=422)
        self.assertEqual(self.engines(), {})

    def test_the_take_says_which_engine_made_it_and_why(self) -> None:
        take = Take.objects.filter(project=self.film, kind="image", scene__kind="shot").first()
        assert take is not None
        take.engine = "fal"
        take.params = {**take.params, "instead_of": {"take": "x", "engine": "ark", "code": "provider.quota"}}
        take.save()
        page = self.owner.get(reverse("scene", args=[self.film.pk, take.scene.number]))
        self.assertContains(page, "The picture is by fal, instead of ark: The quota at ark is used up.")
