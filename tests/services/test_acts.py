"""Refusals that say who was faster, and when: on the pages of a scene and of the script, and to programs."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.views.room import FilmCase
from trailers.domain.script import Script as ScriptValue
from trailers.domain.script_edit import rows_of
from trailers.models import Event, Project, Scene
from trailers.services.acts import ago, last_of
from trailers.services.edits import lock_scene
from trailers.services.scenes import scene_number

NOON = timezone.make_aware(datetime(2026, 11, 20, 12))


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59, seconds=59), "59 minutes ago"),
        (timedelta(hours=3, minutes=20), "3 hours ago"),
        (timedelta(days=9), "1 week ago"),
    ],
)
def test_how_long_ago(before: timedelta, words: str) -> None:
    assert ago(NOON - before, NOON) == words


class SomebodyElseTest(FilmCase):
    def rows(self) -> list[dict[str, object]]:
        script = Project.objects.get(pk=self.film.pk).script
        assert script is not None
        return [
            {**asdict(row), "pictures": list(row.pictures)}
            for row in rows_of(ScriptValue.from_json(script.content))
        ]

    def put_script(self, who: str, base: int, text: str) -> tuple[int, dict[str, str]]:
        rows = self.rows()
        next(row for row in rows if row["kind"] == "line")["text"] = text
        address = reverse("api_script", args=[self.film.pk])
        body = {"base": base, "rows": rows}
        answer = self.clients[who].put(address, body, content_type="application/json")
        return answer.status_code, answer.json()

    def test_a_script_that_moved_on_names_who_saved_it_and_when(self) -> None:
        status, _ = self.put_script("editor", 1, "The sea keeps nothing.")
        self.assertEqual(status, 200)
        status, told = self.put_script("owner", 1, "The sea gives all of it back.")
        saved = Event.objects.get(project=self.film, kind="script.new", data__number=2)
        self.assertEqual(
            (status, told["code"], told["by"], told["at"]),
            (409, "edit.outdated", "editor", saved.at.isoformat()),
        )
        self.assertIn("editor made version 2 the script just now.", told["detail"])

    def test_going_back_counts_as_well(self) -> None:
        self.put_script("editor", 1, "The sea keeps nothing.")
        self.owner.post(reverse("script_restore", args=[self.film.pk, 1]))
        status, told = self.put_script("editor", 2, "The sea keeps a little.")
        self.assertEqual((status, told["by"]), (409, "owner"))
        self.assertIn("owner made version 1 the script", told["detail"])

    def test_what_the_film_wrote_by_itself_has_no_name(self) -> None:
        act = last_of(self.film, ("script.new",))
        assert act is not None
        self.assertEqual(act.by, "")
        _, told = self.put_script("owner", 7, "The sea keeps nothing.")
        self.assertIn("Somebody made version 1 the script", told["detail"])

    def test_a_locked_scene_names_who_locked_it(self) -> None:
        scene = reverse("scene", args=[self.film.pk, 3])
        self.clients["editor"].post(reverse("scene_lock", args=[self.film.pk, 3]), {"lock": "1"})
        answer = self.owner.post(reverse("scene_again", args=[self.film.pk, 3]), {"next": scene}, follow=True)
        self.assertContains(answer, "Scene 3 is locked. editor locked it just now. Unlock it first.")
        address = reverse("api_scene_again", args=[self.film.pk, 3])
        refused = self.owner.post(address, {}, content_type="application/json")
        self.assertEqual(
            (refused.status_code, refused.json()["code"], refused.json()["by"]),
            (409, "scene.locked", "editor"),
        )

    def test_one_that_was_locked_on_the_timeline_too(self) -> None:
        key = Scene.objects.get(project=self.film, number=3).key
        body = {
            "base": str(self.film.current_cut_id),
            "edits": [{"op": "lock", "scene": key, "locked": True}],
        }
        with patch("editor.api.order_previews", return_value=0):
            made = self.clients["editor"].post(
                reverse("api_timeline_edits", args=[self.film.pk]), body, content_type="application/json"
            )
        self.assertEqual(made.status_code, 200)
        refused = self.owner.post(
            reverse("api_scene_again", args=[self.film.pk, 3]), {}, content_type="application/json"
        )
        self.assertEqual((refused.status_code, refused.json()["by"]), (409, "editor"))

    def test_a_lock_that_nobody_put_on_record_says_nothing_of_anybody(self) -> None:
        lock_scene(project=self.film, scene=scene_number(self.film, 3), lock=True)
        refused = self.owner.post(
            reverse("api_scene_again", args=[self.film.pk, 3]), {}, content_type="application/json"
        )
        self.assertEqual(refused.json()["title"], "Scene 3 is locked.")
        self.assertNotIn("by", refused.json())

    def test_an_edit_names_who_was_faster_and_how_long_ago(self) -> None:
        key = Scene.objects.get(project=self.film, number=3).key
        base = str(self.film.current_cut_id)
        edits = [{"op": "set_look", "scene": key, "look": "colour"}]
        address = reverse("api_timeline_edits", args=[self.film.pk])
        with patch("editor.api.order_previews", return_value=0):
            self.clients["editor"].post(
                address, {"base": base, "edits": edits}, content_type="application/json"
            )
            late = self.owner.post(
                address, {"base": base, "edits": edits}, content_type="application/json"
            ).json()
        self.assertEqual((late["code"], late["by"]), ("editor.moved_on", "editor"))
        self.assertIn("editor did this just now: Look colour for scene 3.", late["detail"])
