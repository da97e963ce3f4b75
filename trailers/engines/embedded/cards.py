"""Cards: a few words on a dark that is not empty. The still, and the frames in which it breathes.

A card's recipe holds integers and words only; `draw_card` draws it, `card_frames` moves it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from trailers.domain.errors import FatalError, UserError
from trailers.domain.script import Style
from trailers.media.sandbox import replacing

from .fonts import LIGHT, TEXT, TITLE, Setting, choose
from .lettering import Block, draw_block, ink_box, set_text
from .motion.layers import TWIST
from .pictures.brush import Mask, Plain, View, clouds, dice, f32
from .pictures.light import halo
from .pictures.palette import Palette, mix, palette_of
from .pictures.stage import dither
from .titles import SIZE, TRACKING, TREATMENTS, Inked, ink

SAFE = 0.10
"""Part of each side that stays free of letters."""
CREDIT = "made with Cuelock"
_IN_S, _OUT_S = 0.16, 0.55
"""A card comes in on a hit and leaves on a breath."""


def draw_card(
    text: str, *, role: str, title: str, style: Style, width: int, height: int, seed: int, out: Path
) -> Mapping[str, Any]:
    """Draw the still of a card to `out` (PNG) and return its recipe. `role` is act, title or end."""
    if not (16 <= width <= 4096 and 16 <= height <= 4096):
        raise UserError("picture.size", width=width, height=height)
    recipe = {
        "kind": "card",
        "role": role,
        "text": text,
        "title": title,
        "genre": style.genre,
        "tagline": style.tagline,
        "seed": seed,
    }
    done, data = cv2.imencode(".png", still_of(recipe, width, height), [cv2.IMWRITE_PNG_COMPRESSION, 4])
    if not done:
        raise FatalError("internal", detail="a card could not be encoded")
    with replacing(out) as part:
        part.write_bytes(data.tobytes())
    return recipe


@dataclass(frozen=True, slots=True)
class Parts:
    """The blocks of a card: what is set large, and the quiet lines under it."""

    main: Block
    treatment: str
    quiet: tuple[Block, ...]


def notices_of(recipe: Mapping[str, Any]) -> tuple[str, ...]:
    """What could not be set as written, for a person to read."""
    texts = (recipe["text"], recipe["title"], recipe["tagline"])
    return tuple(dict.fromkeys(n for n in (choose(str(t)).notice for t in texts if t) if n))


def lay_out(recipe: Mapping[str, Any], width: int, height: int) -> Parts:
    """Where the words go: everything inside the safe area, at the optical centre (a little above the middle)."""
    genre, role = str(recipe["genre"]), str(recipe["role"])
    left, right = width * SAFE, width * (1 - SAFE)
    unit = min(height, width * 0.75)
    if role == "title":
        words = str(recipe["text"] or recipe["title"])
        block = set_text(
            choose(words),
            (left, height * 0.24, right, height * 0.72),
            tracking=TRACKING.get(genre, 0.25),
            largest=unit * SIZE.get(genre, 0.24),
            most_lines=3,
        )
        return Parts(block, TREATMENTS.get(genre, "plain"), ())
    if role == "end":
        return _end(recipe, genre, width, height, unit)
    block = set_text(
        choose(str(recipe["text"])),
        (left, height * 0.28, right, height * 0.68),
        tracking=0.26,
        largest=unit * 0.098,
        most_lines=3,
        leading=1.5,
    )
    return Parts(block, "plain", ())


def _end(recipe: Mapping[str, Any], genre: str, width: int, height: int, unit: float) -> Parts:
    left, right = width * SAFE, width * (1 - SAFE)
    title = str(recipe["title"] or recipe["text"])
    main = set_text(
        choose(title),
        (left, height * 0.27, right, height * 0.52),
        tracking=TRACKING.get(genre, 0.25),
        largest=unit * SIZE.get(genre, 0.24) * 0.62,
        most_lines=2,
        align="bottom",
    )
    quiet = []
    tagline = str(recipe["tagline"] or (recipe["text"] if recipe["text"] != recipe["title"] else ""))
    if tagline:
        quiet.append(
            set_text(
                choose(tagline, LIGHT),
                (left, height * 0.575, right, height * 0.70),
                tracking=0.05,
                largest=unit * 0.042,
                most_lines=2,
                capitals=False,
                leading=1.4,
                align="top",
            )
        )
    credit = (
        (left, height * 0.805, right, height * 0.845)
        if width > height
        else (left, height * 0.86, right, height * 0.885)
    )
    quiet.append(
        set_text(
            choose(CREDIT, TEXT), credit, tracking=0.14, largest=unit * 0.021, most_lines=1, capitals=False
        )
    )
    return Parts(main, TREATMENTS.get(genre, "plain"), tuple(quiet))


# --- drawing ----------------------------------------------------------------------------------------------


def card_palette(recipe: Mapping[str, Any]) -> Palette:
    return palette_of(
        str(recipe["genre"]),
        "night",
        "clear",
        "warm" if recipe["genre"] in ("western", "war", "adventure", "romance", "comedy", "horror") else "",
    )


def ground_of(recipe: Mapping[str, Any], width: int, height: int, palette: Palette, middle: float) -> Plain:
    """The dark behind the words: a breath of light, the tooth of paper, corners that fall away, bars when wide."""
    view = View(-(-width // 4), -(-height // 4), height / 4, 0.0, 0.0, width / height)
    rng = dice(int(recipe["seed"]), "card")
    seep = clouds(rng, view, 0.34, 5, 2.2)[:, :, None]
    x, y = width / height / 2, middle / height
    pool = halo(view, x, y, 0.62, 1.7)[:, :, None]
    base = f32(mix(palette.ink, palette.top, 0.30)) * (0.32 + 0.55 * seep)
    colour = base + f32(mix(palette.middle, palette.glow, 0.30)) * (pool * (0.24 + 0.34 * seep))
    xs, ys = view.grid()
    corner = 1 - 0.72 * np.clip(np.hypot((xs - x) / (x * 1.25), (ys - 0.5) / 0.72), 0, 1) ** 2
    return cv2.resize(
        (colour * corner[:, :, None]).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC
    )


def _letters(
    parts: Parts, recipe: Mapping[str, Any], palette: Palette, width: int, height: int, spread: float = 0.0
) -> Inked:
    mask = draw_block(parts.main, width, height, spread=spread)
    return ink(mask, parts.treatment, palette, int(recipe["seed"]), _middle(parts))


def _middle(parts: Parts) -> float:
    return (parts.main.top + parts.main.bottom) / 2


def _horizon(parts: Parts, palette: Palette, width: int, height: int) -> Plain:
    """The thread of light that runs through a title at its middle, brightest beside the letters."""
    y = _middle(parts)
    xs, ys = np.arange(width, dtype=np.float32)[None, :], np.arange(height, dtype=np.float32)[:, None]
    reach = max((parts.main.right - parts.main.left) * 0.62, width * 0.2)
    along = np.exp(-(((xs - width / 2) / reach) ** 4))
    thin = np.exp(-(((ys - y) / max(height * 0.0011, 0.7)) ** 2)) + 0.16 * np.exp(
        -np.abs(ys - y) / (height * 0.012)
    )
    return f32((thin * along)[:, :, None] * f32(palette.glow) * 0.75)


def still_of(recipe: Mapping[str, Any], width: int, height: int) -> Mask:
    """The card at rest, BGR."""
    palette = card_palette(recipe)
    parts = lay_out(recipe, width, height)
    picture = ground_of(recipe, width, height, palette, _middle(parts))
    if parts.main.lines and parts.treatment == "horizon":
        picture = picture + _horizon(parts, palette, width, height)
    inked = _letters(parts, recipe, palette, width, height)
    picture = lay_ink(picture, inked, 1.0)
    for block in parts.quiet:
        cover = draw_block(block, width, height).astype(np.float32)[:, :, None] / 255 * 0.72
        picture = picture * (1 - cover) + f32(palette.pale) * cover
    return cv2.add(np.clip(picture, 0, 1) * 255, dither(height, width), dtype=cv2.CV_8U)


def lay_ink(picture: Plain, inked: Inked, amount: float) -> Plain:
    lit = 1 - (1 - np.clip(picture, 0, 1)) * (1 - np.clip(inked.glow * amount, 0, 1))
    cover = inked.cover[:, :, None] * amount
    return lit * (1 - cover) + inked.colour * cover


def card_frames(
    recipe: Mapping[str, Any], frames: int, rate: float, width: int, height: int
) -> Iterator[Mask]:
    """The card in time, as I420: the ground drifts nearer, the letters part slowly, in on a hit, out on a breath."""
    from .motion.shots import to_i420

    palette = card_palette(recipe)
    parts = lay_out(recipe, width, height)
    ground = ground_of(recipe, width, height, palette, _middle(parts))
    bare = _twisted(ground)
    inked = _letters(parts, recipe, palette, width, height)
    over = (
        _horizon(parts, palette, width, height)
        if parts.main.lines and parts.treatment == "horizon"
        else np.zeros_like(ground)
    )
    full = _twisted(lay_ink(ground + over, inked, 1.0))
    quiet = [draw_block(block, width, height) for block in parts.quiet]
    late: Plain = full.astype(np.float32)
    for mask in quiet:
        cover = mask.astype(np.float32)[:, :, None] / 255 * 0.72
        late = late * (1 - cover) + _turn(f32(palette.pale)) * 255 * cover
    settled = np.clip(late + 0.5, 0, 255).astype(np.uint8)
    seconds = frames / rate
    frame = np.empty((height, width, 4), np.uint8)
    for k in range(frames):
        now = k / rate
        shown = _level(now, seconds)
        mixed = cv2.addWeighted(full, shown, bare, 1 - shown, 0)
        if quiet:
            mixed = cv2.addWeighted(
                settled, shown * _late(now, seconds), mixed, 1 - shown * _late(now, seconds), 0
            )
        zoom = 1 + 0.030 * (k / max(frames - 1, 1)) + 0.010 * math.exp(-now * 7)
        place = f32([[zoom, 0, width / 2 * (1 - zoom)], [0, zoom, _middle(parts) * (1 - zoom)]])
        cv2.warpAffine(
            cv2.cvtColor(mixed, cv2.COLOR_BGR2BGRA),
            place,
            (width, height),
            frame,
            cv2.INTER_LINEAR,
            cv2.BORDER_REPLICATE,
        )
        yield to_i420(frame)


def _level(now: float, seconds: float) -> float:
    """How much of the letters is there: struck in a few frames, let go over half a second."""
    rise = min(now / min(_IN_S, seconds / 4) if seconds else 1.0, 1.0)
    fall = min(max((seconds - now) / min(_OUT_S, seconds / 3), 0.0), 1.0)
    rise, fall = 1 - (1 - rise) ** 3, fall * fall * (3 - 2 * fall)
    return max(min(rise, fall), 0.0)


def _late(now: float, seconds: float) -> float:
    """The quiet lines follow the large one."""
    return min(max((now - min(0.7, seconds * 0.25)) / 0.6, 0.0), 1.0)


def _turn(colour: Plain) -> Plain:
    return f32(np.clip(TWIST @ colour, 0, 1))


def _twisted(picture: Plain) -> Mask:
    turned = cv2.transform(np.clip(picture, 0, 1).astype(np.float32), TWIST * 255)
    return cv2.add(turned, dither(*picture.shape[:2]), dtype=cv2.CV_8U)


__all__ = [
    "CREDIT",
    "SAFE",
    "TITLE",
    "Setting",
    "card_frames",
    "draw_card",
    "ink_box",
    "lay_out",
    "notices_of",
    "still_of",
]
