"""segment, assemble, receipt, captions: a film of two scenes made by the stages alone, and proved."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.media import barcode
from tests.stages.calls import as_frozen, stage_call
from trailers.domain.clock import Rate
from trailers.domain.cues import cues_of
from trailers.domain.cut import Boundary, Cut, Entry
from trailers.domain.errors import Cancelled, FatalError
from trailers.domain.script import Item
from trailers.domain.segments import Format, Segment, TakeFacts, segments_of
from trailers.domain.soundtrack import Soundtrack, Voiced, lay
from trailers.domain.timeline import receipt_plan_of
from trailers.domain.words import Word
from trailers.media.profile import PROFILE_ID
from trailers.stages.base import Output
from trailers.stages.film import assemble_film, measure, render, write_captions

RATE, SIZE = Rate(24), (320, 180)
FORMAT = {"width": SIZE[0], "height": SIZE[1], "rate": "24/1"}
WORDS = (Word("Nobody", 0, 400), Word("leaves.", 450, 900))


@dataclass(frozen=True)
class Made:
    plan: dict[str, Any]
    segments: tuple[Segment, ...]
    outputs: list[Output]
    takes: dict[str, Path]
    film: Output
    wav: Path
    m4a: Path

    def files(self) -> dict[str, Path]:
        return {f"segment.{n:04d}": output.path for n, output in enumerate(self.outputs)}


def soundtrack() -> Soundtrack:
    items = [Item("part1", "silence", duration_ms=1000), Item("part2", "line", text="Nobody leaves.")]
    return lay(items, {"part2": Voiced(48_000, WORDS)}, RATE)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("film")
    clock = soundtrack()
    takes = {
        "t1": barcode.make_clip(folder / "t1.mp4", 1, 40),
        "t2": barcode.make_still(folder / "t2.png", 2),
    }
    facts = {"t1": TakeFacts("t1", "a1" * 32, "clip", 40, RATE), "t2": TakeFacts("t2", "a2" * 32, "image")}
    start = "start"
    cut = Cut(
        "sound",
        (
            Entry("s1", "shot", Boundary(start), "t1", look="noir"),
            Entry("s2", "shot", Boundary(next(c.id for c in cues_of(clock) if c.frame == 24)), "t2"),
        ),
    )
    segments = segments_of(cut, cues_of(clock), facts, Format(*SIZE, RATE), PROFILE_ID)
    outputs = [render(segment_call(folder, segment, takes)).outputs[0] for segment in segments]
    wav, m4a = folder / "mix.wav", folder / "mix.m4a"
    barcode.make_sound(wav, m4a, clock.samples)
    files = {f"segment.{n:04d}": output.path for n, output in enumerate(outputs)}
    params = {"rate": "24/1", "frames": [segment.frames for segment in segments]}
    film = assemble_film(stage_call(folder, params, {**files, "audio": m4a})).outputs[0]
    plan = as_frozen(receipt_plan_of(cut, clock, segments).to_json())
    return Made(plan, segments, outputs, takes, film, wav, m4a)


def segment_call(folder: Path, segment: Segment, takes: dict[str, Path], **options: Any) -> Any:
    params = {"segment": as_frozen(segment.to_json()), "format": FORMAT}
    files = {f"take.{name}": takes[name] for name in segment.take_ids}
    return stage_call(folder, params, files, **options)


class TestSegments:
    def test_have_the_frames_they_were_planned_with(self, made: Made) -> None:
        assert [output.media["frames"] for output in made.outputs] == [24, 24]
        assert [output.kind for output in made.outputs] == ["segment", "segment"]
        for output in made.outputs:
            assert len(barcode.luma_of(output.path)) == 24
            assert output.media["bytes"] == output.path.stat().st_size

    def test_join_by_one_parameter_set(self, made: Made) -> None:
        assert len({output.media["avcc_sha256"] for output in made.outputs}) == 1

    def test_tell_their_progress_frame_by_frame(self, made: Made, tmp_path: Path) -> None:
        heard: list[tuple[int, int]] = []
        call = segment_call(
            tmp_path, made.segments[0], made.takes, progress=lambda done, total: heard.append((done, total))
        )
        again = render(call).outputs[0]
        assert heard[-1] == (24, 24) and len(heard) == 24
        assert again.path.read_bytes() == made.outputs[0].path.read_bytes()

    def test_stop_when_asked_and_leave_nothing(self, made: Made, tmp_path: Path) -> None:
        call = segment_call(tmp_path, made.segments[0], made.takes, cancelled=lambda: True)
        with pytest.raises(Cancelled):
            render(call)
        assert list(call.scratch.iterdir()) == []

    def test_want_their_take(self, made: Made, tmp_path: Path) -> None:
        with pytest.raises(FatalError) as refusal:
            render(segment_call(tmp_path, made.segments[0], {"t1": tmp_path / "gone.mp4"}))
        assert refusal.value.code == "media.missing_source"


class TestTheFilm:
    def test_is_the_segments_in_the_order_of_their_numbers(self, made: Made) -> None:
        assert made.film.media == {"frames": 48, "rate": "24/1"}
        film = barcode.luma_of(made.film.path)
        parts = [picture for output in made.outputs for picture in barcode.luma_of(output.path)]
        assert len(film) == 48
        assert all((a == b).all() for a, b in zip(film, parts, strict=True))

    def test_of_segments_with_wrong_lengths_is_refused(self, made: Made, tmp_path: Path) -> None:
        params = {"rate": "24/1", "frames": [24, 25]}
        with pytest.raises(FatalError) as refusal:
            assemble_film(stage_call(tmp_path, params, {**made.files(), "audio": made.m4a}))
        assert refusal.value.code == "film.mismatch"


class TestTheReceipt:
    def receipt(self, made: Made, folder: Path, film: Path) -> dict[str, Any]:
        files = {**made.files(), "film": film, "mix": made.wav}
        (output,) = measure(stage_call(folder, {"plan": made.plan}, files)).outputs
        assert output.kind == "receipt"
        assert json.loads(output.path.read_text()) == output.media["receipt"]
        receipt: dict[str, Any] = output.media["receipt"]
        return receipt

    def test_passes_for_the_film(self, made: Made, tmp_path: Path) -> None:
        receipt = self.receipt(made, tmp_path, made.film.path)
        assert receipt["pass"] is True
        assert receipt["max_error_frames"] <= 0.5
        assert receipt["audio_offset_samples"] == 0
        assert [scene["found_frame"] for scene in receipt["scenes"]] == [0, 24]

    def test_fails_for_a_film_whose_cut_is_a_frame_late(self, made: Made, tmp_path: Path) -> None:
        """The first segment twice, the first time one frame long: the receipt is measured, not assumed."""
        extra = tmp_path / "extra.mp4"
        longer = barcode.make_clip(tmp_path / "long.mp4", 1, 60)
        facts = {"t1": TakeFacts("t1", "b1" * 32, "clip", 60, RATE)}
        clock = lay([Item("a", "silence", duration_ms=1042)], {}, RATE)
        cut = Cut("sound", (Entry("s1", "shot", Boundary("start"), "t1", look="noir"),))
        (segment,) = segments_of(cut, cues_of(clock), facts, Format(*SIZE, RATE), PROFILE_ID)
        made_longer = render(segment_call(tmp_path, segment, {"t1": longer})).outputs[0]
        assert made_longer.media["frames"] == 25
        made_longer.path.rename(extra)
        barcode.make_sound(tmp_path / "mix.wav", tmp_path / "mix.m4a", 49 * 2000)
        audio = tmp_path / "mix.m4a"
        files = {"segment.0000": extra, "segment.0001": made.outputs[1].path, "audio": audio}
        late = assemble_film(stage_call(tmp_path, {"rate": "24/1", "frames": [25, 24]}, files)).outputs[0]
        receipt = self.receipt(made, tmp_path, late.path)
        assert receipt["pass"] is False
        assert receipt["scenes"][1]["found_frame"] == 25
        told = {reason["code"] for reason in receipt["reasons"]}
        assert {"receipt.frames", "receipt.cut_moved", "receipt.audio_length"} <= told


def test_captions_are_srt_and_vtt_of_the_same_words(tmp_path: Path) -> None:
    call = stage_call(tmp_path, {"soundtrack": as_frozen(soundtrack().to_json())})
    srt, vtt = write_captions(call).outputs
    assert [(out.kind, out.role, out.path.suffix) for out in (srt, vtt)] == [
        ("captions", "", ".srt"),
        ("captions_vtt", "vtt", ".vtt"),
    ]
    assert srt.path.read_text(encoding="utf-8").splitlines()[0] == "1"
    assert vtt.path.read_text(encoding="utf-8").startswith("WEBVTT\n")
    for out, stamp in ((srt, "00:00:01,000 -->"), (vtt, "00:00:01.000 -->")):
        text = out.path.read_text(encoding="utf-8")
        assert "Nobody leaves." in text and stamp in text
