"""One scene: made again with and without JavaScript, replaced, chosen, locked."""

from __future__ import annotations

from django.urls import reverse

from tests.services import lab
from tests.views.room import WRITTEN, FilmCase
from trailers.models import Cut, Job, Take


class ScenePageTest(FilmCase):
    def url(self, name: str, number: int = 3, **kw: object) -> str:
        return reverse(name, kwargs={"project_id": self.film.pk, "number": number, **kw})

    def entry(self, number: int = 3) -> dict[str, object]:
        self.film.refresh_from_db()
        assert self.film.current_cut is not None
        found: dict[str, object] = self.film.current_cut.content["entries"][number - 1]
        return found

    def test_it_shows_what_is_said_and_the_takes(self) -> None:
        page = self.owner.get(self.url("scene")).content.decode()
        for wanted in ("Scene 3", "Take 1", "On screen", "New take", "Use your own", "Previous", "Next"):
            self.assertIn(wanted, page)

    def test_there_is_no_scene_beyond_the_last(self) -> None:
        self.assertEqual(self.owner.get(self.url("scene", 8)).status_code, 404)
        self.assertEqual(self.owner.get(self.url("scene", 0)).status_code, 404)

    def test_a_plain_form_orders_one_new_take(self) -> None:
        answer = self.owner.post(self.url("scene_again"), {"prompt": "A lantern under water"}, follow=True)
        self.assertContains(answer, "Scene 3 is being made again, as take 2. The other 6 scenes stay.")
        self.assertEqual(Take.objects.filter(scene__number=3, kind="image").count(), 2)
        self.assertEqual(Job.objects.filter(state="queued").count(), 1)
        lab.run(self.film, WRITTEN)
        shown = Take.objects.get(pk=str(self.entry()["take_id"]))
        assert shown.parent is not None
        self.assertEqual((shown.parent.number, shown.parent.prompt), (2, "A lantern under water"))

    def test_htmx_gets_the_changed_card_alone(self) -> None:
        answer = self.owner.post(self.url("scene_again"), headers={"HX-Request": "true"})
        page = answer.content.decode()
        self.assertIn('id="scene-3"', page)
        self.assertIn("In line", page)
        self.assertNotIn("<html", page)
        self.assertIn("being made again", page)

    def test_a_second_order_is_refused_in_words_and_orders_nothing(self) -> None:
        self.owner.post(self.url("scene_again"))
        jobs = Job.objects.count()
        answer = self.owner.post(self.url("scene_again"), follow=True)
        self.assertContains(answer, "message error")
        self.assertEqual(Job.objects.count(), jobs)

    def test_an_older_take_comes_back_without_any_new_picture(self) -> None:
        before = self.entry()["take_id"]
        self.owner.post(self.url("scene_again"), {"prompt": "A lantern"})
        lab.run(self.film, WRITTEN)
        self.assertNotEqual(self.entry()["take_id"], before)
        old = Take.objects.get(scene__number=3, kind="image", number=1)
        self.owner.post(self.url("take_choose", take_id=old.pk))
        self.assertEqual(self.entry()["take_id"], before)
        kinds = {job.kind for job in lab.run(self.film, WRITTEN)}
        self.assertEqual(kinds & {"image", "clip", "segment"}, set())

    def test_choosing_what_is_shown_makes_no_new_cut(self) -> None:
        take = Take.objects.get(scene__number=3, kind="image")
        cuts = Cut.objects.count()
        self.owner.post(self.url("take_choose", take_id=take.pk))
        self.assertEqual(Cut.objects.count(), cuts)

    def test_a_take_of_another_scene_is_not_found_here(self) -> None:
        other = Take.objects.filter(scene__number=4).first()
        assert other is not None
        self.assertEqual(self.owner.post(self.url("take_choose", take_id=other.pk)).status_code, 404)

    def test_a_locked_scene_keeps_what_it_shows(self) -> None:
        self.owner.post(self.url("scene_lock"), {"lock": "1"})
        self.assertTrue(self.entry()["locked"])
        answer = self.owner.post(self.url("scene_again"), follow=True)
        self.assertContains(answer, "locked")
        self.assertEqual(Take.objects.filter(scene__number=3, kind="image").count(), 1)
        self.owner.post(self.url("scene_lock"), {"lock": "0"})
        self.assertFalse(self.entry()["locked"])
        self.assertEqual(lab.run(self.film, WRITTEN), [], "a lock changes no picture")

    def test_a_black_scene_says_that_there_is_nothing_to_make(self) -> None:
        page = self.owner.get(self.url("scene", 5)).content.decode()
        self.assertIn("A black scene has no picture to change", page)
        self.assertNotIn("New take", page)

    def test_a_file_that_is_no_picture_is_refused(self) -> None:
        from django.core.files.uploadedfile import SimpleUploadedFile

        takes = Take.objects.count()
        file = SimpleUploadedFile("cat.png", b"not a picture at all")
        answer = self.owner.post(self.url("scene_upload"), {"file": file}, follow=True)
        self.assertContains(answer, "message error")
        self.assertEqual(Take.objects.count(), takes)
