"""Promotional art: exact sizes, reproducible, the title whole and legible, the scene staged again for each shape."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from trailers.domain.script import Character, Style, Visual
from trailers.engines.embedded.fonts import choose
from trailers.engines.embedded.lettering import draw_block, ink_box
from trailers.engines.embedded.promo import (
    COVER,
    POSTER,
    THUMBNAIL,
    draw_promo_set,
    draw_sheet,
    restage,
    title_block,
)

KEEPER = Character("Elena", "a keeper in a long coat")
SCENE = Visual(
    "a keeper on a cliff",
    characters=("Elena",),
    setting="coast",
    time="dusk",
    weather="wind",
    shot_size="close",
    action="stand",
    objects=("lighthouse",),
)
STYLE = Style(genre="noir", tagline="Some lights were never meant to be kept.")
SHEETS = (POSTER, THUMBNAIL, COVER)


def sheet_of(sheet, title="The Last Light", look="noir", scale=0.2, genre="noir"):
    style = Style(genre=genre, tagline=STYLE.tagline)
    return draw_sheet(
        sheet, title=title, visual=SCENE, style=style, characters=(KEEPER,), look=look, seed=5, scale=scale
    )


def test_the_set_has_its_exact_sizes_and_is_reproducible(tmp_path: Path):
    made = draw_promo_set(
        title="The Last Light",
        visual=SCENE,
        style=STYLE,
        characters=(KEEPER,),
        look="noir",
        seed=5,
        folder=tmp_path,
    )
    sizes = {name: cv2.imread(str(path)).shape[:2] for name, path in made.items()}
    assert sizes == {"poster": (2400, 1600), "thumbnail": (720, 1280), "cover": (1600, 1600)}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["cover.jpg", "poster.jpg", "thumbnail.jpg"]
    assert np.array_equal(sheet_of(THUMBNAIL), sheet_of(THUMBNAIL))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda s: s.name)
@pytest.mark.parametrize(
    "title",
    [
        "The Last Light",
        "X",
        "Ash",
        "W" * 40,
        "The Cartographer of Forgotten Rivers and of the Sea",
        "الضوء",
        "",
    ],
)
def test_titles_are_whole(sheet, title):
    width, height = sheet.width // 4, sheet.height // 4
    block = title_block(sheet, title, STYLE, width, height)
    box = ink_box(draw_block(block, width, height))
    if box is None:
        assert not choose(title).text
        return
    assert box[0] >= width * 0.05
    assert box[2] <= width * 0.95
    assert box[3] <= height * 0.94


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda s: s.name)
def test_the_scene_is_staged_again_for_each_shape(sheet):
    recipe = restage(sheet, SCENE, STYLE, (KEEPER,), 5)
    assert recipe.bars == 0
    assert recipe.shot == "wide"
    assert (recipe.width, recipe.height) == (sheet.width, sheet.height)
    if sheet is not THUMBNAIL:
        assert max(f.foot_y for f in recipe.figures) <= 670  # clear of the title


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda s: s.name)
@pytest.mark.parametrize("look", ["noir", "colour"])
def test_sheets_are_pictures_in_their_look(sheet, look):
    picture = sheet_of(sheet, look=look)
    assert picture.shape == (round(sheet.height * 0.2), round(sheet.width * 0.2), 3)
    assert cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).std() > 18
    spread = picture.astype(int).max(axis=2) - picture.astype(int).min(axis=2)
    assert (spread.mean() < 8) == (look == "noir")


def test_the_poster_is_legible_as_a_small_thumbnail():
    """At 160 pixels the title still stands out from what is behind it."""
    poster = sheet_of(POSTER, scale=0.4)
    small = cv2.cvtColor(cv2.resize(poster, (160, 240), interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY)
    block = title_block(POSTER, "The Last Light", STYLE, 160, 240)
    ink = draw_block(block, 160, 240) > 200
    around = small[int(block.top) : int(block.bottom), int(block.left) : int(block.right)]
    assert small[ink].mean() > np.median(around) + 40
    assert block.height > 20


def test_words_stand_on_darkness():
    poster = cv2.cvtColor(sheet_of(POSTER, scale=0.3, genre="comedy"), cv2.COLOR_BGR2GRAY)
    foot = poster[int(poster.shape[0] * 0.9) :]
    assert np.median(foot) < 40


@pytest.mark.parametrize("size", ["extreme_wide", "insert", "medium"])
def test_any_key_scene_makes_a_poster(size):
    seen = Visual("a letter", setting="interior", time="night", shot_size=size, objects=("letter",))
    picture = draw_sheet(
        POSTER,
        title="Letters",
        visual=seen,
        style=Style(genre="romance"),
        characters=(),
        look="colour",
        seed=1,
        scale=0.12,
    )
    assert picture.std() > 12
