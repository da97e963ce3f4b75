"""Karaoke in the picture: every word turns from grey to white while it is sung, in any script, and nothing else moves."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.domain.song_makers import make_song
from tests.media import barcode
from tests.stages.calls import as_frozen, stage_call
from trailers.domain.captions import captions_of, spoken_captions
from trailers.domain.clock import Rate
from trailers.domain.segment import Format
from trailers.domain.song_clock import clock_of, with_words
from trailers.domain.soundtrack import Soundtrack, Sung
from trailers.domain.words import Word
from trailers.media.look import BLACK, WHITE
from trailers.stages.exports import burn_captions
from trailers.stages.karaoke import karaoke_over
from trailers.stages.letters import captions_over

FMT = Format(320, 180, Rate(24))
WORDS = (
    Word("Down", 1_000, 1_500),
    Word("by", 1_500, 2_000),
    Word("the", 2_500, 3_000),
    Word("sea", 3_000, 4_000),
)
GREY = BLACK + (WHITE - BLACK) * 160 // 255


def clock(words: tuple[Word, ...] = WORDS, lines: tuple[int, ...] = (0,)) -> Soundtrack:
    return with_words(clock_of(make_song(20_000), 20 * 44_100, Rate(24)), Sung(words, lines))


def columns(over: object, frame: int) -> tuple[int, int]:
    """How many columns have white letters, and how many have letters and no white."""
    (overlay,) = over(frame)  # type: ignore[operator]
    brightest = overlay.luma.max(axis=0)
    white = brightest > GREY + 10
    return int(white.sum()), int(((brightest > 90) & ~white).sum())


def test_white_grows_word_by_word_and_rests_where_nobody_sings() -> None:
    over = karaoke_over(spoken_captions(clock()), FMT)
    white = [columns(over, frame)[0] for frame in range(24, 96)]
    assert white == sorted(white) and white[0] == 0
    assert 0 < white[24] == white[36] < white[48] < white[71]  # 2.0 to 2.5 s: a rest
    assert columns(over, 24)[1] > 40 and columns(over, 95)[1] < 20


def test_shape_place_and_alpha_are_those_of_the_caption() -> None:
    spoken = spoken_captions(clock())
    sung, plain = karaoke_over(spoken, FMT), captions_over(captions_of(clock()), FMT)
    for frame in (0, 23, 24, 50, 95, 96, 200):
        a, b = sung(frame), plain(frame)
        assert len(a) == len(b)
        for one, other in zip(a, b, strict=True):
            assert (one.x, one.y) == (other.x, other.y) and (one.alpha == other.alpha).all()
            assert (one.luma <= other.luma).all()
    assert (sung(95)[0].luma == plain(95)[0].luma).mean() > 0.99


@pytest.mark.parametrize(
    "fmt", [Format(180, 320, Rate(24)), Format(180, 180, Rate(25)), Format(320, 180, Rate(30))]
)
@pytest.mark.parametrize(
    "text",
    [
        "Down by the sea we wait and wait and never come home",
        "הים לוקח את שלו",
        "海は奪う",
        "\u200f\u202e x",
        "na🌊 na",
    ],
)
def test_every_shape_and_script_ends_in_white(fmt: Format, text: str) -> None:
    texts = text.split()
    words = tuple(Word(word, 1_000 + 300 * n, 1_300 + 300 * n) for n, word in enumerate(texts))
    laid = with_words(clock_of(make_song(20_000), 20 * 44_100, fmt.rate), Sung(words, (0,)))
    spoken = spoken_captions(laid)
    sung, plain = karaoke_over(spoken, fmt), captions_over([caption for caption, _ in spoken], fmt)
    for caption, _ in spoken:
        last = int(caption.end_ms * fmt.rate.exact / 1000) - 1
        for one, other in zip(sung(last), plain(last), strict=True):
            assert (np.abs(one.luma.astype(int) - other.luma) > 20).mean() < 0.02


def test_a_hebrew_line_fills_from_the_right() -> None:
    words = tuple(
        Word(word, 1_000 + 1_000 * n, 2_000 + 1_000 * n) for n, word in enumerate(["הים", "לוקח", "את"])
    )
    over = karaoke_over(spoken_captions(clock(words)), FMT)
    (half,) = over(60)
    brightest = half.luma.max(axis=0)
    left, right = np.array_split(brightest, 2)
    assert (right > GREY + 10).sum() > (left > GREY + 10).sum()


def test_the_film_of_a_song_has_it_burned_in(tmp_path: Path) -> None:
    frames = 110
    film = barcode.encode(
        tmp_path / "film.mp4", (np.full((180, 320), 60, np.uint8) for _ in range(frames)), size=(320, 180)
    )
    barcode.make_sound(tmp_path / "mix.wav", tmp_path / "mix.m4a", frames * 2000)
    params = {
        "format": {"width": 320, "height": 180, "rate": "24/1"},
        "frames": frames,
        "soundtrack": as_frozen(clock().to_json()),
        "film": {"song": True},
        "karaoke": True,
    }
    (made,) = burn_captions(
        stage_call(tmp_path, params, {"film": film, "audio": tmp_path / "mix.m4a"})
    ).outputs
    pictures = barcode.luma_of(made.path)
    white = [int((picture[120:] > GREY + 10).sum()) for picture in pictures]
    assert len(pictures) == frames and made.media["frames"] == frames
    assert white[20] == 0 and white[25] < white[45] < white[70] < white[94]
    assert white[100] == 0
