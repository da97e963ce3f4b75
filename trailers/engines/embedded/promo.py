"""Poster, thumbnail and cover: the key scene staged again for each shape, the title as architecture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from trailers.domain.script import Character, Style, Visual
from trailers.media.sandbox import replacing

from .fonts import LIGHT, TEXT, TITLE, choose
from .lettering import Block, draw_block, set_text
from .pictures.brush import Mask, Plain, f32
from .pictures.build import finished, palette_for, stage_for
from .pictures.composition import compose
from .pictures.engine import jpeg_of
from .pictures.palette import Palette, mix
from .pictures.recipe import Recipe
from .pictures.stage import dither
from .titles import TRACKING, TREATMENTS, ink


@dataclass(frozen=True, slots=True)
class Sheet:
    """One shape of promotional art."""

    name: str
    width: int
    height: int


POSTER = Sheet("poster", 1600, 2400)
THUMBNAIL = Sheet("thumbnail", 1280, 720)
COVER = Sheet("cover", 1600, 1600)


def draw_promo_set(
    *,
    title: str,
    visual: Visual,
    style: Style,
    characters: tuple[Character, ...],
    look: str,
    seed: int,
    folder: Path,
) -> Mapping[str, Path]:
    """Draw all three into `folder` as JPEG: {'poster': path, 'thumbnail': path, 'cover': path}."""
    made = {}
    for sheet in (POSTER, THUMBNAIL, COVER):
        path = folder / f"{sheet.name}.jpg"
        picture = draw_sheet(
            sheet, title=title, visual=visual, style=style, characters=characters, look=look, seed=seed
        )
        with replacing(path) as part:
            part.write_bytes(jpeg_of(picture, 93))
        made[sheet.name] = path
    return made


def draw_sheet(
    sheet: Sheet,
    *,
    title: str,
    visual: Visual,
    style: Style,
    characters: tuple[Character, ...],
    look: str,
    seed: int,
    scale: float = 1.0,
) -> Mask:
    """One sheet as BGR pixels, at `scale` of its full size."""
    width, height = round(sheet.width * scale), round(sheet.height * scale)
    recipe = restage(sheet, visual, style, characters, seed)
    stage = stage_for(replace(recipe, width=width, height=height), height)
    palette = palette_for(recipe)
    picture = np.clip(finished(stage), 0, 1)[:height, :width]
    if picture.shape[:2] != (height, width):
        picture = cv2.resize(picture, (width, height))
    picture = _graded(picture, look)
    picture = _set(
        sheet, picture, title, style, characters, palette if look == "colour" else _silver(palette), seed
    )
    return cv2.add(np.clip(picture, 0, 1) * 255, dither(height, width), dtype=cv2.CV_8U)


def restage(
    sheet: Sheet, visual: Visual, style: Style, characters: tuple[Character, ...], seed: int
) -> Recipe:
    """The key scene composed again for this shape: a wide shot, whole figures, room left for the title."""
    size = (
        "wide"
        if visual.shot_size in ("close", "insert", "medium") and visual.characters
        else visual.shot_size
    )
    seen = replace(visual, shot_size="wide" if size == "insert" and not visual.objects else size)
    recipe = compose(seen, style, characters, number=3, seed=seed, width=sheet.width, height=sheet.height)
    recipe = replace(recipe, bars=0, framing="" if sheet.height <= sheet.width else recipe.framing)
    if sheet is THUMBNAIL:
        return _moved(recipe, recipe.side * 150, 0)
    ground = max(
        [f.foot_y for f in recipe.figures] + [p.base_y for p in recipe.props] + [recipe.horizon + 100]
    )
    return _moved(recipe, 0, min((660 if sheet is POSTER else 655) - ground, 0))


def _moved(recipe: Recipe, x: int, y: int) -> Recipe:
    """Shift the whole scene, so that the title has its own part of the sheet."""
    return replace(
        recipe,
        subject_x=recipe.subject_x + x,
        horizon=max(recipe.horizon + y, 260),
        light=replace(
            recipe.light, x=recipe.light.x + x, y=recipe.light.y + y if recipe.light.y + y > 60 else 60
        ),
        figures=tuple(replace(f, x=f.x + x, foot_y=f.foot_y + y) for f in recipe.figures),
        props=tuple(replace(p, x=p.x + x, base_y=p.base_y + y) for p in recipe.props),
    )


def _graded(picture: Plain, look: str) -> Plain:
    if look == "colour":
        return picture
    grey = picture @ f32((0.0722, 0.7152, 0.2126))
    curved = np.clip(grey * 1.12 - 0.02, 0, 1) ** 1.06
    tint = f32((1.015, 1.0, 0.985))
    return np.clip(curved[:, :, None] * tint, 0, 1)


def _silver(palette: Palette) -> Palette:
    def grey(colour: tuple[float, float, float]) -> tuple[float, float, float]:
        level = 0.0722 * colour[0] + 0.7152 * colour[1] + 0.2126 * colour[2]
        return level, level, level

    return replace(
        palette,
        glow=grey(palette.glow),
        light=grey(palette.light),
        pale=grey(palette.pale),
        low=grey(palette.low),
        warm=grey(palette.warm),
    )


def _set(
    sheet: Sheet,
    picture: Plain,
    title: str,
    style: Style,
    characters: tuple[Character, ...],
    palette: Palette,
    seed: int,
) -> Plain:
    height, width = picture.shape[:2]
    block = title_block(sheet, title, style, width, height)
    picture = picture * _rest_for(block, sheet, width, height)
    mask = draw_block(block, width, height)
    treatment = TREATMENTS.get(style.genre, "plain")
    inked = ink(
        mask,
        "plain" if treatment == "horizon" and sheet is THUMBNAIL else treatment,
        palette,
        seed,
        (block.top + block.bottom) / 2,
    )
    picture = 1 - (1 - picture) * (1 - np.clip(inked.glow * 0.8, 0, 1))
    cover = inked.cover[:, :, None]
    picture = picture * (1 - cover) + inked.colour * cover
    tone = f32(mix(palette.pale, (1.0, 1.0, 1.0), 0.2))
    for quiet, strength in _quiet(sheet, block, style, characters, width, height):
        ink_cover = draw_block(quiet, width, height).astype(np.float32)[:, :, None] / 255 * strength
        picture = picture * (1 - ink_cover) + tone * ink_cover
    return picture


def title_block(sheet: Sheet, title: str, style: Style, width: int, height: int) -> Block:
    """The title large: across the foot of the poster, over the cover, beside the subject in the thumbnail."""
    setting = choose(title, TITLE)
    tracking = min(TRACKING.get(style.genre, 0.2), 0.20)
    if sheet is POSTER:
        return set_text(
            setting,
            (width * 0.075, height * 0.690, width * 0.925, height * 0.872),
            tracking=tracking * 0.55,
            largest=height * 0.125,
            most_lines=3,
            align="bottom",
        )
    if sheet is COVER:
        return set_text(
            setting,
            (width * 0.08, height * 0.66, width * 0.92, height * 0.92),
            tracking=tracking * 0.6,
            largest=height * 0.2,
            most_lines=3,
            align="bottom",
        )
    return set_text(
        setting,
        (width * 0.06, height * 0.52, width * 0.72, height * 0.91),
        tracking=tracking * 0.5,
        largest=height * 0.23,
        most_lines=3,
        align="bottom",
    )


def _rest_for(block: Block, sheet: Sheet, width: int, height: int) -> Plain:
    """Darkness for the words to stand on, from the foot of the sheet upwards."""
    ys = np.arange(height, dtype=np.float32)[:, None, None] / height
    start = block.top / height - 0.16
    foot = np.clip((ys - start) / max(1 - start, 0.05), 0, 1)
    return f32(1 - 0.86 * foot**0.75)


def _quiet(
    sheet: Sheet, block: Block, style: Style, characters: tuple[Character, ...], width: int, height: int
) -> list[tuple[Block, float]]:
    """The tagline over the title, the credits at the foot."""
    if sheet is not POSTER:
        return []
    out = []
    if style.tagline:
        above = (width * 0.12, block.top - height * 0.060, width * 0.88, block.top - height * 0.022)
        line = set_text(
            choose(style.tagline, LIGHT), above, tracking=0.08, largest=height * 0.0175, most_lines=2, capitals=False,
            leading=1.4, align="bottom",
        )  # fmt: skip
        out.append((line, 0.9))
    names = " · ".join(c.name for c in characters[:4])
    credits = [names] if names else []
    credits.append("Drawn, scored, voiced and cut by Cuelock")
    for k, text in enumerate(credits):
        y = 0.905 + 0.030 * k
        setting = choose(text, TEXT)
        if setting.text:
            out.append(
                (
                    set_text(
                        setting,
                        (width * 0.10, height * y, width * 0.90, height * (y + 0.020)),
                        tracking=0.16,
                        largest=height * 0.0135,
                        most_lines=1,
                    ),
                    0.66,
                )
            )
    return out
