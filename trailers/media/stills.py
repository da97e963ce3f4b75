"""Image takes: a camera moving over a graded canvas that is a third larger than the picture.

Grain is added before the frame is rounded to 8 bits, so that it stands in for the fractions that are lost.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trailers.domain.segment import Format, Window

from . import camera, grain, look
from .canvas import Canvas, load_canvas
from .vision import opencv

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Cancel = Callable[[], bool] | None

_NOIR_GRAIN, _COLOUR_GRAIN = 0.9, 0.4
"""In luma steps. Colour gets just enough, and always the same, to hide the steps of a smooth sky."""


def still_frames(
    window: Window, path: Path, fmt: Format, *, scratch: Path, timeout_s: float, cancelled: Cancel = None
) -> Generator[Bytes, None, None]:
    """The frames of the window as planar yuv420p, in one buffer that is overwritten from frame to frame."""
    noir = window.look == "noir"
    canvas = load_canvas(
        path, fmt, noir=noir, focus=window.focus, scratch=scratch, timeout_s=timeout_s, cancelled=cancelled
    )
    curve = np.rint((look.NOIR if noir else look.COLOUR).of(np.arange(256.0))).astype(np.uint8)
    noise = grain.plate_of(fmt.width, fmt.height, _NOIR_GRAIN if noir else _COLOUR_GRAIN).noise
    frame = look.black_frame(fmt.width, fmt.height)
    view: list[Floats] = []
    seen: camera.Pose | None = None
    for k in range(window.start, window.start + window.count):
        pose = camera.pose_at(window.move, k, window.frames, fmt.rate, focus=window.focus, seed=window.seed)
        if pose != seen:  # a camera that holds sees the same picture
            view, seen = _view(canvas, pose, fmt), pose
        _develop(view, grain.part_of(noise, window.seed, k if noir else 0), curve, canvas.bar, frame, fmt)
        yield frame


def ungraded_frames(
    window: Window, path: Path, fmt: Format, *, scratch: Path, timeout_s: float, cancelled: Cancel = None
) -> Generator[Bytes, None, None]:
    """The camera move over the still as it was drawn: no look, no grain. All of the window, in one buffer."""
    canvas = load_canvas(
        path, fmt, noir=False, focus=window.focus, scratch=scratch, timeout_s=timeout_s, cancelled=cancelled
    )
    drawn = tuple(
        look.NEUTRAL + (plane - look.NEUTRAL) / np.float32(look.COLOUR_CHROMA) for plane in canvas.chroma
    )
    canvas = replace(canvas, chroma=drawn)
    as_is = np.arange(256, dtype=np.uint8)
    noise = np.zeros((fmt.height, fmt.width), np.float32)
    frame = look.black_frame(fmt.width, fmt.height)
    for k in range(window.frames):
        pose = camera.pose_at(window.move, k, window.frames, fmt.rate, focus=window.focus, seed=window.seed)
        _develop(_view(canvas, pose, fmt), noise, as_is, canvas.bar, frame, fmt)
        yield frame


def _view(canvas: Canvas, pose: camera.Pose, fmt: Format) -> list[Floats]:
    """The planes as the camera sees them, between the bars."""
    height = fmt.height - 2 * canvas.bar
    planes = [_moved(canvas.luma, pose, fmt.width, height)]
    return planes + [_moved(plane, pose, fmt.width // 2, height // 2) for plane in canvas.chroma]


def _moved(plane: Floats, pose: camera.Pose, width: int, height: int) -> Floats:
    cv2 = opencv()
    matrix = np.array(camera.inverse_matrix(pose, width, height, plane.shape[1], plane.shape[0]))
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    seen = cv2.warpAffine(plane, matrix, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(seen, np.float32)


def _develop(view: list[Floats], noise: Floats, curve: Bytes, bar: int, frame: Bytes, fmt: Format) -> None:
    """Add grain, round, and send luma through the tone curve; the bars of `frame` stay as they are."""
    cv2 = opencv()
    split = fmt.width * fmt.height
    rows = slice(bar, fmt.height - bar)
    picture = frame[:split].reshape(fmt.height, fmt.width)[rows]
    cv2.add(view[0], noise[rows], picture, dtype=cv2.CV_8U)
    cv2.LUT(picture, curve, picture)
    chroma = frame[split:].reshape(2, fmt.height // 2, fmt.width // 2)
    for plane, out in zip(view[1:], chroma, strict=False):
        out[bar // 2 : (fmt.height - bar) // 2] = np.clip(np.rint(plane), 16, 240)
