"""A whole film of painted frames: every one that is decoded must be exactly the frame that the plan names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.media import barcode
from trailers.domain.clock import Rate
from trailers.domain.cues import cues_of
from trailers.domain.cut import Boundary, Cut, Entry
from trailers.domain.script import Item
from trailers.domain.segments import Format, Segment, TakeFacts, diff, segments_of
from trailers.domain.soundtrack import lay
from trailers.domain.timeline import ReceiptPlan, receipt_plan_of
from trailers.media.assemble import assemble
from trailers.media.profile import PROFILE_ID
from trailers.media.receipt import find, measure_receipt
from trailers.media.segment import SegmentFacts, render_segment

RATE = Rate(24)
FORMAT = Format(854, 480, RATE)
LENGTHS = (40, 52, 36, 24, 60, 44)
DISSOLVE, FADE = 12, 8


@dataclass(frozen=True)
class Made:
    cut: Cut
    segments: tuple[Segment, ...]
    sources: dict[str, Path]
    takes: dict[str, TakeFacts]
    files: dict[str, Path]
    facts: dict[str, SegmentFacts]
    plan: ReceiptPlan
    film: Path
    wav: Path
    m4a: Path
    folder: Path

    def paths(self) -> list[Path]:
        return [self.files[segment.key] for segment in self.segments]


SOUNDTRACK = lay(
    [
        Item(f"part{n}", "silence", duration_ms=round(frames * 1000 / 24))
        for n, frames in enumerate(LENGTHS, 1)
    ],
    {},
    RATE,
)


def entries() -> tuple[Entry, ...]:
    """Trimmed; sped up with a dissolve into it; a still; black; slowed and frozen; other rate, faded in."""

    def at(n: int) -> Boundary:
        return Boundary("start" if n == 1 else f"part{n}:start")

    return (
        Entry("s1", "shot", at(1), "t1", in_point=7, look="noir"),
        Entry("s2", "shot", at(2), "t2", look="noir", transition="dissolve", transition_frames=DISSOLVE),
        Entry("s3", "shot", at(3), "t3", look="colour", move="hold"),
        Entry("s4", "black", at(4)),
        Entry("s5", "shot", at(5), "t5", look="colour"),
        Entry("s6", "shot", at(6), "t6", look="noir", transition="fade", transition_frames=FADE),
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("film")
    sources = {
        "t1": barcode.make_clip(folder / "t1.mp4", 1, 80),
        "t2": barcode.make_clip(folder / "t2.mp4", 2, 80, rate=Rate(30), size=(640, 360)),
        "t3": barcode.make_still(folder / "t3.png", 3),
        "t5": barcode.make_clip(folder / "t5.mp4", 5, 45),
        "t6": barcode.make_clip(folder / "t6.mp4", 6, 46, rate=Rate(24000, 1001), size=(1280, 720)),
    }
    takes = {
        "t1": TakeFacts("t1", "a1" * 32, "clip", 80, RATE),
        "t2": TakeFacts("t2", "a2" * 32, "clip", 80, Rate(30)),
        "t3": TakeFacts("t3", "a3" * 32, "image"),
        "t5": TakeFacts("t5", "a5" * 32, "clip", 45, RATE),
        "t6": TakeFacts("t6", "a6" * 32, "clip", 46, Rate(24000, 1001)),
    }
    cut = Cut("sound", entries())
    segments = segments_of(cut, cues_of(SOUNDTRACK), takes, FORMAT, PROFILE_ID)
    files = {segment.key: folder / f"{segment.key}.mp4" for segment in segments}
    facts = {s.key: render_segment(s, sources, FORMAT, files[s.key], scratch=folder) for s in segments}
    wav, m4a, film = folder / "mix.wav", folder / "mix.m4a", folder / "film.mp4"
    barcode.make_sound(wav, m4a, SOUNDTRACK.samples)
    assemble([files[s.key] for s in segments], m4a, film, RATE, frames=[s.frames for s in segments])
    plan = receipt_plan_of(cut, SOUNDTRACK, segments)
    return Made(cut, segments, sources, takes, files, facts, plan, film, wav, m4a, folder)


def wanted(made: Made) -> list[tuple[tuple[int, int] | None, tuple[int, int] | None]]:
    """What the upper and the lower lane of each frame of the film must say, from the plan alone."""
    shown = []
    for segment in made.segments:
        for k in range(segment.frames):
            lanes: list[tuple[int, int] | None] = [None, None]
            for window in (segment.a, segment.b):
                if window is None or window.take is None:
                    continue
                scene = int(window.take.id[1:])
                number = window.conform.source_frame(window.start + k) if window.conform else 0
                lanes[scene % 2] = (scene, number)
            shown.append((lanes[0], lanes[1]))
    return shown


class TestTheFilm:
    def test_is_made_of_what_the_test_is_about(self, made: Made) -> None:
        modes = {w.scene_id: w.conform.mode for s in made.segments if (w := s.a) and w.conform}
        assert modes == {"s1": "trim", "s2": "speed", "s5": "slow_freeze", "s6": "speed"}
        assert [segment.kind for segment in made.segments] == [
            "body", "dissolve", "body", "body", "body", "body", "fade", "fade", "body",
        ]  # fmt: skip
        conform = next(s.a.conform for s in made.segments if s.scene_id == "s5" and s.a)
        assert conform is not None and conform.freeze == 8

    def test_shows_the_planned_frame_of_the_planned_take_everywhere(self, made: Made) -> None:
        pictures = barcode.luma_of(made.film)
        plan = wanted(made)
        assert len(pictures) == sum(LENGTHS) == len(plan)
        for number, (picture, (upper, lower)) in enumerate(zip(pictures, plan, strict=True)):
            for lane, code in enumerate((upper, lower)):
                found = barcode.read(picture, lane)
                if found != code:
                    # at the dark or far end of a transition a code may be too faint to read, never another
                    assert found is None and _in_transition(number), (number, lane, found, code)

    def test_reads_nearly_every_frame_of_the_transitions(self, made: Made) -> None:
        pictures = barcode.luma_of(made.film)
        faint = sum(
            code is not None and barcode.read(picture, lane) is None
            for picture, codes in zip(pictures, wanted(made), strict=True)
            for lane, code in enumerate(codes)
        )
        assert faint <= 4

    def test_black_is_black(self, made: Made) -> None:
        start = sum(LENGTHS[:3])
        for picture in barcode.luma_of(made.film)[start : start + LENGTHS[3]]:
            assert picture.min() == picture.max() == 16

    def test_dissolves_are_even_in_their_middle(self, made: Made) -> None:
        pictures = barcode.luma_of(made.film)
        for side in (-1, 0):
            both = [barcode.read(pictures[LENGTHS[0] + side], lane) for lane in (0, 1)]
            assert None not in both

    def test_has_one_parameter_set(self, made: Made) -> None:
        assert len({facts.avcc_sha256 for facts in made.facts.values()}) == 1


def _in_transition(number: int) -> bool:
    dissolve, fade = LENGTHS[0], sum(LENGTHS[:5])
    return abs(number - dissolve + 0.5) < DISSOLVE / 2 or abs(number - fade + 0.5) < FADE / 2


class TestRenderingAgain:
    @pytest.mark.parametrize(
        "index", [0, 1, 3, 4, 5, 6], ids=["noir", "dissolve", "still", "black", "colour", "fade"]
    )
    def test_gives_the_same_bytes(self, made: Made, tmp_path: Path, index: int) -> None:
        segment = made.segments[index]
        again = render_segment(segment, made.sources, FORMAT, tmp_path / "again.mp4", scratch=tmp_path)
        assert again == made.facts[segment.key]
        assert (tmp_path / "again.mp4").read_bytes() == made.files[segment.key].read_bytes()

    def test_another_take_in_one_scene_touches_only_its_own_segments(self, made: Made) -> None:
        takes = {**made.takes, "t9": TakeFacts("t9", "a9" * 32, "clip", 60, RATE)}
        changed = Cut(
            "sound", tuple(replace(e, take_id="t9") if e.scene_id == "s5" else e for e in entries())
        )
        after = segments_of(changed, cues_of(SOUNDTRACK), takes, FORMAT, PROFILE_ID)
        assert [segment.kind for segment in diff(made.segments, after).made] == ["body", "fade"]

    def test_the_film_is_the_same_bytes_too(self, made: Made, tmp_path: Path) -> None:
        lengths = [segment.frames for segment in made.segments]
        assemble(made.paths(), made.m4a, tmp_path / "again.mp4", RATE, frames=lengths)
        assert (tmp_path / "again.mp4").read_bytes() == made.film.read_bytes()


class TestTheReceipt:
    def test_passes_and_finds_every_cut_on_its_frame(self, made: Made) -> None:
        receipt = measure_receipt(made.film, expected=made.plan, segments=made.paths(), mix_wav=made.wav)
        assert receipt.reasons == ()
        assert receipt.passed
        starts = [sum(LENGTHS[:n]) for n in range(6)]
        assert [scene.found_frame for scene in receipt.scenes] == starts
        assert receipt.max_error_frames is not None and receipt.max_error_frames <= 0.5
        assert receipt.audio_offset_samples == 0
        assert receipt.audio_residual_db is not None and receipt.audio_residual_db < -25

    @pytest.mark.parametrize("by", [-1, 1], ids=["short", "long"])
    @pytest.mark.parametrize("index", [0, 2, 5], ids=["first", "sped up", "slowed"])
    def test_fails_when_a_segment_is_a_frame_short_or_long(
        self, made: Made, tmp_path: Path, index: int, by: int
    ) -> None:
        segment = made.segments[index]
        assert segment.a is not None and segment.a.conform is not None
        conform = segment.a.conform
        if by > 0:  # room for one frame more, as a plan for a longer scene would have
            conform = replace(conform, freeze=conform.freeze + 1, frames=conform.frames + 1)
        window = replace(segment.a, count=segment.a.count + by, conform=conform, frames=segment.a.frames + by)
        wrong = replace(segment, frames=segment.frames + by, a=window)
        render_segment(wrong, made.sources, FORMAT, tmp_path / "wrong.mp4", scratch=tmp_path)
        paths = made.paths()
        paths[index] = tmp_path / "wrong.mp4"
        lengths = [s.frames + (by if n == index else 0) for n, s in enumerate(made.segments)]
        if by > 0:  # or the film would be refused for its sound
            barcode.make_sound(tmp_path / "mix.wav", tmp_path / "mix.m4a", SOUNDTRACK.samples + 4_000)
        sound = tmp_path / "mix.m4a" if by > 0 else made.m4a
        assemble(paths, sound, tmp_path / "film.mp4", RATE, frames=lengths)
        receipt = measure_receipt(tmp_path / "film.mp4", expected=made.plan, segments=paths, mix_wav=made.wav)
        assert not receipt.passed
        codes = {reason.code for reason in receipt.reasons}
        assert {"receipt.frames", "receipt.segment", "receipt.cut_moved"} <= codes
        later = [cut.number for cut in made.plan.cuts if cut.segment > index]
        moved = [scene.number for scene in receipt.scenes if scene.found_frame == scene.expected_frame + by]
        assert moved == later

    def test_fails_when_one_segment_is_short_and_its_neighbour_makes_up_for_it(
        self, made: Made, tmp_path: Path
    ) -> None:
        paths, lengths = made.paths(), [segment.frames for segment in made.segments]
        for index, by in ((4, -1), (5, 1)):
            segment = made.segments[index]
            assert segment.a is not None
            window = segment.a
            conform = window.conform
            if conform is not None:
                conform = replace(conform, freeze=conform.freeze + 1, frames=conform.frames + 1)
            window = replace(window, count=window.count + by, frames=window.frames + by, conform=conform)
            paths[index] = tmp_path / f"{index}.mp4"
            lengths[index] += by
            wrong = replace(segment, frames=lengths[index], a=window)
            render_segment(wrong, made.sources, FORMAT, paths[index], scratch=tmp_path)
        assemble(paths, made.m4a, tmp_path / "film.mp4", RATE, frames=lengths)
        receipt = measure_receipt(tmp_path / "film.mp4", expected=made.plan, segments=paths, mix_wav=made.wav)
        assert not receipt.passed
        assert receipt.frames_found == receipt.frames_expected
        assert [scene.number for scene in receipt.scenes if scene.found_frame != scene.expected_frame] == [5]

    def test_fails_when_two_segments_change_places(self, made: Made, tmp_path: Path) -> None:
        paths = made.paths()
        order = [0, 1, 2, 4, 3, 5, 6, 7, 8]
        lengths = [made.segments[n].frames for n in order]
        assemble([paths[n] for n in order], made.m4a, tmp_path / "film.mp4", RATE, frames=lengths)
        receipt = measure_receipt(tmp_path / "film.mp4", expected=made.plan, segments=paths, mix_wav=made.wav)
        assert not receipt.passed
        assert {scene.number for scene in receipt.scenes if scene.found_frame != scene.expected_frame} >= {4}

    def test_fails_when_the_film_was_encoded_again(self, made: Made, tmp_path: Path) -> None:
        from trailers.media.process import run_ffmpeg

        again = tmp_path / "again.mp4"
        run_ffmpeg(
            ["-i", str(made.film), "-crf", "30", "-c:a", "copy", str(again)], scratch=tmp_path, timeout_s=60
        )
        found = find(again, made.plan, made.paths(), made.wav)
        assert found.frames == made.plan.frames
        assert found.cut_frames.count(None) >= 5

    def test_fails_when_the_sound_is_a_millisecond_late(self, made: Made, tmp_path: Path) -> None:
        import numpy as np

        late = tmp_path / "late.m4a"
        barcode.make_sound(tmp_path / "late.wav", late, SOUNDTRACK.samples, lambda sound: np.roll(sound, 48))
        film = tmp_path / "film.mp4"
        assemble(made.paths(), late, film, RATE, frames=[segment.frames for segment in made.segments])
        receipt = measure_receipt(film, expected=made.plan, segments=made.paths(), mix_wav=made.wav)
        assert [reason.code for reason in receipt.reasons] == ["receipt.audio_offset"]
        assert receipt.audio_offset_samples == 48
