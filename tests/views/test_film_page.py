"""The project page: what it says in each state, what its acts do, and what it costs to ask."""

from __future__ import annotations

import re

from django.contrib.messages import get_messages
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.services import lab
from tests.views.room import WRITTEN, FilmCase, RoomCase, order_film, run_lab
from trailers.domain.errors import FatalError
from trailers.models import Job, Project, Render, Scene, Take
from trailers.selectors.film import film_page
from trailers.services.gates import close_gate
from trailers.services.scenes import regenerate_scene, scene_number
from trailers.services.snapshot import plan_project

PAGE_QUERIES = 24
KEPT_QUERIES = 8


def url(name: str, project: Project, **kw: object) -> str:
    return reverse(name, kwargs={"project_id": project.pk, **kw})


class FinishedFilmTest(FilmCase):
    def test_it_shows_the_film_with_its_proof_and_its_files(self) -> None:
        page = self.owner.get(url("project", self.film)).content.decode()
        for wanted in (
            "In sync",
            "Finished",
            "Package",
            "film.mp4",
            "Storyboard",
            "The sea keeps what it takes.",
        ):
            self.assertIn(wanted, page)
        self.assertEqual(page.count('class="scene"'), 7)
        self.assertEqual(page.count("Make again"), 6, "black has no picture to make")

    def test_a_viewer_sees_it_and_has_no_buttons_to_change_it(self) -> None:
        page = self.viewer.get(url("project", self.film)).content.decode()
        self.assertIn("In sync", page)
        for act in ("Make again", "Duplicate", "Delete", "Stop here"):
            self.assertNotIn(act, page)

    def test_it_asks_the_database_a_bounded_number_of_questions(self) -> None:
        self.owner.get(url("project", self.film))
        cache.clear()
        with self.assertNumQueries(PAGE_QUERIES):
            self.owner.get(url("project", self.film))

    def test_the_live_parts_answer_304_until_something_happens(self) -> None:
        first = self.owner.get(url("project_live", self.film))
        tag = first["ETag"]
        again = self.owner.get(url("project_live", self.film), headers={"If-None-Match": tag})
        self.assertEqual((again.status_code, again.content), (304, b""))
        regenerate_scene(project=self.film, scene=scene_number(self.film, 3))
        fresh = self.owner.get(url("project_live", self.film), headers={"If-None-Match": tag})
        self.assertEqual(fresh.status_code, 200)
        self.assertNotEqual(fresh["ETag"], tag)
        self.assertIn(b"In line", fresh.content)

    def test_asking_changes_nothing(self) -> None:
        facts = Job.objects.count(), Take.objects.count(), Project.objects.get(pk=self.film.pk).next_seq
        for name in ("project", "project_live", "project_script"):
            self.owner.get(url(name, self.film))
        after = Job.objects.count(), Take.objects.count(), Project.objects.get(pk=self.film.pk).next_seq
        self.assertEqual(after, facts)

    def test_no_page_has_anything_inline(self) -> None:
        response = self.owner.get(url("project", self.film))
        page = response.content.decode()
        self.assertNotIn(" style=", page)
        self.assertNotIn("<style", page)
        self.assertNotRegex(page, r"<script(?![^>]*\bsrc=)")
        self.assertNotRegex(page, r"\son[a-z]+=")
        self.assertIn("script-src 'self'", response["Content-Security-Policy"])
        self.assertNotIn("unsafe-inline", response["Content-Security-Policy"])

    def test_renaming_changes_the_list_and_not_the_film(self) -> None:
        jobs = Job.objects.count()
        self.owner.post(url("project_rename", self.film), {"title": "  Low Water "})
        self.film.refresh_from_db()
        self.assertEqual(self.film.title, "Low Water")
        self.assertEqual(Job.objects.count(), jobs)

    def test_a_film_that_was_measured_and_failed_says_so(self) -> None:
        reasons = [{"code": "receipt.cut_moved", "text": "Scene 2 starts at frame 50 instead of 48."}]
        Render.objects.update(receipt={"pass": False, "reasons": reasons, "scenes": []})
        page = self.owner.get(url("project", self.film)).content.decode()
        self.assertIn("Not in sync", page)
        self.assertIn("Scene 2 starts at frame 50", page)


