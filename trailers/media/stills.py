"""Image takes: a still on a canvas a third larger than the picture, graded once, and a camera moving over it.

Grading before moving keeps the tones on the things they belong to; doing both in floating point keeps a
smooth sky smooth until the last step, where grain stands in for the fractions that 8 bits cannot hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trailers.domain.errors import FatalError, UserError
from trailers.domain.segment import Format, Window

from . import camera, chains, grain, look
from .process import MAX_STILL_PIXELS, STILL_CODECS, Limits, open_ffmpeg

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Cancel = Callable[[], bool] | None

STILL_LIMITS = Limits(memory_bytes=4 << 30, cpu_s=60, file_bytes=1 << 20)
_SOFTEN = 0.4
"""Blur of the canvas in its own pixels, so that fine edges do not glitter while the camera moves."""
_NOIR_GRAIN, _COLOUR_GRAIN = 0.9, 0.4
"""In luma steps. Colour gets just enough, and always the same, to hide the steps of a smooth sky."""
_READERS = ((b"\x89PNG\r\n\x1a\n", "png_pipe"), (b"\xff\xd8\xff", "jpeg_pipe"), (b"RIFF", "webp_pipe"))


@dataclass(frozen=True, slots=True)
class Still:
    """A graded canvas: luma before its tone curve, and for colour the two chroma planes at half the size."""

    luma: Floats
    chroma: tuple[Floats, ...]


def still_frames(
    window: Window, path: Path, fmt: Format, *, scratch: Path, timeout_s: float, cancelled: Cancel = None
) -> Iterator[Bytes]:
    """The frames of the window as planar yuv420p, in one buffer that is overwritten from frame to frame."""
    still = load_still(path, window, fmt, scratch=scratch, timeout_s=timeout_s, cancelled=cancelled)
    noir = window.look == "noir"
    curve = np.rint((look.NOIR if noir else look.COLOUR).of(np.arange(256.0))).astype(np.uint8)
    noise = grain.plate_of(fmt.width, fmt.height, _NOIR_GRAIN if noir else _COLOUR_GRAIN).noise
    frame = np.full(fmt.width * fmt.height * 3 // 2, look.NEUTRAL, np.uint8)
    for k in range(window.start, window.start + window.count):
        pose = camera.pose_at(window.move, k, window.frames, fmt.rate, focus=window.focus, seed=window.seed)
        _draw(still, pose, grain.part_of(noise, window.seed, k if noir else 0), curve, frame, fmt)
        yield frame


def load_still(
    path: Path, window: Window, fmt: Format, *, scratch: Path, timeout_s: float, cancelled: Cancel = None
) -> Still:
    """Decode in a child at the size of the canvas, framed by the focus point, and grade."""
    import cv2

    width, height = canvas_size(fmt)
    planes = _decode(
        path, width, height, window.focus, scratch=scratch, timeout_s=timeout_s, cancelled=cancelled
    )
    luma = np.asarray(cv2.GaussianBlur(planes[0], (0, 0), _SOFTEN), np.float32)
    if window.look == "noir":
        small = np.clip(cv2.resize(luma, (width // 4, height // 4), interpolation=cv2.INTER_AREA), 0, 255)
        grid = look.local_contrast(look.tile_histograms([np.rint(small).astype(np.uint8)]))
        return Still(look.grade_still(luma, grid), ())
    half = (width // 2, height // 2)
    return Still(luma, tuple(_chroma(plane, half) for plane in planes[1:]))


def _chroma(plane: Floats, size: tuple[int, int]) -> Floats:
    """A chroma plane at half the size, in the colour look."""
    import cv2

    small = np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.float32)
    return look.NEUTRAL + (small - look.NEUTRAL) * np.float32(look.COLOUR_CHROMA)


def canvas_size(fmt: Format) -> tuple[int, int]:
    """A third larger each way: what a camera needs to move in, and 2560x1440 for 1080p."""
    return -(-fmt.width * 2 // 3) * 2, -(-fmt.height * 2 // 3) * 2


def _decode(
    path: Path,
    width: int,
    height: int,
    focus: tuple[int, int],
    *,
    scratch: Path,
    timeout_s: float,
    cancelled: Cancel,
) -> list[Floats]:
    """Y, Cb and Cr of the canvas, in 8-bit units with 16 bits of precision."""
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
    return [plane.astype(np.float32) / np.float32(256) for plane in raw]


def still_reader(path: Path) -> str:
    """ffmpeg's reader for the file, by its first bytes. UserError media.unsupported for anything else."""
    with path.open("rb") as file:
        head = file.read(12)
    for magic, reader in _READERS:
        if head.startswith(magic) and (magic != b"RIFF" or head[8:] == b"WEBP"):
            return reader
    raise UserError("media.unsupported", name=path.name, detail="It is not a PNG, JPEG or WebP picture.")


def _draw(still: Still, pose: camera.Pose, noise: Floats, curve: Bytes, frame: Bytes, fmt: Format) -> None:
    """One frame: move, add grain, round, and send luma through the tone curve."""
    import cv2

    split = fmt.width * fmt.height
    picture = frame[:split].reshape(fmt.height, fmt.width)
    cv2.add(_moved(still.luma, pose, fmt.width, fmt.height), noise, picture, dtype=cv2.CV_8U)
    cv2.LUT(picture, curve, picture)
    for plane, out in zip(
        still.chroma, frame[split:].reshape(2, fmt.height // 2, fmt.width // 2), strict=False
    ):
        out[:] = np.clip(np.rint(_moved(plane, pose, fmt.width // 2, fmt.height // 2)), 16, 240)


def _moved(plane: Floats, pose: camera.Pose, width: int, height: int) -> Floats:
    import cv2

    matrix = np.array(camera.inverse_matrix(pose, width, height, plane.shape[1], plane.shape[0]))
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(
        cv2.warpAffine(plane, matrix, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    )
