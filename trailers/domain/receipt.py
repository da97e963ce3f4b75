"""The sync receipt: what a finished film must show, and the judgement on what was found in its file.

`media.receipt` measures, nothing here does. A film passes only if every single thing is as planned, so a
segment that is a frame short or long fails it even where another one makes up for it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from itertools import zip_longest
from typing import Any

from .clock import SAMPLE_RATE, Rate
from .errors import describe

HALF_FRAME = Fraction(1, 2)
"""The largest distance of a cut point from its cue."""
MAX_RESIDUAL_DB = -25.0
"""What is left of the film's sound when the mix is taken away, against the mix."""
SONG_RESIDUAL_DB = -10
"""The same for a song of which nobody knows what its encoder left over: hiss, or a wall of cymbals, is not kept as
well as speech, and single clicks least of all."""
_LOOSEST_DB = -6
QUIETEST_DB = -200.0
"""Told for a residual of nothing at all, since JSON has no infinity."""
AAC_FRAME_SAMPLES = 1_024
"""An AAC stream ends on a whole frame of its own, so decoders may give up to this many samples more."""


@dataclass(frozen=True, slots=True)
class ReceiptCut:
    """One cut point. With a transition, the cut is its middle."""

    number: int
    scene_id: str
    cue_ms: int
    expected_frame: int
    transition_frames: int
    segment: int = 0
    """Index of the segment that the cut point lies in, or begins."""
    within: int = 0
    """Frames from the start of that segment to the cut point: 0, or half of a dissolve."""


def song_limit_db(left_db: float) -> int:
    """The limit for a song whose encoder left so much over: what is added on the way into the film shows above it."""
    return min(math.ceil(left_db) + 1, _LOOSEST_DB)


@dataclass(frozen=True, slots=True)
class ReceiptPlan:
    rate: Rate
    frames: int
    samples: int
    """Of the mix, or the song, at 48 kHz."""
    cuts: tuple[ReceiptCut, ...]
    segments: tuple[tuple[str, int], ...]
    """(key, frames) in the order of the film."""
    most_residual_db: int = int(MAX_RESIDUAL_DB)
    """Limit of what the codec may have left over. Higher for a song: its noise is nobody's to choose."""

    def to_json(self) -> dict[str, Any]:
        told = {
            "rate": str(self.rate),
            "frames": self.frames,
            "samples": self.samples,
            "cuts": [asdict(cut) for cut in self.cuts],
            "segments": [list(segment) for segment in self.segments],
        }
        if self.most_residual_db == MAX_RESIDUAL_DB:
            return told
        return {**told, "most_residual_db": self.most_residual_db}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ReceiptPlan:
        """The exact inverse of `to_json`."""
        return cls(
            rate=Rate.parse(data["rate"]),
            frames=data["frames"],
            samples=data["samples"],
            cuts=tuple(ReceiptCut(**cut) for cut in data["cuts"]),
            segments=tuple((key, frames) for key, frames in data["segments"]),
            most_residual_db=data.get("most_residual_db", int(MAX_RESIDUAL_DB)),
        )


@dataclass(frozen=True, slots=True)
class Found:
    """What was measured in the finished file."""

    frames: int
    """Pictures that were decoded."""
    is_steady: bool
    """Picture k is shown at exactly k / rate, for every k."""
    segment_frames: tuple[int, ...]
    """Pictures of each segment that were seen in a row, in the order of the film."""
    cut_frames: tuple[int | None, ...]
    """For each cut of the plan the frame where it is seen, or None: what the function of that name says."""
    audio_samples: int
    """Decoded, at 48 kHz."""
    audio_offset_samples: int | None
    """How far the film's sound lags behind the mix; None when nothing matched."""
    audio_residual_db: float | None


def cut_frames(plan: ReceiptPlan, segment_starts: Sequence[int | None]) -> tuple[int | None, ...]:
    """The frames of the cut points, from where in the film the first picture of each segment was seen."""
    starts = [segment_starts[cut.segment] if cut.segment < len(segment_starts) else None for cut in plan.cuts]
    return tuple(
        None if start is None else start + cut.within for cut, start in zip(plan.cuts, starts, strict=True)
    )


@dataclass(frozen=True, slots=True)
class SceneCheck:
    number: int
    cue_ms: int
    expected_frame: int
    found_frame: int | None
    error_frames: Fraction | None
    """From the exact moment of the cue to the cut that was found; positive is late."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that is not as planned."""

    code: str
    params: Mapping[str, Any]

    @property
    def text(self) -> str:
        return describe(self.code, **self.params).what


