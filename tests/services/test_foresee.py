"""What will change, compared with what then did."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction

from django.test import TestCase

from tests.makers import make_team
from tests.services import lab
from tests.views.room import WRITTEN, FilmCase
from trailers.domain.errors import UserError
from trailers.domain.foresight import Foresight, of_new_take, unchanged_scenes
from trailers.domain.pricing import CallPrice
from trailers.domain.script import Script
from trailers.domain.script_edit import added, dropped, rows_of
from trailers.engines import registry
from trailers.engines.registry import EngineInfo
from trailers.models import Artifact, Take
from trailers.selectors import forecast
from trailers.services import engines as engine_choices
from trailers.services.edits import choose_take
from trailers.services.engines import set_engines
from trailers.services.foresee import choice_preview, engines_preview, script_preview, take_preview
from trailers.services.scenes import regenerate_scene, scene_number
from trailers.services.script import edit_script
from trailers.services.snapshot import film_facts, plan_project

HOSTED = EngineInfo("image", "hosted", "nowhere:Nobody", "image", price_microusd=40_000)
MOVER = EngineInfo("video", "mover", "nowhere:Nobody", "video", price_microusd=500_000, needs=("MOVER_KEY",))


class ForeseeTest(FilmCase):
    def rows(self) -> tuple[object, ...]:
        self.film.refresh_from_db()
        assert self.film.script is not None
        return rows_of(Script.from_json(self.film.script.content))

    def ran(self) -> Counter[str]:
        return Counter(job.kind for job in lab.run(self.film, WRITTEN))

    def test_a_new_take_makes_exactly_what_was_foreseen(self) -> None:
        facts = film_facts(self.film)
        for number in (1, 3, 6):
            with self.subTest(scene=number):
                facts = film_facts(self.film)
                key = scene_number(self.film, number).key
                seen = take_preview(facts, key).what
                regenerate_scene(
                    project=self.film, scene=scene_number(self.film, number), prompt=f"P{number}"
                )
                self.assertEqual(self.ran(), Counter(seen.made))
                self.film.refresh_from_db()
        self.assertEqual(facts.rate.num, 24)

    def test_a_dissolve_touches_both_of_its_scenes_and_says_so(self) -> None:
        facts = film_facts(self.film)
        assert facts.cut is not None
        second = facts.cut.entries[1]
        self.assertEqual(second.transition, "dissolve")
        seen = take_preview(facts, second.scene_id).what
        self.assertEqual((seen.changed, seen.kept, seen.scenes), ((1, 2), 5, 7))

    def test_a_scene_between_hard_cuts_changes_alone(self) -> None:
        facts = film_facts(self.film)
        seen = take_preview(facts, scene_number(self.film, 4).key)
        self.assertEqual((seen.what.changed, seen.what.kept, seen.what.price_microusd), ((4,), 6, 0))
        self.assertEqual(seen.minutes, 1)
        self.assertEqual(
            seen.lines, ("1 picture is drawn", "1 clip is made at most", "1 piece of film is rendered")
        )

    def test_the_price_is_that_of_the_engines_it_would_use(self) -> None:
        facts = film_facts(self.film)
        priced = replace(facts, prices={"image": 40_000, "video": 500_000})
        shot, card = scene_number(self.film, 3), scene_number(self.film, 6)
        self.assertEqual(of_new_take(priced, facts.scene(shot.key)).price_microusd, 540_000)
        self.assertEqual(
            of_new_take(priced, facts.scene(card.key)).price_microusd, 0, "cards are lettered here"
        )

    def test_several_takes_cost_their_pictures_and_one_clip(self) -> None:
        facts = film_facts(self.film)
        priced = replace(facts, prices={"image": 40_000, "video": 500_000})
        seen = of_new_take(priced, facts.scene(scene_number(self.film, 3).key), drawn=4)
        self.assertEqual((seen.made["image"], seen.made["clip"], seen.price_microusd), (4, 1, 660_000))
        own = of_new_take(priced, facts.scene(scene_number(self.film, 3).key), drawn=0)
        self.assertEqual(("image" in own.made, own.made["clip"], own.price_microusd), (False, 1, 500_000))

    def test_a_clip_that_is_paid_by_the_second_is_priced_by_its_length(self) -> None:
        """The price told is the price of the job that is then ordered, not that of a usual clip."""
        facts = film_facts(self.film)
        scene = facts.scene(scene_number(self.film, 3).key)
        by_length = replace(
            facts, prices={"video": 500_000}, by_length={"video": CallPrice(0, second_microusd=1_000_000)}
        )
        clip = Take.objects.get(scene__key=scene.key, kind="clip")
        seconds = Fraction(clip.params["frames"], 24)
        told = of_new_take(by_length, scene, drawn=0).price_microusd
        self.assertEqual(told, by_length.clip_price(clip.params["frames"]))
        self.assertGreaterEqual(told, seconds * 1_000_000)

    def test_several_takes_make_exactly_what_was_foreseen(self) -> None:
        scene = scene_number(self.film, 3)
        seen = take_preview(film_facts(self.film), scene.key, takes=3).what
        take = regenerate_scene(project=self.film, scene=scene, prompt="A lamp", takes=3)
        self.assertEqual(take.number, 2)
        self.assertEqual(self.ran(), Counter(seen.made))
        self.film.refresh_from_db()
        entry = film_facts(self.film).cut.entry(scene.key)  # type: ignore[union-attr]
        self.assertEqual(Take.objects.get(pk=entry.take_id).parent_id, take.pk, "the first is shown")

    def test_a_still_from_the_shelf_is_set_in_motion_when_it_is_chosen_as_foreseen(self) -> None:
        scene = scene_number(self.film, 3)
        regenerate_scene(project=self.film, scene=scene, takes=2)
        self.ran()
        self.film.refresh_from_db()
        still = Take.objects.get(scene=scene, kind="image", number=3)
        seen = choice_preview(film_facts(self.film), scene, still).what
        self.assertEqual((seen.made["clip"], "image" in seen.made, seen.changed), (1, False, (3,)))
        choose_take(project=self.film, scene=scene, take=still)
        self.assertEqual(self.ran(), Counter(seen.made))

    def test_five_takes_or_none_are_refused_before_anything_is_ordered(self) -> None:
        scene = scene_number(self.film, 3)
        for takes in (0, 5):
            with self.assertRaises(UserError) as caught:
                regenerate_scene(project=self.film, scene=scene, takes=takes)
            self.assertEqual(caught.exception.code, "scene.takes")
            with self.assertRaises(UserError):
                take_preview(film_facts(self.film), scene.key, takes=takes)
        self.assertEqual(Take.objects.filter(scene=scene, kind="image").count(), 1)

    def test_before_there_is_a_cut_nothing_is_foreseen(self) -> None:
        facts = replace(film_facts(self.film), cut=None)
        self.assertEqual(of_new_take(facts, facts.scenes[0]), Foresight({}))

    def test_an_older_take_renders_its_scene_and_nothing_else(self) -> None:
        scene = scene_number(self.film, 3)
        old = Take.objects.get(scene=scene, kind="clip")
        regenerate_scene(project=self.film, scene=scene, prompt="Another")
        self.ran()
        self.film.refresh_from_db()
        seen = choice_preview(film_facts(self.film), scene, old).what
        self.assertEqual((dict(seen.made)["segment"], seen.changed, seen.price_microusd), (1, (3,), 0))
        shown = Take.objects.get(scene=scene, kind="clip", number=2)
        self.assertTrue(choice_preview(film_facts(self.film), scene, shown).what.nothing)

    def test_a_line_said_otherwise_never_touches_more_than_was_said(self) -> None:
        segments = set(Artifact.objects.filter(kind="segment").values_list("key", flat=True))
        rows = tuple(
            replace(row, text="The sea keeps what it takes and it gives nothing back.") if n == 1 else row  # type: ignore[type-var]
            for n, row in enumerate(self.rows())
        )
        seen = script_preview(self.film, rows).what  # type: ignore[arg-type]
        self.assertEqual((seen.changed, seen.kept, seen.stale), ((2,), 6, ("score",)))
        edit_script(project=self.film, base=1, rows=rows)  # type: ignore[arg-type]
        made = self.ran()
        self.assertLessEqual({k for k, n in made.items() if n > seen.made.get(k, 0)}, {"segment"})
        fresh = Artifact.objects.filter(kind="segment").exclude(key__in=segments).count()
        self.assertLessEqual(fresh, 2, "its own piece, and the dissolve into it")
        self.assertEqual(made["score"], 0)

    def test_new_and_dropped_lines_are_counted(self) -> None:
        rows = added(dropped(self.rows(), 2), 1, "line")  # type: ignore[arg-type]
        rows = tuple(replace(row, text="Nobody answers.") if not row.id else row for row in rows)
        seen = script_preview(self.film, rows).what
        self.assertEqual((seen.gone, seen.new, seen.kept, seen.changed), (2, 1, 5, ()))
        self.assertEqual((seen.made["voice"], seen.made["image"], seen.made["clip"]), (1, 1, 1))

    def test_a_script_that_says_the_same_changes_nothing(self) -> None:
        self.assertTrue(script_preview(self.film, self.rows()).what.nothing)  # type: ignore[arg-type]


class EnginesTest(FilmCase):
    def setUp(self) -> None:
        super().setUp()
        known = {**registry.ENGINES, ("image", "hosted"): HOSTED, ("video", "mover"): MOVER}
        for module in (registry, engine_choices, forecast):
            self.enterContext(_swapped(module, known))

    def test_a_take_queues_for_the_engine_that_makes_it_whatever_the_project_uses_now(self) -> None:
        """A retried title must not wait for a provider's place, nor a bought picture for this machine's."""
        self.film.engines = {"image": "hosted", "video": "mover"}
        self.film.save(update_fields=["engines"])
        bought = Take.objects.filter(kind="image", scene__number=3)
        bought.update(engine="hosted")
        _, plan = plan_project(self.film)
        lanes = {step.take_id: step.lane for step in plan.steps.values() if step.take_id}
        self.assertEqual(lanes.pop(str(bought.get().pk)), "image")
        self.assertEqual(set(lanes.values()), {"media"})

    def test_another_engine_leaves_what_was_made_and_is_used_for_the_next(self) -> None:
        seen = engines_preview(self.film, {"image": "hosted"}).what
        self.assertEqual((dict(seen.made), seen.stale, seen.price_microusd), ({}, (), 0))
        set_engines(project=self.film, engines={"image": "hosted"})
        self.assertEqual(self.ran_kinds(), set())
        self.film.refresh_from_db()
        self.assertEqual(self.film.engines, {"image": "hosted"})
        price = take_preview(film_facts(self.film), scene_number(self.film, 3).key).what.price_microusd
        self.assertEqual(price, 40_000)
        set_engines(project=self.film, engines={"image": "embedded"})
        self.film.refresh_from_db()
        self.assertEqual(self.film.engines, {})

    def ran_kinds(self) -> set[str]:
        return {job.kind for job in lab.run(self.film, WRITTEN)}

    def test_an_engine_for_one_take_alone(self) -> None:
        scene = scene_number(self.film, 3)
        take = regenerate_scene(project=self.film, scene=scene, engine="hosted")
        self.assertEqual((take.engine, take.price_microusd), ("hosted", 40_000))
        self.film.refresh_from_db()
        self.assertEqual(self.film.engines, {}, "the film keeps its own")

    def test_what_is_not_there_or_has_no_key_is_refused_and_says_why(self) -> None:
        for port, name, words in (
            ("video", "mover", "it needs MOVER_KEY"),
            ("image", "moon", "not installed"),
        ):
            with self.assertRaises(UserError) as refused:
                set_engines(project=self.film, engines={port: name})
            self.assertEqual(refused.exception.code, "engine.unavailable")
            self.assertIn(words, str(refused.exception))


def _swapped(module: object, engines: object) -> object:
    from unittest.mock import patch

    return patch.object(module, "ENGINES", engines)


class UnchangedTest(TestCase):
    def test_a_scene_is_unchanged_when_all_its_pieces_were_in_the_film_before(self) -> None:
        after = {"a": frozenset({"1", "2"}), "b": frozenset({"2", "9"}), "black": frozenset({"0"})}
        self.assertEqual(unchanged_scenes(["0", "1", "2"], after), 2)
        self.assertEqual(unchanged_scenes([], {}), 0)
        self.assertEqual(make_team().spend_cap_microusd, 0)
