"""What the words of a scene decide: deeds are no things, who rides what, what stands where."""

from __future__ import annotations

import json
from typing import Any

import pytest

from trailers.domain.script import Character, Style, Visual
from trailers.domain.vocabulary import OBJECTS, SETTINGS
from trailers.engines.embedded.pictures.build import render
from trailers.engines.embedded.pictures.composition import compose
from trailers.engines.embedded.pictures.readings import fitting, mount_of, named_in, things_in
from trailers.engines.embedded.pictures.recipe import VERSION, Light, Recipe

BOONE, ADA = Character("Boone", "an old sheriff"), Character("Ada", "a young woman in a long dress")


def plan(genre: str = "drama", number: int = 1, **visual: Any) -> Recipe:
    visual.setdefault("time", "dusk")
    visual.setdefault("weather", "clear")
    visual.setdefault("characters", ("Boone",))
    people = tuple(p for p in (BOONE, ADA) if p.name in visual["characters"])
    return compose(Visual(**visual), Style(genre=genre), people, number=number, seed=3, width=640, height=360)


def names(recipe: Recipe) -> list[str]:
    return [prop.name for prop in recipe.props]


@pytest.mark.parametrize(
    ("description", "objects", "genre", "wanted"),
    [
        ("Boone rides on", ("horse",), "drama", "horse"),
        ("Boone rides on", (), "western", "horse"),
        ("Boone rides on", (), "fantasy", "horse"),
        ("Boone rides on", (), "noir", "car"),
        ("Boone drives through the night", ("car",), "western", "car"),
        ("Boone gallops away, no saddle under him", (), "drama", "horse"),
        ("Boone drives a truck past the horse", ("horse",), "western", "car"),
    ],
)
def test_the_words_decide_what_somebody_rides(
    description: str, objects: tuple[str, ...], genre: str, wanted: str
):
    visual = Visual(description, action="drive", setting="desert", objects=objects, characters=("Boone",))
    assert mount_of(visual, Style(genre=genre)) == wanted


@pytest.mark.parametrize("shot", ["extreme_wide", "wide", "medium"])
def test_a_rider_sits_on_a_horse_and_no_car_is_near(shot: str):
    recipe = plan("western", description="Boone rides into town", setting="desert", shot_size=shot,
                  action="drive", objects=("horse",))  # fmt: skip
    (rider,), (horse,) = recipe.figures, recipe.props
    assert (rider.action, rider.view, horse.name) == ("ride", "side", "horse")
    assert abs(rider.x - horse.x) <= horse.height * 0.02
    back = horse.base_y - 0.72 * horse.height
    hip = rider.foot_y - 0.5 * rider.height
    assert abs(hip - back) < 0.08 * horse.height
    assert rider.facing == horse.facing


def test_each_rider_has_a_horse():
    recipe = plan("western", description="Boone and Ada ride out", setting="field", shot_size="wide",
                  action="drive", characters=("Boone", "Ada"))  # fmt: skip
    assert names(recipe) == ["horse", "horse"]
    assert [figure.action for figure in recipe.figures] == ["ride", "ride"]


@pytest.mark.parametrize(
    ("description", "things"),
    [
        ("Soldiers cross the ruins", []),
        ("A train crosses a bridge", ["bridge", "train"]),
        ("She kneels before the cross", ["cross"]),
        ("They train him at dawn", []),
        ("Guards fire into the dark", []),
        ("A fire burns", ["fire"]),
        ("The bridge across the river", ["bridge"]),
    ],
)
def test_a_deed_is_no_thing(description: str, things: list[str]):
    assert things_in(Visual(description)) == things


def test_objects_given_are_kept_unless_the_words_know_them_as_deeds():
    assert named_in(Visual("Two men cross the desert", objects=("cross", "tent"))) == ["tent"]
    assert named_in(Visual("A light on the coast", objects=("lighthouse",))) == ["lighthouse"]


