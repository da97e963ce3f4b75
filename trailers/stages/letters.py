"""Letters over a finished picture, as overlays: captions, and the line of a reference movie."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, features

from trailers.domain.captions import Caption
from trailers.domain.clock import frame_at
from trailers.domain.segment import Format
from trailers.engines.embedded.fonts import TEXT, Setting, choose
from trailers.engines.embedded.lettering import break_evenly, font_of, ink_box, line_width
from trailers.media.burn import Bytes, Overlay
from trailers.media.look import BLACK, WHITE

_SIDE, _FOOT = 0.08, 0.085
"""Free of letters at the sides and below the last line, as parts of the picture: inside the title-safe frame."""
_UPRIGHT_FOOT = 0.2
"""Below, in a picture that is higher than wide: players put their buttons there."""
_SIZE, _UPRIGHT_SIZE = 0.052, 0.066
"""Of the letters, as a part of the shorter side."""
_SMALLEST = 6
_LEADING = 1.25
_SHADOW = 0.06
"""Reach of the dark edge as a part of the letters' size."""
_COLUMNS = ((7, 20), (12, 30))
"""(ten times width by height at most, letters in a row): 9:16 and 1:1."""


def captions_over(captions: Sequence[Caption], fmt: Format) -> Callable[[int], Sequence[Overlay]]:
    """What lies over each frame: the caption that is on then, drawn once. A caption is on from its nearest frame."""
    shown = [
        (frame_at(caption.start_ms, fmt.rate), frame_at(caption.end_ms, fmt.rate), caption.lines)
        for caption in captions
    ]
    draw = lru_cache(maxsize=4)(lambda lines: caption_overlay(lines, fmt))

    def over(frame: int) -> Sequence[Overlay]:
        drawn = (draw(lines) for first, end, lines in shown if first <= frame < end)
        return [overlay for overlay in drawn if overlay is not None]

    return over


def caption_overlay(lines: Sequence[str], fmt: Format) -> Overlay | None:
    """One caption, white with a dark edge: its rows centred above the foot, all in one size that fits the picture.

    None where no font here has a letter of it.
    """
    rows = set_rows(lines, fmt)
    if not rows:
        return None
    image = Image.new("L", (fmt.width, fmt.height), 0)
    pen = ImageDraw.Draw(image)
    for row in rows:
        face = row.setting.face
        way = "rtl" if row.right_to_left else None
        pen.text(
            (fmt.width / 2, row.baseline),
            row.setting.text,
            fill=255,
            font=font_of(face.path, face.index, row.size),
            anchor="ms",
            direction=way,
        )
    return edged(np.asarray(image, np.uint8), max(1, round(rows[0].size * _SHADOW)))


@dataclass(frozen=True, slots=True)
class SetRow:
    """One row of a caption as it is drawn: centred, its letters standing on `baseline`, in pixels from above."""

    text: str
    """As it was given; `setting.text` leaves out what no font has."""
    setting: Setting
    size: int
    baseline: float

    @property
    def right_to_left(self) -> bool:
        return self.setting.right_to_left and bool(features.check("raqm"))

    @property
    def bounds(self) -> tuple[int, int]:
        """Above and below its letters; rows of one caption meet."""
        below = round(self.baseline + 0.3 * self.size)
        return below - round(_LEADING * self.size), below


def set_rows(lines: Sequence[str], fmt: Format) -> tuple[SetRow, ...]:
    """The rows of a caption above the foot, all in one size that fits the picture."""
    upright = fmt.height > fmt.width
    size = round((_UPRIGHT_SIZE if upright else _SIZE) * min(fmt.width, fmt.height))
    foot = fmt.height * (1 - (_UPRIGHT_FOOT if upright else _FOOT))
    rows = [(text, choose(text, TEXT)) for text in _rows(lines, fmt)]
    rows = [(text, row) for text, row in rows if row.text]
    room = fmt.width * (1 - 2 * _SIDE)
    while size > _SMALLEST and any(line_width(row, row.text, size, 0.0) > room for _, row in rows):
        size -= 1
    return tuple(
        SetRow(text, row, size, foot - (len(rows) - 1 - n) * size * _LEADING)
        for n, (text, row) in enumerate(rows)
    )


