"""image, card, clip and promo: pictures of the size that was ordered, measured, and the same when made again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.media import barcode
from tests.stages.calls import STYLE, VISUAL, stage_call
from trailers.domain.errors import Cancelled
from trailers.stages import pictures
from trailers.stages.base import Output

SIZE = {"width": 640, "height": 360}
IMAGE: dict[str, Any] = {
    "engine": "embedded",
    "prompt": VISUAL["description"],
    "own_prompt": False,
    "visual": VISUAL,
    "style": STYLE,
    "characters": [],
    "seed": 11,
    "number": 1,
    **SIZE,
}
CLIP: dict[str, Any] = {
    "engine": "embedded",
    "prompt": "slowly in",
    "move": "push_in",
    "frames": 10,
    "rate": "24000/1001",
    "width": 320,
    "height": 180,
    "seed": 3,
}


def drawn(folder: Path, **other: Any) -> Output:
    (output,) = pictures.draw_image(stage_call(folder, {**IMAGE, **other})).outputs
    return output


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Output:
    return drawn(tmp_path_factory.mktemp("image"))


class TestAnImage:
    def test_has_the_size_that_was_ordered_and_something_in_it(self, image: Output) -> None:
        with Image.open(image.path) as picture:
            assert picture.size == (640, 360) == (image.media["width"], image.media["height"])
            assert np.asarray(picture.convert("L")).std() > 8, "a blank picture"

    def test_is_the_same_bytes_again_and_another_with_another_seed(
        self, image: Output, tmp_path: Path
    ) -> None:
        assert drawn(tmp_path).path.read_bytes() == image.path.read_bytes()
        assert drawn(tmp_path, seed=12).path.read_bytes() != image.path.read_bytes()

    def test_carries_the_recipe_that_motion_builds_on(self, image: Output) -> None:
        assert image.media["recipe"]


class TestAClip:
    @pytest.mark.parametrize("with_recipe", [True, False], ids=["planes", "flat picture"])
    def test_has_exactly_the_frames_ordered(self, image: Output, with_recipe: bool, tmp_path: Path) -> None:
        media = image.media if with_recipe else {"recipe": None}
        heard: list[tuple[int, int]] = []
        call = stage_call(
            tmp_path, CLIP, {"image": image.path}, {"image": media}, progress=lambda *news: heard.append(news)
        )
        (clip,) = pictures.move_picture(call).outputs
        assert clip.kind == "clip"
        assert clip.media == {"frames": 10, "rate": "24000/1001", "width": 320, "height": 180}
        frames = barcode.luma_of(clip.path)
        assert len(frames) == 10
        assert not (frames[0] == frames[-1]).all(), "nothing moves"
        assert heard and heard[-1] == (10, 10)

    def test_is_not_kept_once_somebody_asked_for_a_stop(self, image: Output, tmp_path: Path) -> None:
        call = stage_call(
            tmp_path, CLIP, {"image": image.path}, {"image": image.media}, cancelled=lambda: True
        )
        with pytest.raises(Cancelled):
            pictures.move_picture(call)


@pytest.mark.parametrize("role", ["act", "title", "end"])
def test_a_card_shows_its_words(role: str, tmp_path: Path) -> None:
    params = {
        "text": "THE LAST FERRY",
        "role": role,
        "title": "The Last Ferry",
        "style": STYLE,
        "seed": 4,
        **SIZE,
    }
    (card,) = pictures.draw_title(stage_call(tmp_path, params)).outputs
    assert card.kind == "image"
    with Image.open(card.path) as picture:
        assert picture.size == (640, 360) == (card.media["width"], card.media["height"])
        luma = np.asarray(picture.convert("L")).astype(int)
    assert luma.max() - luma.min() > 100, "no words can be read"
    edge = np.concatenate([luma[:4].ravel(), luma[-4:].ravel(), luma[:, :4].ravel(), luma[:, -4:].ravel()])
    assert edge.max() < luma.max() - 60, "words run out of the picture"


def test_promo_art_is_a_poster_a_thumbnail_and_a_cover(tmp_path: Path) -> None:
    params = {
        "title": "The Last Ferry",
        "visual": VISUAL,
        "style": STYLE,
        "characters": [{"name": "Mara", "description": "a young keeper in a red coat"}],
        "look": "noir",
        "seed": 5,
    }
    outputs = pictures.draw_promo(stage_call(tmp_path, params)).outputs
    assert [(out.kind, out.role) for out in outputs] == [
        ("poster", ""),
        ("thumbnail", "thumbnail"),
        ("cover", "cover"),
    ]
    shapes = {}
    for out in outputs:
        with Image.open(out.path) as picture:
            assert picture.format == "JPEG"
            shapes[out.kind] = picture.width / picture.height
            assert np.asarray(picture.convert("L")).std() > 8
    assert shapes["poster"] == pytest.approx(2 / 3, abs=0.01)
    assert shapes["thumbnail"] == pytest.approx(16 / 9, abs=0.01)
    assert shapes["cover"] > 0