@pytest.mark.parametrize("setting", SETTINGS)
def test_nothing_stands_where_it_cannot(setting: str):
    kept = set(fitting(OBJECTS, Visual("x"), setting, "wide"))
    if setting in ("interior", "underground", "space"):
        assert not kept & {"house", "lighthouse", "tower", "tree", "plane"}
    if setting not in ("interior", "space", "underground"):
        assert not kept & {"bed", "piano", "mirror"}
    if setting == "sea":
        assert kept == {"boat", "ship", "lighthouse", "bird", "plane", "planet", "bridge"}
    assert fitting(OBJECTS, Visual("x"), setting, "insert") == list(OBJECTS)


def test_nobody_walks_on_water():
    ashore = plan(description="Boone walks", place="the lighthouse", setting="sea", shot_size="wide",
                  action="walk", objects=("lighthouse",))  # fmt: skip
    assert ashore.setting == "coast"
    afloat = plan(
        description="Boone waits", place="the open sea", setting="sea", shot_size="wide", action="stand"
    )
    assert (afloat.setting, afloat.figures[0].action, names(afloat)) == ("sea", "sit", ["boat"])


def test_a_car_stands_in_a_street_not_on_the_roofs():
    recipe = plan(
        "noir", description="A car waits", setting="city", shot_size="wide", characters=(), objects=("car",)
    )
    assert (recipe.setting, names(recipe)) == ("street", ["car"])


def test_who_lies_where_a_bed_stands_lies_in_it():
    recipe = plan(description="Ada lies in a hospital bed", setting="interior", shot_size="wide", action="lie",
                  characters=("Ada",), objects=("bed", "machine"))  # fmt: skip
    (bed,), (patient,) = recipe.props, recipe.figures
    assert bed.name == "bed"
    assert patient.x == bed.x
    assert bed.base_y - bed.height < patient.foot_y < bed.base_y


# --- recipes of older drawing programs --------------------------------------------------------------------

FIRST = json.loads("""{
 "seed": 1470322666, "width": 320, "height": 180, "bars": 128, "genre": "thriller", "setting": "interior",
 "time": "night", "weather": "storm", "shot": "wide", "horizon": 475, "side": 1, "subject_x": 670, "zoom": 1000,
 "light": {"kind": "lamp", "x": 541, "y": 240, "tint": "warm", "strength": 1000, "reach": 520, "flicker": 0},
 "framing": "doorway", "air": ["dust"], "wind": 791,
 "figures": [{"x": 670, "foot_y": 796, "height": 381, "facing": -1, "action": "look_up", "view": "back",
   "wardrobe": {"coat": "dress", "hat": "", "hair": "bun", "beard": false, "build": 979, "stature": 941,
     "stoop": 2, "accent": "cool"}, "phase": 614, "seed": 6553}],
 "props": [{"name": "tower", "x": 228, "base_y": 665, "height": 433, "facing": -1, "depth": 420, "seed": 3624,
   "on_table": false}],
 "version": 1}""")
"""A recipe as version 1 wrote it down."""


def test_a_recipe_of_the_first_version_is_still_read_and_drawn():
    recipe = Recipe.from_json(FIRST)
    assert (recipe.version, VERSION) == (1, 3)
    later = {"cloth": "", "hat_cloth": "", "hair_tone": ""}
    figures = [{**figure, "wardrobe": {**figure["wardrobe"], **later}} for figure in FIRST["figures"]]
    assert recipe.to_json() == {**FIRST, "figures": figures}
    picture = render(recipe)
    assert picture.shape == (180, 320, 3)
    assert picture[40:140].std() > 8


def test_a_recipe_may_hold_more_or_less_than_this_version_knows():
    light = {name: FIRST["light"][name] for name in ("kind", "x", "y", "tint")}
    recipe = Recipe.from_json({**FIRST, "haze": 3, "light": {**light, "colour": "red"}})
    assert recipe.light == Light("lamp", 541, 240, "warm")
    assert Recipe.from_json(recipe.to_json()) == recipe
