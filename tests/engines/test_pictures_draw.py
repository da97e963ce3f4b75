"""Drawing pictures: every combination, exact sizes, the same bytes, never blank, neighbours unlike, scale-free."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from trailers.domain.errors import UserError
from trailers.domain.script import Character, Style, Visual
from trailers.domain.vocabulary import ACTIONS, GENRES, OBJECTS, SETTINGS, SHOT_SIZES, TIMES, WEATHERS
from trailers.engines.embedded.pictures import EmbeddedPictures
from trailers.engines.embedded.pictures.brush import View, clouds, dice, ellipse, fill
from trailers.engines.embedded.pictures.build import render
from trailers.engines.embedded.pictures.composition import compose
from trailers.engines.embedded.pictures.framing import FRAMINGS
from trailers.engines.embedded.pictures.light import rim
from trailers.engines.embedded.pictures.objects import DRAWERS
from trailers.engines.embedded.pictures.palette import luma, palette_of
from trailers.engines.embedded.pictures.recipe import Recipe
from trailers.engines.ports import ImageRequest

KEEPER = Character("Elena", "an old keeper in a long coat, a hat and a red scarf")


def recipe_of(
    number: int = 1, width: int = 320, height: int = 180, genre: str = "drama", **visual: Any
) -> Recipe:
    visual.setdefault("description", "a light on the coast")
    return compose(
        Visual(**visual), Style(genre=genre), (KEEPER,), number=number, seed=7, width=width, height=height
    )


def grey(picture: Any) -> Any:
    return cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.float32)


def inside(picture: Any) -> Any:
    """Without the bars."""
    bar = round(picture.shape[0] * 0.13)
    return picture[bar:-bar]


def assert_a_picture(picture: Any, width: int, height: int) -> None:
    assert picture.shape == (height, width, 3)
    assert picture.dtype == np.uint8
    seen = grey(inside(picture))
    assert seen.std() > 6, "blank"
    assert 5 < seen.mean() < 225
    assert np.percentile(seen, 98) - np.percentile(seen, 2) > 28, "flat in grey"


@pytest.mark.parametrize("every", [3, pytest.param(1, marks=pytest.mark.slow)], ids=["a third", "all"])
@pytest.mark.parametrize("setting", SETTINGS)
def test_every_setting_time_and_weather_draws(setting, every):
    """A third of the times and weathers of each setting, another one for its neighbour; all of them take minutes."""
    hours = list(enumerate(itertools.product(TIMES, WEATHERS)))
    for k, (time, weather) in hours[SETTINGS.index(setting) % every :: every]:
        recipe = recipe_of(
            k + 1,
            setting=setting,
            time=time,
            weather=weather,
            shot_size=SHOT_SIZES[k % 4],
            action="stand",
            characters=("Elena",),
            genre=GENRES[k % len(GENRES)],
        )
        assert_a_picture(render(recipe), 320, 180)


@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_is_seen(action):
    """The figure changes the picture, in each shot size, and more the nearer it is."""
    changed = []
    for size in ("extreme_wide", "wide", "medium"):
        recipe = recipe_of(
            setting="field",
            time="dusk",
            weather="clear",
            shot_size=size,
            action=action,
            characters=("Elena",),
        )
        with_figure, without = render(recipe), render(replace(recipe, figures=(), props=()))
        changed.append(float((np.abs(grey(with_figure) - grey(without)) > 12).mean()))
    assert changed[0] > 0.0008
    if action != "climb":  # a climber brings a wall of rock
        assert changed[0] < changed[1] < changed[2]


@pytest.mark.parametrize("name", [name for name in OBJECTS if name != "child"])
def test_every_object_is_drawn_in_an_insert_and_beside_a_person(name):
    recipe = recipe_of(setting="interior", time="dusk", weather="clear", shot_size="insert", objects=(name,))
    assert [p.name for p in recipe.props] == [name]
    shown, bare = render(recipe), render(replace(recipe, props=()))
    assert (np.abs(grey(shown) - grey(bare)) > 10).mean() > 0.01
    assert_a_picture(
        render(
            recipe_of(
                2,
                setting="coast",
                time="dawn",
                weather="fog",
                shot_size="wide",
                action="stand",
                characters=("Elena",),
                objects=(name,),
            )
        ),
        320,
        180,
    )


def test_every_object_has_a_drawer():
    assert set(DRAWERS) == set(OBJECTS) - {"child"}


@pytest.mark.parametrize("framing", sorted(FRAMINGS))
def test_every_framing_darkens_only_the_side_away_from_the_subject_or_the_edge(framing):
    recipe = replace(
        recipe_of(setting="field", time="day", weather="clear", shot_size="wide"), framing="", air=()
    )
    plain, framed = grey(render(recipe)), grey(render(replace(recipe, framing=framing)))
    drop = np.clip(plain - framed, 0, None)
    assert drop.mean() > 0.3
    middle = drop[60:100, 140:180]
    assert middle.mean() < drop.max()


def test_the_same_recipe_gives_the_same_bytes_and_another_seed_others():
    recipe = recipe_of(
        setting="forest", time="dawn", weather="snow", shot_size="wide", action="walk", characters=("Elena",)
    )
    first = render(recipe)
    assert np.array_equal(first, render(Recipe.from_json(recipe.to_json())))
    assert not np.array_equal(first, render(replace(recipe, seed=recipe.seed + 1)))


def test_neighbours_of_the_same_place_look_different():
    pictures = [
        cv2.resize(
            grey(
                inside(
                    render(
                        recipe_of(
                            n,
                            setting="coast",
                            time="dusk",
                            weather="clear",
                            shot_size="wide",
                            action="stand",
                            characters=("Elena",),
                        )
                    )
                )
            ),
            (32, 14),
            interpolation=cv2.INTER_AREA,
        )
        for n in range(1, 6)
    ]
    for a, b in itertools.pairwise(pictures):
        assert np.abs(a - b).mean() > 8


def test_size_changes_resolution_and_not_the_picture():
    recipe = recipe_of(
        setting="mountain",
        time="dusk",
        weather="clear",
        shot_size="wide",
        action="stand",
        characters=("Elena",),
    )
    small = render(recipe)
    large = render(replace(recipe, width=640, height=360))
    shrunk = cv2.resize(large, (320, 180), interpolation=cv2.INTER_AREA)
    assert np.abs(grey(shrunk) - grey(small)).mean() < 5


@pytest.mark.parametrize("size", [(320, 180), (180, 320), (240, 240), (160, 240), (333, 187)])
@pytest.mark.parametrize("shot", SHOT_SIZES)
def test_other_shapes_have_their_exact_size(size, shot):
    recipe = recipe_of(
        width=size[0],
        height=size[1],
        setting="street",
        time="night",
        weather="rain",
        shot_size=shot,
        action="walk",
        characters=("Elena",),
        objects=("lamp",),
    )
    picture = render(recipe)
    assert picture.shape == (size[1], size[0], 3)
    assert grey(picture).std() > 4


def test_bars_are_black_and_the_picture_between_them_is_not():
    picture = render(recipe_of(setting="sea", time="day", weather="clear", shot_size="wide"))
    assert picture[:20].max() == 0
    assert picture[-20:].max() == 0
    assert picture[26:30].max() > 40


def test_the_brightest_part_lies_near_the_light():
    for number in (1, 2, 3):
        recipe = recipe_of(number, setting="sea", time="dusk", weather="clear", shot_size="wide")
        seen = cv2.GaussianBlur(grey(render(recipe)), (0, 0), 6)
        _, x = np.unravel_index(int(seen.argmax()), seen.shape)
        assert abs(x / 320 - recipe.light.x / 1000) < 0.12


def test_a_figure_reads_against_what_is_behind_it_in_grey():
    """Silhouette and light: the body is clearly darker than the ring of picture around it."""
    for setting in ("coast", "field", "city", "forest", "desert", "street"):
        recipe = recipe_of(
            1,
            width=480,
            height=270,
            setting=setting,
            time="dusk",
            weather="clear",
            shot_size="wide",
            action="stand",
            characters=("Elena",),
        )
        figure = recipe.figures[0]
        seen = grey(render(replace(recipe, framing="")))
        x, inner = figure.x * 480 // 1000, 270 - 2 * 35
        top = 35 + round((figure.foot_y - figure.height * 0.7) / 1000 * inner)
        body = seen[top : top + 12, x - 2 : x + 3].mean()
        around = np.concatenate(
            [seen[top : top + 12, x - 34 : x - 18], seen[top : top + 12, x + 18 : x + 34]], axis=1
        )
        assert around.mean() > body + 14, setting


def test_palettes_keep_their_order_in_grey():
    """Ink darker than haze darker than light, at every hour, in every genre and weather: grey must carry it all."""
    for genre, time, weather in itertools.product(GENRES, TIMES, WEATHERS):
        p = palette_of(genre, time, weather)
        assert luma(p.ink) + 0.08 < luma(p.haze) < luma(p.light)
        assert luma(p.top) < luma(p.low)
        assert all(0 <= c <= 1 for colour in (p.top, p.low, p.accent, p.glow) for c in colour)


def test_rim_lies_on_the_side_of_the_light():
    view = View.of(1.0, 200)
    mask = fill(view.blank(), view, ellipse(0.5, 0.5, 0.2, 0.2))
    edge = rim(mask, view, 5.0, 0.5, 0.01)
    assert edge[:, 100:].sum() > 20 * edge[:, :100].sum()
    assert edge[mask == 0].max() == 0


def test_noise_finer_than_a_pixel_is_its_mean():
    view = View.of(1.0, 20)
    assert np.all(clouds(dice(1, "x"), view, 0.001) == 0.5)


def test_engine_writes_a_jpeg_of_the_size_asked_for_twice_the_same(tmp_path: Path):
    request = ImageRequest("", Visual("a pier", setting="coast"), Style(), (), 640, 360, seed=3, number=4)
    first = EmbeddedPictures().draw(request, tmp_path)
    data = first.path.read_bytes()
    assert cv2.imread(str(first.path)).shape == (360, 640, 3)
    assert first.recipe is not None
    assert Recipe.from_json(first.recipe).width == 640
    assert EmbeddedPictures().draw(request, tmp_path).path.read_bytes() == data
    assert [p.name for p in tmp_path.iterdir()] == [first.path.name]


def test_engine_refuses_sizes_it_cannot_draw(tmp_path: Path):
    request = ImageRequest("", Visual("x"), Style(), (), 50_000, 50_000, seed=1)
    with pytest.raises(UserError) as caught:
        EmbeddedPictures().draw(request, tmp_path)
    assert caught.value.code == "picture.size"
    assert list(tmp_path.iterdir()) == []
