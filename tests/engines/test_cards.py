"""Cards and lettering: inside the safe area whatever is written, exact sizes, the same bytes, a design by genre."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trailers.domain.errors import UserError
from trailers.domain.script import Style
from trailers.domain.vocabulary import GENRES
from trailers.engines.embedded.cards import SAFE, draw_card, lay_out, notices_of, still_of
from trailers.engines.embedded.fonts import choose
from trailers.engines.embedded.lettering import break_evenly, draw_block, ink_box, set_text
from trailers.engines.embedded.titles import SIZE, TRACKING, TREATMENTS

TITLES = (
    "The Last Light",
    "X",
    "I",
    "Ash & Iron",
    "The Cartographer of Forgotten Rivers and the Sea That Would Not Give Her Back",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk",
    "W" * 60,
    "a " * 60,
    "Самый длинный свет",
    "الضوء الأخير",
    "最後の光",
    "Ça & Là — «Où?»",
    "gjpqy",
    "",
)


def recipe_of(
    text: str,
    role: str = "title",
    genre: str = "noir",
    tagline: str = "Some lights were never meant to be kept.",
) -> dict:
    return {
        "kind": "card",
        "role": role,
        "text": text,
        "title": "The Last Light",
        "genre": genre,
        "tagline": tagline,
        "seed": 3,
    }


@pytest.mark.parametrize("size", [(640, 360), (360, 640), (400, 400)])
@pytest.mark.parametrize("role", ["act", "title", "end"])
@pytest.mark.parametrize("text", TITLES)
def test_words_stay_inside_the_safe_area(text, role, size):
    width, height = size
    parts = lay_out(recipe_of(text, role), width, height)
    for block in (parts.main, *parts.quiet):
        box = ink_box(draw_block(block, width, height))
        if box is None:
            assert not block.lines
            continue
        left, top, right, bottom = box
        assert left >= width * SAFE - 2
        assert right <= width * (1 - SAFE) + 2
        assert top >= height * 0.13
        assert bottom <= height * 0.90
    if parts.quiet:
        assert parts.main.bottom <= parts.quiet[0].top


@settings(max_examples=120, deadline=None)
@given(
    st.text(alphabet=st.characters(codec="latin-1", exclude_categories=("Cc",)), max_size=90),
    st.floats(0, 0.5),
    st.integers(1, 4),
)
def test_ink_never_leaves_its_box(text, tracking, lines):
    box = (30.0, 20.0, 290.0, 130.0)
    block = set_text(choose(text), box, tracking=tracking, most_lines=lines)
    ink = ink_box(draw_block(block, 320, 150))
    if ink is not None and block.size > 6:
        assert ink[0] >= 28
        assert ink[1] >= 18
        assert ink[2] <= 292
        assert ink[3] <= 132


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.text(alphabet="abcdefg", min_size=1, max_size=9), min_size=1, max_size=12), st.integers(1, 4)
)
def test_lines_break_evenly_and_lose_nothing(words, count):
    lines = break_evenly(" ".join(words), count)
    assert " ".join(lines) == " ".join(words)
    assert 1 <= len(lines) <= count
    assert max(map(len, lines)) <= max(
        len(" ".join(words)) // max(len(lines) - 1, 1) + 10, max(map(len, words))
    )


def test_a_short_title_is_large_and_a_long_one_takes_lines():
    short = lay_out(recipe_of("ASH", genre="horror"), 1280, 720).main
    long = lay_out(recipe_of(TITLES[4]), 1280, 720).main
    assert short.size > 2 * long.size
    assert len(short.lines) == 1
    assert len(long.lines) == 3


def test_titles_sit_at_the_optical_centre():
    block = lay_out(recipe_of("The Last Light"), 1280, 720).main
    assert 0.42 < (block.top + block.bottom) / 2 / 720 < 0.5
    assert abs((block.left + block.right) / 2 - 640) < 2


def test_capitals_are_tracked_and_joined_scripts_are_not():
    assert lay_out(recipe_of("Light"), 1280, 720).main.lines[0].text == "LIGHT"
    assert lay_out(recipe_of("Light"), 1280, 720).main.tracking > 0.1
    arabic = lay_out(recipe_of("الضوء"), 1280, 720).main
    if arabic.setting.notice == "":
        assert arabic.tracking == 0


@pytest.mark.parametrize("genre", GENRES)
def test_every_genre_designs_its_title(genre):
    picture = still_of(recipe_of("The Last Light", genre=genre), 640, 360)
    assert picture.shape == (360, 640, 3)
    seen = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    assert seen.max() > 150
    assert 0 < np.median(seen) < 60
    assert genre in SIZE
    assert genre in TRACKING
    assert genre in TREATMENTS


def test_treatments_are_told_apart():
    made = [
        still_of(recipe_of("LIGHT", genre=g), 640, 360).astype(int)
        for g in ("noir", "science_fiction", "horror", "comedy")
    ]
    for k, a in enumerate(made):
        for b in made[k + 1 :]:
            assert np.abs(a - b).mean() > 0.5


def test_the_ground_is_dark_but_not_empty():
    bare = still_of(recipe_of("", role="act"), 640, 360).astype(np.float32)
    assert 0.5 < bare.mean() < 40
    assert bare.std() > 1


def test_the_end_card_says_who_made_it():
    parts = lay_out(recipe_of("", role="end"), 1280, 720)
    assert [line.text for line in parts.quiet[-1].lines] == ["made with Cuelock"]
    assert parts.quiet[-1].size < parts.main.size / 2
    assert "kept" in " ".join(line.text for line in parts.quiet[0].lines)


def test_a_card_is_a_file_of_its_size_and_a_recipe_without_floats(tmp_path: Path):
    out = tmp_path / "card.png"
    made = draw_card(
        "Ash",
        role="act",
        title="Ash",
        style=Style(genre="war", tagline="x"),
        width=640,
        height=360,
        seed=3,
        out=out,
    )
    data = out.read_bytes()
    assert cv2.imread(str(out)).shape == (360, 640, 3)
    assert json.loads(json.dumps(made)) == made
    assert not [v for v in made.values() if isinstance(v, float)]
    draw_card(
        "Ash",
        role="act",
        title="Ash",
        style=Style(genre="war", tagline="x"),
        width=640,
        height=360,
        seed=3,
        out=out,
    )
    assert out.read_bytes() == data
    assert [p.name for p in tmp_path.iterdir()] == ["card.png"]


def test_impossible_sizes_are_refused(tmp_path: Path):
    with pytest.raises(UserError):
        draw_card("x", role="act", title="", style=Style(), width=9, height=9, seed=1, out=tmp_path / "c.png")
    assert list(tmp_path.iterdir()) == []


def test_notices_say_what_could_not_be_set():
    assert notices_of(recipe_of("The Last Light")) == ()
    assert all("Noto" in n for n in notices_of(recipe_of("最後の光")))
