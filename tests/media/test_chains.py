"""The filter chains against the formulas they stand for, on frames that say who they are."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from tests.media import barcode
from trailers.domain.clock import Rate
from trailers.domain.conform import Conform, Flag, plan_conform
from trailers.domain.errors import FatalError
from trailers.domain.segment import Format, TakeFacts, Window
from trailers.media import chains, look
from trailers.media.clips import clip_frames
from trailers.media.process import open_ffmpeg

SIZE = (320, 180)


def window(
    conform: Conform,
    start: int = 0,
    count: int | None = None,
    *,
    rate: Rate = barcode.RATE,
    look: str = "colour",
) -> Window:
    count = conform.frames - start if count is None else count
    take = TakeFacts("t", "ab" * 32, "clip", 90, rate)
    return Window("s", take, conform, conform.frames, start, count, look, (500, 500), "hold", 1)


def codes(path: Path, shown: Window, rate: Rate) -> list[int]:
    fmt = Format(*SIZE, rate)
    found = []
    for frame in clip_frames(shown, path, fmt, scratch=path.parent, timeout_s=60):
        code = barcode.read(frame[: SIZE[0] * SIZE[1]].reshape(SIZE[1], SIZE[0]), 1)
        assert code is not None
        assert code[0] == 3
        found.append(code[1])
    return found


def planned(
    take_rate: Rate, rate: Rate, need: int, in_point: int = 0, speed: Fraction | None = None
) -> Conform:
    plan = plan_conform(
        take_frames=90, take_rate=take_rate, need=need, rate=rate, in_point=in_point, speed=speed
    )
    assert not isinstance(plan, Flag)
    return plan


NTSC = Rate(24000, 1001)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return barcode.make_clip(tmp_path_factory.mktemp("clip") / "a.mp4", 3, 90, size=SIZE)


class TestTheRightFrames:
    @pytest.mark.parametrize(
        ("take_rate", "rate", "need", "in_point", "speed"),
        [
            (Rate(24), Rate(24), 90, 0, None),
            (Rate(24), Rate(24), 60, 11, None),
            (Rate(24), Rate(24), 80, 0, None),
            (Rate(24), Rate(24), 100, 0, None),
            (Rate(24), Rate(24), 112, 0, None),
            (Rate(24), Rate(24), 50, 5, Fraction(23, 20)),
            (Rate(24), Rate(24), 70, 3, Fraction(17, 20)),
            (Rate(30), Rate(24), 71, 0, None),
            (Rate(30), Rate(24), 30, 40, Fraction(1)),
            (Rate(60), Rate(24), 36, 0, None),
            (Rate(24), Rate(60), 220, 0, None),
            (Rate(25), NTSC, 85, 0, None),
            (NTSC, Rate(25), 92, 0, None),
            (Rate(24), Rate(24), 1, 89, None),
        ],
        ids=str,
    )
    def test_come_out_for_every_plan(
        self, clip: Path, take_rate: Rate, rate: Rate, need: int, in_point: int, speed: Fraction | None
    ) -> None:
        plan = planned(take_rate, rate, need, in_point, speed)
        assert codes(clip, window(plan), rate) == [plan.source_frame(k) for k in range(need)]

    @pytest.mark.parametrize("need", [70, 80, 90, 101, 112, 117])
    def test_come_out_for_every_part_of_a_window(self, clip: Path, need: int) -> None:
        """Head, middle and tail of one window join without a frame lost or shown twice."""
        plan = planned(Rate(24), Rate(24), need)
        shown = []
        for start, end in ((0, 7), (7, need - 13), (need - 13, need)):
            shown += codes(clip, window(plan, start, end - start), Rate(24))
        assert shown == [plan.source_frame(k) for k in range(need)]

    def test_noir_and_colour_agree(self, clip: Path) -> None:
        plan = planned(Rate(30), Rate(24), 60)
        assert codes(clip, window(plan, look="noir"), Rate(24)) == codes(clip, window(plan), Rate(24))

    def test_a_file_shorter_than_its_facts_is_noticed(self, clip: Path, tmp_path: Path) -> None:
        short = barcode.make_clip(tmp_path / "a.mp4", 3, 60, size=SIZE)
        plan = planned(Rate(24), Rate(24), 90)
        with pytest.raises(FatalError) as caught:
            codes(short, window(plan), Rate(24))
        assert caught.value.code == "segment.wrong_frames"
        assert caught.value.params == {"made": 61, "wanted": 90}

    def test_one_lost_frame_is_stood_in_for_by_the_one_before(self, tmp_path: Path) -> None:
        short = barcode.make_clip(tmp_path / "a.mp4", 3, 89, size=SIZE)
        assert codes(short, window(planned(Rate(24), Rate(24), 90)), Rate(24)) == [*range(89), 88]

    def test_a_clock_that_jumps_changes_nothing(self, tmp_path: Path) -> None:
        """Frames are counted: their times in the file, here with gaps, are not looked at."""
        options = (
            "-vf",
            "setpts='N+floor(N/7)*5'",
            "-fps_mode",
            "passthrough",
            "-c:v",
            "libx264",
            "-preset",
            "ultrafast",
        )
        clip = barcode.make_clip(tmp_path / "a.mp4", 3, 90, size=SIZE, options=options)
        plan = planned(Rate(24), Rate(24), 100)
        assert codes(clip, window(plan), Rate(24)) == [plan.source_frame(k) for k in range(100)]


def test_a_clip_without_a_plan_is_a_mistake() -> None:
    plan = planned(Rate(24), Rate(24), 90)
    bare = Window("s", None, None, 9, 0, 9, "noir", (500, 500), "hold", 0)
    with pytest.raises(ValueError, match="no conform plan"):
        chains.clip_chain(bare, Format(320, 180, Rate(24)))
    assert chains.source_span(plan, window(plan, 10, 5)) == (10, 14)


def through(chain: str, picture: np.ndarray, folder: Path, size: tuple[int, int]) -> np.ndarray:
    """One yuv420p picture sent through a chain; gives the luma of the result."""
    height, width = picture.shape
    raw = ["-f", "rawvideo", "-pix_fmt", "yuv420p"]
    args = [*raw, "-s", f"{width}x{height}", "-i", "pipe:0", "-vf", chain, *raw, "pipe:1"]
    out = np.empty(size[0] * size[1] * 3 // 2, np.uint8)
    with open_ffmpeg(args, scratch=folder, timeout_s=30, reads=True, writes=True) as child:
        child.write(np.concatenate([picture.ravel(), np.full(width * height // 2, 140, np.uint8)]).data)
        child.close_input()
        assert child.read_into(out.data)
        child.finish()
    return out


BT709 = "setparams=range=tv:colorspace=bt709"


class TestFraming:
    @pytest.mark.parametrize(
        ("source", "focus", "expected"),
        [
            ((640, 180), (500, 500), 0.5),
            ((640, 180), (0, 500), 0.25),
            ((640, 180), (1000, 500), 0.75),
            ((640, 180), (400, 500), 0.4),
            ((320, 360), (500, 500), 0.5),
            ((320, 360), (500, 0), 0.25),
            ((320, 360), (500, 1000), 0.75),
            ((640, 360), (100, 900), 0.5),
        ],
        ids=str,
    )
    def test_fills_and_keeps_the_focus_in_view(
        self, tmp_path: Path, source: tuple[int, int], focus: tuple[int, int], expected: float
    ) -> None:
        """The mean of a ramp tells which part of it is seen."""
        width, height = source
        along = width if width * 180 > height * 320 else height
        ramp = np.linspace(20, 220, along)
        picture = np.tile(ramp, (height, 1)) if along == width else np.tile(ramp[:, None], (1, width))
        chain = f"{BT709},{chains.fill_chain(320, 180, focus)},format=yuv420p"
        seen = through(chain, picture.astype(np.uint8), tmp_path, (320, 180))[: 320 * 180]
        assert (seen.mean() - 20) / 200 == pytest.approx(expected, abs=0.01)

    def test_squares_oblong_pixels(self, tmp_path: Path) -> None:
        """PAL widescreen: 720x576 with pixels 64:45 is 1024x576, so nothing of it is cut away at 16:9."""
        picture = np.tile(np.linspace(20, 220, 720), (576, 1)).astype(np.uint8)
        chain = f"{BT709},setsar=64/45,{chains.fill_chain(320, 180, (500, 500))},format=yuv420p"
        seen = through(chain, picture, tmp_path, (320, 180))[: 320 * 180].reshape(180, 320)
        assert seen[90, 1] < 24
        assert seen[90, -2] > 216

    def test_leaves_a_picture_of_the_right_size_alone(self, tmp_path: Path) -> None:
        picture = np.random.default_rng(1).integers(16, 235, (180, 320)).astype(np.uint8)
        chain = f"{BT709},{chains.fill_chain(320, 180, (500, 500))},format=yuv420p"
        out = through(chain, picture, tmp_path, (320, 180))
        assert np.array_equal(out[: 320 * 180].reshape(180, 320), picture)
        assert np.all(out[320 * 180 :] == 140)


class TestColour:
    def test_ffmpeg_and_the_arrays_draw_the_same_curve(self, tmp_path: Path) -> None:
        ramp = np.tile(np.arange(256, dtype=np.uint8), (64, 1))
        out = through(chains.colour_chain(), ramp, tmp_path, (256, 64))
        expected = np.rint(look.COLOUR.of(np.arange(256.0)))
        assert np.array_equal(out[:256], expected)

    def test_chroma_is_lifted_as_it_says(self, tmp_path: Path) -> None:
        picture = np.full((64, 64), 100, np.uint8)
        out = through(chains.colour_chain(), picture, tmp_path, (64, 64))
        assert set(out[64 * 64 :].tolist()) == {128 + round(12 * look.COLOUR_CHROMA)}


def test_the_small_pictures_for_measuring_are_even() -> None:
    assert chains.small_size(Format(1920, 1080, Rate(24))) == (480, 270)
    assert chains.small_size(Format(854, 480, Rate(24))) == (212, 120)
    assert chains.small_size(Format(66, 64, Rate(24))) == (16, 16)
