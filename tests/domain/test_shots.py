"""The embedded director: one move a shot, with a reason, never the same twice running."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailers.domain.clock import Rate
from trailers.domain.film import FilmFacts, FilmSettings, SceneFact
from trailers.domain.script import Style, Visual
from trailers.domain.shots import apart, plan_shot, seed_of
from trailers.domain.vocabulary import ACTIONS, MOVES, SHOT_SIZES

STYLE = Style(genre="thriller", tone=("tense", "cold"))


@given(
    size=st.sampled_from(SHOT_SIZES),
    action=st.sampled_from(("", *ACTIONS)),
    key=st.text(min_size=1, max_size=12),
    previous=st.sampled_from(("", *MOVES)),
)
def test_every_move_is_in_the_vocabulary_and_differs_from_the_one_before(
    size: str, action: str, key: str, previous: str
) -> None:
    shot = plan_shot(Visual("A door", shot_size=size, action=action), STYLE, key, previous)
    assert shot.move in MOVES
    assert shot.move != previous
    assert shot == plan_shot(Visual("A door", shot_size=size, action=action), STYLE, key, previous)


VISUALS = st.builds(
    Visual,
    description=st.just("x"),
    setting=st.sampled_from(("village", "sea")),
    time=st.sampled_from(("night", "day")),
    shot_size=st.sampled_from(SHOT_SIZES),
    action=st.sampled_from(("", "walk")),
    objects=st.sampled_from(((), ("key",), ("letter",))),
)


@given(st.lists(VISUALS, min_size=1, max_size=12))
def test_no_two_neighbours_show_one_place_alike(told: list[Visual]) -> None:
    """Down a whole film, each picture measured against what the one before became."""
    shown: list[Visual] = []
    for visual in told:
        seen = apart(visual, shown[-1] if shown else None)
        assert replace(seen, shot_size=visual.shot_size) == visual
        shown.append(seen)
    for a, b in pairwise(shown):
        if (a.setting, a.time, a.action) == (b.setting, b.time, b.action):
            two_details = a.shot_size == b.shot_size == "insert" and a.objects != b.objects
            assert a.shot_size != b.shot_size or two_details
            assert {a.shot_size, b.shot_size} != {"wide", "extreme_wide"}


def test_a_village_seen_twice_is_seen_from_two_distances() -> None:
    wide = Visual("A wide view of a village", setting="village", time="night", objects=("letter",))
    vast = Visual("A vast view of a village", setting="village", time="night", shot_size="extreme_wide")
    assert apart(wide, None) is wide
    assert apart(vast, wide).shot_size == "medium"
    assert apart(vast, apart(vast, wide)).shot_size == "extreme_wide"
    assert apart(replace(vast, time="dawn"), wide).shot_size == "extreme_wide"
    assert apart(vast, replace(wide, characters=("Nora",))).shot_size == "extreme_wide"


@pytest.mark.parametrize("action", ["run", "fight", "fall"])
def test_danger_is_handheld(action: str) -> None:
    assert plan_shot(Visual("x", action=action), STYLE, "a").move == "handheld"


def test_looking_up_tilts_up() -> None:
    assert plan_shot(Visual("x", action="look_up"), STYLE, "a").move == "tilt_up"


def test_the_prompt_says_picture_move_weather_and_mood() -> None:
    shot = plan_shot(Visual("A boat at sea", weather="rain", action="run"), STYLE, "a")
    assert shot.prompt == (
        "A boat at sea. The camera is handheld and uneasy. The rain moves through the frame. Mood: tense, cold."
    )


def test_an_unknown_shot_size_is_treated_as_wide() -> None:
    assert plan_shot(Visual("x", shot_size="from the moon"), STYLE, "k") == plan_shot(
        Visual("x", shot_size="wide"), STYLE, "k"
    )


def test_seeds_are_the_same_everywhere_and_tell_names_apart() -> None:
    assert seed_of("image", "scene-1", "1") == 1_694_197_576
    assert seed_of("ab", "c") != seed_of("a", "bc")
    assert all(0 <= seed_of(str(n)) < 2**31 for n in range(200))


def test_a_film_parts_neighbours_by_number_and_a_card_parts_them_itself() -> None:
    vast = Visual("A village", setting="village", time="night", shot_size="extreme_wide")
    scenes = tuple(
        SceneFact(f"s{n}", n, "card" if n == 4 else "shot", "i", None if n == 4 else vast)
        for n in (5, 3, 4, 2, 1)
    )
    facts = FilmFacts("T", Rate(24), 320, 180, "noir", {}, FilmSettings(), {}, {}, {}, "source:x", ".txt",
                      scenes=scenes)  # fmt: skip
    seen = [facts.shown(f"s{n}") for n in (1, 2, 3, 4, 5)]
    sizes = [visual.shot_size if visual else None for visual in seen]
    assert sizes == ["extreme_wide", "medium", "extreme_wide", None, "extreme_wide"]
    with pytest.raises(KeyError):
        facts.shown("s6")
