"""What a first visit weighs, and that everything it links is there."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from tests.views.room import FilmCase
from tests.views.weight import files_of, weigh

LIMIT = 150_000
FONTS = {"fonts/interface-regular.woff2", "fonts/interface-semibold.woff2"}
STATIC = Path(settings.BASE_DIR) / "static"


class WeightTest(FilmCase):
    def bodies(self) -> dict[str, bytes]:
        film = reverse("project", args=[self.film.pk])
        return {
            "front": self.clients["anonymous"].get("/").content,
            "sign in": self.clients["anonymous"].get(reverse("account_login")).content,
            "films": self.owner.get("/").content,
            "film": self.owner.get(film).content,
            "scene": self.owner.get(f"{film}scenes/3/").content,
            "script": self.owner.get(reverse("project_script", args=[self.film.pk])).content,
        }

    def test_no_first_visit_weighs_more_than_150_kb(self) -> None:
        weights = {name: weigh(body) for name, body in self.bodies().items()}
        self.assertEqual({name: weight for name, weight in weights.items() if weight > LIMIT}, {})
        self.assertGreater(min(weights.values()), 50_000, "typefaces, styles and htmx were counted")

    def test_the_typefaces_are_counted_once_and_packed(self) -> None:
        for name, body in self.bodies().items():
            with self.subTest(page=name):
                files = files_of(body.decode())
                self.assertEqual({file for file in files if file.startswith("fonts/")}, FONTS)
                preloaded = re.findall(r'rel="preload" href="/static/([^"]+)"', body.decode())
                self.assertEqual(set(preloaded), FONTS, "a preload that no style uses is waste")
        for font in FONTS:
            self.assertEqual((STATIC / font).read_bytes()[:4], b"wOF2")
            self.assertLess((STATIC / font).stat().st_size, 30_000)

    def test_a_typeface_comes_with_its_licence(self) -> None:
        text = (STATIC / "fonts" / "OFL.txt").read_text(encoding="utf-8")
        self.assertTrue(text.startswith("Copyright (c) 2018, Alfredo Marco Pradil"))
        self.assertIn("SIL OPEN FONT LICENSE Version 1.1", text)

    def test_pages_link_only_styles_that_they_use(self) -> None:
        """The front needs neither the film's styles nor the script's."""
        bodies = self.bodies()
        for name in ("front", "sign in", "films"):
            self.assertNotIn("css/film.css", files_of(bodies[name].decode()), name)
        self.assertNotIn("css/script.css", files_of(bodies["film"].decode()))
        self.assertIn("css/script.css", files_of(bodies["script"].decode()))
