"""Takes of a scene: what another one would change and cost, two side by side, and their history."""

from __future__ import annotations

import re
from unittest.mock import patch

from django.urls import reverse

from tests.makers import make_job
from tests.services import lab
from tests.services.test_foresee import HOSTED, MOVER
from tests.views.room import WRITTEN, FilmCase
from trailers.engines import registry
from trailers.models import Job, Take
from trailers.selectors import forecast
from trailers.services import engines as engine_choices
from trailers.services.scenes import regenerate_scene, scene_number


class TakesTest(FilmCase):
    def url(self, name: str, number: int = 3, **kw: object) -> str:
        return reverse(name, kwargs={"project_id": self.film.pk, "number": number, **kw})

    def again(self, prompt: str = "A lantern under water") -> Take:
        take = regenerate_scene(project=self.film, scene=scene_number(self.film, 3), prompt=prompt)
        lab.run(self.film, WRITTEN)
        self.film.refresh_from_db()
        return take

    def hosted(self) -> None:
        """A second engine for pictures, which costs 4 cents."""
        known = {**registry.ENGINES, ("image", "hosted"): HOSTED}
        for module in (registry, engine_choices, forecast):
            self.enterContext(patch.object(module, "ENGINES", known))

    def test_the_button_says_what_it_changes_and_costs(self) -> None:
        page = self.owner.get(self.url("scene")).content.decode()
        self.assertRegex(page, r"New take<span class=\"price\" id=\"order-price\">free</span>")
        self.assertRegex(page, r"Stays, to the byte</dt><dd class=\"num\"><strong>6 of 7 scenes")
        self.assertNotIn('name="engine"', page, "there is nothing to choose from")

    def test_a_bought_engine_shows_its_price_and_makes_that_one_take(self) -> None:
        self.hosted()
        page = self.owner.get(self.url("scene")).content.decode()
        self.assertIn("hosted: , $0.04", page)
        seen = self.owner.get(self.url("scene_foresee"), {"engine": "hosted"})
        self.assertContains(seen, "$0.04")
        self.owner.post(self.url("scene_again"), {"prompt": "A lamp", "engine": "hosted"})
        self.assertEqual(Take.objects.get(scene__number=3, number=2, kind="image").engine, "hosted")
        self.assertFalse(Job.objects.filter(price_microusd__gt=0, scene__number=4).exists())

    def test_several_takes_are_priced_together_and_one_of_them_is_shown(self) -> None:
        self.hosted()
        seen = self.owner.get(self.url("scene_foresee"), {"engine": "hosted", "takes": "3"})
        self.assertContains(seen, 'id="order-price" hx-swap-oob="true">$0.12<')
        self.assertContains(seen, "3 pictures are drawn")
        self.assertContains(seen, "1 clip is made at most")
        wish = {"prompt": "A lamp", "engine": "hosted", "takes": "3"}
        answer = self.owner.post(self.url("scene_again"), wish, follow=True)
        self.assertContains(answer, "Scene 3 is being made again, as takes 2 to 4. The other 6 scenes stay.")
        made = Take.objects.filter(scene__number=3, kind="image", number__gt=1).order_by("number")
        self.assertEqual([take.chosen for take in made], [True, False, False])
        self.assertEqual({take.prompt for take in made}, {"A lamp"})
        self.assertEqual(len({take.seed for take in made}), 3)
        ordered = Job.objects.filter(take__in=made).values_list("kind", "price_microusd")
        self.assertEqual(list(ordered), [("image", 40_000)] * 3)

    def test_without_scripts_the_price_of_several_is_worked_out_by_a_button(self) -> None:
        self.hosted()
        wish = {"prompt": "A lamp & a rope", "engine": "hosted", "takes": "4", "act": "foresee"}
        page = self.owner.post(self.url("scene_again"), wish).content.decode()
        self.assertIn('id="order-price">$0.16<', page)
        self.assertIn("4 pictures are drawn", page)
        self.assertIn("A lamp &amp; a rope</textarea>", page)
        self.assertIn("<option selected>4</option>", page)
        self.assertIn('<option value="hosted" selected>', page)
        self.assertFalse(Job.objects.filter(state="queued").exists(), "nothing was ordered")

    def test_more_than_four_or_none_are_refused_and_order_nothing(self) -> None:
        for takes in ("0", "5", "-1", "many", "99999999"):
            with self.subTest(takes=takes):
                seen = self.owner.get(self.url("scene_foresee"), {"takes": takes})
                self.assertContains(seen, "One order makes 1 to 4 takes.", status_code=422)
                answer = self.owner.post(self.url("scene_again"), {"takes": takes}, follow=True)
                self.assertContains(answer, "One order makes 1 to 4 takes.")
        self.assertEqual(Take.objects.filter(scene__number=3, kind="image").count(), 1)

    def test_uploading_says_before_what_it_changes_and_costs(self) -> None:
        page = self.owner.get(self.url("scene")).content.decode()
        told = page[page.index('id="upload-changes"') :]
        self.assertRegex(told, r'scene 3; <span class="num">6 of 7</span> stay, to the byte\.')
        self.assertRegex(told, r'Upload<span class="price">free</span>')
        self.film.engines = {"video": "mover"}
        self.film.save(update_fields=["engines"])
        known = {**registry.ENGINES, ("video", "mover"): MOVER}
        for module in (registry, engine_choices, forecast):
            self.enterContext(patch.object(module, "ENGINES", known))
        page = self.owner.get(self.url("scene")).content.decode()
        self.assertIn('A picture is set in motion for <span class="num">$0.50</span>', page)
        self.assertIn('Upload<span class="price">up to $0.50</span>', page)

    def test_choosing_says_before_what_it_changes_and_costs(self) -> None:
        regenerate_scene(project=self.film, scene=scene_number(self.film, 3), takes=2)
        lab.run(self.film, WRITTEN)
        page = self.owner.get(self.url("scene")).content.decode()
        takes = page[page.index('id="takes"') :]
        self.assertEqual(re.findall(r"<strong>(Take \d)</strong>", takes), ["Take 3", "Take 2", "Take 1"])
        told = 'Changes scene 3; <span class="num">6 of 7</span> stay'
        self.assertEqual(takes.count(told), 2, "of the two that are not shown")
        self.assertEqual(takes.count("It is set in motion first"), 1, "the still that has no clip")
        self.assertRegex(takes, r'Take 3</span><span class="price">free')
        third = Take.objects.get(scene__number=3, kind="image", number=3)
        self.owner.post(self.url("take_choose", take_id=third.pk))
        made = [job.kind for job in lab.run(self.film, WRITTEN)]
        self.assertEqual((made.count("image"), made.count("clip"), made.count("segment")), (0, 1, 1))
        page = self.viewer.get(self.url("scene")).content.decode()
        self.assertNotIn("Changes scene 3", page, "who may not choose is told no price")

    def test_an_engine_that_is_not_there_is_refused_in_words(self) -> None:
        seen = self.owner.get(self.url("scene_foresee"), {"engine": "moon"})
        self.assertContains(seen, "moon cannot be used for image", status_code=422)
        self.owner.post(self.url("scene_again"), {"engine": "moon"})
        self.assertEqual(Take.objects.filter(scene__number=3, kind="image").count(), 1)

    def test_where_a_take_costs_money_the_storyboard_leads_to_the_price_and_not_past_it(self) -> None:
        self.hosted()
        self.film.engines = {"image": "hosted"}
        self.film.save(update_fields=["engines"])
        page = self.owner.get(reverse("project", args=[self.film.pk])).content.decode()
        card = page[page.index('id="scene-3"') : page.index('id="scene-4"')]
        self.assertIn("$0.04", card)
        self.assertNotIn("scenes/3/again", card)
        title = page[page.index('id="scene-6"') : page.index('id="scene-7"')]
        self.assertIn("scenes/6/again", title, "cards are lettered here, for nothing")

    def test_the_history_tells_prompt_engine_price_and_time_newest_first(self) -> None:
        self.again()
        page = self.owner.get(self.url("scene")).content.decode()
        takes = page[page.index('id="takes"') :]
        self.assertEqual(re.findall(r"<strong>(Take \d)</strong>", takes), ["Take 2", "Take 1"])
        for wanted in ("A lantern under water", "embedded", "free", "Compare two", 'num">2</span>'):
            self.assertIn(wanted, takes)

    def test_a_take_shows_what_it_cost_with_its_clip_and_with_what_failed(self) -> None:
        clip = Take.objects.get(scene__number=3, kind="clip")
        for job, cost in ((clip.parent.jobs.get(), 40_000), (clip.jobs.get(), 560_000)):
            Job.objects.filter(pk=job.pk).update(cost_microusd=cost)
        make_job(self.film, take=clip.parent, state="failed", cost_microusd=100_000)
        page = self.owner.get(self.url("scene")).content.decode()
        self.assertRegex(page[page.index('id="takes"') :], r'embedded · <span class="num">\$0\.70</span>')

    def test_two_takes_stand_side_by_side_and_either_can_be_chosen(self) -> None:
        page = self.owner.get(self.url("scene_compare")).content.decode()
        self.assertIn("There is only one take to see", page)
        self.again()
        first = Take.objects.get(scene__number=3, kind="image", number=1)
        page = self.owner.get(self.url("scene_compare"), {"a": str(first.pk)}).content.decode()
        sides = re.findall(r'aria-label="(Take \d)" data-key', page)
        self.assertEqual(sides, ["Take 1", "Take 2"])
        self.assertEqual((page.count("<video"), page.count("data-choose")), (2, 1), "one is on screen")
        page = self.viewer.get(self.url("scene_compare")).content.decode()
        self.assertNotIn("Show this one", page)

    def test_a_wish_for_takes_that_are_not_there_shows_two_that_are(self) -> None:
        self.again()
        for wish in ({"a": "x", "b": "y"}, {"a": "", "b": ""}):
            page = self.owner.get(self.url("scene_compare"), wish).content.decode()
            self.assertEqual(re.findall(r'aria-label="(Take \d)" data-key', page), ["Take 2", "Take 1"])
