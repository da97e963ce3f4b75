"""Deciding pictures: total over the vocabulary, a function of its arguments, neighbours unlike."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trailers.domain.script import Character, Style, Visual
from trailers.domain.vocabulary import ACTIONS, GENRES, OBJECTS, SETTINGS, SHOT_SIZES, TIMES, WEATHERS
from trailers.engines.embedded.pictures.casting import NATURES
from trailers.engines.embedded.pictures.composition import compose
from trailers.engines.embedded.pictures.recipe import Recipe, Wardrobe
from trailers.engines.embedded.pictures.skeleton import POSES, joints_of, pose_of
from trailers.engines.embedded.pictures.wardrobe import wardrobe_of

KEEPER = Character("Elena", "an old keeper in a long coat and a wide hat")


def plan(number: int = 1, width: int = 1920, height: int = 1080, seed: int = 7, **visual: Any) -> Recipe:
    visual.setdefault("description", "a light on the coast")
    visual.setdefault("setting", "coast")
    visual.setdefault("time", "dusk")
    genre = visual.pop("genre", "drama")
    return compose(
        Visual(**visual), Style(genre=genre), (KEEPER,), number=number, seed=seed, width=width, height=height
    )


visuals = st.builds(
    Visual,
    description=st.text(max_size=40),
    setting=st.sampled_from((*SETTINGS, "", "nowhere")),
    time=st.sampled_from((*TIMES, "")),
    weather=st.sampled_from((*WEATHERS, "")),
    shot_size=st.sampled_from((*SHOT_SIZES, "odd")),
    action=st.sampled_from((*ACTIONS, "")),
    characters=st.lists(st.sampled_from(("Elena", "Otto", "Ines", "Finn")), max_size=4, unique=True).map(
        tuple
    ),
    objects=st.lists(st.sampled_from((*OBJECTS, "zeppelin")), max_size=4).map(tuple),
)


@settings(max_examples=400, deadline=None)
@given(
    visuals,
    st.sampled_from(GENRES),
    st.integers(1, 40),
    st.integers(0, 2**31),
    st.sampled_from(((2560, 1440), (1080, 1920), (1080, 1080))),
)
def test_every_visual_has_a_recipe_of_whole_numbers_that_survives_json(visual, genre, number, seed, size):
    recipe = compose(visual, Style(genre=genre), (), number=number, seed=seed, width=size[0], height=size[1])
    data = recipe.to_json()
    assert Recipe.from_json(json.loads(json.dumps(data))) == recipe
    assert not [value for value in _leaves(data) if isinstance(value, float)]
    again = compose(visual, Style(genre=genre), (), number=number, seed=seed, width=size[0], height=size[1])
    assert again == recipe


def _leaves(value: Any) -> Any:
    if isinstance(value, dict):
        return itertools.chain.from_iterable(_leaves(v) for v in value.values())
    if isinstance(value, (list, tuple)):
        return itertools.chain.from_iterable(_leaves(v) for v in value)
    return [value]


def test_neighbours_stand_on_opposite_sides_with_another_horizon():
    recipes = [plan(number) for number in range(1, 9)]
    for a, b in itertools.pairwise(recipes):
        assert a.side == -b.side
        assert abs(a.horizon - b.horizon) >= 20
        assert (a.subject_x - 500) * (b.subject_x - 500) < 0


def test_subject_stands_near_a_third_and_its_light_between_it_and_the_middle():
    for number in range(1, 13):
        recipe = plan(number, shot_size="wide", action="stand", characters=("Elena",))
        assert 100 <= abs(recipe.subject_x - 500) <= 200
        assert (recipe.light.x - recipe.subject_x) * recipe.side < 0


def test_bars_make_scope_inside_sixteen_by_nine_and_none_elsewhere():
    assert plan().bars == 128
    assert abs(plan().aspect - 2.39) < 0.01
    assert plan(width=1080, height=1920).bars == 0
    assert plan(width=1000, height=1000).bars == 0


@pytest.mark.parametrize(
    ("visual", "kind"),
    [
        ({"time": "night"}, "moon"),
        ({"time": "dusk"}, "sun"),
        ({"time": "night", "setting": "street"}, "lamp"),
        ({"time": "day", "setting": "interior"}, "window"),
        ({"time": "night", "setting": "interior", "objects": ("fire",)}, "fire"),
        ({"time": "night", "setting": "interior", "objects": ("screen",)}, "screen"),
        ({"time": "night", "setting": "road", "objects": ("car",)}, "headlights"),
        ({"time": "night", "weather": "storm", "objects": ("lighthouse",)}, "beam"),
        ({"setting": "space"}, "star"),
    ],
    ids=lambda value: str(value) if isinstance(value, str) else "",
)
def test_light_is_motivated(visual, kind):
    assert plan(**visual).light.kind == kind


def test_shot_sizes_change_how_large_a_person_is():
    heights = {
        size: plan(shot_size=size, action="stand", characters=("Elena",)).figures[0]
        for size in SHOT_SIZES[:4]
    }
    assert heights["extreme_wide"].height < 200 < heights["wide"].height < 500 < heights["medium"].height
    assert heights["close"].view == "bust"


def test_an_insert_is_about_its_object():
    recipe = plan(shot_size="insert", objects=("letter",), characters=("Elena",))
    assert recipe.figures == ()
    assert [p.name for p in recipe.props] == ["letter"]
    assert recipe.props[0].on_table


def test_rowing_makes_water_and_a_boat_under_the_rower():
    recipe = plan(setting="village", action="row", shot_size="wide", characters=("Elena",))
    boat = next(p for p in recipe.props if p.name == "boat")
    assert recipe.setting == "river"
    assert boat.x == recipe.figures[0].x
    assert recipe.figures[0].facing == -boat.facing


def test_driving_puts_the_driver_in_the_car():
    recipe = plan(setting="road", action="drive", shot_size="wide", characters=("Elena",))
    assert recipe.figures == ()
    assert [p.name for p in recipe.props] == ["car"]


def test_a_pair_faces_each_other():
    first, second = plan(action="embrace", shot_size="wide", characters=("Elena", "Otto")).figures
    assert first.facing == -second.facing
    assert (second.x - first.x) * first.facing > 0


def test_a_setting_is_read_from_the_words_when_none_is_given():
    recipe = plan(setting="", place="the harbour", description="She waits at the harbour pier")
    assert recipe.setting == "coast"


def test_wardrobe_follows_the_description_and_else_the_name():
    keeper = wardrobe_of("Elena", "an old keeper in a long coat and a red scarf, grey beard")
    assert (keeper.coat, keeper.beard, keeper.accent, keeper.stoop >= 14) == ("coat", True, "warm", True)
    assert wardrobe_of("Finn", "a boy with a cap").stature < 720
    assert wardrobe_of("Finn", "a boy with a cap").hat == "cap"
    assert wardrobe_of("Otto", "") == wardrobe_of("otto", "")
    assert len({wardrobe_of(f"name {k}", "") for k in range(30)}) > 10


def test_every_object_but_the_child_has_a_nature_and_every_action_a_pose():
    assert set(NATURES) == set(OBJECTS) - {"child"}
    assert set(ACTIONS) <= set(POSES)


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("phase", [0.0, 0.3, 0.8])
def test_bodies_rest_on_the_ground_and_keep_their_limbs(action, phase):
    j = joints_of(pose_of(action, phase))
    points = [*j.ankles, *j.toes, *j.knees, j.hip, j.head, *j.hands]
    lowest = min(y for _, y in points)
    floor = -0.12 if action in ("drive", "row") else -0.06  # their feet are down in the hull
    assert floor <= lowest <= 0.34
    for (ax, ay), (bx, by) in zip(j.elbows, j.hands, strict=True):
        assert abs(((ax - bx) ** 2 + (ay - by) ** 2) ** 0.5 - 0.15) < 1e-6
    if action not in ("lie", "fall"):
        assert j.head[1] > j.hip[1]


def test_walking_is_a_cycle_in_which_the_feet_change_places():
    def feet(phase):
        return [a[0] for a in joints_of(pose_of("walk", phase)).ankles]

    near, far = feet(0.25)
    later_near, later_far = feet(0.75)
    assert (near - far) * (later_near - later_far) < 0
    assert feet(0.1) == pytest.approx(feet(1.1))


def test_wardrobe_defaults_are_hashable_values():
    assert hash(Wardrobe()) == hash(Wardrobe())
