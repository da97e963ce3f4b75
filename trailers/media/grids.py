"""The grid of noir for a clip, measured on small pictures spread over the whole take.

Of the whole take and not of the frames that are used, so that moving a cut never changes the look of a scene.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trailers.domain.errors import FatalError
from trailers.domain.segment import Format

from . import chains, look
from .process import DECODE_LIMITS, clip_input, open_ffmpeg

Cancel = Callable[[], bool] | None

_MEASURED_FRAMES = 48
"""Most frames that are looked at; more tell nothing new about the tones of a take."""
_ENOUGH_KEY_FRAMES = 3
_FRAMES_A_KEY_FRAME = 64
_KEPT = 64


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
            while len(self._grids) > _KEPT:
                self._grids.popitem(last=False)
        return grid


_memo = _Memo()


def grid_of(
    path: Path,
    sha256: str,
    frames: int,
    fmt: Format,
    focus: tuple[int, int],
    *,
    scratch: Path,
    timeout_s: float,
    cancelled: Cancel = None,
) -> look.Floats:
    """The tables of local contrast of the clip with this content, measured once in this process."""

    def measure() -> look.Floats:
        return measure_grid(
            path, frames, fmt, focus, scratch=scratch, timeout_s=timeout_s, cancelled=cancelled
        )

    return _memo.get((sha256, fmt.width, fmt.height, focus), measure)


def measure_grid(
    path: Path,
    frames: int,
    fmt: Format,
    focus: tuple[int, int],
    *,
    scratch: Path,
    timeout_s: float,
    cancelled: Cancel = None,
) -> look.Floats:
    """Decode as little as tells the tones: the key frames, where the clip has some all along it (a fifteenth
    of the time of decoding it); else what is left without the frames that nothing refers to (a quarter).

    FatalError segment.wrong_frames when nothing can be decoded.
    """
    counts, seen = np.zeros(0, np.int64), 0
    for skip in ("nokey", "bidir"):
        pictures = _Pictures(path, frames if skip == "bidir" else 0, fmt, focus)
        counts = look.tile_histograms(pictures.decode(skip, scratch, timeout_s, cancelled))
        seen = pictures.seen
        if seen >= max(_ENOUGH_KEY_FRAMES, frames / _FRAMES_A_KEY_FRAME):
            break
    if not seen:
        raise FatalError("segment.wrong_frames", made=0, wanted=frames)
    return look.local_contrast(counts)


class _Pictures:
    """Small grey pictures of a clip, at most some 48 of them, and how many came."""

    def __init__(self, path: Path, frames: int, fmt: Format, focus: tuple[int, int]) -> None:
        self.seen = 0
        self._path = path
        self._size = chains.small_size(fmt)
        self._chain = chains.measuring_chain(fmt, focus, max(1, frames // _MEASURED_FRAMES))

    def decode(
        self, skip: str, scratch: Path, timeout_s: float, cancelled: Cancel
    ) -> Iterator[NDArray[np.uint8]]:
        args = [
            "-skip_frame", skip, *clip_input(self._path), "-map", "0:v:0", "-vf", self._chain,
            "-frames:v", str(4 * _MEASURED_FRAMES), "-fps_mode", "passthrough", "-f", "rawvideo", "pipe:1",
        ]  # fmt: skip
        picture = np.empty(self._size[::-1], np.uint8)
        with open_ffmpeg(
            args, scratch=scratch, timeout_s=timeout_s, limits=DECODE_LIMITS, reads=True, cancelled=cancelled
        ) as child:
            while child.read_into(picture.reshape(-1).data):
                self.seen += 1
                yield picture
            child.finish()
