"""From a clip request to a file: choose the kind of shot, make the frames, hand them to the encoder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from trailers.domain.clock import Rate
from trailers.domain.errors import UserError
from trailers.domain.vocabulary import MOVES
from trailers.engines.ports import ClipRequest, Progress
from trailers.media.process import open_ffmpeg, replacing

from ..pictures.brush import Mask
from ..pictures.recipe import Recipe
from .shots import drawn_frames, flat_frames

MAX_FRAMES = 60 * 60
KEY_FRAMES_EVERY = 16
"""Three of them in a clip of two seconds are enough to measure its tones by, without decoding the rest. It takes
no more time and a tenth more bytes than every 48."""
_BLACK, _NEUTRAL = 16, 128


def render_clip(request: ClipRequest, scratch: Path, progress: Progress) -> Path:
    """Write a clip of exactly the frames asked for; raises UserError for sizes that cannot be encoded."""
    _check(request)
    cv2.setNumThreads(1)
    out = scratch / f"clip-{request.seed}-{request.frames}.mp4"
    with replacing(out) as part:
        args = [
            *_input(request.width, request.height, request.rate),
            *_output(request.rate),
            f"file:{part.resolve()}",
        ]
        with open_ffmpeg(args, scratch=scratch, timeout_s=120 + request.frames * 2.0, writes=True) as encoder:
            for done, frame in enumerate(frames_of(request), start=1):
                encoder.write(memoryview(frame.reshape(-1).data))
                progress(done, request.frames)
            encoder.finish()
    return out


def frames_of(request: ClipRequest) -> Iterator[Mask]:
    """Whole frames (bars included) as I420 arrays of (height * 3 / 2, width)."""
    rate = float(request.rate.exact)
    recipe: Any = request.recipe
    kind = recipe.get("kind", "picture") if recipe else "flat"
    if kind == "card":
        from ..cards import card_frames

        yield from card_frames(recipe, request.frames, rate, request.width, request.height)
        return
    if kind == "flat":
        yield from flat_frames(
            request.image, request.move, request.frames, rate, request.width, request.height, request.seed
        )
        return
    planned = Recipe.from_json(recipe)
    bar = _even(request.height * planned.bars / 1000)
    inner = drawn_frames(
        _shaped(planned, request.width, request.height - 2 * bar, bar),
        request.move,
        request.frames,
        rate,
        request.width,
        request.height - 2 * bar,
        request.seed,
    )
    if not bar:
        yield from inner
        return
    whole = _black(request.width, request.height)
    for frame in inner:
        _set_inside(whole, frame, request.width, request.height, bar)
        yield whole


def _shaped(recipe: Recipe, width: int, inner: int, bar: int) -> Recipe:
    """The recipe at the clip's own pixel shape, so that rounding never stretches it."""
    from dataclasses import replace

    return (
        replace(recipe, width=width, height=inner + 2 * bar, bars=round(1000 * bar / (inner + 2 * bar)))
        if bar
        else replace(recipe, width=width, height=inner)
    )


def _black(width: int, height: int) -> Mask:
    whole = np.full((height * 3 // 2, width), _NEUTRAL, np.uint8)
    whole[:height] = _BLACK
    return whole


def _set_inside(whole: Mask, frame: Mask, width: int, height: int, bar: int) -> None:
    """Copy the planes of the inner picture between the bars."""
    inner = height - 2 * bar
    whole[bar : bar + inner] = frame[:inner]
    for plane in range(2):
        size = width // 2 * (height // 2)
        target = (
            whole[height:].reshape(-1)[plane * size : (plane + 1) * size].reshape(height // 2, width // 2)
        )
        part = frame[inner:].reshape(-1)[plane * (width // 2) * (inner // 2) :][: (width // 2) * (inner // 2)]
        target[bar // 2 : bar // 2 + inner // 2] = part.reshape(inner // 2, width // 2)


def _even(value: float) -> int:
    return 2 * round(value / 2)


def _check(request: ClipRequest) -> None:
    if request.move not in MOVES:
        raise UserError("motion.unknown_move", move=request.move)
    if (
        request.width % 4
        or request.height % 4
        or not (16 <= request.width <= 4096 and 16 <= request.height <= 4096)
    ):
        raise UserError("motion.size", width=request.width, height=request.height)
    if not 1 <= request.frames <= MAX_FRAMES:
        raise UserError("motion.frames", frames=request.frames, most=MAX_FRAMES)


def _input(width: int, height: int, rate: Rate) -> list[str]:
    return [
        "-f",
        "rawvideo",
        "-pix_fmt",
        "yuv420p",
        "-video_size",
        f"{width}x{height}",
        "-framerate",
        f"{rate.num}/{rate.den}",
        "-i",
        "pipe:0",
    ]


def _output(rate: Rate) -> list[str]:
    """A take, not a segment: quick to make, near to lossless, encoded again at conform."""
    tags = "setsar=1,setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
    return [
        "-vf",
        tags,
        "-an",
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-crf",
        "14",
        "-pix_fmt",
        "yuv420p",
        "-threads",
        "1",
        "-x264-params",
        f"keyint={KEY_FRAMES_EVERY}",
        "-video_track_timescale",
        str(rate.num * (1 if rate.den == 1001 else 1000)),
        "-map_metadata",
        "-1",
        "-fflags",
        "+bitexact",
        "-flags:v",
        "+bitexact",
        "-f",
        "mp4",
    ]
