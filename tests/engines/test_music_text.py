"""The embedded writer and director of music videos: from one line and a song to a plan that can be filmed."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest

from tests.domain.song_makers import make_song
from trailers.domain.errors import FatalError
from trailers.domain.shot_plan import ShotPlan, outline_of, plan_problems, setups_wanted
from trailers.domain.song import Section
from trailers.domain.song_wishes import SongWishes, cut_song
from trailers.domain.treatment import SongOutline, Treatment, treatment_problems
from trailers.engines.embedded.text import EmbeddedText
from trailers.engines.embedded.text.music.concept import read_concept
from trailers.engines.embedded.text.music.director import plan_shots
from trailers.engines.embedded.text.music.treatment import write_treatment
from trailers.engines.ports import PassRequest

CONCEPTS = (
    "A courier rides through a neon city at night, chased by her own reflection, until dawn breaks over the harbour.",
    "A woman walks alone along a stormy coast in a red coat; she finds a burning piano on the beach and lets it go.",
    "dancer in a ruined factory, dust, golden light",
    "A lonely astronaut dances on the moon and falls in love with the earth",
    "Two brothers drive across the desert to bury their father",
    "The singer, a tall woman with silver hair and a black cloak, wanders through an empty Paris at dawn",
    "summer love",
    "愛",
    "a",
    "...",
    "no people, no places: only red",
)


def outline(minutes: int = 1) -> SongOutline:
    parts = (
        ("intro", 8, "low", 100), ("verse", 16, "medium", 400), ("chorus", 16, "high", 900),
        ("bridge", 8, "medium", 350), ("chorus", 8, "high", 1_000), ("outro", 4, "low", 50),
    )  # fmt: skip
    sections, at = [], 0
    for role, seconds, energy, intensity in parts * minutes:
        end = at + seconds * 1_000
        sections.append(Section(at, end, role, 500, energy, 500, intensity))  # type: ignore[arg-type]
        at = end
    return outline_of(cut_song(make_song(at, sections=tuple(sections)), SongWishes()))


def written(concept: str, **kw: Any) -> Treatment:
    return write_treatment(concept, outline().to_json(), **kw)


class TestReadingAConcept:
    @pytest.mark.parametrize(
        ("concept", "lead"),
        [
            (CONCEPTS[0], "the courier"),
            (CONCEPTS[1], "the woman"),
            (CONCEPTS[2], "the dancer"),
            (CONCEPTS[3], "the astronaut"),
            (CONCEPTS[4], "the brother"),
            (CONCEPTS[5], "the singer"),
            ("summer love", "the singer"),
            ("Mara walks home", "Mara"),
        ],
    )
    def test_finds_whom_it_is_about(self, concept: str, lead: str) -> None:
        assert read_concept(concept).people[0].name == lead

    def test_keeps_the_clothes_and_hair_that_it_names(self) -> None:
        assert "red coat" in read_concept(CONCEPTS[1]).people[0].description
        assert "silver hair" in read_concept(CONCEPTS[5]).people[0].description

    def test_keeps_age_and_hair_beside_the_clothes_that_it_names(self) -> None:
        described = (
            read_concept("An old fisherman in a yellow raincoat rows out at night").people[0].description
        )
        assert described.startswith("an old man in a yellow raincoat, ")
        assert len(described.split(", ")) == 3

    def test_sees_a_place_and_an_hour_for_each_part_of_it(self) -> None:
        seen = [(clause.setting, clause.time) for clause in read_concept(CONCEPTS[0]).clauses]
        assert (seen[0], seen[-1]) == (("city", "night"), ("coast", "dawn"))


class TestATreatment:
    @pytest.mark.parametrize("concept", CONCEPTS)
    def test_can_be_filmed_whatever_the_concept(self, concept: str) -> None:
        treatment = written(concept)
        assert treatment_problems(treatment) == []
        assert treatment == written(concept)
        assert Treatment.from_json(json.loads(json.dumps(treatment.to_json()))) == treatment

    def test_grows_from_the_words_and_the_song(self) -> None:
        treatment = written(CONCEPTS[0])
        assert [place.setting for place in treatment.places][:2] == ["city", "coast"]
        assert treatment.times == ("night", "dawn")
        assert treatment.arc[0] == "A courier rides through a neon city at night."
        assert "0:48" in treatment.arc[1], "the most driving section begins there"
        assert treatment.style.palette.startswith("neon")

    def test_adds_nothing_to_a_concept_that_is_to_be_kept(self) -> None:
        assert len(written(CONCEPTS[2]).places) == 3
        kept = written(CONCEPTS[2], freedom="keep")
        assert [place.setting for place in kept.places] == ["ruins"]
        assert len(kept.times) == 1

    def test_different_concepts_are_different_films(self) -> None:
        made = [written(concept) for concept in CONCEPTS]
        assert len({(t.places, t.characters, t.times, t.arc) for t in made}) == len(made)


class TestAShotPlan:
    @pytest.mark.parametrize("concept", CONCEPTS)
    @pytest.mark.parametrize("most", [2, 11, 40])
    def test_fits_the_cues_and_the_budget(self, concept: str, most: int) -> None:
        told, treatment = outline(), written(concept)
        plan = plan_shots(treatment, told.to_json(), most)
        assert plan_problems(plan, told, treatment, most) == []
        assert len(plan.setups) == min(most, len(told.shots))
        assert plan == plan_shots(treatment, told.to_json(), most)
        assert ShotPlan.from_json(json.loads(json.dumps(plan.to_json()))) == plan

    def test_begins_by_establishing_peaks_in_the_climax_and_resolves(self) -> None:
        told = outline()
        plan = plan_shots(written(CONCEPTS[1]), told.to_json(), 12)
        purposes = [shot.purpose for shot in plan.shots]
        assert (purposes[0], purposes[-1]) == ("establish", "resolve")
        peak = [n for n, shot in enumerate(told.shots) if shot["section"] == 4]
        assert {purposes[n] for n in peak} == {"climax"}

    def test_shows_the_lead_in_more_than_half_of_its_setups_and_never_the_same_picture_twice(self) -> None:
        plan = plan_shots(written(CONCEPTS[1]), outline(2).to_json(), 20)
        with_lead = [s for s in plan.setups if "the woman" in s.visual.characters]
        assert len(with_lead) * 2 > len(plan.setups)
        assert len({s.visual.description for s in plan.setups}) == len(plan.setups)
        assert all("red coat" in s.notes for s in with_lead)

    def test_the_camera_moves_faster_where_the_song_drives(self) -> None:
        told = outline()
        plan = plan_shots(written(CONCEPTS[1]), told.to_json(), 16)
        moves = {s.id: s.move for s in plan.setups}
        driving = [
            moves[p.setup] for p, s in zip(plan.shots, told.shots, strict=True) if s["section"] in (2, 4)
        ]
        calm = [moves[p.setup] for p, s in zip(plan.shots, told.shots, strict=True) if s["section"] == 0]
        assert "handheld" in driving
        assert "handheld" not in calm
        assert all(a.move != b.move for a, b in pairwise(plan.setups))


class TestThePort:
    def test_both_passes_go_through_it(self) -> None:
        told = outline().to_json()
        engine = EmbeddedText()
        brief = {"song": told, "freedom": "expand", "title": "Tides", "most_setups": 6}
        first = engine.run_pass(PassRequest("treatment", CONCEPTS[1], brief, {})).result
        assert first["title"] == "Tides"
        plan = engine.run_pass(PassRequest("shot_plan", CONCEPTS[1], brief, {"treatment": first})).result
        assert len(plan["setups"]) == 6

    def test_no_other_pass_is_known(self) -> None:
        with pytest.raises(FatalError) as refusal:
            EmbeddedText().run_pass(PassRequest("dream", "x", {}, {}))
        assert refusal.value.code == "script.unknown_pass"


@pytest.mark.parametrize(
    ("shots", "most", "paid", "wanted"),
    [
        (20, 0, False, 14),
        (20, 0, True, 10),
        (20, 5, False, 5),
        (1, 0, False, 1),
        (2, 0, True, 2),
        (3, 1, False, 1),
    ],
)
def test_how_many_setups_are_planned(shots: int, most: int, paid: bool, wanted: int) -> None:
    assert setups_wanted(shots, most, paid=paid) == wanted
