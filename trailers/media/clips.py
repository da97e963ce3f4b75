"""Clip takes: exactly the frames that the plan names, graded, one after another."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trailers.domain.errors import FatalError
from trailers.domain.segment import Format, TakeFacts, Window

from . import chains, grain, look
from .process import DECODE_LIMITS, open_ffmpeg, untrusted
from .vision import opencv

Bytes = NDArray[np.uint8]
Cancel = Callable[[], bool] | None

_GRAIN = 0.5
"""Strength before the grade, in luma steps: the local contrast doubles it where the picture is flat."""
_MEASURED_FRAMES = 48
_GRIDS_KEPT = 64


def take_of(window: Window) -> TakeFacts:
    """The take of a window that shows one."""
    if window.take is None:
        raise ValueError(f"scene {window.scene_id} is black")
    return window.take


def clip_input(path: Path) -> list[str]:
    """Input options for a clip; what carries no colour tag is taken as BT.709, as all AI clips are made."""
    return ["-threads", "1", "-filter_threads", "1", "-colorspace", "bt709", *untrusted(path)]


def clip_frames(
    window: Window, path: Path, fmt: Format, *, scratch: Path, timeout_s: float, cancelled: Cancel = None
) -> Iterator[Bytes]:
    """The frames of the window as planar yuv420p, in one buffer that is overwritten from frame to frame.

    FatalError segment.wrong_frames when the file has fewer frames than the plan was made for.
    """
    noir = window.look == "noir"
    luma_size = fmt.width * fmt.height
    frame = np.full(luma_size * 3 // 2, look.NEUTRAL, np.uint8)
    incoming = np.empty(luma_size if noir else frame.size, np.uint8)
    grade = (
        noir_of(window, path, fmt, scratch=scratch, timeout_s=timeout_s, cancelled=cancelled)
        if noir
        else None
    )
    chain = chains.clip_chain(window, fmt) + (
        f",{chains.luma_chain(fmt)}" if noir else f",{chains.colour_chain()}"
    )
    args = [
        *clip_input(path),
        "-map",
        "0:v:0",
        "-vf",
        chain,
        "-fps_mode",
        "passthrough",
        "-f",
        "rawvideo",
        "pipe:1",
    ]
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


class _Memo:
    """The grids measured last: a take's body and its dissolves need the same one. Only ever saves time."""

    def __init__(self) -> None:
        self._grids: OrderedDict[object, look.Floats] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: object, measure: Callable[[], look.Floats]) -> look.Floats:
        with self._lock:
            if key in self._grids:
                self._grids.move_to_end(key)
                return self._grids[key]
        grid = measure()
        with self._lock:
            self._grids[key] = grid
            while len(self._grids) > _GRIDS_KEPT:
                self._grids.popitem(last=False)
        return grid


_memo = _Memo()


def noir_of(
    window: Window, path: Path, fmt: Format, *, scratch: Path, timeout_s: float, cancelled: Cancel = None
) -> look.Grade:
    """The grade of a take in a format: of the whole take, so that every window of it looks the same."""
    take = take_of(window)

    def measure() -> look.Floats:
        return measure_grid(
            path, take.frames, fmt, window.focus, scratch=scratch, timeout_s=timeout_s, cancelled=cancelled
        )

    grid = _memo.get((take.sha256, fmt.width, fmt.height, window.focus), measure)
    return look.Grade.of(grid, fmt.width, fmt.height)


def measure_grid(
    path: Path,
    take_frames: int,
    fmt: Format,
    focus: tuple[int, int],
    *,
    scratch: Path,
    timeout_s: float,
    cancelled: Cancel = None,
) -> look.Floats:
    """The tables of local contrast, from small pictures spread over the whole take.

    Frames that nothing else refers to are not even decoded (-skip_frame bidir): a quarter of the time, and
    the rest are spread evenly enough for a histogram.
    """
    width, height = chains.small_size(fmt)
    chain = chains.measuring_chain(fmt, focus, max(1, take_frames // _MEASURED_FRAMES))
    args = [
        "-skip_frame", "bidir", *clip_input(path), "-map", "0:v:0",
        "-vf", chain, "-fps_mode", "passthrough", "-f", "rawvideo", "pipe:1",
    ]  # fmt: skip
    with open_ffmpeg(
        args, scratch=scratch, timeout_s=timeout_s, limits=DECODE_LIMITS, reads=True, cancelled=cancelled
    ) as child:

        def pictures() -> Iterator[Bytes]:
            picture = np.empty((height, width), np.uint8)
            while child.read_into(picture.reshape(-1).data):
                yield picture

        counts = look.tile_histograms(pictures())
        child.finish()
    if not counts.any():
        raise FatalError("segment.wrong_frames", made=0, wanted=take_frames)
    return look.local_contrast(counts)
