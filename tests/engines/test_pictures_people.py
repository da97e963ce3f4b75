"""The same person in every shot: what the words say they wear, hair from every side, colours that stay, a head that fits."""

from __future__ import annotations

import itertools
from typing import Any

import cv2
import numpy as np
import pytest

from trailers.domain.script import Character, Style, Visual
from trailers.engines.embedded.pictures.body import draw_figure
from trailers.engines.embedded.pictures.brush import View
from trailers.engines.embedded.pictures.build import render
from trailers.engines.embedded.pictures.composition import compose
from trailers.engines.embedded.pictures.garb import CLOTHS, HAIR
from trailers.engines.embedded.pictures.garments import CUTS
from trailers.engines.embedded.pictures.recipe import Recipe, Wardrobe
from trailers.engines.embedded.pictures.wardrobe import wardrobe_of

UPRIGHT, SQUARE, WIDE = (180, 320), (240, 240), (384, 216)
SHOTS = (
    ("wide", "walk"),
    ("wide", "stand"),
    ("medium", "turn_away"),
    ("close", "stand"),
    ("close", "turn_away"),
)
PEOPLE = (
    "a woman of thirty with long red hair in a yellow raincoat",
    "a burly old man with a white beard in a blue suit",
    "a girl of nine with curly hair and a green jacket",
    "a tall young officer in a purple uniform and a cap",
)


def shot(
    description: str,
    size: str = "close",
    action: str = "stand",
    picture: tuple[int, int] = UPRIGHT,
    number: int = 1,
) -> Recipe:
    person = Character("Ana", description)
    visual = Visual(
        "Ana in the street", setting="coast", time="dusk", weather="clear", shot_size=size, action=action,
        characters=("Ana",),
    )  # fmt: skip
    return compose(visual, Style(), (person,), number=number, seed=5, width=picture[0], height=picture[1])


def parts_of(recipe: Recipe) -> dict[str, Any]:
    """Where the person's cloth, hair and skin are in the picture (bars left out), as whole masks."""
    bar = round(recipe.height * recipe.bars / 1000)
    view = View.of(recipe.aspect, recipe.height - 2 * bar)
    drawn = draw_figure(recipe.figures[0], view, recipe.wind / 1000)
    out = {}
    for name, mask in drawn.parts.items():
        full = np.zeros((recipe.height, recipe.width), np.uint8)
        high, wide = mask.shape
        top, left = drawn.y + bar, drawn.x
        room = full[top : top + high, left : left + wide]
        room[:] = mask[: room.shape[0], : room.shape[1]]
        out[name] = full
    return out


def lab(pixels: Any) -> Any:
    """BGR bytes as OKLab-like CIELAB floats: lightness, a, b."""
    return cv2.cvtColor(pixels.astype(np.float32) / 255, cv2.COLOR_BGR2LAB)


def colour_in(recipe: Recipe, part: str) -> Any:
    """Mean lightness, a and b of the inside of a part."""
    masks = parts_of(recipe)
    inside = masks[part].copy()
    for over in {"cloth": ("hair", "hat", "strands", "lines"), "skin": ("hair", "hat", "cloth")}.get(
        part, ()
    ):
        if over in masks:
            inside[masks[over] > 0] = 0
    inside = cv2.erode(inside, np.ones((3, 3), np.uint8))
    assert np.count_nonzero(inside > 250) > 12, "nothing of it is seen"
    return lab(render(recipe))[inside > 250].mean(axis=0)


def hue(colour: Any) -> float:
    return float(np.degrees(np.arctan2(colour[2], colour[1])))


def apart(a: float, b: float) -> float:
    return abs((a - b + 180) % 360 - 180)


@pytest.mark.parametrize(
    ("description", "coat", "cloth", "hair", "tone", "hat"),
    [
        ("a woman with long dark hair in a yellow raincoat", "coat", "yellow", "long", "black", ""),
        ("a woman in a red dress, blonde ponytail", "dress", "red", "tail", "fair", ""),
        ("a woman in a grey suit and a cap, brown bob", "suit", "grey", "bob", "brown", "cap"),
        ("a bald man, leather jacket, no hat", "jacket", "brown", "bald", None, ""),
        ("a nurse in a white uniform, her red hair in a bun", "uniform", "white", "bun", "red", ""),
        ("an officer with a black cap", "uniform", None, None, None, "cap"),
        ("a widow in a long black coat over a blue dress", "coat", "black", None, None, None),
        ("a girl with curly hair, a dark green hoodie", "jacket", "green", "curls", None, ""),
        ("a man dressed in white, without a coat", None, "white", None, None, None),
        ("a woman in a red coat, long dark hair, a grey shawl", "coat", "red", "long", "black", ""),
        ("a monk with a hood", "cloak", None, None, None, "hood"),
        ("an astronaut", "armour", None, None, None, "helmet"),
        ("a detective in a hat, grey-haired", "coat", None, None, "grey", "fedora"),
    ],
)  # fmt: skip
def test_what_is_worn_is_what_the_words_say(
    description: str, coat: str | None, cloth: str | None, hair: str | None, tone: str | None, hat: str | None
) -> None:
    worn = wardrobe_of("Ana", description)
    told = {"coat": coat, "cloth": cloth, "hair": hair, "hair_tone": tone, "hat": hat}
    assert {name: getattr(worn, name) for name, value in told.items() if value is not None} == {
        name: value for name, value in told.items() if value is not None
    }


