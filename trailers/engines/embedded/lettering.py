"""Setting words: lines broken evenly, sized to a box, tracked, drawn to a mask. Nothing ever leaves its box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont, features

from .fonts import Setting
from .pictures.brush import Mask

_SMALLEST = 6


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    x: float
    """Where the pen starts, in pixels."""
    y: float
    """Baseline."""
    first: float
    last: float
    """First and last ink, from the pen's start."""


@dataclass(frozen=True, slots=True)
class Block:
    """A text laid out: its lines, and the box that its ink fills."""

    setting: Setting
    size: int
    tracking: float
    """Extra space between letters, in parts of the size."""
    lines: tuple[Line, ...]
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top


@lru_cache(maxsize=64)
def font_of(path: str, index: int, size: int) -> ImageFont.FreeTypeFont:
    shaping = ImageFont.Layout.RAQM if features.check("raqm") else ImageFont.Layout.BASIC
    return ImageFont.truetype(path, size, index=index, layout_engine=shaping)


def set_text(
    setting: Setting,
    box: tuple[float, float, float, float],
    *,
    tracking: float = 0.0,
    largest: float = 1e9,
    most_lines: int = 3,
    leading: float = 1.16,
    capitals: bool = True,
    align: str = "middle",
) -> Block:
    """Set the text as large as the box (left, top, right, bottom) allows, centred in it.

    `align` places the block at the top, middle or bottom of the box. An empty text gives a block without lines.
    """
    text = setting.text if setting.joined or not capitals else setting.text.upper()
    tracking = 0.0 if setting.joined else tracking
    left, top, right, bottom = box
    room = (right - left, bottom - top)
    text = _chopped(setting, text, room[0])
    best: tuple[int, list[str]] = (_SMALLEST, [])
    for count in range(1, most_lines + 1):
        lines = break_evenly(text, count)
        if len(lines) != count and count > 1:
            continue
        size = _largest_size(setting, lines, tracking, leading, room, largest)
        if size > best[0] * (1.0 if count == 1 else 1.16) or not best[1]:
            best = (size, lines)
    if best[0] == _SMALLEST:
        tracking = 0.0  # nothing else is left to give
    return _place(setting, best[0], tracking, best[1] if text else [], leading, box, align)


def _chopped(setting: Setting, text: str, wide: float) -> str:
    """Words too long for a line even in the smallest size are cut into pieces that fit."""
    words = []
    for word in text.split():
        while line_width(setting, word, _SMALLEST, 0.0) > wide - 2 and len(word) > 1:
            fits = max(int(len(word) * (wide - 2) / line_width(setting, word, _SMALLEST, 0.0)), 1)
            words.append(word[:fits])
            word = word[fits:]
        words.append(word)
    return " ".join(words)


def break_evenly(text: str, count: int) -> list[str]:
    """Words in at most `count` lines, the longest line as short as possible (letters as the measure)."""
    words = text.split()
    if count <= 1 or len(words) <= 1:
        return [" ".join(words)] if words else []
    count = min(count, len(words))
    costs: dict[tuple[int, int], tuple[int, list[str]]] = {}

    def best(start: int, left: int) -> tuple[int, list[str]]:
        if left == 1:
            line = " ".join(words[start:])
            return len(line), [line]
        if (start, left) not in costs:
            options = []
            for end in range(start + 1, len(words) - left + 2):
                line = " ".join(words[start:end])
                rest, lines = best(end, left - 1)
                options.append((max(len(line), rest), [line, *lines]))
            costs[start, left] = min(options, key=lambda option: option[0])
        return costs[start, left]

    return best(0, count)[1]


def line_width(setting: Setting, text: str, size: int, tracking: float) -> float:
    """Width of the ink of a line, accents and overhangs counted."""
    left, right = _extent(setting, text, size, tracking)
    return right - left


