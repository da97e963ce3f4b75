"""What the receipt measures: places of segments, evenness of the clock, lateness and loss of the sound."""

from __future__ import annotations

import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.media import barcode
from tests.media.test_assemble import encode
from trailers.domain.clock import Rate
from trailers.domain.segment import Format
from trailers.domain.timeline import ReceiptCut, ReceiptPlan
from trailers.media.assemble import assemble
from trailers.media.pictures import Pictures, digest_of
from trailers.media.process import open_ffmpeg, run_ffmpeg
from trailers.media.profile import TAGS, encode_args, raw_args
from trailers.media.receipt import find, measure_receipt
from trailers.media.soundcheck import compare_sound, read_sound

RATE = Rate(24)
FORMAT = Format(320, 180, RATE)
LENGTHS = (20, 30, 12, 30, 10, 10)
"""A painted scene, another, their dissolve in between; then two black ones side by side."""


def painted(scene: int, count: int) -> list[NDArray[np.uint8]]:
    chroma = np.full(320 * 180 // 2, 128, np.uint8)
    return [np.concatenate([barcode.painted(scene, n, 320, 180).ravel(), chroma]) for n in range(count)]


def black(count: int) -> list[NDArray[np.uint8]]:
    frame = np.full(320 * 180 * 3 // 2, 128, np.uint8)
    frame[: 320 * 180] = 16
    return [frame] * count


@dataclass(frozen=True)
class Film:
    folder: Path
    segments: list[Path]
    path: Path
    wav: Path
    m4a: Path
    plan: ReceiptPlan

    def joined(self, out: Path, segments: list[Path], lengths: list[int]) -> Path:
        assemble(segments, self.m4a, out, RATE, frames=lengths)
        return out


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Film:
    folder = tmp_path_factory.mktemp("receipt")
    contents = [painted(1, 20), painted(2, 30), painted(3, 12), painted(4, 30), black(10), black(10)]
    segments = [encode(folder / f"{n}.mp4", frames, FORMAT) for n, frames in enumerate(contents)]
    wav, m4a = folder / "mix.wav", folder / "mix.m4a"
    barcode.make_sound(wav, m4a, sum(LENGTHS) * 2_000)
    assemble(segments, m4a, folder / "film.mp4", RATE, frames=LENGTHS)
    return Film(folder, segments, folder / "film.mp4", wav, m4a, plan_of(LENGTHS))


def intra(path: Path, frames: list[NDArray[np.uint8]]) -> Path:
    """Every frame a key frame of one quality, so that a picture is the same whatever stands beside it."""
    args = [*raw_args(FORMAT), "-vf", TAGS, *encode_args(FORMAT), str(path)]
    args[args.index("-crf") : args.index("-crf") + 2] = ["-qp", "18"]
    args[args.index("-x264-params") + 1] = "keyint=1:stitchable=1"
    with open_ffmpeg(args, scratch=path.parent, timeout_s=60, writes=True) as child:
        for frame in frames:
            child.write(frame.data)
        child.finish()
    return path


def plan_of(lengths: tuple[int, ...], dissolve: int | None = 2) -> ReceiptPlan:
    """Segment 2 is a dissolve: its cut lies in the middle."""
    cuts, start = [], 0
    for n, length in enumerate(lengths):
        within = length // 2 if n == dissolve else 0
        frame = start + within
        if dissolve is None or n != dissolve + 1:  # the scene after the dissolve began in it
            cuts.append(
                ReceiptCut(len(cuts) + 1, f"s{n}", round(frame * 1000 / 24), frame, 2 * within, n, within)
            )
        start += length
    named = tuple((f"k{n}", length) for n, length in enumerate(lengths))
    return ReceiptPlan(RATE, start, start * 2_000, tuple(cuts), named)


class TestFinding:
    def test_finds_all_where_it_is(self, film: Film) -> None:
        found = find(film.path, film.plan, film.segments, film.wav)
        assert found.frames == sum(LENGTHS)
        assert found.is_steady
        assert found.segment_frames == LENGTHS
        assert found.cut_frames == (0, 20, 56, 92, 102)
        assert found.audio_offset_samples == 0

    def test_passes_as_json(self, film: Film) -> None:
        told = measure_receipt(
            film.path, expected=film.plan, segments=film.segments, mix_wav=film.wav, scratch=film.folder
        ).to_json()
        assert told["pass"] is True
        assert told["max_error_frames"] <= 0.5
        assert told["frames"] == told["frames_expected"] == 112

    def test_finds_the_cuts_of_a_film_that_lost_frames(self, film: Film, tmp_path: Path) -> None:
        short = encode(tmp_path / "short.mp4", painted(2, 27), FORMAT)
        segments = [film.segments[0], short, *film.segments[2:]]
        cut = film.joined(tmp_path / "film.mp4", segments, [20, 27, 12, 30, 10, 10])
        found = find(cut, film.plan, film.segments, film.wav)
        assert found.frames == 109
        # the last frames of segment 1 are not in the film: 27 stand between its start and the next
        assert found.cut_frames[:3] == (0, 20, 53)
        assert found.segment_frames[1] != 30

    def test_finds_a_segment_far_from_its_place(self, film: Film, tmp_path: Path) -> None:
        order = [0, 3, 1, 2, 4, 5]
        moved = film.joined(
            tmp_path / "film.mp4", [film.segments[n] for n in order], [LENGTHS[n] for n in order]
        )
        found = find(moved, film.plan, film.segments, film.wav)
        assert found.cut_frames[1] == 50
        assert found.cut_frames[2] == 86

    def test_does_not_find_what_is_not_there(self, film: Film, tmp_path: Path) -> None:
        other = encode(tmp_path / "other.mp4", painted(9, 30), FORMAT)
        segments = [film.segments[0], other, *film.segments[2:]]
        swapped = film.joined(tmp_path / "film.mp4", segments, list(LENGTHS))
        found = find(swapped, film.plan, film.segments, film.wav)
        assert found.cut_frames[1] is None
        assert found.segment_frames[1] == 0
        assert found.cut_frames[2:] == (56, 92, 102)

    def test_misses_a_dissolve_whose_middle_is_another(self, film: Film, tmp_path: Path) -> None:
        frames = painted(3, 12)
        frames[6] = painted(3, 13)[12]
        other = encode(tmp_path / "other.mp4", frames, FORMAT)
        segments = [*film.segments[:2], other, *film.segments[3:]]
        swapped = film.joined(tmp_path / "film.mp4", segments, list(LENGTHS))
        found = find(swapped, film.plan, film.segments, film.wav)
        assert found.cut_frames[2] is None

    def test_sees_a_clock_that_is_not_even(self, film: Film, tmp_path: Path) -> None:
        shaky = tmp_path / "shaky.mp4"
        args = [
            "-i",
            str(film.path),
            "-map",
            "0",
            "-c",
            "copy",
            "-bsf:v",
            "setts=pts=PTS+eq(N\\,40)*10",
            str(shaky),
        ]
        run_ffmpeg(args, scratch=tmp_path, timeout_s=60)
        assert not find(shaky, film.plan, film.segments, film.wav).is_steady

    def test_sees_another_rate(self, film: Film) -> None:
        from dataclasses import replace

        assert not find(film.path, replace(film.plan, rate=Rate(25)), film.segments, film.wav).is_steady

    def test_decodes_only_the_film_and_only_around_its_cuts(
        self, film: Film, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Two scenes of 96 frames: one GOP before the cut and one before the end, without the frames that
        nothing is built on."""
        segments = [encode(tmp_path / f"{n}.mp4", painted(n, 96), FORMAT) for n in (1, 2)]
        barcode.make_sound(tmp_path / "mix.wav", tmp_path / "mix.m4a", 192 * 2_000)
        assemble(segments, tmp_path / "mix.m4a", tmp_path / "film.mp4", RATE, frames=[96, 96])
        counts: list[int] = []
        real = Pictures.__exit__

        def counted(self: Pictures, *args: object) -> None:
            counts.append(self.decoded)
            real(self, *args)  # type: ignore[arg-type]

        monkeypatch.setattr(Pictures, "__exit__", counted)
        found = find(tmp_path / "film.mp4", plan_of((96, 96)), segments, tmp_path / "mix.wav")
        assert (found.cut_frames, found.segment_frames) == ((0, 96), (96, 96))
        assert len(counts) == 1
        assert counts[0] <= 96

    @pytest.mark.parametrize("still", [range(10, 20), range(1, 29), range(28, 29)], ids=str)
    def test_sees_a_frozen_middle_between_true_ends(self, film: Film, tmp_path: Path, still: range) -> None:
        """Every cut is right, every length, and the pictures at the ends: some between them stand still."""
        whole = painted(4, 30)
        frozen = [whole[still.start - 1] if n in still else frame for n, frame in enumerate(whole)]
        contents = {"before": painted(1, 20), "whole": whole, "frozen": frozen, "after": painted(3, 20)}
        files = {name: intra(tmp_path / f"{name}.mp4", frames) for name, frames in contents.items()}
        lengths = (20, 30, 20)
        barcode.make_sound(tmp_path / "mix.wav", tmp_path / "mix.m4a", sum(lengths) * 2_000)
        segments = [files[name] for name in ("before", "whole", "after")]
        seen = {}
        for name in ("whole", "frozen"):
            made = [files["before"], files[name], files["after"]]
            assemble(made, tmp_path / "mix.m4a", tmp_path / "film.mp4", RATE, frames=lengths)
            found = find(
                tmp_path / "film.mp4", plan_of(lengths, dissolve=None), segments, tmp_path / "mix.wav"
            )
            assert (found.frames, found.is_steady, found.cut_frames) == (70, True, (0, 20, 50))
            seen[name] = found.segment_frames
        assert seen == {"whole": lengths, "frozen": (20, still.start, 20)}

    def test_sees_two_scenes_of_one_length_that_changed_places(self, film: Film, tmp_path: Path) -> None:
        order = [0, 3, 2, 1, 4, 5]
        film_of = film.joined(
            tmp_path / "film.mp4", [film.segments[n] for n in order], [LENGTHS[n] for n in order]
        )
        found = find(film_of, film.plan, film.segments, film.wav)
        assert found.frames == sum(LENGTHS)
        assert found.cut_frames == (0, 62, 56, 92, 102)
        assert found.segment_frames != LENGTHS

    def test_sees_a_packet_that_lost_its_bytes(self, film: Film, tmp_path: Path) -> None:
        """One bit of one frame inside a scene, far from any cut: the decoder may not even complain."""
        data = bytearray(film.path.read_bytes())
        import av

        with av.open(str(film.path)) as container:
            packets = sorted(
                (p.pts, p.pos, p.size) for p in container.demux(video=0) if p.pts is not None and p.pos
            )
        _, at, size = packets[35]
        data[at + size // 2] ^= 1
        broken = tmp_path / "broken.mp4"
        broken.write_bytes(data)
        found = find(broken, film.plan, film.segments, film.wav)
        assert (found.frames, found.is_steady) == (112, True)
        assert found.segment_frames[1] < 30
        assert [found.segment_frames[n] for n in (0, 2, 3, 4, 5)] == [20, 12, 30, 10, 10]


class TestPictures:
    def test_are_found_by_number_from_anywhere(self, film: Film) -> None:
        with Pictures(film.path) as pictures:
            for number in (111, 0, 55, 20, 19, 56):
                frame = pictures.at(number)
                assert frame is not None
                assert frame.pts == number * 1000

    def test_are_those_of_a_full_decode_though_some_frames_before_them_are_left_out(
        self, tmp_path: Path
    ) -> None:
        """Moving painted frames with noise, in the frozen profile: B-frames, and B-frames built on them."""
        rng = np.random.default_rng(5)
        frames = [
            np.clip(frame + rng.integers(-6, 7, frame.shape), 16, 235).astype(np.uint8)
            for frame in painted(7, 100)
        ]
        path = encode(tmp_path / "one.mp4", frames, FORMAT)
        with Pictures(path) as pictures:
            full = [digest_of(frame) for _, frame in pictures.between(0, 100)]
            assert pictures.decoded == 100
            for number in range(100):
                frame = pictures.at(number)
                assert frame is not None and digest_of(frame) == full[number]
            assert pictures.decoded < 100 + 100 * 24

    def test_come_in_order_and_within_the_film(self, film: Film) -> None:
        with Pictures(film.path) as pictures:
            assert [number for number, _ in pictures.between(-3, 5)] == [0, 1, 2, 3, 4]
            assert [number for number, _ in pictures.between(109, 200)] == [109, 110, 111]
            assert list(pictures.between(50, 50)) == []
            assert pictures.at(112) is None

    def test_differ_in_their_digests_by_a_single_pixel(self, film: Film) -> None:
        import av

        one = np.full((270, 320), 90, np.uint8)
        two = one.copy()
        two[100, 100] += 1
        made = [av.VideoFrame.from_ndarray(picture, format="yuv420p") for picture in (one, one, two)]
        digests = [digest_of(frame) for frame in made]
        assert digests[0] == digests[1] != digests[2]


def write_wav(path: Path, sound: NDArray[np.float64]) -> Path:
    data = np.rint(np.clip(sound, -1, 1) * 32_000).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(data.tobytes())
    return path


def speechlike(samples: int, seed: int = 1) -> NDArray[np.float64]:
    rng = np.random.default_rng(seed)
    bursts = np.repeat(rng.random(samples // 4_800 + 1) > 0.4, 4_800)[:samples]
    return np.stack([bursts * rng.normal(0, 0.1, samples)] * 2, 1)


class TestSound:
    @pytest.mark.parametrize("late", [0, 1, 48, 2_000, 20_000, -1, -300], ids=str)
    def test_tells_how_late_the_film_is_to_the_sample(self, tmp_path: Path, late: int) -> None:
        mix = speechlike(240_000)
        heard = np.roll(mix, late, axis=0)
        found = compare_sound(write_wav(tmp_path / "film.wav", heard), write_wav(tmp_path / "mix.wav", mix))
        assert found.offset_samples == late
        assert found.samples == 240_000

    @pytest.mark.parametrize("late", [0, 1, -700], ids=str)
    def test_a_steady_tone_that_swells_is_not_taken_for_another_wave_of_itself(
        self, tmp_path: Path, late: int
    ) -> None:
        """Seven waves later the tone looks the same and is louder: the highest correlation lies there."""
        time = np.arange(720_000) / 48_000
        tone = 0.3 * np.sin(time * 700) * (0.5 + 0.5 * np.sin(time * 3)) + 0.1 * np.sin(time * 2_900)
        mix = np.stack([tone, 0.9 * tone], 1)
        heard = np.roll(mix, late, axis=0)
        found = compare_sound(write_wav(tmp_path / "film.wav", heard), write_wav(tmp_path / "mix.wav", mix))
        assert found.offset_samples == late

    def test_the_same_sound_leaves_nothing(self, tmp_path: Path) -> None:
        mix = write_wav(tmp_path / "mix.wav", speechlike(96_000))
        assert compare_sound(mix, mix).residual_db == -200

    def test_half_the_loudness_leaves_six_decibels(self, tmp_path: Path) -> None:
        sound = speechlike(96_000)
        mix, film = write_wav(tmp_path / "mix.wav", sound), write_wav(tmp_path / "film.wav", sound / 2)
        found = compare_sound(film, mix)
        assert found.offset_samples == 0
        assert found.residual_db == pytest.approx(-6.02, abs=0.05)

    def test_one_wrong_second_in_ten_is_seen(self, tmp_path: Path) -> None:
        sound = speechlike(480_000)
        wrong = sound.copy()
        wrong[200_000:248_000] = speechlike(48_000, seed=9)
        mix, film = write_wav(tmp_path / "mix.wav", sound), write_wav(tmp_path / "film.wav", wrong)
        found = compare_sound(film, mix)
        assert found.offset_samples == 0
        assert found.residual_db is not None
        assert found.residual_db > -12

    def test_a_missing_end_counts(self, tmp_path: Path) -> None:
        sound = speechlike(480_000)
        mix = write_wav(tmp_path / "mix.wav", sound)
        found = compare_sound(write_wav(tmp_path / "film.wav", sound[:240_000]), mix)
        assert (found.offset_samples, found.samples) == (0, 240_000)
        assert found.residual_db is not None
        assert found.residual_db > -5

    def test_one_silent_channel_is_seen(self, tmp_path: Path) -> None:
        sound = speechlike(96_000)
        deaf = sound.copy()
        deaf[:, 1] = 0
        found = compare_sound(write_wav(tmp_path / "f.wav", deaf), write_wav(tmp_path / "m.wav", sound))
        assert found.residual_db == pytest.approx(-3.01, abs=0.1)

    def test_silence_in_a_film_that_should_sound(self, tmp_path: Path) -> None:
        mix = write_wav(tmp_path / "mix.wav", speechlike(96_000))
        found = compare_sound(write_wav(tmp_path / "film.wav", np.zeros((96_000, 2))), mix)
        assert (found.offset_samples, found.residual_db) == (None, None)

    def test_silence_as_planned(self, tmp_path: Path) -> None:
        mix = write_wav(tmp_path / "mix.wav", np.zeros((96_000, 2)))
        found = compare_sound(mix, mix)
        assert (found.offset_samples, found.residual_db) == (0, -200)

    def test_a_film_shorter_than_a_window(self, tmp_path: Path) -> None:
        mix = write_wav(tmp_path / "mix.wav", speechlike(5_000))
        assert compare_sound(mix, mix).offset_samples == 0

    def test_the_codec_leaves_its_share_and_no_delay(self, film: Film) -> None:
        found = compare_sound(film.m4a, film.wav)
        assert found.offset_samples == 0
        assert found.residual_db is not None
        assert -60 < found.residual_db < -25

    def test_is_read_as_stereo_from_its_first_moment(self, tmp_path: Path) -> None:
        mono = tmp_path / "mono.flac"
        args = ["-f", "lavfi", "-t", "1", "-i", "sine=sample_rate=24000", "-ac", "1", str(mono)]
        run_ffmpeg(args, scratch=tmp_path, timeout_s=30)
        sound = read_sound(mono)
        assert sound.shape[1] == 2
        assert abs(len(sound) - 48_000) < 64
