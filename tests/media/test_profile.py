"""The frozen profile: one parameter set whatever is in the picture, and a clock without fractions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from trailers.domain.clock import Rate
from trailers.domain.segment import Format
from trailers.media.process import open_ffmpeg
from trailers.media.profile import PROFILE_ID, TAGS, THREADS, encode_args, level_of, raw_args, timescale_of
from trailers.media.track import Track, read_track

FORMAT = Format(320, 180, Rate(24))


def encoded(path: Path, frames: list[np.ndarray], fmt: Format = FORMAT) -> Track:
    args = [*raw_args(fmt), "-vf", TAGS, *encode_args(fmt), str(path)]
    with open_ffmpeg(args, scratch=path.parent, timeout_s=60, writes=True) as child:
        for frame in frames:
            child.write(frame.data)
        child.finish()
    return read_track(path)


def noise(count: int, fmt: Format = FORMAT, seed: int = 1) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    return [rng.integers(16, 235, fmt.width * fmt.height * 3 // 2).astype(np.uint8) for _ in range(count)]


def flat(count: int, value: int, fmt: Format = FORMAT) -> list[np.ndarray]:
    return [np.full(fmt.width * fmt.height * 3 // 2, value, np.uint8)] * count


class TestParameterSets:
    def test_are_equal_over_contents_and_lengths(self, tmp_path: Path) -> None:
        pictures = {
            "one": flat(1, 16),
            "two": noise(2),
            "three": flat(3, 200),
            "noise": noise(24, seed=3),
            "still": flat(60, 90),
            "cuts": [*flat(20, 30), *noise(20), *flat(20, 220)],
        }
        found = {name: encoded(tmp_path / f"{name}.mp4", frames) for name, frames in pictures.items()}
        assert len({track.parameter_sets for track in found.values()}) == 1
        assert {name: track.frames for name, track in found.items()} == {
            name: len(frames) for name, frames in pictures.items()
        }

    def test_differ_between_formats(self, tmp_path: Path) -> None:
        other = Format(320, 192, Rate(24))
        one = encoded(tmp_path / "a.mp4", flat(2, 50))
        two = encoded(tmp_path / "b.mp4", flat(2, 50, other), other)
        assert one.parameter_sets != two.parameter_sets

    def test_carry_bt709_in_the_stream(self, tmp_path: Path) -> None:
        import av

        encoded(tmp_path / "a.mp4", flat(2, 50))
        with av.open(str(tmp_path / "a.mp4")) as container:
            frame = next(container.decode(video=0))
            assert (frame.colorspace, frame.color_range) == (1, 1)
            context = container.streams.video[0].codec_context
            assert (context.color_primaries, context.color_trc) == (1, 1)
            assert (context.profile, context.pix_fmt) == ("High", "yuv420p")


class TestBytes:
    def test_are_the_same_every_time(self, tmp_path: Path) -> None:
        for name in "ab":
            encoded(tmp_path / f"{name}.mp4", noise(30))
        assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()

    def test_name_nothing_of_this_machine(self, tmp_path: Path) -> None:
        encoded(tmp_path / "a.mp4", noise(3))
        data = (tmp_path / "a.mp4").read_bytes()
        assert b"Lavf" not in data
        assert str(tmp_path).encode() not in data


class TestClock:
    @pytest.mark.parametrize(
        ("rate", "expected"),
        [
            (Rate(24), (24000, 1000)),
            (Rate(25), (25000, 1000)),
            (Rate(60), (60000, 1000)),
            (Rate(24000, 1001), (24000, 1001)),
            (Rate(30000, 1001), (30000, 1001)),
            (Rate(25, 2), (25000, 2000)),
        ],
        ids=str,
    )
    def test_has_whole_ticks_for_every_frame(self, rate: Rate, expected: tuple[int, int]) -> None:
        scale, step = timescale_of(rate)
        assert (scale, step) == expected
        assert step * rate.exact == scale

    @pytest.mark.parametrize("rate", [Rate(24), Rate(24000, 1001), Rate(30), Rate(60)], ids=str)
    def test_of_a_segment_is_even_and_starts_at_nothing(self, tmp_path: Path, rate: Rate) -> None:
        fmt = Format(320, 180, rate)
        track = encoded(tmp_path / "a.mp4", noise(50, fmt), fmt)
        scale, step = timescale_of(rate)
        assert track.time_base.denominator == scale
        assert track.times == tuple(n * step for n in range(50))
        assert track.step == 1 / rate.exact

    def test_a_segment_can_be_entered_every_two_seconds(self, tmp_path: Path) -> None:
        assert encoded(tmp_path / "a.mp4", flat(100, 60)).key_frames == (0, 48, 96)


class TestLevels:
    @pytest.mark.parametrize(
        ("fmt", "level"),
        [
            (Format(854, 480, Rate(24)), "4.0"),
            (Format(1920, 1080, Rate(24)), "4.0"),
            (Format(1920, 1080, Rate(30)), "4.0"),
            (Format(1080, 1920, Rate(30)), "4.0"),
            (Format(1920, 1080, Rate(60)), "4.2"),
            (Format(3840, 2160, Rate(24)), "5.1"),
            (Format(3840, 2160, Rate(60)), "5.2"),
        ],
        ids=str,
    )
    def test_are_the_smallest_that_fit_from_4_up(self, fmt: Format, level: str) -> None:
        assert level_of(fmt) == level


def test_the_name_tells_the_choices_that_change_bytes() -> None:
    assert f"-t{THREADS}-" in PROFILE_ID
    assert {"veryfast", "crf18", "g48", "high"} <= set(PROFILE_ID.split("-"))
    args = encode_args(FORMAT)
    assert args[args.index("-threads") + 1] == str(THREADS)
    assert args[args.index("-preset") + 1] == "veryfast"
    assert "stitchable=1" in args[args.index("-x264-params") + 1]
