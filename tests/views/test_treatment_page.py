"""The treatment on the song's page: what it will change is told first, then it is kept, locked, taken back."""

from __future__ import annotations

from typing import Any

from tests.views.song_room import SongCase
from trailers.models import Job, Project
from trailers.selectors.song import treatment_of
from trailers.services.snapshot import plan_project
from trailers.song_forms import TreatmentForm


class TreatmentPageTest(SongCase):
    def setUp(self) -> None:
        super().setUp()
        now = treatment_of(self.video, plan_project(self.video)[1])
        assert now is not None
        self.now = now
        self.words = {field.html_name: field.value() or "" for field in TreatmentForm(now)}

    def post(self, rest: str = "", **values: str) -> Any:
        return self.owner.post(f"/films/{self.video.pk}/song/treatment{rest}", values)

    def page(self, client: Any = None) -> str:
        return str((client or self.owner).get(f"/films/{self.video.pk}/song").content.decode())

    def brief(self) -> dict[str, Any]:
        return dict(Project.objects.get(pk=self.video.pk).brief)

    def test_every_part_can_be_edited_and_a_viewer_only_reads(self) -> None:
        page = self.page()
        for name in ("theme", "arc", "palette", "lighting", "camera", "ending", "person_0", "place_0"):
            self.assertIn(f'name="{name}"', page)
        self.assertIn("Physique, wardrobe and features", page)
        read = self.page(self.viewer)
        self.assertIn(self.now.lead.description, read)
        self.assertNotIn('name="theme"', read)

    def test_what_will_change_is_told_before_it_is_kept(self) -> None:
        wanted = self.words | {"person_0": 'a <blue> coat & a "hat"', "arc": "She leaves.\nShe returns."}
        jobs = Job.objects.count()
        told = self.post(**wanted).content.decode()
        self.assertIn("The shot plan stays as it is", told)
        self.assertIn('<span class="price">free</span>', told)
        self.assertIn("a &lt;blue&gt; coat &amp; a &quot;hat&quot;", told)
        self.assertEqual((self.brief().get("treatment"), Job.objects.count()), (None, jobs))
        kept = self.post(**wanted, act="save")
        self.assertEqual(kept["Location"], f"/films/{self.video.pk}/song#treatment")
        treatment = self.brief()["treatment"]
        self.assertEqual(treatment["characters"][0]["description"], 'a <blue> coat & a "hat"')
        self.assertEqual(treatment["arc"], ["She leaves.", "She returns."])
        self.assertEqual(treatment["title"], self.now.title)

    def test_unchanged_words_are_no_edit(self) -> None:
        self.assertEqual(self.post(**self.words).status_code, 302)
        self.assertNotIn("treatment", self.brief())

    def test_a_refused_form_keeps_what_was_typed(self) -> None:
        answer = self.post(**self.words | {"theme": " ", "ending": "She stays."})
        self.assertEqual(answer.status_code, 422)
        self.assertIn("She stays.", answer.content.decode())
        self.assertEqual(self.post(**self.words | {"camera": "x" * 601}).status_code, 422)
        self.assertNotIn("treatment", self.brief())

    def test_it_is_taken_back_and_locked(self) -> None:
        self.post(**self.words | {"ending": "She stays."}, act="save")
        self.assertIn("Take back the last edit", self.page())
        self.post("/lock", locked="1")
        page = self.page()
        self.assertIn("Unlock the treatment", page)
        self.assertNotIn('name="theme"', page)
        self.post(**self.words, act="save")
        self.post("/back")
        self.assertEqual(self.brief()["treatment"]["ending"], "She stays.")
        self.post("/lock", locked="0")
        self.post("/back")
        self.assertEqual((self.brief()["treatment"], self.brief()["treatments"]), (None, []))