def _rows(lines: Sequence[str], fmt: Format) -> list[str]:
    """As they are broken for a wide picture; for a narrow one in shorter rows, so that letters stay large."""
    columns = next((columns for across, columns in _COLUMNS if fmt.width * 10 <= fmt.height * across), 0)
    if not columns:
        return list(lines)
    text = " ".join(lines)
    return break_evenly(text, max(len(lines), -(-len(text) // columns)))


def edged(ink: Bytes, reach: int) -> Overlay | None:
    """White letters on a soft dark edge, cut out to where there is anything; None where nothing was drawn."""
    dark = (
        Image.fromarray(ink)
        .filter(ImageFilter.MaxFilter(2 * reach + 1))
        .filter(ImageFilter.GaussianBlur(reach))
    )
    shade = np.asarray(dark, np.uint16)
    alpha = np.maximum(ink, np.minimum(shade * 9 // 8, 215)).astype(np.uint8)
    luma = (BLACK + ink.astype(np.uint16) * (WHITE - BLACK) // 255).astype(np.uint8)
    box = ink_box(alpha)
    if box is None:
        return None
    left, top, right, bottom = box[0] // 2 * 2, box[1] // 2 * 2, -(-box[2] // 2) * 2, -(-box[3] // 2) * 2
    return Overlay(left, top, luma[top:bottom, left:right].copy(), alpha[top:bottom, left:right].copy())


_PLATE = 170
"""How dark the ground of a reference line is."""


class Stamp:
    """A line of changing figures at the head or foot of every frame: each letter is drawn once and laid down again.

    All figures are as wide as the widest, so that a running timecode stands still.
    """

    def __init__(self, fmt: Format, *, foot: bool) -> None:
        self._fmt, self._foot = fmt, foot
        self._size = max(8, round(0.05 * min(fmt.width, fmt.height)))
        self._height = self._size * 7 // 4 // 2 * 2
        self._letters: dict[str, Bytes] = {}
        face = choose("0", TEXT).face
        self._font = font_of(face.path, face.index, self._size)
        self._figure = max(round(self._font.getlength(c)) for c in "0123456789")

    def over(self, text: str) -> Overlay:
        """Centred on a dark plate; what is too long for the picture is cut off."""
        letters = [self._letter(char) for char in text]
        row = (
            np.concatenate(letters, axis=1)[:, : self._fmt.width - 8]
            if letters
            else np.zeros((self._height, 2))
        )
        pad = self._size // 2
        width = min(self._fmt.width, (row.shape[1] + 2 * pad + 1) // 2 * 2)
        ink = np.zeros((self._height, width), np.uint8)
        at = (width - row.shape[1]) // 2
        ink[:, at : at + row.shape[1]] = row
        luma = (BLACK + ink.astype(np.uint16) * (WHITE - BLACK) // 255).astype(np.uint8)
        alpha = np.maximum(ink, _PLATE).astype(np.uint8)
        x = (self._fmt.width - width) // 2 // 2 * 2
        margin = round(self._fmt.height * 0.03) // 2 * 2
        y = self._fmt.height - self._height - margin if self._foot else margin
        return Overlay(x, y // 2 * 2, luma, alpha)

    def _letter(self, char: str) -> Bytes:
        if char not in self._letters:
            wide = self._figure if char.isdigit() else max(1, round(self._font.getlength(char)))
            image = Image.new("L", (wide, self._height), 0)
            baseline = self._height * 3 // 4 - 1
            middle = wide / 2
            ImageDraw.Draw(image).text((middle, baseline), char, fill=255, font=self._font, anchor="ms")
            self._letters[char] = np.asarray(image, np.uint8).copy()
        return self._letters[char]


def reference_lines(
    above: Callable[[int], str], below: Callable[[int], str], fmt: Format
) -> Callable[[int], Sequence[Overlay]]:
    """A line at the head and one at the foot of every frame, by what the two functions say of it."""
    head, foot = Stamp(fmt, foot=False), Stamp(fmt, foot=True)

    def over(frame: int) -> Sequence[Overlay]:
        return [head.over(above(frame)), foot.over(below(frame))]

    return over
