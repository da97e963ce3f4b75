"""The sheet of a person as our own pictures draw it, and how a hosted engine is told of one."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.stages.calls import STYLE, stage_call
from trailers.domain.script import Character, Style, Visual
from trailers.engines.embedded.pictures import sheets
from trailers.engines.embedded.pictures.composition import compose
from trailers.engines.embedded.pictures.sheets import person_sheet
from trailers.engines.pictures import picture_words
from trailers.engines.ports import ImageRequest
from trailers.stages.pictures import draw_sheet, sheet_request

SIZE = {"width": 640, "height": 360}
MARA = Character("Mara", "young woman in a red dress with a long plait")
KEEPER = Character("Elias", "broad old man in a coat and cap, blue scarf")


def drawn(person: Character, seed: int = 1, **size: int) -> np.ndarray:
    return person_sheet(person, Style(genre="drama"), seed=seed, **{**SIZE, **size})


class TestAPersonsSheet:
    def test_wears_what_the_scenes_wear(self) -> None:
        recipe = sheets._recipe(MARA, Style(), 1, 640, 360)
        scene = compose(
            Visual("She waits", characters=("Mara",), shot_size="wide", setting="coast"), Style(), (MARA,),
            number=3, seed=9, width=640, height=360,
        )  # fmt: skip
        assert {figure.wardrobe for figure in recipe.figures} == {scene.figures[0].wardrobe}
        assert [figure.view for figure in recipe.figures] == ["back", "side", "bust"]

    def test_is_the_same_every_time(self) -> None:
        assert np.array_equal(drawn(MARA), drawn(MARA))

    def test_tells_people_apart(self) -> None:
        apart = np.abs(drawn(MARA).astype(int) - drawn(KEEPER).astype(int)).max(axis=2) > 40
        assert apart.mean() > 0.02

    @pytest.mark.parametrize(("width", "height"), [(640, 360), (321, 180), (360, 360), (1280, 720)])
    def test_has_the_size_asked_for(self, width: int, height: int) -> None:
        assert drawn(MARA, width=width, height=height).shape == (height, width, 3)

    def test_shows_three_figures_on_a_bright_wall(self) -> None:
        grey = cv2.cvtColor(drawn(KEEPER), cv2.COLOR_BGR2GRAY)
        band = (grey[100:250] < 60).any(axis=0)  # the height of the chests
        assert np.count_nonzero(np.diff(band.astype(int)) == 1) == 3, "three dark bodies, apart"
        assert grey[20:60, 300:340].mean() > 90, "the wall between them"

    def test_wears_its_colour(self) -> None:
        blue, green, red = (drawn(MARA)[:, :, c].astype(int) for c in range(3))
        assert np.count_nonzero((red > 120) & (green < 80) & (blue < 80)) > 300


class TestTheStage:
    PARAMS = {
        "engine": "embedded", "name": "Mara", "description": MARA.description, "setting": "coast",
        "style": STYLE, **SIZE, "seed": 4,
    }  # fmt: skip

    @pytest.mark.parametrize("kind", ["character", "location"])
    def test_makes_a_picture(self, tmp_path: Path, kind: str) -> None:
        made = draw_sheet(stage_call(tmp_path, {**self.PARAMS, "sheet": kind}))
        (output,) = made.outputs
        assert (output.kind, output.media["width"], output.media["height"]) == ("image", 640, 360)

    def test_a_place_is_empty_and_wide(self, tmp_path: Path) -> None:
        params = {**self.PARAMS, "sheet": "location", "name": "the harbour", "description": "a quay in fog"}
        request = sheet_request(stage_call(tmp_path, params))
        assert (request.visual.characters, request.visual.shot_size) == ((), "wide")
        assert (request.visual.place, request.visual.setting) == ("the harbour", "coast")


def asked(**fields: object) -> ImageRequest:
    values = {
        "prompt": "Mara waits.", "visual": Visual("Mara waits.", shot_size="medium"), "style": Style(palette="ink"),
        "characters": (), "seed": 1, **SIZE, **fields,
    }  # fmt: skip
    return ImageRequest(**values)  # type: ignore[arg-type]


class TestWords:
    def test_of_a_character_sheet(self) -> None:
        assert picture_words(asked(sheet="character", prompt="Mara: grey plait")) == (
            "Character reference sheet: one person three times side by side. Full figure from the front, full "
            "figure from behind, and the head close, all in the same clothes. Plain grey background, even light, "
            "nobody else. Mara: grey plait. Film still, drama, ink. No text, no caption, no watermark, no border."
        )

    def test_of_a_place(self) -> None:
        assert picture_words(asked(sheet="location", prompt="a stone quay")) == (
            "Establishing shot of a place, wide, in even light. Nobody is there. a stone quay. "
            "Film still, drama, ink. No text, no caption, no watermark, no border."
        )

    def test_say_which_picture_is_for_what(self) -> None:
        given = tuple(Path(f"{n}.png") for n in range(3))
        shows = (("character", "Mara"), ("location", "the harbour"), ("composition", ""))
        words = picture_words(asked(references=given, shows=shows))
        assert (
            "Picture 1 shows Mara: the same face, hair and clothes. Picture 2 shows the place, the harbour. "
            "Picture 3 gives the framing: keep where everything stands, not how it is drawn. No text"
        ) in words