class UnfinishedFilmTest(RoomCase):
    def test_a_film_that_just_started_says_what_comes_first(self) -> None:
        project = order_film(self.team)
        page = self.owner.get(url("project", project)).content.decode()
        self.assertIn("The script is being written", page)
        self.assertIn("No worker answers", page)
        self.assertIn("Stop", page)

    def test_a_closed_gate_is_the_next_decision_and_opens(self) -> None:
        project = order_film(self.team)
        close_gate(project=project, gate="script")
        run_lab(project)
        page = self.owner.get(url("project", project)).content.decode()
        self.assertIn("Is this what it should say?", page)
        self.assertIn("Record voice and score", page)
        self.assertFalse(Job.objects.filter(kind="voice").exists())
        self.owner.post(url("gate", project, gate="script"), {"act": "open"})
        self.assertEqual(Job.objects.filter(kind="voice").count(), 2)
        project.refresh_from_db()
        self.assertEqual(project.gates["script"], "open")

    def test_a_film_that_plays_from_its_stills_still_waits_for_the_decision_about_clips(self) -> None:
        project = order_film(self.team)
        close_gate(project=project, gate="stills")
        run_lab(project)
        facts, plan = plan_project(project)
        self.assertTrue(plan.done("package"))
        self.assertEqual(film_page(project, facts, plan).state, "decision")
        self.assertIn("Set them in motion", self.owner.get(url("project", project)).content.decode())

    def test_a_viewer_is_told_who_decides(self) -> None:
        project = order_film(self.team)
        close_gate(project=project, gate="script")
        run_lab(project)
        page = self.viewer.get(url("project", project)).content.decode()
        self.assertIn("An editor decides this", page)
        self.assertNotIn("Record voice and score", page)

    def test_a_failure_is_told_in_words_with_its_scene_and_retried(self) -> None:
        project = order_film(self.team)

        def fails(job: Job) -> FatalError | None:
            broken = job.kind == "image" and "Picture 1" in str(job.input)
            return FatalError("internal", detail="The brush broke.") if broken else None

        run_lab(project, fails=fails)
        page = self.owner.get(url("project", project)).content.decode()
        number = Scene.objects.get(jobs__state="failed").number
        self.assertIn(f"Scene {number}: Something went wrong inside Cuelock.", page)
        self.assertIn("The brush broke.", page)
        self.owner.post(url("project_retry", project))
        self.assertEqual(Job.objects.filter(state="queued", kind="image").count(), 1)

    def test_cancelling_stops_and_continuing_goes_on(self) -> None:
        project = order_film(self.team)
        self.owner.post(url("project_cancel", project))
        self.assertFalse(Job.objects.filter(state="queued").exists())
        page = self.owner.get(url("project", project)).content.decode()
        self.assertIn("Stopped", page)
        self.owner.post(url("project_retry", project))
        lab.run(project, WRITTEN)
        self.assertTrue(Render.objects.filter(project=project).exists())

    def test_an_unknown_gate_is_refused_in_words(self) -> None:
        project = order_film(self.team)
        answer = self.owner.post(url("gate", project, gate="moon"))
        self.assertEqual(answer.status_code, 302)
        self.assertEqual(next(str(m) for m in get_messages(answer.wsgi_request))[:16], "There is no gate")


class KeptPageTest(FilmCase):
    def test_a_page_that_is_asked_for_again_is_not_computed_again(self) -> None:
        address = url("project", self.film)
        first = self.owner.get(address)
        with self.assertNumQueries(KEPT_QUERIES):
            again = self.owner.get(address)
        hidden = r'(name="csrfmiddlewaretoken" value=|"X-CSRFToken": )"[^"]+"'
        plain = [re.sub(hidden, "", answer.content.decode()) for answer in (first, again)]
        self.assertEqual(plain[0], plain[1])

    def test_any_change_of_the_film_is_seen_at_once(self) -> None:
        address = url("project", self.film)
        self.owner.get(address)
        regenerate_scene(project=self.film, scene=scene_number(self.film, 3))
        self.assertContains(self.owner.get(address), "In line")

    def test_a_viewer_never_gets_the_buttons_that_were_drawn_for_an_editor(self) -> None:
        self.assertContains(self.owner.get(url("project", self.film)), "Make again")
        self.assertNotContains(self.viewer.get(url("project", self.film)), "Make again")
        self.assertContains(self.owner.get(url("project", self.film)), "Make again")

    def test_every_form_of_a_kept_page_carries_the_token_of_whoever_asks(self) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(self.users["owner"])
        self.owner.get(url("project", self.film))
        page = strict.get(url("project", self.film)).content.decode()
        self.assertNotIn("csrf-token-of-whoever-asks", page)
        card = page[page.index('id="scene-3"') : page.index('id="scene-4"')]
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', card)
        assert token is not None
        answer = strict.post(url("scene_again", self.film, number=3), {"csrfmiddlewaretoken": token[1]})
        self.assertEqual(answer.status_code, 302)
        self.assertEqual(Take.objects.filter(scene__number=3, kind="image").count(), 2)