def _extent(setting: Setting, text: str, size: int, tracking: float) -> tuple[float, float]:
    """First and last ink of a line, from where the pen starts; letters may stick out on both sides."""
    font = font_of(setting.face.path, setting.face.index, size)
    box = font.getbbox(text, anchor="ls")
    spaces = tracking * size * max(len(text) - 1, 0)
    return min(float(box[0]), 0.0), max(float(box[2]), float(font.getlength(text))) + spaces


def _cap_height(setting: Setting, size: int, lines: Sequence[str]) -> tuple[float, float]:
    """Ink above and below the baseline over all lines."""
    font = font_of(setting.face.path, setting.face.index, size)
    boxes = [font.getbbox(line, anchor="ls") for line in lines] or [(0, 0, 0, 0)]
    return max(-min(b[1] for b in boxes), 1.0), max(max(b[3] for b in boxes), 0.0)


def _largest_size(
    setting: Setting,
    lines: list[str],
    tracking: float,
    leading: float,
    room: tuple[float, float],
    largest: float,
) -> int:
    low, high = _SMALLEST, max(int(min(largest, room[1] * 2)), _SMALLEST)
    while low < high:
        size = (low + high + 1) // 2
        above, below = _cap_height(setting, size, lines)
        tall = above + below + (len(lines) - 1) * _pitch(setting, size, lines, leading)
        wide = max((line_width(setting, line, size, tracking) for line in lines), default=0.0)
        if wide <= room[0] - 2 and tall <= room[1] - 2:
            low = size
        else:
            high = size - 1
    return low


def _pitch(setting: Setting, size: int, lines: Sequence[str], leading: float) -> float:
    above, below = _cap_height(setting, size, lines)
    return (above + below) * leading + size * 0.06


def _place(
    setting: Setting,
    size: int,
    tracking: float,
    lines: list[str],
    leading: float,
    box: tuple[float, float, float, float],
    align: str,
) -> Block:
    left, top, right, bottom = box
    above, below = _cap_height(setting, size, lines)
    pitch = _pitch(setting, size, lines, leading)
    tall = above + below + max(len(lines) - 1, 0) * pitch
    start = {"top": top, "middle": (top + bottom - tall) / 2, "bottom": bottom - tall}[align]
    placed = []
    for k, line in enumerate(lines):
        first, last = _extent(setting, line, size, tracking)
        pen = (left + right - (last - first)) / 2 - first
        placed.append(Line(line, pen, start + above + k * pitch, first, last))
    if not placed:
        middle = (left + right) / 2
        return Block(setting, size, tracking, (), middle, start, middle, start)
    return Block(
        setting,
        size,
        tracking,
        tuple(placed),
        min(p.x + p.first for p in placed),
        start,
        max(p.x + p.last for p in placed),
        start + tall,
    )


def draw_block(block: Block, width: int, height: int, *, spread: float = 0.0) -> Mask:
    """The ink of the block on a canvas of width x height. `spread` adds tracking, each line about its own middle."""
    image = Image.new("L", (width, height), 0)
    pen = ImageDraw.Draw(image)
    font = font_of(block.setting.face.path, block.setting.face.index, block.size)
    tracking = (block.tracking + spread) * block.size
    for line in block.lines:
        if block.setting.joined or (block.tracking == 0 and spread == 0):
            way = "rtl" if block.setting.right_to_left and features.check("raqm") else None
            pen.text((line.x, line.y), line.text, fill=255, font=font, anchor="ls", direction=way)
            continue
        x = line.x - spread * block.size * max(len(line.text) - 1, 0) / 2
        text = line.text[::-1] if block.setting.right_to_left else line.text
        for k, letter in enumerate(text):
            pen.text((x, line.y), letter, fill=255, font=font, anchor="ls")
            pair = text[k : k + 2]
            x += float(font.getlength(pair)) - float(font.getlength(pair[1:])) + tracking
    return np.asarray(image, np.uint8).copy()


def ink_box(mask: Mask) -> tuple[int, int, int, int] | None:
    """left, top, right, bottom of what is drawn, None for an empty mask."""
    rows, columns = np.nonzero(mask.max(axis=1) > 8)[0], np.nonzero(mask.max(axis=0) > 8)[0]
    if not len(rows):
        return None
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
