"""Sheets in a whole film: made once before the pictures, sent with every scene, shared, and never a surprise."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any, ClassVar

import pytest
from django.core.cache import cache
from django.test import TestCase, override_settings

from accounts.models import Team
from tests.makers import make_artifact, make_team, seed_lanes
from tests.services import lab
from tests.services.test_film import make
from trailers.domain.errors import FatalError, UserError
from trailers.domain.references import Subject, subjects_of
from trailers.domain.script import Character, Location, Script, Visual
from trailers.engines.registry import engine_info
from trailers.models import Artifact, Job, Project, Reference, Take
from trailers.services.advance import advance
from trailers.services.engines import set_engines
from trailers.services.gates import open_gate
from trailers.services.references import draw_again, go_without, use_drawn, use_picture, use_reference
from trailers.services.scenes import regenerate_scene, scene_number
from trailers.services.script import renew, stale_slots
from trailers.services.snapshot import plan_project

SHEETS = ("characters", "locations")
PRICE = engine_info("image", "ark").price_microusd


def written() -> Script:
    """Two lines: Mara in the harbour, Mara alone; a man that no picture shows; two places, one of them shown."""
    bare = lab.script("The sea keeps what it takes.", "Tonight one woman rows out.")
    seen = iter((
        Visual("Mara on the quay", place="the harbour at night", characters=("Mara",)),
        Visual("Mara rows", characters=("Mara",)),
    ))  # fmt: skip
    items = tuple(
        replace(item, visuals=(next(seen),)) if item.kind == "line" else item for item in bare.items
    )
    people = (Character("Mara", "grey plait"), Character("Elias", "a beard"))
    places = (Location("the harbour", "a stone quay", "coast"), Location("the mill", "", "village"))
    return replace(bare, items=items, characters=people, locations=places)


SCRIPT = written()
MARA, _, HARBOUR, _ = subjects_of(SCRIPT)


def started(team: Team, **kw: Any) -> Project:
    project = make(team, **kw)
    Project.objects.filter(pk=project.pk).update(budget_microusd=10**9)
    advance(project.pk)
    return project


def of_kind(jobs: list[Job], *kinds: str) -> list[Job]:
    return [job for job in jobs if job.kind in kinds]


def sent(job: Job) -> list[str]:
    """Hashes of the pictures that went along, in order."""
    files = job.input["files"]
    return [files[role]["sha256"] for role in sorted(files) if role.startswith("reference.")]


class SheetCase(TestCase):
    """A film that is made once for all tests of a class."""

    choices: ClassVar[dict[str, Any]] = {}
    team: Team
    film: Project
    jobs: list[Job]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.team = make_team(cap_microusd=10**9)
        seed_lanes()
        cls.film = started(cls.team, **cls.choices)
        cls.jobs = lab.run(cls.film, SCRIPT)
        cls.film.refresh_from_db()

    def setUp(self) -> None:
        cache.clear()

    def go_on(self, **kw: Any) -> list[Job]:
        return lab.run(self.film, SCRIPT, **kw)

    def sheet(self, subject: Subject) -> Artifact:
        self.film.refresh_from_db()
        return Artifact.objects.get(team=self.team, key=self.film.slots[subject.slot])

    def states(self) -> set[str]:
        return {step.state for step in plan_project(Project.objects.get(pk=self.film.pk))[1].steps.values()}


class TestAFreeFilm(SheetCase):
    def test_draws_whom_and_what_its_scenes_name_and_waits_for_none_of_it(self) -> None:
        assert Counter(job.node for job in of_kind(self.jobs, *SHEETS)) == {MARA.slot: 1, HARBOUR.slot: 1}
        images = of_kind(self.jobs, "image")
        assert [sent(job) for job in images] == [[], [], []]
        assert all("shows" not in job.input["params"] for job in images)
        order = [job.kind for job in self.jobs]
        assert min(map(order.index, SHEETS)) > len(order) - order[::-1].index("image") - 1, (
            "the film comes first"
        )
        assert {row.name: row.origin for row in Reference.objects.filter(team=self.team)} == {
            "Mara": "generated", "the harbour": "generated",
        }  # fmt: skip
        assert self.states() == {"done"}

    def test_that_was_finished_before_there_were_sheets_gets_none(self) -> None:
        keys = {step.node: step.key for step in plan_project(self.film)[1].steps.values()}
        Job.objects.filter(kind__in=SHEETS).delete()
        Artifact.objects.filter(key__in=[keys[MARA.slot], keys[HARBOUR.slot]]).delete()
        rest = {slot: key for slot, key in self.film.slots.items() if slot not in (MARA.slot, HARBOUR.slot)}
        Project.objects.filter(pk=self.film.pk).update(slots=rest)
        after = advance(self.film.pk)
        assert {step.node: step.key for step in after.steps.values()} == {
            node: key for node, key in keys.items() if node not in (MARA.slot, HARBOUR.slot)
        }
        assert {step.state for step in after.steps.values()} == {"done"}
        draw_again(project=self.film, subject_id=MARA.id)
        assert [job.node for job in self.go_on()] == [MARA.slot], "until somebody asks for one"

    @override_settings(ENGINE_KEYS={"ark": "key"})
    def test_marks_its_sheets_when_pictures_are_bought_and_renews_them_on_demand(self) -> None:
        set_engines(project=self.film, engines={"image": "ark"})
        self.film.refresh_from_db()
        assert stale_slots(self.film) == {MARA.slot: PRICE, HARBOUR.slot: PRICE}
        renew(project=self.film, slot=MARA.slot)
        assert [job.node for job in self.go_on()] == [MARA.slot]
        self.film.refresh_from_db()
        assert set(stale_slots(self.film)) == {HARBOUR.slot}

    @override_settings(ENGINE_KEYS={"ark": "key"})
    def test_sends_the_still_shown_for_its_framing(self) -> None:
        scene = scene_number(self.film, 3)
        still = Take.objects.get(scene=scene, kind="image")
        take = regenerate_scene(project=self.film, scene=scene, engine="ark", keep_framing=True)
        job = Job.objects.get(take=take)
        assert still.artifact is not None
        assert sent(job) == [self.sheet(MARA).sha256, still.artifact.sha256]
        assert job.input["params"]["shows"] == [["character", "Mara"], ["composition", ""]]
        assert take.params["references"] == [self.sheet(MARA).key, still.key]
        self.go_on()
        assert self.states() == {"done"}

    def test_gives_our_own_pictures_no_references(self) -> None:
        take = regenerate_scene(project=self.film, scene=scene_number(self.film, 3), keep_framing=True)
        assert sent(Job.objects.get(take=take)) == [] and "references" not in take.params


class TestABoughtFilm(SheetCase):
    choices: ClassVar = {"engines": {"image": "ark"}}

    def test_makes_each_sheet_once_before_the_scenes_that_name_it(self) -> None:
        sheets, images = of_kind(self.jobs, *SHEETS), of_kind(self.jobs, "image")
        assert [(job.node, job.price_microusd, job.lane_id) for job in sheets] == [
            (MARA.slot, PRICE, "image"), (HARBOUR.slot, PRICE, "image"),
        ]  # fmt: skip
        mara, harbour = self.sheet(MARA).sha256, self.sheet(HARBOUR).sha256
        by_scene = sorted((job.input["params"]["number"], sent(job)) for job in images)
        assert [names for _, names in by_scene] == [[], [mara, harbour], [mara]]
        naming = [job for job in images if sent(job)]
        assert min(map(self.jobs.index, naming)) > max(map(self.jobs.index, sheets))
        shows = [job.input["params"]["shows"] for job in naming if len(sent(job)) == 2]
        assert shows == [[["character", "Mara"], ["location", "the harbour"]]]

    def test_shares_its_sheets_with_another_film_of_the_team(self) -> None:
        other = started(self.team, engines={"image": "ark"}, rate="25/1")
        jobs = lab.run(other, SCRIPT)
        assert of_kind(jobs, *SHEETS, "image") == []
        assert Reference.objects.count() == 2

    def test_draws_another_for_what_comes(self) -> None:
        before, takes = self.sheet(MARA), Take.objects.count()
        assert [draw_again(project=self.film, subject_id=MARA.id) for _ in range(2)] == [2, 2], "asked once"
        assert [(job.kind, job.price_microusd) for job in self.go_on()] == [("characters", PRICE)]
        assert self.sheet(MARA).key != before.key and Take.objects.count() == takes
        assert Reference.objects.filter(name="Mara").count() == 2, "the first stays in the library"
        take = regenerate_scene(project=self.film, scene=scene_number(self.film, 3))
        assert sent(Job.objects.get(take=take)) == [self.sheet(MARA).sha256]

    def test_takes_a_picture_of_the_library_and_lets_it_go_again(self) -> None:
        row = Reference.objects.get(name="the harbour")
        use_reference(project=self.film, subject_id=MARA.id, reference=row)
        take = regenerate_scene(project=self.film, scene=scene_number(self.film, 3))
        assert sent(Job.objects.get(take=take)) == [row.artifact.sha256]
        use_drawn(project=self.film, subject_id=MARA.id)
        self.film.refresh_from_db()
        assert self.film.settings["references"] == {}

    def test_takes_nothing_of_another_team(self) -> None:
        elsewhere = make_team()
        foreign = make_artifact(elsewhere, "upload:image:x", kind="image")
        row = Reference.objects.create(
            team=elsewhere, kind="character", name="Mara", artifact=foreign, origin="uploaded"
        )
        for act in (
            lambda: use_reference(project=self.film, subject_id=MARA.id, reference=row),
            lambda: use_picture(project=self.film, subject_id=MARA.id, artifact=foreign),
            lambda: draw_again(project=self.film, subject_id="no such"),
        ):
            with pytest.raises(UserError):
                act()

    def test_takes_no_clip(self) -> None:
        clip = make_artifact(self.team, "upload:clip:x", kind="clip")
        with pytest.raises(UserError) as refusal:
            use_picture(project=self.film, subject_id=MARA.id, artifact=clip)
        assert refusal.value.code == "reference.no_picture"


class TestAGate(SheetCase):
    choices: ClassVar = {
        "engines": {"image": "ark"},
        "gates": {"script": "auto", "voice": "stop", "stills": "stop", "clips": "auto"},
    }

    def test_holds_the_sheets_with_the_pictures_and_the_next_gate_shows_both(self) -> None:
        assert of_kind(self.jobs, *SHEETS, "image") == []
        _, plan = plan_project(self.film)
        assert [plan.steps[subject.slot].state for subject in (MARA, HARBOUR)] == ["held", "held"]
        open_gate(project=self.film, gate="voice")
        assert Counter(job.kind for job in of_kind(self.go_on(), *SHEETS, "image", "clip")) == {
            "characters": 1, "locations": 1, "image": 3,
        }  # fmt: skip

    def test_leaves_time_for_a_picture_of_ones_own(self) -> None:
        own = make_artifact(self.team, "upload:image:abc", kind="image", sha256="9" * 64)
        kept = use_picture(project=self.film, subject_id=MARA.id, artifact=own)
        assert (kept.name, kept.kind, kept.origin) == ("Mara", "character", "uploaded")
        assert use_picture(project=self.film, subject_id=MARA.id, artifact=own) == kept
        open_gate(project=self.film, gate="voice")
        jobs = self.go_on()
        assert [job.node for job in of_kind(jobs, *SHEETS)] == [HARBOUR.slot]
        assert sum("9" * 64 in sent(job) for job in of_kind(jobs, "image")) == 2

    def test_a_scene_waits_for_a_sheet_that_failed_until_somebody_does_without(self) -> None:
        def refuse(job: Job) -> FatalError | None:
            return FatalError("provider.bad_answer", provider="ark") if job.kind == "characters" else None

        open_gate(project=self.film, gate="voice")
        assert len(of_kind(self.go_on(fails=refuse), "image")) == 1
        go_without(project=self.film, subject_id=MARA.id)
        images = of_kind(self.go_on(), "image")
        assert sorted(map(sent, images)) == [[], [self.sheet(HARBOUR).sha256]]
