"""A treatment edited by a person: what it puts out of date, what it spends (nothing), and how it is taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import TestCase

from tests.makers import make_team
from tests.services import song_lab
from tests.views.song_room import SongCase
from trailers.domain.errors import UserError
from trailers.domain.treatment import Treatment, reworded
from trailers.models import Job, Project, Script, Take
from trailers.selectors.song import treatment_of
from trailers.services.script import renew, stale_slots
from trailers.services.snapshot import film_facts, plan_project
from trailers.services.treatments import (
    MOST_KEPT,
    edit_treatment,
    lock_treatment,
    take_back_treatment,
    treatment_preview,
)


def in_force(film: Project) -> Treatment:
    film.refresh_from_db()
    found = treatment_of(film, plan_project(film)[1])
    assert found is not None
    return found


def blue(treatment: Treatment) -> Treatment:
    return reworded(treatment, {}, people={treatment.lead.name: "tall, grey hair, a blue coat"}, places={})


class TreatmentTest(SongCase):
    def setUp(self) -> None:
        super().setUp()
        self.film = Project.objects.get(pk=self.video.pk)

    def edit(self, treatment: Treatment) -> bool:
        return edit_treatment(project=self.film, treatment=treatment)

    def test_another_coat_is_in_the_script_and_nothing_is_drawn_or_planned_anew(self) -> None:
        before = in_force(self.film)
        takes, slots = set(Take.objects.values_list("pk", "key")), dict(self.film.slots)
        self.assertTrue(self.edit(blue(before)))
        self.assertEqual(in_force(self.film).lead.description, "tall, grey hair, a blue coat")
        made = song_lab.run(self.film)
        self.assertEqual(made[0], "treatment")
        self.assertFalse({"image", "clip", "segment", "shot_plan", "characters"} & set(made))
        self.film.refresh_from_db()
        facts = film_facts(self.film)
        assert facts.script is not None
        self.assertEqual(facts.script.characters, in_force(self.film).characters)
        self.assertEqual(set(Take.objects.values_list("pk", "key")), takes)
        self.assertEqual(self.film.slots["shot_plan"], slots["shot_plan"])
        self.assertIn("shot_plan", stale_slots(self.film))

    def test_the_preview_says_the_same_and_writes_nothing(self) -> None:
        jobs, events = Job.objects.count(), self.film.next_seq
        seen = treatment_preview(self.film, blue(in_force(self.film)))
        made = {kind: count for kind, count in seen.preview.what.made.items() if kind != "package"}
        self.assertEqual(made, {"treatment": 1, "promo": 1})
        self.assertIn("shot_plan", seen.preview.what.stale)
        self.assertEqual((seen.preview.what.price_microusd, seen.again_microusd), (0, 0))
        self.assertEqual(seen.preview.what.kept, seen.preview.what.scenes)
        self.film.refresh_from_db()
        self.assertEqual((Job.objects.count(), self.film.next_seq), (jobs, events))

    def test_the_same_words_twice_are_one_edit(self) -> None:
        wanted = blue(in_force(self.film))
        self.assertEqual((self.edit(wanted), self.edit(wanted)), (True, False))
        self.assertEqual(len(Project.objects.get().brief["treatments"]), 1)
        self.assertEqual(Job.objects.filter(kind="treatment").count(), 2)

    def test_every_edit_is_taken_back_down_to_the_writers_own(self) -> None:
        first, scripts = in_force(self.film), Script.objects.count()
        self.edit(blue(first))
        song_lab.run(self.film)
        self.edit(replace(blue(first), ending="She never comes back."))
        song_lab.run(self.film)
        self.assertEqual(Script.objects.count(), scripts + 1, "an ending is no word of the script")
        take_back_treatment(project=self.film)
        song_lab.run(self.film)
        self.assertEqual(in_force(self.film), blue(first))
        take_back_treatment(project=self.film)
        song_lab.run(self.film)
        self.assertEqual(in_force(self.film), first)
        self.assertEqual(film_facts(self.film).script.characters, first.characters)  # type: ignore[union-attr]
        self.assertNotIn("shot_plan", stale_slots(self.film))
        with self.assertRaises(UserError) as caught:
            take_back_treatment(project=self.film)
        self.assertEqual(caught.exception.code, "treatment.nothing_to_take_back")

    def test_what_can_be_taken_back_is_bounded(self) -> None:
        now = in_force(self.film)
        for n in range(MOST_KEPT + 2):
            self.edit(replace(now, ending=f"Ending {n}"))
        self.assertEqual(len(Project.objects.get().brief["treatments"]), MOST_KEPT)

    def test_a_locked_one_is_neither_edited_nor_taken_back(self) -> None:
        first = in_force(self.film)
        self.edit(blue(first))
        for locked, code in ((True, "treatment.locked"), (False, "")):
            for _ in range(2):
                lock_treatment(project=self.film, locked=locked)
            self.film.refresh_from_db()
            if not code:
                continue
            acts = (
                lambda: self.edit(first),
                lambda: take_back_treatment(project=self.film),
                lambda: treatment_preview(self.film, first),
            )
            for act in acts:
                with self.assertRaises(UserError) as caught:
                    act()
                self.assertEqual(caught.exception.code, code)
        take_back_treatment(project=self.film)
        self.assertEqual(in_force(self.film), first)

    def test_locking_the_writers_own_makes_nothing_out_of_date(self) -> None:
        first = in_force(self.film)
        lock_treatment(project=self.film, locked=True)
        self.assertFalse({"image", "shot_plan"} & set(song_lab.run(self.film)))
        self.assertEqual((in_force(self.film), stale_slots(Project.objects.get())), (first, {}))

    def test_what_cannot_be_filmed_is_refused_and_nothing_is_kept(self) -> None:
        with self.assertRaises(UserError) as caught:
            self.edit(replace(in_force(self.film), theme=" "))
        self.assertEqual(caught.exception.code, "treatment.invalid")
        self.assertNotIn("treatment", Project.objects.get().brief)

    def test_planned_anew_when_asked_the_plan_follows_the_edit(self) -> None:
        self.edit(blue(in_force(self.film)))
        song_lab.run(self.film)
        renew(project=self.film, slot="shot_plan")
        self.assertIn("shot_plan", song_lab.run(self.film))
        self.assertNotIn("shot_plan", stale_slots(Project.objects.get()))


@pytest.mark.usefixtures("own_folders")
class EarlyTest(TestCase):
    def test_before_it_is_written_there_is_nothing_to_edit(self) -> None:
        film = song_lab.make_music_video(make_team())
        for act in (
            lambda: take_back_treatment(project=film),
            lambda: lock_treatment(project=film, locked=True),
        ):
            with self.assertRaises(UserError) as caught:
                act()
            self.assertEqual(caught.exception.code, "film.not_ready")

    def test_before_the_plan_is_bought_it_is_made_from_the_edit_at_no_price_more(self) -> None:
        film = song_lab.make_music_video(make_team(), gates={"script": "stop"})
        song_lab.run(film)
        film.refresh_from_db()
        seen = treatment_preview(film, blue(in_force(film)))
        self.assertEqual((seen.preview.what.stale, seen.preview.what.price_microusd), ((), 0))
        edit_treatment(project=film, treatment=blue(in_force(film)))
        self.assertEqual(song_lab.run(film), ["treatment"])
