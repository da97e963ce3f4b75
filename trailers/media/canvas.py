"""A still made ready for a camera: decoded in a child, framed, freed of bars and steps, and graded.

Grading before moving keeps the tones on the things they belong to; doing it in floating point keeps a smooth
sky smooth until the last step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trailers.domain.errors import FatalError, UserError
from trailers.domain.segment import Format

from . import chains, look
from .process import MAX_STILL_PIXELS, STILL_CODECS, Limits, open_ffmpeg
from .vision import opencv

Floats = NDArray[np.float32]
Cancel = Callable[[], bool] | None

STILL_LIMITS = Limits(memory_bytes=4 << 30, cpu_s=60, file_bytes=1 << 20)
_SOFTEN = 0.4
"""Blur of the canvas in its own pixels, so that fine edges do not glitter while the camera moves."""
_STEP = 0.5
"""Differences from the surroundings up to this, in luma, are steps of an 8-bit slope and are smoothed away;
from twice this on they are what was drawn, and stay."""
_SURROUNDINGS = (64, 16)
"""Sides of the squares that a pixel is compared with, at 1440 lines; the smaller one reaches nearer to edges."""
_BAR_LUMA = 22
"""The lightest pixel of a black bar, as JPEG may leave it."""
_READERS = ((b"\x89PNG\r\n\x1a\n", "png_pipe"), (b"\xff\xd8\xff", "jpeg_pipe"), (b"RIFF", "webp_pipe"))


@dataclass(frozen=True, slots=True)
class Canvas:
    """What the camera sees: luma before its tone curve, and for colour the two chroma planes at half size."""

    luma: Floats
    chroma: tuple[Floats, ...]
    bar: int
    """Height in pixels of the film of the black bars that the still had above and below; they do not move."""


def load_canvas(
    path: Path,
    fmt: Format,
    *,
    noir: bool,
    focus: tuple[int, int],
    scratch: Path,
    timeout_s: float,
    cancelled: Cancel = None,
) -> Canvas:
    """The canvas of a still for a format, in a look. UserError media.unsupported for what is no picture."""
    cv2 = opencv()
    width, height = canvas_size(fmt)
    raw = _decode(path, width, height, focus, scratch=scratch, timeout_s=timeout_s, cancelled=cancelled)
    bars = bar_rows(raw[0])
    raw = raw[:, bars : height - bars]
    luma = without_steps(np.asarray(cv2.GaussianBlur(_plane(raw[0]), (0, 0), _SOFTEN), np.float32), height)
    bar = round(bars * fmt.height / height / 2) * 2
    if not noir:
        return Canvas(luma, tuple(_chroma(plane) for plane in raw[1:]), bar)
    small = cv2.resize(luma, (width // 4, luma.shape[0] // 4), interpolation=cv2.INTER_AREA)
    tones = np.rint(np.clip(small, 0, 255)).astype(np.uint8)
    grid = look.local_contrast(look.tile_histograms([tones]))
    return Canvas(look.grade_still(luma, grid), (), bar)


def canvas_size(fmt: Format) -> tuple[int, int]:
    """A third larger each way: what a camera needs to move in, and 2560x1440 for 1080p."""
    return -(-fmt.width * 2 // 3) * 2, -(-fmt.height * 2 // 3) * 2


def bar_rows(luma: NDArray[np.uint16]) -> int:
    """Rows of black above and below alike: the bars of a wide picture, or 0. A dark picture has none."""
    height = len(luma)
    lit = np.flatnonzero(luma.max(1) > _BAR_LUMA << 8)
    if not len(lit):
        return 0
    above, below = int(lit[0]), int(height - 1 - lit[-1])
    rows = max(above, below)
    alike = abs(above - below) <= height // 100
    return rows + rows % 2 if alike and height // 32 <= rows <= height // 4 else 0


def without_steps(luma: Floats, lines: int) -> Floats:
    """Slopes of a few 8-bit tones made even, so that contrast does not turn their steps into rings.

    Only where a pixel is within a step of its surroundings; edges and texture stay as they are.
    """
    cv2 = opencv()
    for side in _SURROUNDINGS:
        size = max(3, side * lines // 1440) | 1
        away = cv2.blur(luma, (size, size)) - luma
        share = np.clip(2 - np.abs(away) / np.float32(_STEP), 0, 1)
        luma = luma + away * share
    return luma


def _plane(raw: NDArray[np.uint16]) -> Floats:
    return raw.astype(np.float32) / np.float32(256)


def _chroma(raw: NDArray[np.uint16]) -> Floats:
    """A chroma plane at half the size, in the colour look."""
    cv2 = opencv()
    half = (raw.shape[1] // 2, raw.shape[0] // 2)
    small = np.asarray(cv2.resize(_plane(raw), half, interpolation=cv2.INTER_AREA), np.float32)
    return look.NEUTRAL + (small - look.NEUTRAL) * np.float32(look.COLOUR_CHROMA)


def _decode(
    path: Path,
    width: int,
    height: int,
    focus: tuple[int, int],
    *,
    scratch: Path,
    timeout_s: float,
    cancelled: Cancel,
) -> NDArray[np.uint16]:
    """Y, Cb and Cr of the still at the size of the canvas, 256 units to a luma step."""
    raw = np.empty((3, height, width), np.uint16)
    chain = chains.fill_chain(width, height, focus, "lanczos+accurate_rnd+full_chroma_int")
    args = [
        "-threads", "1", "-filter_threads", "1", "-protocol_whitelist", "file",
        "-codec_whitelist", ",".join(STILL_CODECS), "-max_pixels", str(MAX_STILL_PIXELS),
        "-f", still_reader(path), "-i", f"file:{path.resolve()}",
        "-map", "0:v:0", "-frames:v", "1", "-vf", f"{chain},format=yuv444p16le", "-f", "rawvideo", "pipe:1",
    ]  # fmt: skip
    with open_ffmpeg(
        args, scratch=scratch, timeout_s=timeout_s, limits=STILL_LIMITS, reads=True, cancelled=cancelled
    ) as child:
        whole = child.read_into(raw.reshape(-1).view(np.uint8).data)
        child.finish()
    if not whole:
        raise FatalError("segment.wrong_frames", made=0, wanted=1)
    return raw


def still_reader(path: Path) -> str:
    """ffmpeg's reader for the file, by its first bytes. UserError media.unsupported for anything else."""
    with path.open("rb") as file:
        head = file.read(12)
    for magic, reader in _READERS:
        if head.startswith(magic) and (magic != b"RIFF" or head[8:] == b"WEBP"):
            return reader
    raise UserError("media.unsupported", name=path.name, detail="It is not a PNG, JPEG or WebP picture.")
