"""Drawing the people of the recipe, with their edge of light, their shadow and their reflection."""

from __future__ import annotations

import cv2
import numpy as np

from . import light
from .body import Drawn, draw_figure, figure_size, is_near
from .brush import Mask, Plain, View, box, f32, fill, wander
from .garb import garb
from .palette import mix
from .recipe import Figure
from .stage import Stage

GROUNDED = frozenset(
    {
        "",
        "stand",
        "walk",
        "run",
        "kneel",
        "reach",
        "hold",
        "look_up",
        "turn_away",
        "fight",
        "embrace",
        "read",
        "dance",
        "sit",
        "lie",
    }
)


def place_figure(
    stage: Stage, figure: Figure, name: str = "figure", *, shadow: bool = True, phase: float | None = None
) -> None:
    drawn = draw_figure(figure, stage.view, stage.recipe.wind / 1000, phase)
    if shadow and figure.view != "bust" and figure.action in GROUNDED:
        cast_shadow(stage, figure, drawn)
    if figure.action == "sit" and figure.view == "side":
        _seat(stage, figure)
    if figure.action == "climb" and figure.view == "side":
        _rock_face(stage, figure)
    paint_figure(stage, figure, drawn, name)


def paint_figure(stage: Stage, figure: Figure, drawn: Drawn, name: str) -> None:
    """The silhouette with its rim, its accent and the near arm set off by a thread of light."""
    p = stage.palette
    near = is_near(figure)
    depth = 0.94 if near else 0.80
    full = stage.view.blank()
    high, wide = drawn.body.shape
    full[drawn.y : drawn.y + high, drawn.x : drawn.x + wide] = drawn.body
    width = 0.013 if figure.view == "bust" else 0.008 if near else max(0.0016, figure.height / 1000 * 0.006)
    tint = mix(p.ink, p.cool, 0.05)
    stage.shape(
        name,
        full,
        depth,
        rim=1.25 if near else 1.1,
        rim_width=width,
        tint=tint,
        blur=0.0,
        grain=0.05 if near else 0.0,
        mist=0.25,
        base=figure.foot_y / 1000,
        parallax=1.0 if not near else 1.08,
        life="sway",
    )
    window = stage._window(drawn.x, drawn.y, wide, high)
    soft = light.rim(drawn.body, window, *stage.light_at, 0.05) if near else None
    edge = light.rim(drawn.body, window, *stage.light_at, width)
    worn = garb(drawn.parts, figure.wardrobe, p, stage.recipe.time, form_shade(soft, edge), edge)
    if worn is not None:
        stage.lay(name + " garb", *worn, (drawn.x, drawn.y), 1.08 if near else 1.0, "sway")
    if soft is not None:
        soft *= 0.30 * stage.recipe.light.strength / 1000
        stage.lay(name + " form", mix(p.glow, p.glow, 0.0), soft * 0.8, (drawn.x, drawn.y), 1.08, "sway")
    if drawn.inner.any():
        edge = light.rim(drawn.inner, window, *stage.light_at, width) * 0.5
        stage.lay(name + " arm", p.glow, np.clip(edge, 0, 1), (drawn.x, drawn.y), 1.0, "sway")
    if drawn.accent.any():
        tone = {"warm": p.accent, "cool": mix(p.cool, p.pale, 0.25), "pale": p.pale}.get(
            figure.wardrobe.accent, p.accent
        )
        amount = drawn.accent.astype(np.float32) * (0.68 / 255)
        shade = 0.42 + 0.75 * light.rim(drawn.accent, window, *stage.light_at, width * 2)
        stage.lay(name + " accent", f32(tone) * shade[:, :, None], amount, (drawn.x, drawn.y), 1.0, "sway")


def form_shade(soft: Plain | None, edge: Plain) -> Plain:
    """How much of its colour a worn part shows: more where its form turns to the light."""
    if soft is None:
        return np.clip(0.80 + 0.55 * edge, 0, 1.3)
    fall = np.linspace(1.06, 0.80, soft.shape[0], dtype=np.float32)[:, None]
    return np.clip((0.70 + 0.95 * soft) * fall, 0, 1.4)