def test_nobody_wears_a_dress_unless_it_is_said() -> None:
    worn = {wardrobe_of(f"name {k}", "a young woman, quiet, walks alone").coat for k in range(60)}
    assert worn == {"coat", "jacket", "shirt"}
    assert worn == {wardrobe_of(f"name {k}", "a young man, quiet, walks alone").coat for k in range(60)}


def test_every_wardrobe_can_be_drawn() -> None:
    for k in range(80):
        worn = wardrobe_of(f"name {k}", PEOPLE[k % 4] if k % 3 else "")
        assert worn.coat in CUTS
        assert {worn.cloth, worn.hat_cloth} <= set(CLOTHS)
        assert worn.hair_tone in HAIR


@pytest.mark.parametrize("person", PEOPLE)
def test_the_colour_of_the_garment_is_the_same_in_every_shot(person: str) -> None:
    hues = [hue(colour_in(shot(person, *how, number=n), "cloth")) for n, how in enumerate(SHOTS, start=1)]
    hues += [hue(colour_in(shot(person, "medium", "stand", picture), "cloth")) for picture in (SQUARE, WIDE)]
    assert max(apart(a, b) for a, b in itertools.combinations(hues, 2)) < 14


def test_people_are_told_apart_by_it() -> None:
    hues = [hue(colour_in(shot(person, "wide", "stand"), "cloth")) for person in PEOPLE]
    assert min(apart(a, b) for a, b in itertools.combinations(hues, 2)) > 25


def face_in(masks: dict[str, Any]) -> Any:
    """Skin that no cloth covers."""
    return cv2.subtract(masks["skin"], cv2.dilate(masks["cloth"], np.ones((5, 5), np.uint8)))


def head_box(masks: dict[str, Any]) -> tuple[slice, slice]:
    """Around everything that is hair or face above the garment."""
    head = cv2.max(masks["hair"], face_in(masks)) if "hair" in masks else face_in(masks)
    rows, cols = np.nonzero(head.max(axis=1))[0], np.nonzero(head.max(axis=0))[0]
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(cols[0]), int(cols[-1]) + 1)


def hair_share(person: str, picture: tuple[int, int], action: str = "stand") -> float:
    """How much of the box around the head has the colour of red hair, as pixels of the finished picture."""
    recipe = shot(person, "close", action, picture)
    box = head_box(parts_of(recipe))
    seen = lab(render(recipe))[box]
    chroma = np.hypot(seen[..., 1], seen[..., 2])
    angle = np.degrees(np.arctan2(seen[..., 2], seen[..., 1]))
    return float(((chroma > 22) & (np.abs(angle - 52) < 16) & (seen[..., 0] < 58)).mean())


@pytest.mark.parametrize("picture", [UPRIGHT, SQUARE, WIDE], ids=["9:16", "1:1", "16:9"])
def test_long_hair_is_long_and_full_from_the_side_and_from_behind(picture: tuple[int, int]) -> None:
    told = "a woman with {} red hair in a blue coat"
    long, short = (hair_share(told.format(how), picture) for how in ("long", "short"))
    bald = hair_share("a bald woman in a blue coat", picture)
    assert long > 0.36
    assert 0.10 < short < long
    assert bald < short / 2
    assert hair_share(told.format("long"), picture, "turn_away") > 0.55


def test_dark_hair_is_told_from_the_face_that_it_frames() -> None:
    recipe = shot("a woman with long dark hair in a yellow raincoat")
    face, hair = colour_in(recipe, "skin"), colour_in(recipe, "hair")
    assert face[0] > hair[0] + 5


@pytest.mark.parametrize("picture", [UPRIGHT, SQUARE, WIDE], ids=["9:16", "1:1", "16:9"])
@pytest.mark.parametrize("hair", ["short", "long", "bun", "bob", "tail", "curls", "bald"])
def test_a_head_fits_a_close_picture_with_room_to_look(picture: tuple[int, int], hair: str) -> None:
    for number in (1, 2, 3, 4):
        recipe = shot(f"a woman with {hair} hair" if hair != "tail" else "a woman with a ponytail", "close", "stand",
                      picture, number)  # fmt: skip
        masks = parts_of(recipe)
        head = face_in(masks)
        rows, cols = np.nonzero(head.max(axis=1) > 99)[0], np.nonzero(head.max(axis=0) > 99)[0]
        facing = recipe.figures[0].facing
        ahead = recipe.width - 1 - cols[-1] if facing > 0 else cols[0]
        assert ahead > 0.14 * recipe.width, "room before the face"
        assert rows[0] > recipe.height * recipe.bars / 1000, "the crown is in the picture"
        if "hair" in masks and hair != "tail":
            full = np.nonzero(masks["hair"][: rows[0] + (rows[-1] - rows[0]) // 2].max(axis=0) > 99)[0]
            behind = full[0] if facing > 0 else recipe.width - 1 - full[-1]
            assert behind >= 1, "the back of the head is in the picture"


def test_what_older_recipes_did_not_say_is_drawn_as_dark_as_before() -> None:
    recipe = shot(PEOPLE[0], "wide", "stand")
    data = recipe.to_json()
    for figure in data["figures"]:
        for name in ("cloth", "hat_cloth", "hair_tone"):
            del figure["wardrobe"][name]
    old = Recipe.from_json(data)
    assert old.figures[0].wardrobe == Wardrobe(
        **{**{f: getattr(recipe.figures[0].wardrobe, f) for f in ("coat", "hat", "hair", "beard", "build", "stature",
                                                                  "stoop", "accent")}}
    )  # fmt: skip
    inside = parts_of(old)["cloth"] > 250
    assert lab(render(old))[inside][:, 0].mean() < lab(render(recipe))[inside][:, 0].mean() - 10
