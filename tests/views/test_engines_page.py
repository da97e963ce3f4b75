"""The engines of a film: what a change would touch stands before it, and what there is stays."""

from __future__ import annotations

from unittest.mock import patch

from django.urls import reverse

from tests.services.test_foresee import HOSTED, MOVER
from tests.views.room import FilmCase
from trailers.engines import registry
from trailers.models import Job
from trailers.selectors import forecast
from trailers.services import engines as engine_choices


class EnginesPageTest(FilmCase):
    def setUp(self) -> None:
        super().setUp()
        known = {**registry.ENGINES, ("image", "hosted"): HOSTED, ("video", "mover"): MOVER}
        for module in (registry, engine_choices, forecast):
            self.enterContext(patch.object(module, "ENGINES", known))
        self.address = reverse("project_engines", args=[self.film.pk])

    def test_what_can_be_had_is_offered_with_its_price_and_what_cannot_with_its_reason(self) -> None:
        page = self.owner.get(self.address).content.decode()
        self.assertIn("hosted: , $0.04", page)
        self.assertIn("mover is not available: this installation has no MOVER_KEY. $0.50 a call.", page)
        self.assertNotIn('value="mover"', page)

    def test_what_will_change_is_told_and_nothing_is_changed_before_the_confirm(self) -> None:
        page = self.owner.post(self.address, {"image": "hosted"}).content.decode()
        self.assertIn("Nothing that was made is touched.", page)
        self.assertIn('<option value="hosted" selected', page, "the choice travels with the question")
        self.film.refresh_from_db()
        self.assertEqual(self.film.engines, {})

    def test_confirmed_it_is_used_from_then_on_and_orders_nothing_by_itself(self) -> None:
        jobs = Job.objects.count()
        answer = self.owner.post(self.address, {"image": "hosted", "act": "save"}, follow=True)
        self.assertContains(answer, "What there is stays.")
        self.film.refresh_from_db()
        self.assertEqual((self.film.engines, Job.objects.count()), ({"image": "hosted"}, jobs))

    def test_an_engine_without_its_key_is_refused(self) -> None:
        answer = self.owner.post(self.address, {"video": "mover", "act": "save"})
        self.assertContains(answer, "mover cannot be used for video", status_code=422)
