"""The editor's page: who may see it, and what it is without JavaScript."""

from __future__ import annotations

import gzip

from django.urls import reverse

from tests.views.room import FilmCase, order_film
from tests.views.weight import files_of


class EditorPageTest(FilmCase):
    def address(self) -> str:
        return reverse("editor", args=[self.film.pk])

    def test_the_team_sees_it_and_nobody_else(self) -> None:
        statuses = {name: client.get(self.address()).status_code for name, client in self.clients.items()}
        assert statuses == {"owner": 200, "editor": 200, "viewer": 200, "stranger": 404, "anonymous": 302}
        assert self.owner.post(self.address()).status_code == 405

    def test_without_javascript_every_scene_is_listed_with_its_page(self) -> None:
        body = self.viewer.get(self.address()).content.decode()
        for number in range(1, 8):
            assert f'href="{reverse("scene", args=[self.film.pk, number])}"' in body
        assert "Cutting needs JavaScript" in body
        assert "<script>" not in body and "style=" not in body, "the policy refuses what is inline"

    def test_before_there_is_a_cut_it_says_what_it_waits_for(self) -> None:
        film = order_film(self.team, title="Not yet")
        body = self.owner.get(reverse("editor", args=[film.pk])).content.decode()
        assert "There is no cut yet: scenes come with the voice." in body

    def test_film_and_scene_lead_there(self) -> None:
        assert (
            f'href="{self.address()}"'
            in self.owner.get(reverse("project", args=[self.film.pk])).content.decode()
        )
        scene = self.owner.get(reverse("scene", args=[self.film.pk, 3])).content.decode()
        assert f'href="{self.address()}?scene=3"' in scene

    def test_page_scripts_and_styles_weigh_at_most_150_kb(self) -> None:
        body = self.owner.get(self.address()).content
        parts = {"the page": body} | {
            name: data for name, data in files_of(body.decode()).items() if name.endswith((".js", ".css"))
        }
        weights = {name: len(gzip.compress(data)) for name, data in parts.items()}
        assert len(weights) > 30, "its modules were counted, not its first alone"
        assert sum(weights.values()) <= 150_000, sorted(weights.items(), key=lambda part: -part[1])[:8]

    def test_everything_it_loads_is_there(self) -> None:
        found = files_of(self.owner.get(self.address()).content.decode())
        modules = {name for name in found if name.startswith("js/editor/")}
        assert {
            "js/editor/main.js",
            "js/editor/room.js",
            "js/editor/core/ops.js",
            "js/editor/player/mse.js",
        } <= modules
