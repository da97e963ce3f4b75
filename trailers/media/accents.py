"""Accents drawn into the frames of a window: a flare that fades, a jump of the camera that eases back."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np
from numpy.typing import NDArray

from trailers.domain.accents import Accent, within
from trailers.domain.segment import Format, Window

from .vision import opencv

Bytes = NDArray[np.uint8]
Planes = tuple[Bytes, Bytes, Bytes]

_CLOSER = 0.10
"""How much nearer a push of full strength jumps."""
_WHITE, _NEUTRAL = 235, 128
_BAR_LUMA = 22
"""The lightest pixel of a black bar."""


def accented(
    frames: Generator[Bytes, None, None], window: Window, fmt: Format
) -> Generator[Bytes, None, None]:
    """The same frames (planar yuv420p), struck where the window's accents say so. Black bars stay as they are."""
    struck = within(window.accents, window.start, window.count)
    out = np.empty(fmt.width * fmt.height * 3 // 2, np.uint8)
    bar: int | None = None
    try:
        for number, frame in enumerate(frames, start=window.start):
            force = {kind: _force(struck, kind, number) for kind in ("push", "flash")}
            if not any(force.values()):
                yield frame
                continue
            out[:] = frame.reshape(-1)
            if bar is None:
                bar = bar_rows(out[: fmt.width * fmt.height].reshape(fmt.height, fmt.width))
            planes = _planes(out, fmt, bar)
            if force["push"]:
                _push(planes, 1 + _CLOSER * force["push"], window.focus)
            if force["flash"]:
                _flash(planes, force["flash"])
            yield out
    finally:
        frames.close()


def _force(struck: tuple[Accent, ...], kind: str, number: int) -> float:
    return max((accent.strength(number) for accent in struck if accent.kind == kind), default=0.0)


def bar_rows(luma: Bytes) -> int:
    """Rows of black above and below alike, even in number: the bars of a wide picture, or 0."""
    lit = np.flatnonzero(luma.max(1) > _BAR_LUMA)
    if not len(lit):
        return 0
    high = len(luma)
    rows = int(min(lit[0], high - 1 - lit[-1])) // 2 * 2
    return rows if high // 32 <= rows <= high // 4 else 0


def _push(planes: Planes, zoom: float, focus: tuple[int, int]) -> None:
    """Each plane magnified about the focus point, which keeps its place."""
    cv2 = opencv()
    for plane in planes:
        high, wide = plane.shape
        x, y = (focus[0] / 1000 * (wide - 1), focus[1] / 1000 * (high - 1))
        matrix = np.array([[1 / zoom, 0, x - x / zoom], [0, 1 / zoom, y - y / zoom]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        plane[:] = cv2.warpAffine(plane, matrix, (wide, high), flags=flags, borderMode=cv2.BORDER_REPLICATE)


def _flash(planes: Planes, share: float) -> None:
    """Towards white: the luma up, the colours out."""
    luma, *chroma = planes
    luma[:] = _mixed(luma, _WHITE, share)
    for plane in chroma:
        plane[:] = _mixed(plane, _NEUTRAL, share)


def _mixed(plane: Bytes, towards: int, share: float) -> Bytes:
    table = np.arange(256.0)
    return np.rint(table + (towards - table) * share).clip(0, 255).astype(np.uint8)[plane]


def _planes(picture: Bytes, fmt: Format, bar: int) -> Planes:
    """The three planes between the bars."""
    inside, small = slice(bar, fmt.height - bar), slice(bar // 2, (fmt.height - bar) // 2)
    split, half = fmt.width * fmt.height, (fmt.height // 2, fmt.width // 2)
    quarter = half[0] * half[1]
    return (
        picture[:split].reshape(fmt.height, fmt.width)[inside],
        picture[split : split + quarter].reshape(half)[small],
        picture[split + quarter :].reshape(half)[small],
    )
