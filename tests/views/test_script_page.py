"""The script page as one form without JavaScript: operations, refusals, what will change, undo."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tests.services import lab
from tests.views.room import WRITTEN, FilmCase, RoomCase, order_film, run_lab
from trailers.models import Artifact, Job, Script
from trailers.services.gates import close_gate

ROWS = WRITTEN.items


def fields(base: int = 1, **changes: str) -> dict[str, Any]:
    """The form as the page sends it; text_2="..." writes into row 2."""
    posted: dict[str, Any] = {
        "base": str(base),
        "id": [item.id for item in ROWS],
        "kind": [item.kind for item in ROWS],
        "role": [item.role for item in ROWS],
        "text": [item.text for item in ROWS],
        "seconds": [str(item.duration_ms / 1000) for item in ROWS],
        "pause": [str(item.pause_after_ms / 1000) for item in ROWS],
        "pictures": ["\r\n".join(v.description for v in item.visuals) for item in ROWS],
    }
    for name, value in changes.items():
        field, _, row = name.rpartition("_")
        posted[field][int(row) - 1] = value
    return posted


class ScriptPageTest(FilmCase):
    def url(self, name: str = "script_edit", **kw: object) -> str:
        return reverse(name, kwargs={"project_id": self.film.pk, **kw})

    def post(self, act: str = "review", **changes: str) -> Any:
        return self.owner.post(self.url(), fields(**changes) | {"act": act}, follow=True)

    def said(self) -> list[str]:
        self.film.refresh_from_db()
        assert self.film.script is not None
        return [item["text"] for item in self.film.script.content["items"] if item["kind"] == "line"]

    def test_an_editor_writes_in_it_and_a_viewer_reads(self) -> None:
        page = self.owner.get(self.url("project_script")).content.decode()
        self.assertEqual((page.count("<textarea"), page.count("Speak again")), (5, 2))
        self.assertIn("What will change?", page)
        page = self.viewer.get(self.url("project_script")).content.decode()
        self.assertIn("The sea keeps what it takes.", page)
        self.assertNotIn("<textarea", page)

    def test_what_will_change_stands_before_the_one_confirm(self) -> None:
        page = self.post(text_2="The sea keeps nothing.").content.decode()
        for wanted in (
            "What will change",
            "6 of 7 scenes",
            "free",
            "1 line is spoken",
            "Scene 2 may come out",
        ):
            self.assertIn(wanted, page)
        self.assertIn("The sea keeps nothing.", page, "the draft travels with the question")
        self.assertEqual(self.said()[0], "The sea keeps what it takes.")
        self.assertEqual(Script.objects.count(), 1)

    def test_confirming_saves_makes_only_that_and_offers_undo(self) -> None:
        answer = self.post("save", text_2="The sea keeps nothing.")
        self.assertContains(answer, "Saved as version 2. 6 of 7 scenes stay as they are.")
        self.assertContains(answer, f'action="{self.url("script_restore", number=1)}"')
        self.assertEqual(self.said()[0], "The sea keeps nothing.")
        self.assertEqual([job.kind for job in Job.objects.filter(state="queued")], ["voice"])
        self.owner.post(self.url("script_restore", number=1))
        self.assertEqual(self.said()[0], "The sea keeps what it takes.")

    def test_pictures_in_words_touch_nothing_that_was_made_and_are_saved_at_once(self) -> None:
        answer = self.post(pictures_2="A harbour at night")
        self.assertContains(answer, "Saved as version 2. 7 of 7 scenes stay as they are.")
        kinds = {job.kind for job in lab.run(self.film, WRITTEN)}
        self.assertLessEqual(kinds, {"split", "promo", "package"}, "what merely quotes the script")

    def test_buttons_move_drop_and_add_without_saving(self) -> None:
        page = self.post("up:3").content.decode()
        self.assertIn("not saved yet", page)
        self.assertLess(page.index("Tonight one woman"), page.index("The sea keeps"))
        self.assertNotIn("Tonight one woman", self.post("drop:3").content.decode())
        page = self.post("add:card:2").content.decode()
        self.assertEqual((page.count('<li id="row-'), page.count("act card")), (7, 1))
        self.assertEqual(self.post("write", text_2="Kept").content.decode().count(">Kept<"), 1)
        self.assertEqual(Script.objects.count(), 1)

    def test_a_line_over_the_limit_is_refused_beside_it_with_what_to_do(self) -> None:
        answer = self.post("save", text_2="word " * 90)
        self.assertContains(answer, "The line in row 2 has 449 characters.", status_code=422)
        self.assertContains(answer, "Make two lines of it.", status_code=422)
        self.assertContains(answer, "word word word", status_code=422)
        for bad in ("soon", "NaN", "1e99", "-1"):
            answer = self.post("save", seconds_4=bad)
            self.assertContains(answer, "The length in row 4 is out of range", status_code=422)
        self.assertEqual(Script.objects.count(), 1)

    def test_an_outdated_page_loses_no_words(self) -> None:
        self.post("save", text_2="The sea keeps nothing.")
        answer = self.post("save", text_3="Somebody else wrote this.")
        self.assertContains(answer, "owner made version 2 the script just now.", status_code=422)
        self.assertContains(answer, "Somebody else wrote this.", status_code=422)
        self.assertEqual(Script.objects.count(), 2)

    def test_nonsense_is_refused_in_words(self) -> None:
        for change in ({"kind": ["line"]}, {"act": "add:opera:1"}, {"act": "up:99"}, {"id": ["x"] * 6}):
            posted = fields() | {"act": "save"} | change
            answer = self.owner.post(self.url(), posted, follow=True)
            self.assertContains(answer, "message error")
        self.assertEqual(Script.objects.count(), 1)

    def test_a_line_is_spoken_again_and_the_reading_before_comes_back_for_nothing(self) -> None:
        line = WRITTEN.lines[0].id
        answer = self.owner.post(self.url("line_again", item_id=line), follow=True)
        self.assertContains(answer, "The line is spoken again: reading 2.")
        undo = self.url("line_reading", item_id=line, number=1)
        self.assertContains(answer, f'action="{undo}"')
        lab.run(self.film, WRITTEN)
        self.assertContains(self.owner.get(self.url("project_script")), "reading 2")
        self.owner.post(undo)
        self.assertFalse(Job.objects.filter(state="queued", kind="voice").exists())

    def test_a_recording_that_differs_from_its_line_is_shown_beside_it(self) -> None:
        voice = Artifact.objects.filter(team=self.team, kind="voice").earliest("created_at")
        check = {"by": "embedded", "why": "provider.quota", "missing": ["sea"], "other": [], "extra": ["um"]}
        Artifact.objects.filter(pk=voice.pk).update(media={**voice.media, "check": check})
        text = self.owner.get(reverse("project_script", args=[self.film.pk])).content.decode()
        self.assertEqual(text.count("Not heard: “sea”."), 1)
        self.assertEqual(text.count("Heard besides: “um”."), 1)
        self.assertEqual(text.count("timed by our own aligner, not by forced alignment"), 1)

    def test_a_score_for_another_length_offers_to_be_composed_anew(self) -> None:
        self.post("save", text_2="The sea keeps everything that it ever took from us.")
        lab.run(self.film, WRITTEN)
        page = self.owner.get(self.url("project_script"))
        self.assertContains(page, "The score was made for another length")
        self.owner.post(self.url("slot_renew"), {"slot": "score"})
        self.assertEqual(Job.objects.filter(state="queued", kind="score").count(), 1)
        answer = self.owner.post(self.url("slot_renew"), {"slot": "voice:nobody"}, follow=True)
        self.assertContains(answer, "Nothing there is out of date.")


class UnspokenTest(RoomCase):
    def test_before_the_voice_a_change_is_saved_at_once(self) -> None:
        project = order_film(self.team)
        close_gate(project=project, gate="script")
        run_lab(project)
        address = reverse("script_edit", args=[project.pk])
        answer = self.owner.post(address, fields(text_2="Other words."), follow=True)
        self.assertContains(answer, "Saved as version 2.")
        self.assertFalse(Job.objects.filter(state="queued").exists())

    def test_there_is_nothing_to_edit_before_it_is_written(self) -> None:
        project = order_film(self.team)
        page = self.owner.get(reverse("project_script", args=[project.pk]))
        self.assertContains(page, "It has not been written yet")
        answer = self.owner.post(reverse("script_edit", args=[project.pk]), fields(), follow=True)
        self.assertContains(answer, "message error")
