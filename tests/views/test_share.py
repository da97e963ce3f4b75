"""Share links: the film and nothing else, for whoever holds the link, until it ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest.mock import patch

from django.core import signing
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from tests.services import lab
from tests.views.room import WRITTEN, FilmCase, order_film
from trailers.domain.errors import UserError
from trailers.models import Artifact, Render, ShareLink
from trailers.services.lifecycle import delete_project
from trailers.services.scenes import regenerate_scene, scene_number
from trailers.services.share import MOST_LIVE, opened, revoke, secret_of, share


class ShareTest(FilmCase):
    def link(self, days: int = 7) -> tuple[ShareLink, str]:
        return share(project=self.film, by=self.users["editor"], days=days)

    def watch(self, secret: str, who: str = "anonymous") -> Any:
        return self.clients[who].get(reverse("watch", args=[secret]))

    def test_a_guest_sees_the_film_and_nothing_of_the_room(self) -> None:
        _, secret = self.link()
        answer = self.watch(secret)
        page = answer.content.decode()
        self.assertContains(answer, "film.mp4")
        for other in ("Storyboard", "Script", "/films/", "/media/", "Harbour", "The sea keeps"):
            self.assertNotIn(other, page)
        self.assertEqual(
            (answer["Referrer-Policy"], answer["X-Robots-Tag"], answer["Cache-Control"]),
            ("no-referrer", "noindex", "private, no-store"),
        )

    def test_each_part_is_the_films_own_and_no_other_name_opens_anything(self) -> None:
        _, secret = self.link()
        served: list[str] = []

        def serve(request: Any, stored: Any, **_: Any) -> HttpResponse:
            served.append(stored.storage_name)
            return HttpResponse("bytes")

        with patch("trailers.views.share.serve", side_effect=serve):
            for name in ("film.mp4", "captions.vtt"):
                self.assertEqual(self.part(secret, name), 200)
            for name in ("receipt.json", "package.zip", "script", "..%2Fx"):
                self.assertEqual(self.part(secret, name), 404)
        film = Render.objects.get().film
        captions = Artifact.objects.get(kind="captions_vtt")
        self.assertEqual(served, [film.storage_name, captions.storage_name])

    def part(self, secret: str, name: str) -> int:
        status: int = self.clients["anonymous"].get(reverse("watch_part", args=[secret, name])).status_code
        return status

    def test_it_ends_when_somebody_ends_it_and_by_its_date(self) -> None:
        link, secret = self.link()
        self.owner.post(reverse("share_end", args=[self.film.pk, link.pk]))
        self.assertContains(self.watch(secret), "shows nothing any more", status_code=404)
        self.assertEqual(self.part(secret, "film.mp4"), 404)
        link, secret = self.link(days=1)
        self.assertIsNotNone(opened(secret))
        ShareLink.objects.filter(pk=link.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
        self.assertIsNone(opened(secret))

    def test_a_forged_or_foreign_secret_shows_nothing(self) -> None:
        link, secret = self.link()
        for wrong in (secret[:-2], secret + "A", str(link.pk), signing.dumps(str(link.pk)), "x"):
            self.assertEqual(self.watch(wrong).status_code, 404)

    def test_it_follows_the_film_through_changes_and_goes_with_it(self) -> None:
        _, secret = self.link()
        regenerate_scene(project=self.film, scene=scene_number(self.film, 3), prompt="A lamp")
        before = opened(secret)
        lab.run(self.film, WRITTEN)
        after = opened(secret)
        assert before and after
        self.assertNotEqual(before.film.pk, after.film.pk)
        delete_project(project=self.film)
        self.assertIsNone(opened(secret))

    def test_another_projects_link_cannot_be_ended_here(self) -> None:
        link, secret = self.link()
        other = order_film(self.team, title="Another")
        self.assertFalse(revoke(project=other, link_id=link.pk))
        self.assertIsNotNone(opened(secret))
        self.assertTrue(revoke(project=self.film, link_id=link.pk))
        self.assertFalse(revoke(project=self.film, link_id=link.pk), "twice is once")

    def test_what_is_refused_says_why(self) -> None:
        for days in (0, 5, 365):
            with self.assertRaises(UserError) as refused:
                self.link(days)
            self.assertEqual(refused.exception.code, "share.days")
        with self.assertRaises(UserError) as refused:
            share(project=order_film(self.team, title="Not yet"), by=self.users["owner"], days=7)
        self.assertEqual(refused.exception.code, "film.not_ready")
        for _ in range(MOST_LIVE):
            self.link()
        with self.assertRaises(UserError) as refused:
            self.link()
        self.assertEqual(refused.exception.code, "share.too_many")

    def test_an_editor_makes_and_sees_links_and_a_viewer_does_not(self) -> None:
        address = reverse("project_share", args=[self.film.pk])
        answer = self.clients["editor"].post(address, {"days": "30"}, follow=True)
        link = ShareLink.objects.get()
        self.assertEqual(round((link.expires_at - timezone.now()) / timedelta(days=1)), 30)
        self.assertContains(answer, reverse("watch", args=[secret_of(link)]))
        page = self.viewer.get(reverse("project", args=[self.film.pk])).content.decode()
        self.assertNotIn("/watch/", page)


class AfterAChangeTest(FilmCase):
    def test_what_was_kept_is_told_from_the_bytes(self) -> None:
        page = reverse("project", args=[self.film.pk])
        self.assertNotContains(self.owner.get(page), "scenes unchanged")
        regenerate_scene(project=self.film, scene=scene_number(self.film, 4), prompt="A lamp")
        lab.run(self.film, WRITTEN)
        self.assertContains(self.owner.get(page), "6 of 7 scenes unchanged")

    def test_single_files_do_not_wait_for_the_package(self) -> None:
        project = order_film(self.team, title="Held")
        project.gates = {**project.gates, "clips": "stop"}
        project.save(update_fields=["gates"])
        lab.run(project, WRITTEN)
        page = self.owner.get(reverse("project", args=[project.pk])).content.decode()
        self.assertIn("film.mp4?download", page)
        self.assertIn("sound.m4a?download", page)
        self.assertNotIn("package.zip", page)

    def test_before_there_is_a_picture_the_sound_can_be_heard(self) -> None:
        project = order_film(self.team, title="Heard")
        project.gates = {**project.gates, "voice": "stop"}
        project.save(update_fields=["gates"])
        lab.run(project, WRITTEN)
        page = self.owner.get(reverse("project", args=[project.pk])).content.decode()
        self.assertIn("Is this how it should sound?", page)
        self.assertIn('aria-label="Voice and score, mixed"', page)

    def test_before_clips_exist_the_film_plays_from_its_stills(self) -> None:
        project = order_film(self.team, title="Stills")
        project.gates = {**project.gates, "stills": "stop"}
        project.save(update_fields=["gates"])
        lab.run(project, WRITTEN)
        page = self.owner.get(reverse("project", args=[project.pk])).content.decode()
        self.assertIn("Are these the right pictures?", page)
        self.assertIn("<video", page)
        self.assertTrue(Render.objects.filter(project=project).exclude(receipt={}).exists())
