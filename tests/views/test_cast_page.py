"""The page of people and places: what stands there, and every act on it."""

from __future__ import annotations

import io
from unittest.mock import patch
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from tests.makers import make_artifact, make_team
from tests.services import lab
from tests.services.test_references import HARBOUR, MARA, SCRIPT
from tests.views.room import RoomCase, order_film
from trailers.models import Artifact, Job, Project, Reference


class CastTest(RoomCase):
    film: Project

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.film = order_film(cls.team)
        lab.run(cls.film, SCRIPT)

    def act(self, use: str, who: str = "editor", subject: str = MARA.id) -> int:
        address = reverse("cast_choose", args=[self.film.pk, subject])
        status = self.clients[who].post(address, {"use": use}).status_code
        self.film.refresh_from_db()
        return int(status)

    def page(self, who: str = "owner") -> str:
        return self.clients[who].get(reverse("project_cast", args=[self.film.pk])).content.decode()

    def test_shows_who_is_named_with_their_scenes(self) -> None:
        text = self.page()
        self.assertIn("Mara", text)
        self.assertIn("scenes 2, 3", text)
        self.assertIn("the harbour", text)
        self.assertNotIn("Elias", text, "no scene names him")
        self.assertEqual(text.count("sheet.webp"), 2)
        self.assertIn("Draw another", text)

    def test_the_film_page_shows_them_too(self) -> None:
        text = self.viewer.get(reverse("project", args=[self.film.pk])).content.decode()
        self.assertEqual(text.count("sheet.webp"), 2)
        self.assertIn("Look closer", text)

    def test_a_viewer_sees_and_changes_nothing(self) -> None:
        text = self.page("viewer")
        self.assertIn("Mara", text)
        self.assertNotIn("Draw another", text)
        self.assertEqual(self.act("again", "viewer"), 403)

    def test_draws_another(self) -> None:
        self.assertEqual(self.act("again"), 302)
        self.assertEqual(list(Job.objects.filter(state="queued").values_list("node", flat=True)), [MARA.slot])
        self.assertIn("In line", self.page())

    def test_does_without_and_takes_it_back(self) -> None:
        self.act("none")
        self.assertEqual(self.film.settings["references"], {MARA.slot: "none"})
        self.assertIn("Words alone", self.page())
        self.act("drawn")
        self.assertEqual(self.film.settings["references"], {})

    def test_takes_one_of_the_library(self) -> None:
        row = Reference.objects.get(name="the harbour")
        self.act(str(row.pk), subject=HARBOUR.id)
        self.assertEqual(self.film.settings["references"], {HARBOUR.slot: row.artifact.key})
        self.assertIn("Chosen by hand", self.page())

    def test_knows_nothing_of_other_libraries_or_subjects(self) -> None:
        elsewhere = make_team()
        foreign = Reference.objects.create(
            team=elsewhere, kind="character", name="Mara", origin="uploaded", artifact=make_artifact(elsewhere, "x")
        )  # fmt: skip
        self.assertEqual(self.act(str(foreign.pk)), 404)
        self.assertEqual([self.act(use) for use in ("nonsense", str(uuid4()))], [302, 404])
        self.act("again", subject=str(uuid4()))
        self.assertEqual(self.film.settings.get("references", {}), {})
        self.assertEqual(Job.objects.filter(state="queued").count(), 0)

    def upload(self, name: str, data: bytes) -> int:
        address = reverse("cast_upload", args=[self.film.pk, MARA.id])
        return int(self.owner.post(address, {"file": SimpleUploadedFile(name, data)}).status_code)

    def test_an_uploaded_picture_becomes_the_sheet(self) -> None:
        out = io.BytesIO()
        Image.linear_gradient("L").convert("RGB").save(out, "PNG")
        with patch("trailers.services.scenes.store", return_value="teams/x/picture.png"):
            self.assertEqual(self.upload("me.png", out.getvalue()), 302)
        self.film.refresh_from_db()
        row = Reference.objects.get(origin="uploaded")
        self.assertEqual((row.name, row.artifact.media["width"]), ("Mara", 256))
        self.assertEqual(self.film.settings["references"], {MARA.slot: row.artifact.key})

    def test_what_is_no_picture_is_refused_and_not_kept(self) -> None:
        before = Artifact.objects.count()
        for name, data in (("me.png", b"no picture"), ("me.mp4", b"no clip"), ("me.png", b"")):
            self.assertEqual(self.upload(name, data), 302)
        self.film.refresh_from_db()
        self.assertEqual(self.film.settings.get("references", {}), {})
        self.assertEqual(Artifact.objects.count(), before)
