"""A take without the black bars that it was drawn with: for a shape that would keep them above and below a crop."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from trailers.domain.clock import Rate
from trailers.domain.errors import FatalError

from .canvas import bar_rows
from .process import DECODE_LIMITS, clip_input, open_ffmpeg, replacing, run_ffmpeg
from .profile import TAGS, THREADS
from .track import read_track

Cancel = Callable[[], bool] | None

_LOOKED_AT = 24
"""Most frames of a clip that are looked at; what is black in all of them is a bar."""
_LINES = 360
"""Height at which bars are looked for; they are cut on even lines of the take."""
_QUALITY = 10
"""x264's crf: this copy is encoded again by its segment, and must not be seen to have been."""
_START_S = 120
_SLOWEST_FRAME_S = 1.5


def without_bars(
    source: Path,
    out: Path,
    *,
    kind: str,
    frames: int,
    rate: Rate | None,
    scratch: Path,
    cancelled: Cancel = None,
) -> int:
    """Make `out` from a clip or an image and tell how many of 1,000 lines went, above and below each.

    A take without bars is copied byte for byte. FatalError segment.wrong_frames when a frame was lost.
    """
    picture = _lightest_of_image(source) if kind == "image" else _lightest(source, scratch, cancelled)
    bars = bar_rows((picture.astype(np.uint16) * 256).astype(np.uint16))
    if not bars:
        shutil.copyfile(source, out)
        return 0
    with replacing(out) as temp:
        if kind == "image":
            with Image.open(source) as image:
                cut = image.height * bars // _LINES // 2 * 2
                image.crop((0, cut, image.width, image.height - cut)).save(temp, "PNG")
        else:
            lines = f"floor(ih*{bars}/{_LINES}/2)*2"
            _clip(source, temp, f"crop=iw:'ih-2*{lines}':0:'{lines}'", frames, rate, scratch, cancelled)
    return bars * 1000 // _LINES


def _clip(
    source: Path, temp: Path, crop: str, frames: int, rate: Rate | None, scratch: Path, cancelled: Cancel
) -> None:
    if rate is None:
        raise ValueError("a clip has a rate")
    run_ffmpeg(
        [
            *clip_input(source), "-map", "0:v:0", "-vf", f"{crop},format=yuv420p,setpts=N,{TAGS}",
            "-map_metadata", "-1", "-an", "-sn", "-dn", "-fflags", "+bitexact", "-flags:v", "+bitexact",
            "-fps_mode", "passthrough", "-enc_time_base", f"{rate.den}/{rate.num}", "-c:v", "libx264",
            "-preset", "veryfast", "-crf", str(_QUALITY), "-threads", str(THREADS), "-f", "mp4",
            f"file:{temp.resolve()}",
        ],
        scratch=scratch,
        timeout_s=_START_S + _SLOWEST_FRAME_S * frames,
        cancelled=cancelled,
    )  # fmt: skip
    made = read_track(temp).frames
    if made != frames:
        raise FatalError("segment.wrong_frames", made=made, wanted=frames)


def _lightest_of_image(source: Path) -> NDArray[np.uint8]:
    with Image.open(source) as image:
        return np.asarray(image.convert("L").resize((2 * _LINES, _LINES), Image.Resampling.BOX), np.uint8)


def _lightest(source: Path, scratch: Path, cancelled: Cancel) -> NDArray[np.uint8]:
    """A small grey picture, each pixel as light as it ever is in the clip."""
    width = _LINES * 2
    args = [
        *clip_input(source), "-map", "0:v:0", "-vf",
        f"thumbnail=8,scale={width}:{_LINES}:flags=area,format=gray", "-frames:v", str(_LOOKED_AT),
        "-fps_mode", "passthrough", "-f", "rawvideo", "pipe:1",
    ]  # fmt: skip
    picture = np.empty((_LINES, width), np.uint8)
    lightest = np.zeros_like(picture)
    with open_ffmpeg(
        args, scratch=scratch, timeout_s=_START_S, limits=DECODE_LIMITS, reads=True, cancelled=cancelled
    ) as child:
        while child.read_into(picture.reshape(-1).data):
            np.maximum(lightest, picture, out=lightest)
        child.finish()
    return lightest