@dataclass(frozen=True, slots=True)
class Receipt:
    passed: bool
    max_error_frames: Fraction | None
    """The largest distance of a found cut from its cue, without sign; None when no cut was found."""
    frames_expected: int
    frames_found: int
    audio_offset_samples: int | None
    audio_residual_db: float | None
    scenes: tuple[SceneCheck, ...]
    reasons: tuple[Reason, ...]

    def to_json(self) -> dict[str, Any]:
        """The form that people and programs outside read; the only place where errors become decimals."""
        return {
            "pass": self.passed,
            "max_error_frames": _decimal(self.max_error_frames),
            "frames": self.frames_found,
            "frames_expected": self.frames_expected,
            "audio_offset_samples": self.audio_offset_samples,
            "audio_residual_db": _told_db(self.audio_residual_db),
            "scenes": [
                {**asdict(scene), "error_frames": _decimal(scene.error_frames)} for scene in self.scenes
            ],
            "reasons": [{"code": reason.code, "text": reason.text} for reason in self.reasons],
        }


def judge(plan: ReceiptPlan, found: Found) -> Receipt:
    """Compare what was found with the plan. It passes when there is no reason against it."""
    scenes = tuple(
        _check(cut, frame, plan.rate)
        for cut, frame in zip_longest(plan.cuts, found.cut_frames[: len(plan.cuts)])
    )
    errors = [abs(scene.error_frames) for scene in scenes if scene.error_frames is not None]
    reasons = (*_picture_reasons(plan, found), *_scene_reasons(scenes), *_audio_reasons(plan, found))
    return Receipt(
        passed=not reasons,
        max_error_frames=max(errors, default=None),
        frames_expected=plan.frames,
        frames_found=found.frames,
        audio_offset_samples=found.audio_offset_samples,
        audio_residual_db=found.audio_residual_db,
        scenes=scenes,
        reasons=reasons,
    )


def _check(cut: ReceiptCut, frame: int | None, rate: Rate) -> SceneCheck:
    error = None if frame is None else frame - cut.cue_ms * rate.exact / 1000
    return SceneCheck(cut.number, cut.cue_ms, cut.expected_frame, frame, error)


def _picture_reasons(plan: ReceiptPlan, found: Found) -> Iterator[Reason]:
    if found.frames != plan.frames:
        yield Reason("receipt.frames", {"found": found.frames, "expected": plan.frames})
    if not found.is_steady:
        yield Reason("receipt.unsteady", {})
    wanted = [frames for _, frames in plan.segments]
    for number, (want, seen) in enumerate(zip_longest(wanted, found.segment_frames, fillvalue=0), start=1):
        if want != seen:
            yield Reason("receipt.segment", {"number": number, "found": seen, "expected": want})


def _scene_reasons(scenes: Sequence[SceneCheck]) -> Iterator[Reason]:
    for scene in scenes:
        if scene.found_frame is None or scene.error_frames is None:
            yield Reason("receipt.cut_missing", {"number": scene.number})
        elif scene.found_frame != scene.expected_frame:
            params = {"number": scene.number, "found": scene.found_frame, "expected": scene.expected_frame}
            yield Reason("receipt.cut_moved", params)
        elif abs(scene.error_frames) > HALF_FRAME:
            yield Reason(
                "receipt.cut_off_cue", {"number": scene.number, "error": _decimal(scene.error_frames)}
            )


def _audio_reasons(plan: ReceiptPlan, found: Found) -> Iterator[Reason]:
    spare = max(AAC_FRAME_SAMPLES, int(SAMPLE_RATE / plan.rate.exact))
    if not 0 <= found.audio_samples - plan.samples < spare:
        yield Reason("receipt.audio_length", {"found": found.audio_samples, "expected": plan.samples})
    if found.audio_offset_samples is None or found.audio_residual_db is None:
        yield Reason("receipt.audio_unknown", {})
        return
    if found.audio_offset_samples != 0:
        yield Reason("receipt.audio_offset", {"samples": found.audio_offset_samples})
    if not found.audio_residual_db <= plan.most_residual_db:  # also refuses NaN
        limit = float(plan.most_residual_db)
        yield Reason("receipt.audio_residual", {"found": found.audio_residual_db, "limit": limit})


def _decimal(error: Fraction | None) -> float | None:
    return None if error is None else round(float(error), 6)


def _told_db(residual_db: float | None) -> float | None:
    if residual_db is None or math.isnan(residual_db):
        return None
    return round(max(residual_db, QUIETEST_DB), 2)
