"""Stills and contact sheets of a film that we made, by frame number."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trailers.domain.errors import FatalError

from .pictures import Pictures
from .sandbox import replacing
from .vision import opencv

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

Picture = NDArray[np.uint8]

_QUALITY = 90
_GAP = 12
_GROUND = 20
_INK = (235, 235, 235)


def still_of(film: Path, frame: int, out: Path, *, width: int | None = None) -> tuple[int, int]:
    """Write frame number `frame` as JPEG, `width` pixels wide or as large as the film. Returns its size.

    FatalError film.no_frame when the film has no such frame.
    """
    with Pictures(film) as pictures:
        picture = _scaled(_picture(pictures, frame), width)
    _write(picture, out)
    return picture.shape[1], picture.shape[0]


def contact_sheet(
    film: Path,
    frames: Sequence[int],
    out: Path,
    *,
    columns: int = 4,
    width: int = 480,
    labels: Sequence[str] = (),
) -> tuple[int, int]:
    """Write the given frames, in rows of `columns` pictures of `width` pixels, as one JPEG. Returns its size.

    `labels` are written under the pictures, in the order of `frames`.
    """
    if not frames or columns < 1:
        raise ValueError("a contact sheet needs pictures and columns")
    with Pictures(film) as pictures:
        cells = [_scaled(_picture(pictures, number), width) for number in frames]
    sheet = _sheet(cells, min(columns, len(cells)), labels)
    _write(sheet, out)
    return sheet.shape[1], sheet.shape[0]


def _picture(pictures: Pictures, number: int) -> Picture:
    frame: VideoFrame | None = pictures.at(number) if number >= 0 else None
    if frame is None:
        raise FatalError("film.no_frame", number=number, frames=pictures.track.frames)
    full = frame.reformat(
        format="bgr24", src_colorspace="ITU709", src_color_range="MPEG", dst_color_range="JPEG"
    )
    return np.asarray(full.to_ndarray(), np.uint8)


def _scaled(picture: Picture, width: int | None) -> Picture:
    cv2 = opencv()
    height, full = picture.shape[:2]
    if width is None or width == full:
        return picture
    size = (width, max(1, round(height * width / full)))
    way = cv2.INTER_AREA if width < full else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, size, interpolation=way), np.uint8)


def _sheet(cells: Sequence[Picture], columns: int, labels: Sequence[str]) -> Picture:
    cv2 = opencv()
    height, width = cells[0].shape[:2]
    line = 28 if labels else 0
    rows = -(-len(cells) // columns)
    size = (rows * (height + line + _GAP) + _GAP, columns * (width + _GAP) + _GAP, 3)
    sheet = np.full(size, _GROUND, np.uint8)
    for index, cell in enumerate(cells):
        top = _GAP + index // columns * (height + line + _GAP)
        left = _GAP + index % columns * (width + _GAP)
        sheet[top : top + height, left : left + width] = cell
        if index < len(labels):
            place = (left, top + height + 20)
            cv2.putText(sheet, labels[index], place, cv2.FONT_HERSHEY_SIMPLEX, 0.5, _INK, 1, cv2.LINE_AA)
    return sheet


def _write(picture: Picture, out: Path) -> None:
    cv2 = opencv()
    done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    if not done:
        raise FatalError("internal", detail=f"no JPEG of {picture.shape}")
    with replacing(out) as temp:
        temp.write_bytes(data.tobytes())
