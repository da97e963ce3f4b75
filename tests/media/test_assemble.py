"""Joining segments and sound by copying: exact clocks, one parameter set, whole or nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.media import barcode
from tests.media.test_profile import flat, noise
from trailers.domain.clock import SAMPLE_RATE, Rate, samples_at
from trailers.domain.errors import CuelockError
from trailers.domain.segment import Format
from trailers.media import assemble as module
from trailers.media.assemble import FilmFacts, assemble
from trailers.media.process import open_ffmpeg, run_ffmpeg
from trailers.media.profile import TAGS, encode_args, raw_args
from trailers.media.soundcheck import read_sound
from trailers.media.track import read_track, sha256_of

LENGTHS = (30, 1, 2, 48, 49, 7)
RATES = (Rate(24), Rate(24000, 1001), Rate(25), Rate(30000, 1001))


def encode(path: Path, frames: list[np.ndarray], fmt: Format, crf: str | None = None) -> Path:
    args = [*raw_args(fmt), "-vf", TAGS, *encode_args(fmt), str(path)]
    if crf is not None:
        args[args.index("-crf") + 1] = crf
        args[args.index("-preset") + 1] = "medium"
    with open_ffmpeg(args, scratch=path.parent, timeout_s=60, writes=True) as child:
        for frame in frames:
            child.write(frame.data)
        child.finish()
    return path


class Parts:
    def __init__(self, folder: Path, rate: Rate = RATES[0]) -> None:
        self.rate, self.folder = rate, folder
        self.fmt = Format(320, 180, rate)
        self.segments = []
        for n, length in enumerate(LENGTHS):
            frames = noise(length, self.fmt, seed=n) if n % 2 else flat(length, 40 + 30 * n, self.fmt)
            self.segments.append(encode(folder / f"{n}.mp4", frames, self.fmt))
        self.wav, self.m4a = folder / "mix.wav", folder / "mix.m4a"
        barcode.make_sound(self.wav, self.m4a, samples_at(sum(LENGTHS), rate))

    def film(self, out: Path, **change: Any) -> FilmFacts:
        given = {"segments": self.segments, "audio": self.m4a, "frames": LENGTHS, **change}
        return assemble(given["segments"], given["audio"], out, self.rate, frames=given["frames"])


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return Parts(tmp_path_factory.mktemp("parts"))


def refusal(call: Callable[[], Any]) -> CuelockError:
    with pytest.raises(CuelockError) as caught:
        call()
    return caught.value


class TestTheFilm:
    @pytest.mark.parametrize("rate", RATES, ids=str)
    def test_shows_every_frame_at_its_exact_time(self, tmp_path: Path, rate: Rate) -> None:
        parts = Parts(tmp_path, rate)
        facts = parts.film(tmp_path / "film.mp4")
        track = read_track(tmp_path / "film.mp4")
        assert facts.frames == track.frames == sum(LENGTHS)
        assert track.step == 1 / rate.exact
        assert track.times[0] == 0
        starts = [sum(LENGTHS[:n]) for n in range(len(LENGTHS))]
        assert set(starts) <= set(track.key_frames)

    def test_facts_are_those_of_the_file(self, parts: Parts, tmp_path: Path) -> None:
        out = tmp_path / "film.mp4"
        facts = parts.film(out)
        avcc = read_track(parts.segments[0]).avcc_sha256
        packets = -(-samples_at(sum(LENGTHS), parts.rate) // 1024) + 1  # the first one primes the decoder
        assert facts == FilmFacts(sum(LENGTHS), sha256_of(out), avcc, out.stat().st_size, packets)

    def test_shows_the_segments_pixel_for_pixel(self, parts: Parts, tmp_path: Path) -> None:
        parts.film(tmp_path / "film.mp4")
        shown = barcode.luma_of(tmp_path / "film.mp4")
        wanted = [picture for path in parts.segments for picture in barcode.luma_of(path)]
        assert len(shown) == len(wanted)
        assert all(np.array_equal(one, two) for one, two in zip(shown, wanted, strict=True))

    def test_begins_its_sound_with_its_picture_and_keeps_it_to_the_end(
        self, parts: Parts, tmp_path: Path
    ) -> None:
        import av

        parts.film(tmp_path / "film.mp4")
        with av.open(str(tmp_path / "film.mp4")) as container:
            assert container.streams.video[0].start_time == container.streams.audio[0].start_time == 0
        heard, mix = read_sound(tmp_path / "film.mp4"), read_sound(parts.wav)
        assert 0 <= len(heard) - len(mix) < 1024
        error = np.square(heard[: len(mix)] - mix).sum() / np.square(mix).sum()
        assert 10 * np.log10(error) < -25

    def test_can_be_played_while_it_loads(self, parts: Parts, tmp_path: Path) -> None:
        parts.film(tmp_path / "film.mp4")
        data = (tmp_path / "film.mp4").read_bytes()
        assert 0 < data.find(b"moov") < data.find(b"mdat")

    def test_is_the_same_bytes_every_time(self, parts: Parts, tmp_path: Path) -> None:
        for name in "ab":
            parts.film(tmp_path / f"{name}.mp4")
        assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()
        assert b"Lavf" not in (tmp_path / "a.mp4").read_bytes()

    def test_of_one_frame_is_a_film(self, parts: Parts, tmp_path: Path) -> None:
        assert parts.film(tmp_path / "film.mp4", segments=parts.segments[1:2], frames=[1]).frames == 1

    def test_decodes_without_a_complaint_from_another_reader(self, parts: Parts, tmp_path: Path) -> None:
        """ffmpeg's own clock check: constant rate in, nothing doubled, nothing dropped."""
        parts.film(tmp_path / "film.mp4")
        args = ["-xerror", "-i", str(tmp_path / "film.mp4"), "-map", "0:v", "-f", "null", "-"]
        assert run_ffmpeg(args, scratch=tmp_path, timeout_s=30) == sum(LENGTHS)