def cast_shadow(stage: Stage, figure: Figure, drawn: Drawn) -> None:
    """What the figure takes from the light on the ground, or its mirror image where the ground is wet."""
    view = stage.view
    full = view.blank()
    high, wide = drawn.body.shape
    full[drawn.y : drawn.y + high, drawn.x : drawn.x + wide] = drawn.body
    x, foot = figure.x / 1000 * view.aspect, figure.foot_y / 1000
    lx, ly = stage.light_at
    if stage.recipe.setting in ("sea",):
        return
    shadow = light.cast(full, view, x, foot, lx, ly)
    stage.add_shade("shadow", shadow, 0.55 if stage.recipe.light.kind != "sky" else 0.25, parallax=0.95)
    contact = fill(
        view.blank(),
        view,
        box(x - 0.16 * figure.height / 1000, foot - 0.006, x + 0.16 * figure.height / 1000, foot + 0.010),
    )
    stage.add_shade(
        "contact", cv2.GaussianBlur(contact, (0, 0), max(0.006 * view.scale, 0.8)), 0.6, parallax=1.0
    )


def reflect(stage: Stage, mask: Mask, foot: float, amount: float) -> None:
    """A dark broken mirror image under a shape that stands on wet ground or water."""
    view: View = stage.view
    row = (foot - view.top) * view.scale
    move = f32([[1.0, 0.0, 0.0], [0.0, -0.8, float(row * 1.8)]])
    image = cv2.warpAffine(mask, move, (mask.shape[1], mask.shape[0]))
    image[: max(int(row), 0)] = 0
    image = cv2.blur(image, (3, max(3, int(view.scale * 0.014) | 1)))
    stage.add_shade("reflection", image, amount, parallax=0.95, life="water")


def _seat(stage: Stage, figure: Figure) -> None:
    """Whatever they sit on: a plain block in the same light."""
    size = figure_size(figure)
    x, foot = figure.x / 1000 * stage.view.aspect, figure.foot_y / 1000
    f = figure.facing
    mask = stage.view.blank()
    if stage.recipe.setting in ("interior", "space"):
        for a in (-0.13, 0.10):
            fill(
                mask,
                stage.view,
                box(x + f * (a - 0.012) * size, foot - 0.28 * size, x + f * (a + 0.016) * size, foot),
            )
        fill(
            mask,
            stage.view,
            box(x - 0.15 * size, foot - 0.30 * size, x + 0.14 * size, foot - 0.265 * size),
            [
                (x - f * 0.155 * size, foot - 0.28 * size),
                (x - f * 0.20 * size, foot - 0.60 * size),
                (x - f * 0.165 * size, foot - 0.61 * size),
                (x - f * 0.115 * size, foot - 0.28 * size),
            ],
        )
    else:
        rng = stage.dice("seat")
        top = [
            (x + (k - 0.5) * 0.62 * size, foot - 0.275 * size + 0.012 * size * (rng.random() - 0.5))
            for k in np.linspace(0.05, 0.95, 7)
        ]
        fill(
            mask,
            stage.view,
            [(x - 0.36 * size, foot + 0.03 * size), *top, (x + 0.36 * size, foot + 0.03 * size)],
        )
    stage.shape("seat", mask, 0.79, rim=0.8, rim_width=0.003, grain=0.08, parallax=1.0, blur=0.0)


def _rock_face(stage: Stage, figure: Figure) -> None:
    """The wall they climb: broken stone rising out of the picture on the side that they face."""
    view = stage.view
    size = figure_size(figure)
    x, foot, f = figure.x / 1000 * view.aspect, figure.foot_y / 1000, figure.facing
    rng = stage.dice("face")
    ys = np.linspace(view.bottom + 0.05, view.top - 0.1, 40)
    lean = 0.16 * (foot - ys)
    edge = x + f * (0.15 * size + lean + 0.03 * size * wander(rng, ys, 0.09 * max(size, 0.2), 5))
    edge = np.where(
        ys > foot - 0.05 * size,
        edge - f * 0.16 * size * np.clip((ys - foot) / max(size, 0.1) + 0.05, 0, 1),
        edge,
    )
    side = view.right + 0.2 if f > 0 else view.left - 0.2
    mask = fill(view.blank(), view, np.vstack((np.column_stack((edge, ys)), [(side, ys[-1]), (side, ys[0])])))
    stage.shape("rock face", mask, 0.78, rim=0.6, rim_width=0.006, grain=0.2, parallax=1.0, blur=0.0)
