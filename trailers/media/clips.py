"""Clip takes: exactly the frames that the plan names, graded, one after another."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trailers.domain.errors import FatalError
from trailers.domain.segment import Format, TakeFacts, Window

from . import chains, grain, look
from .grids import grid_of
from .process import DECODE_LIMITS, clip_input, open_ffmpeg
from .vision import opencv

Bytes = NDArray[np.uint8]
Cancel = Callable[[], bool] | None

_GRAIN = 0.5
"""Strength before the grade, in luma steps: the local contrast doubles it where the picture is flat."""


def take_of(window: Window) -> TakeFacts:
    """The take of a window that shows one."""
    if window.take is None:
        raise ValueError(f"scene {window.scene_id} is black")
    return window.take


def clip_frames(
    window: Window, path: Path, fmt: Format, *, scratch: Path, timeout_s: float, cancelled: Cancel = None
) -> Generator[Bytes, None, None]:
    """The frames of the window as planar yuv420p, in one buffer that is overwritten from frame to frame.

    FatalError segment.wrong_frames when the file has fewer frames than the plan was made for.
    """
    noir = window.look == "noir"
    luma_size = fmt.width * fmt.height
    frame = np.full(luma_size * 3 // 2, look.NEUTRAL, np.uint8)
    incoming = np.empty(luma_size if noir else frame.size, np.uint8)
    grade = _noir(window, path, fmt, scratch, timeout_s, cancelled) if noir else None
    finish = chains.luma_chain(fmt) if noir else chains.colour_chain()
    args = [
        *clip_input(path), "-map", "0:v:0", "-vf", f"{chains.clip_chain(window, fmt)},{finish}",
        "-fps_mode", "passthrough", "-f", "rawvideo", "pipe:1",
    ]  # fmt: skip
    with open_ffmpeg(
        args, scratch=scratch, timeout_s=timeout_s, limits=DECODE_LIMITS, reads=True, cancelled=cancelled
    ) as child:
        for k in range(window.count):
            if not child.read_into(incoming.data):
                child.finish()
                raise FatalError("segment.wrong_frames", made=k, wanted=window.count)
            if grade is None:
                yield incoming
            else:
                _grade(incoming, frame, grade, window, window.start + k, fmt)
                yield frame
        child.finish()


def _grade(luma: Bytes, frame: Bytes, grade: look.Grade, window: Window, number: int, fmt: Format) -> None:
    """Grain, then the grade, into the luma of `frame`."""
    cv2 = opencv()
    shape = (fmt.height, fmt.width)
    plate = grain.plate_of(fmt.width, fmt.height, _GRAIN)
    picture = luma.reshape(shape)
    cv2.add(picture, grain.part_of(plate.lift, window.seed, number), picture)
    cv2.subtract(picture, grain.part_of(plate.drop, window.seed, number), picture)
    grade.apply(picture, frame[: luma.size].reshape(shape))


def _noir(
    window: Window, path: Path, fmt: Format, scratch: Path, timeout_s: float, cancelled: Cancel
) -> look.Grade:
    """The grade of the take in this format, the same for every window of it."""
    take = take_of(window)
    grid = grid_of(
        path,
        take.sha256,
        take.frames,
        fmt,
        window.focus,
        scratch=scratch,
        timeout_s=timeout_s,
        cancelled=cancelled,
    )
    return look.Grade.of(grid, fmt.width, fmt.height)
