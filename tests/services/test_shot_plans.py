"""The shot plan put right by a person: what is told before, what is made, what stays to the byte, and the way back."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import Any
from unittest.mock import patch

import pytest
from django.test import TestCase

from tests.makers import make_team
from tests.services import song_lab
from tests.views.song_room import SongCase
from trailers.domain.errors import UserError
from trailers.domain.shot_edit import rearranged, reworded
from trailers.domain.shot_plan import ShotPlan
from trailers.engines.registry import EngineInfo
from trailers.models import Artifact, Job, Project, Scene, Take
from trailers.selectors.shots import PlanInForce, plan_in_force, shots_panel
from trailers.selectors.song import heard_song
from trailers.services.music_videos import correct_song, take_back
from trailers.services.scenes import use_upload
from trailers.services.script import stale_slots
from trailers.services.shot_plans import (
    edit_shot_plan,
    lock_setup,
    plan_shots_anew,
    shot_plan_preview,
    take_back_shot_plan,
)
from trailers.services.snapshot import film_facts, plan_project

MADE = ("image", "clip", "segment")


class ShotPlanTest(SongCase):
    def setUp(self) -> None:
        super().setUp()
        self.film = Project.objects.get(pk=self.video.pk)
        self.first = self.force().plan
        self.a = self.first.setups[0].id

    def force(self) -> PlanInForce:
        self.film.refresh_from_db()
        found = plan_in_force(self.film, plan_project(self.film)[1])
        assert found is not None
        return found

    def save(self, plan: ShotPlan) -> Counter[str]:
        """What is made after an edit, by kind; and the preview before it has said just that."""
        self.film.refresh_from_db()
        told = shot_plan_preview(self.film, plan).what.made
        self.assertTrue(edit_shot_plan(project=self.film, plan=plan, base=self.force().version))
        made = Counter(song_lab.run(self.film))
        self.assertEqual({k: made[k] for k in MADE}, {k: told.get(k, 0) for k in MADE})
        return made

    def segments(self) -> dict[int, str]:
        """Number of a scene -> what is rendered for it."""
        facts, plan = plan_project(Project.objects.get(pk=self.film.pk))
        assert facts.cut is not None
        numbers = {entry.scene_id: n for n, entry in enumerate(facts.cut.entries, start=1)}
        steps = [step for step in plan.steps.values() if step.kind == "segment"]
        return {numbers[s.params["segment"]["a"]["scene_id"]]: str(s.key) for s in steps}  # type: ignore[index]

    def shown(self) -> list[tuple[str, int]]:
        facts = film_facts(Project.objects.get(pk=self.film.pk))
        assert facts.cut is not None
        return [(str(entry.take_id), entry.in_point) for entry in facts.cut.entries]

    def reworded(self, picture: str = "A red kite over the dunes.", **words: str) -> ShotPlan:
        now = self.force().plan.setup(self.a)
        return reworded(self.force().plan, self.a, picture=picture, motion=words.get("motion", now.motion))

    def test_a_plan_is_named_by_its_pictures_and_told_to_the_clips(self) -> None:
        self.assertTrue(all(setup.id.startswith("setup-") for setup in self.first.setups))
        clips = {take.params["setup"]: take for take in Take.objects.filter(kind="clip")}
        for setup in self.first.setups:
            self.assertIn(setup.motion, clips[setup.id].params["prompt"])
            self.assertEqual(clips[setup.id].params["move"], setup.move)

    def test_another_picture_is_made_once_for_its_scenes_and_every_other_scene_is_the_same(self) -> None:
        before, mine = self.segments(), {1, 4}
        made = self.save(self.reworded())
        self.assertEqual((made["image"], made["clip"], made["segment"], made["assemble"]), (1, 1, 2, 1))
        after = self.segments()
        self.assertEqual({n for n in before if before[n] != after[n]}, mine)
        self.assertIn(
            "A red kite over the dunes.", Take.objects.filter(kind="image").latest("created_at").prompt
        )

    def test_another_motion_keeps_the_picture_and_makes_one_clip(self) -> None:
        pictures = set(Take.objects.filter(kind="image").values_list("pk", flat=True))
        made = self.save(self.reworded(self.first.setup(self.a).visual.description, motion="Whip pan right"))
        self.assertEqual((made["image"], made["clip"], made["segment"]), (0, 1, 2))
        self.assertEqual(set(Take.objects.filter(kind="image").values_list("pk", flat=True)), pictures)
        clip = Take.objects.filter(kind="clip").latest("created_at")
        self.assertEqual((clip.move, clip.params["move"]), ("pan_right", "pan_right"))
        self.assertIn("Whip pan right.", clip.prompt)

    def test_taken_back_nothing_is_made_and_the_film_is_what_it_was(self) -> None:
        before, shown = self.segments(), self.shown()
        self.save(self.reworded())
        self.save(rearranged(self.force().plan, {"c0": ("climax", self.first.setups[2].id)}))
        takes = Take.objects.count()
        for _ in range(2):
            take_back_shot_plan(project=self.film)
            self.assertFalse({"image", "clip", "segment"} & set(song_lab.run(self.film)))
        self.assertEqual((self.segments(), self.shown(), Take.objects.count()), (before, shown, takes))
        self.assertEqual((self.force().plan, self.force().edited), (self.first, False))
        with self.assertRaises(UserError) as caught:
            take_back_shot_plan(project=self.film)
        self.assertEqual(caught.exception.code, "shot_plan.nothing_to_take_back")

    def test_a_scene_that_shows_another_setup_buys_nothing_and_jumps_in_its_clip(self) -> None:
        shots = self.force().plan.shots
        other = shots[5].setup
        before = self.segments()
        made = self.save(rearranged(self.force().plan, {shots[1].cue: ("climax", other)}))
        self.assertEqual((made["image"], made["clip"], made["segment"]), (0, 0, 1))
        self.assertEqual({n for n, key in self.segments().items() if before[n] != key}, {2})

    @pytest.mark.slow
    def test_a_purpose_is_kept_and_nothing_that_is_seen_changes(self) -> None:
        before = self.segments()
        wanted = rearranged(self.force().plan, {"c0": ("climax", self.a)})
        self.assertEqual(shot_plan_preview(self.film, wanted).what.changed, ())
        self.save(wanted)
        self.assertEqual((self.force().plan.shots[0].purpose, self.segments()), ("climax", before))

    def test_the_preview_writes_nothing(self) -> None:
        jobs, events = Job.objects.count(), self.film.next_seq
        seen = shot_plan_preview(self.film, self.reworded()).what
        self.assertEqual((seen.changed, seen.scenes, seen.kept, seen.price_microusd), ((1, 4), 8, 6, 0))
        self.film.refresh_from_db()
        self.assertEqual((Job.objects.count(), self.film.next_seq), (jobs, events))

    def test_the_price_and_the_seconds_of_an_edit_are_told_exactly(self) -> None:
        factory = "embedded.pictures:EmbeddedPictures"
        paid = {
            ("image", "dear"): EngineInfo("image", "dear", factory, "image", 40_000),
            ("video", "timed"): EngineInfo(
                "video", "timed", factory, "video", 500_000, second_microusd=100_000, least_s=4
            ),
        }
        Project.objects.filter(pk=self.film.pk).update(engines={"image": "dear", "video": "timed"})
        with patch.dict("trailers.engines.registry.ENGINES", paid):
            picture = shot_plan_preview(self.film, self.reworded()).what
            described = self.first.setup(self.a).visual.description
            motion = shot_plan_preview(self.film, self.reworded(described, motion="Static.")).what
            moved = rearranged(self.first, {self.first.shots[1].cue: ("develop", self.first.shots[5].setup)})
            self.assertEqual(shot_plan_preview(self.film, moved).what.price_microusd, 0)
        # 192 frames for two scenes and 8 of handles are 8.3 s, which are sold as 9
        self.assertEqual((picture.price_microusd, picture.bought_s, picture.shown_ms), (940_000, 9, 8_000))
        self.assertEqual(
            (motion.price_microusd, motion.bought_s, motion.made.get("image")), (900_000, 9, None)
        )

    def test_the_same_plan_twice_is_one_edit_and_an_old_base_is_refused(self) -> None:
        base, wanted = self.force().version, self.reworded()
        acts = [edit_shot_plan(project=self.film, plan=wanted, base=base) for _ in range(2)]
        self.assertEqual(acts, [True, False])
        song_lab.run(self.film)
        with self.assertRaises(UserError) as caught:
            edit_shot_plan(project=self.film, plan=self.first, base=base)
        self.assertEqual(caught.exception.code, "plan.outdated")

    @patch("trailers.services.shot_plans.MOST_KEPT", 2)
    def test_what_can_be_taken_back_is_bounded(self) -> None:
        for n in range(4):
            wanted = rearranged(self.force().plan, {"c0": (("climax", "develop")[n % 2], self.a)})
            edit_shot_plan(project=self.film, plan=wanted, base=self.force().version)
            song_lab.run(self.film, "shot_plan", "song_scenes")
        self.assertEqual(len(Project.objects.get(pk=self.film.pk).brief["shot_plans"]), 2)

    def correct(self, **edit: Any) -> None:
        self.film.refresh_from_db()
        heard = heard_song(self.film, plan_project(self.film)[1])
        assert heard is not None
        correct_song(project=self.film, heard=heard, edit=edit)

    def test_a_plan_of_ones_own_survives_new_cues_and_is_whole_again_without_them(self) -> None:
        self.save(self.reworded())
        own, cues = self.force().plan, {shot.cue for shot in self.first.shots}
        self.correct(kind="section", index=0, energy="high")
        made = Counter(song_lab.run(self.film))
        force = self.force()
        self.assertTrue(force.fitted.new)
        self.assertEqual((made["image"], made["shot_plan"]), (0, 1))
        self.assertEqual(force.plan.setups, own.setups, "no prompt is another")
        kept = {shot.cue: shot for shot in own.shots}
        for shot in force.plan.shots:
            if shot.cue in cues and shot.cue not in force.fitted.moved:
                self.assertEqual(shot, kept[shot.cue])
        self.assertTrue(all(a.setup != b.setup for a, b in pairwise(force.plan.shots)))
        self.assertTrue(all(take != "None" for take, _ in self.shown()))
        take_back(project=self.film)
        song_lab.run(self.film)
        self.assertEqual(self.force().plan, own)

    @pytest.mark.slow
    def test_a_locked_setup_keeps_its_words_and_its_scenes_when_the_shots_are_planned_anew(self) -> None:
        self.save(self.reworded())
        mine = self.force().plan.shots[0].setup
        lock_setup(project=self.film, setup_id=mine, locked=True)
        song_lab.run(self.film)
        with self.assertRaises(UserError) as caught:
            edit_shot_plan(
                project=self.film,
                plan=reworded(self.force().plan, mine, picture="A green kite.", motion=""),
                base=self.force().version,
            )
        self.assertEqual(caught.exception.code, "shot_plan.locked")
        pictures = set(Take.objects.filter(kind="image").values_list("pk", flat=True))
        plan_shots_anew(project=self.film)
        made = Counter(song_lab.run(self.film))
        force = self.force()
        self.assertEqual((made["shot_plan"], force.edited), (1, False))
        self.assertEqual([n for n, s in enumerate(force.plan.shots, 1) if s.setup == mine], [1, 4])
        again = {setup.id for setup in force.plan.setups} - {setup.id for setup in self.first.setups} - {mine}
        self.assertEqual(made["image"], len(again), "what is described as before keeps its picture")
        self.assertTrue(pictures <= set(Take.objects.filter(kind="image").values_list("pk", flat=True)))
        self.assertNotIn("shot_plan", stale_slots(Project.objects.get(pk=self.film.pk)))

    @pytest.mark.slow
    def test_planned_anew_with_nothing_else_wanted_nothing_is_made_and_it_is_taken_back(self) -> None:
        self.save(self.reworded())
        own = self.force().plan
        plan_shots_anew(project=self.film)
        made = song_lab.run(self.film)
        self.assertFalse({"image", "clip"} & set(made), "the director's first plan finds its pictures")
        self.assertEqual(self.force().plan, self.first)
        take_back_shot_plan(project=self.film)
        song_lab.run(self.film)
        self.assertEqual(self.force().plan, own)

    @pytest.mark.slow
    def test_a_scene_with_a_picture_of_ones_own_stays_as_it_is(self) -> None:
        facts = film_facts(self.film)
        assert facts.cut is not None
        scene = Scene.objects.get(project=self.film, key=facts.cut.entries[0].scene_id)
        art = Artifact.objects.filter(kind="image", team_id=self.film.team_id).first()
        assert art is not None
        use_upload(project=self.film, scene=scene, artifact=art)
        song_lab.run(self.film)
        seen = shot_plan_preview(self.film, self.reworded()).what
        self.assertEqual(seen.changed, (4,))

    def test_the_page_tells_seconds_and_scenes_of_each_setup(self) -> None:
        panel = shots_panel(self.film, *plan_project(self.film))
        assert panel is not None
        row = panel.setups[0]
        self.assertEqual([number for number, _ in row.scenes], [1, 4])
        self.assertEqual((row.made_ms, row.used_ms, row.state), (8_333, 8_000, "done"))
        self.assertEqual((row.spent_microusd, row.again_microusd, row.locked), (0, 0, False))
        self.assertEqual(len(panel.setups), 6)
        self.assertEqual([row.found for row in panel.shots], [""] * 8)

    def test_a_plan_that_cannot_be_filmed_is_refused_and_not_kept(self) -> None:
        base = self.force().version
        stranger = replace(self.first.setups[0].visual, characters=("Nobody",))
        wrong = (
            replace(self.first, shots=self.first.shots[:-1]),
            replace(
                self.first, setups=(replace(self.first.setups[0], visual=stranger), *self.first.setups[1:])
            ),
        )
        for plan in wrong:
            with self.assertRaises(UserError) as caught:
                edit_shot_plan(project=self.film, plan=plan, base=base)
            self.assertEqual(caught.exception.code, "shot_plan.invalid")
        self.assertNotIn("shot_plan", Project.objects.get(pk=self.film.pk).brief)


@pytest.mark.usefixtures("own_folders")
class EarlyTest(TestCase):
    def test_before_it_is_planned_there_is_nothing_to_edit(self) -> None:
        film = song_lab.make_music_video(make_team())
        acts = (
            lambda: take_back_shot_plan(project=film),
            lambda: plan_shots_anew(project=film),
            lambda: lock_setup(project=film, setup_id="x", locked=True),
        )
        for act in acts:
            with self.assertRaises(UserError) as caught:
                act()
            self.assertEqual(caught.exception.code, "film.not_ready")
