"""The page of the shots: setups with pictures, prompts, scenes and price; told before it is saved; locked; taken back."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services import song_lab
from tests.views.song_room import SongCase
from trailers.models import Job, Project
from trailers.selectors.shots import PlanInForce, plan_in_force
from trailers.services.snapshot import plan_project


class ShotsPageTest(SongCase):
    def setUp(self) -> None:
        super().setUp()
        self.now = self.force()
        self.setup_a = self.now.plan.setups[0]

    def force(self) -> PlanInForce:
        self.video.refresh_from_db()
        found = plan_in_force(self.video, plan_project(self.video)[1])
        assert found is not None
        return found

    def page(self, client: Any = None) -> str:
        answer = (client or self.owner).get(f"/films/{self.video.pk}/shots")
        self.assertEqual(answer.status_code, 200)
        return str(answer.content.decode())

    def post(self, rest: str, **values: str) -> Any:
        return self.owner.post(f"/films/{self.video.pk}/shots/{rest}", values)

    def words(self, picture: str) -> dict[str, str]:
        return {
            "setup": self.setup_a.id,
            "base": self.now.version,
            "picture": picture,
            "motion": self.setup_a.motion,
        }

    def test_each_setup_shows_its_picture_prompts_scenes_seconds_and_price(self) -> None:
        page = self.page()
        self.assertEqual(page.count('class="setup panel"'), 6)
        self.assertEqual(page.count('alt="Picture of setup'), 6)
        self.assertIn(self.setup_a.visual.description, page)
        self.assertIn(self.setup_a.motion, page)
        self.assertIn("8.3 s made, 8.0 s used · free", page)
        self.assertIn(f'<a href="/films/{self.video.pk}/scenes/4/">Scene 4</a>', page)
        self.assertEqual(page.count('name="purpose:'), 8)
        self.assertIn("6 setups for 8 scenes", page)

    def test_a_viewer_reads_and_is_offered_nothing(self) -> None:
        page = self.page(self.viewer)
        self.assertIn(self.setup_a.visual.description, page)
        for name in ('name="picture"', 'name="purpose:', "/shots/lock", "/shots/anew"):
            self.assertNotIn(name, page)

    def test_what_will_change_is_told_before_it_is_kept(self) -> None:
        jobs = Job.objects.count()
        told = self.post("setup", **self.words('A <red> kite & a "hat"')).content.decode()
        self.assertIn("Scenes 1, 4 may come out different", told)
        self.assertIn("6 of 8 scenes", told)
        self.assertIn("1 picture is drawn", told)
        self.assertIn("A &lt;red&gt; kite &amp; a &quot;hat&quot;", told)
        self.assertEqual((self.force().edited, Job.objects.count()), (False, jobs))
        kept = self.post("setup", **self.words('A <red> kite & a "hat"'), act="save")
        self.assertEqual(kept["Location"], f"/films/{self.video.pk}/shots")
        self.assertEqual(self.force().plan.setups[0].visual.description, 'A <red> kite & a "hat"')

    def test_scenes_get_other_purposes_and_setups(self) -> None:
        shots = self.now.plan.shots
        values = {f"purpose:{shot.cue}": shot.purpose for shot in shots}
        values |= {f"setup:{shot.cue}": shot.setup for shot in shots}
        self.assertEqual(self.post("scenes", base=self.now.version, **values).status_code, 302)
        self.assertFalse(self.force().edited, "nothing was changed")
        values |= {f"purpose:{shots[0].cue}": "climax", f"setup:{shots[0].cue}": shots[2].setup}
        told = self.post("scenes", base=self.now.version, **values).content.decode()
        self.assertIn("Scene 1 may come out different", told)
        self.post("scenes", base=self.now.version, act="save", **values)
        first = self.force().plan.shots[0]
        self.assertEqual((first.purpose, first.setup), ("climax", shots[2].setup))

    @pytest.mark.slow
    def test_it_is_locked_unlocked_taken_back_and_planned_anew(self) -> None:
        self.post("setup", **self.words("A red kite."), act="save")
        song_lab.run(self.video)
        mine = self.force().plan.setups[0].id
        self.post("lock", setup=mine, locked="1")
        song_lab.run(self.video)
        self.assertIn("Unlock<", self.page())
        page = self.page()
        self.assertEqual(page.count('name="picture"'), 5)
        self.post("lock", setup=mine, locked="0")
        self.assertIn("Plan them anew", self.page())
        self.post("anew")
        song_lab.run(self.video)
        self.assertEqual((self.force().plan, self.force().edited), (self.now.plan, False))
        self.assertNotIn(
            "Plan them anew", self.page(), "it is the director's plan for this song and treatment"
        )
        self.post("back")
        song_lab.run(self.video)
        self.assertEqual(self.force().plan.setups[0].visual.description, "A red kite.")

    def test_what_cannot_be_is_a_sentence_on_the_page_and_changes_nothing(self) -> None:
        wrong: tuple[tuple[str, dict[str, str], str], ...] = (
            ("setup", self.words("  "), "A setup needs an image prompt"),
            ("setup", self.words("A kite.") | {"setup": "nobody"}, "no such setup"),
            ("setup", self.words("A kite.") | {"base": "0" * 16, "act": "save"}, "edited meanwhile"),
            (
                "scenes",
                {"base": self.now.version, "purpose:c0": "explode", "setup:c0": "x"},
                "cannot be there",
            ),
            ("back", {}, "no edit of the shots"),
        )
        for rest, values, words in wrong:
            answer = self.post(rest, **values)
            self.assertEqual((answer.status_code, answer["Location"]), (302, f"/films/{self.video.pk}/shots"))
            self.assertIn(words, self.page())
        self.assertNotIn("shot_plan", Project.objects.get(pk=self.video.pk).brief)

    def test_a_trailer_has_no_shots(self) -> None:
        Project.objects.filter(pk=self.video.pk).update(kind="trailer")
        self.assertEqual(self.owner.get(f"/films/{self.video.pk}/shots").status_code, 404)