class TestRefusals:
    def test_other_parameter_sets(self, parts: Parts, tmp_path: Path) -> None:
        foreign = encode(tmp_path / "x.mp4", flat(48, 90, parts.fmt), parts.fmt, crf="30")
        segments = [*parts.segments[:3], foreign, *parts.segments[4:]]
        error = refusal(lambda: parts.film(tmp_path / "film.mp4", segments=segments))
        assert (error.code, error.params["number"]) == ("film.mismatch", 4)
        assert os.listdir(tmp_path) == ["x.mp4"]

    def test_another_size(self, parts: Parts, tmp_path: Path) -> None:
        fmt = Format(320, 192, parts.rate)
        segments = [*parts.segments[:5], encode(tmp_path / "x.mp4", flat(7, 90, fmt), fmt)]
        error = refusal(lambda: parts.film(tmp_path / "film.mp4", segments=segments))
        assert (error.code, error.params["number"]) == ("film.mismatch", 6)

    @pytest.mark.parametrize("by", [-1, 1])
    def test_another_count_of_frames(self, parts: Parts, tmp_path: Path, by: int) -> None:
        frames = [n + by if k == 3 else n for k, n in enumerate(LENGTHS)]
        error = refusal(lambda: parts.film(tmp_path / "film.mp4", frames=frames))
        assert (error.code, error.params["number"]) == ("film.mismatch", 4)
        assert "48 frames" in error.params["detail"]
        assert os.listdir(tmp_path) == []

    def test_sound_that_ends_before_the_picture(self, parts: Parts, tmp_path: Path) -> None:
        barcode.make_sound(
            tmp_path / "a.wav", tmp_path / "a.m4a", samples_at(sum(LENGTHS) - 3, parts.rate) - 4_000
        )
        error = refusal(lambda: parts.film(tmp_path / "film.mp4", audio=tmp_path / "a.m4a"))
        assert error.code == "film.sound_short"
        assert not (tmp_path / "film.mp4").exists()

    def test_as_many_lengths_as_segments(self, parts: Parts, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="5 lengths for 6 segments"):
            parts.film(tmp_path / "film.mp4", frames=LENGTHS[:5])

    def test_a_full_disk_leaves_the_film_that_was_there(
        self, parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "film.mp4").write_text("older")
        real = module.replacing

        @contextmanager
        def full(out: Path) -> Any:
            with real(out) as temp:
                temp.symlink_to("/dev/full")
                yield temp

        monkeypatch.setattr(module, "replacing", full)
        assert refusal(lambda: parts.film(tmp_path / "film.mp4")).code == "disk.full"
        assert (tmp_path / "film.mp4").read_text() == "older"
        assert os.listdir(tmp_path) == ["film.mp4"]


class TestTrack:
    def test_reads_without_decoding_what_decoding_finds(self, parts: Parts) -> None:
        import av

        with av.open(str(parts.segments[3])) as container:
            stream = container.streams.video[0]
            frames = [(frame.pts, frame.key_frame) for frame in container.decode(stream)]
            track = read_track(parts.segments[3])
            assert track.times == tuple(pts for pts, _ in frames)
            assert track.key_frames == tuple(n for n, (_, key) in enumerate(frames) if key)
            assert track.parameter_sets == stream.codec_context.extradata
            assert track.time_base == stream.time_base == Fraction(1, 24_000)

    def test_one_frame_has_no_step(self, parts: Parts) -> None:
        assert read_track(parts.segments[1]).step is None


def test_the_sound_is_counted_at_48_khz(parts: Parts) -> None:
    assert len(read_sound(parts.wav)) == sum(LENGTHS) * SAMPLE_RATE // 24
