"""The sixteen settings: which planes stand where, far to near, under the light of the recipe.

Each returns nothing and leaves the stage ready for the subject; `ground_at` of the composition knows where feet go.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from . import architecture as built
from . import interiors, light, plants, settlement, streets, terrain
from .brush import box, f32, fill, stroke, wander
from .palette import mix
from .sky import paint_planet, paint_sky
from .stage import Stage
from .water import water, waves, wet_shine
from .works import paint_smoke, paint_viewport


def paint_scenery(stage: Stage) -> None:
    SETTINGS.get(stage.recipe.setting, _city)(stage)


def _floor_kind(stage: Stage, dry: str) -> str:
    weather = stage.recipe.weather
    return "snow" if weather == "snow" else "wet" if weather in ("rain", "storm") else dry


def _finish_floor(stage: Stage, level: float) -> None:
    if stage.recipe.weather in ("rain", "storm"):
        wet_shine(stage, level, 0.55)


def _air(stage: Stage, name: str, level: float, amount: float, parallax: float, spread: float = 0.13) -> None:
    stage.fog(name, level, spread, amount * (0.35 + 0.95 * stage.palette.veil), parallax=parallax)


def _city(stage: Stage) -> None:
    paint_sky(stage)
    h = stage.horizon
    built.skyline(stage, "far", h, 0.34, 0.10, lit=0.05)
    _air(stage, "air far", h - 0.02, 0.8, 0.2)
    built.skyline(stage, "middle", h + 0.01, 0.46, 0.30, lit=0.10)
    _air(stage, "air middle", h, 0.75, 0.3)
    built.skyline(stage, "near", h + 0.05, 0.40, 0.52, lit=0.16, gap=0.5)
    _air(stage, "air near", h + 0.06, 0.6, 0.45, 0.10)
    kind = _floor_kind(stage, "earth")
    terrain.ground(stage, kind, h + 0.12)
    _parapet(stage, h + 0.12)
    _finish_floor(stage, h + 0.13)


def _parapet(stage: Stage, level: float) -> None:
    """The roof's edge from which a city is looked at."""
    view = stage.view
    rng = stage.dice("parapet")
    mask = fill(view.blank(), view, box(view.left - 0.1, level - 0.012, view.right + 0.1, level + 0.05))
    for _ in range(3):
        x = view.left + (view.right - view.left) * rng.random()
        if abs(x - stage.subject_x) < 0.2:
            continue
        w, h = 0.05 + 0.06 * rng.random(), 0.06 + 0.10 * rng.random()
        fill(mask, view, box(x, level - h, x + w, level + 0.02))
        stroke(
            mask,
            view,
            [(x + w * 0.4, level - h), (x + w * 0.4, level - h - 0.12 * rng.random())],
            [0.006, 0.003],
        )
    stage.shape("parapet", mask, 0.74, rim=0.7, rim_width=0.003, parallax=0.8, base=level + 0.1)


def _street(stage: Stage) -> None:
    paint_sky(stage)
    built.skyline(stage, "end", stage.horizon, 0.20, 0.06, lit=0.1)
    terrain.ground(stage, "snow" if stage.recipe.weather == "snow" else "wet", stage.horizon + 0.01)
    streets.street(stage)
    wet_shine(stage, stage.horizon + 0.05, 0.75 if stage.recipe.weather in ("rain", "storm") else 0.42)
    if stage.recipe.light.kind == "lamp":
        lx, ly = stage.light_at
        side = 1 if lx < stage.subject_x else -1
        foot = 0.90 if stage.recipe.shot in ("wide", "extreme_wide") else 1.25
        streets.street_lamp(
            stage, "street lamp", lx - side * (foot - ly) * 0.155, foot, (foot - ly) * 1.03, 0.74, side
        )


def _forest(stage: Stage) -> None:
    paint_sky(stage)
    h = stage.horizon
    for k, (depth, size) in enumerate(((0.08, 0.30), (0.2, 0.42))):
        crest = np.column_stack(
            (
                terrain.columns(stage.scenery),
                np.full(len(terrain.columns(stage.scenery)), h - 0.02 + 0.03 * k),
            )
        )
        plants.plant_row(stage, f"far trees {k}", crest, size, depth, gap=0.30)
        _air(stage, f"air {k}", h - 0.02, 1.2, 0.15 + 0.1 * k, 0.2)
    terrain.ground(stage, _floor_kind(stage, "earth"), h + 0.03)
    for k, (depth, width, count) in enumerate(((0.30, 0.016, 17), (0.46, 0.028, 11), (0.64, 0.05, 6))):
        _trunks(stage, k, depth, width, count, h + 0.05 + 0.07 * k)
        _air(stage, f"trunk air {k}", h + 0.02 + 0.05 * k, 1.05 - 0.2 * k, depth, 0.22)
    _finish_floor(stage, h + 0.06)


def _trunks(stage: Stage, k: int, depth: float, width: float, count: int, foot: float) -> None:
    view = stage.scenery if k < 2 else stage.view
    rng = stage.dice("trunks", k)
    mask = view.blank()
    keep = 0.05 + 0.06 * k
    for i in range(count):
        x = view.left + (i + rng.random()) / count * (view.right - view.left)
        if abs(x - stage.subject_x) < keep or abs(x - stage.light_at[0]) < keep * 0.8:
            continue
        plants.trunk(
            view,
            mask,
            rng,
            x,
            foot + 0.03 * rng.random(),
            width * (0.7 + 0.7 * rng.random()),
            (rng.random() - 0.5) * 0.06,
        )
    plants.grass(view, mask, rng, foot + 0.03, 0.035 + 0.02 * k, view.left, view.right, density=0.35)
    stage.shape(
        f"trunks {k}", mask, depth, base=foot, rim=0.7, rim_width=0.003 + 0.003 * k, mist=0.9, grain=0.12
    )


def _mountain(stage: Stage) -> None:
    paint_sky(stage)
    h = stage.horizon
    for k, (depth, y, tall, cell) in enumerate(
        ((0.06, 0.0, 0.46, 0.60), (0.20, 0.06, 0.36, 0.48), (0.36, 0.13, 0.26, 0.42))
    ):
        crest = terrain.ridge(stage, f"peaks {k}", h + y, tall, cell, depth, sharp=0.75, rim=0.35)
        if k < 2:
            terrain.snow_caps(stage, f"snow {k}", crest, tall, depth)
        _air(stage, f"valley {k}", h + y + 0.02, 1.1, 0.15 + depth)
    crest = terrain.ridge(stage, "wood", h + 0.20, 0.12, 0.5, 0.55, rim=0.3)
    plants.plant_row(stage, "pines", crest, 0.085, 0.56, gap=0.5)
    _air(stage, "valley near", h + 0.2, 0.7, 0.6, 0.1)
    terrain.ground(stage, _floor_kind(stage, "earth"), min(h + 0.26, 0.93))


def _coast(stage: Stage) -> None:
    paint_sky(stage)
    h = stage.horizon
    side = stage.recipe.side
    terrain.ridge(stage, "headland", h + 0.002, 0.07, 0.7, 0.12, rim=0.2)
    _air(stage, "sea air", h, 0.7, 0.15, 0.08)
    water(stage, h, rough=0.75 if stage.recipe.weather == "storm" else 0.35)
    terrain.cliff(stage, "far cliff", -side, h - 0.13, h + 0.05, 0.34 * stage.view.aspect, 0.34)
    _air(stage, "cliff air", h + 0.02, 0.7, 0.35, 0.09)
    if stage.recipe.weather == "storm":
        waves(stage, "breakers", h + 0.15, 0.10, 0.5)
    terrain.rocks(stage, "skerries", h + 0.16, 0.055, 0.55, spread=(0.2, stage.view.aspect - 0.2), count=8)
    _shore(stage, min(h + 0.27, 0.94))


def _shore(stage: Stage, level: float) -> None:
    """The land we stand on, open towards the water on the side away from the subject."""
    view = stage.view
    rng = stage.dice("shore")
    xs = terrain.columns(view)
    away = np.clip((xs - stage.subject_x) * -stage.recipe.side / view.aspect, -0.4, 1)
    ys = level + 0.20 * np.clip(away, 0, 1) ** 1.3 + wander(rng, xs, 0.16, 6) * 0.016
    stage.shape(
        "shore",
        terrain.land(view, xs, ys),
        0.72,
        rim=0.75,
        rim_width=0.004,
        grain=0.15,
        base=level + 0.3,
        mist=0.3,
        parallax=0.95,
    )


def _sea(stage: Stage) -> None:
    paint_sky(stage)
    h = stage.horizon
    _air(stage, "sea air", h, 0.6, 0.15, 0.07)
    rough = {"storm": 1.0, "wind": 0.65, "rain": 0.55}.get(stage.recipe.weather, 0.28)
    water(stage, h, rough=rough)
    if rough > 0.6:
        for k, depth in enumerate((0.3, 0.46, 0.62)):
            waves(stage, f"waves {k}", h + 0.08 + 0.11 * k, 0.05 + 0.06 * k, depth)
            _air(stage, f"spray {k}", h + 0.06 + 0.11 * k, 0.5, depth, 0.06)


def _desert(stage: Stage) -> None:
    paint_sky(stage)
    h = stage.horizon
    terrain.ridge(stage, "mesa", h + 0.01, 0.12, 0.8, 0.08, sharp=0.25, octaves=4, rim=0.3)
    _air(stage, "heat", h, 0.9, 0.15, 0.09)
    for k, (depth, y, tall, cell) in enumerate(
        ((0.22, 0.04, 0.09, 0.9), (0.40, 0.12, 0.13, 1.1), (0.58, 0.22, 0.17, 1.3))
    ):
        terrain.dunes(stage, f"dunes {k}", h + y, tall, cell, depth)
        _air(stage, f"sand air {k}", h + y, 0.55, depth, 0.08)
    terrain.ground(stage, "sand", min(h + 0.26, 0.94))


def _field(stage: Stage) -> None:
    paint_sky(stage)
    h = stage.horizon
    terrain.ridge(stage, "far hills", h + 0.01, 0.10, 0.9, 0.10, rim=0.2)
    crest = terrain.ridge(stage, "hedge land", h + 0.03, 0.05, 0.7, 0.24, rim=0.2)
    plants.plant_row(stage, "hedges", crest, 0.05, 0.27, "round", gap=0.8)
    _air(stage, "field air", h + 0.03, 0.8, 0.3, 0.08)
    terrain.ground(stage, _floor_kind(stage, "earth"), h + 0.05)
    view = stage.view
    if stage.recipe.weather != "snow":
        for k in range(3):
            y = h + 0.10 + 0.12 * k
            mask = view.blank()
            plants.grass(
                view,
                mask,
                stage.dice("wheat", k),
                y + 0.04,
                0.05 + 0.03 * k,
                view.left,
                view.right,
                wind=stage.recipe.wind / 1000,
                density=0.9,
                ears=True,
            )
            stage.shape(
                f"wheat {k}", mask, 0.40 + 0.11 * k, rim=1.0, rim_width=0.002, grain=0, mist=0.4, life="sway"
            )


def _village(stage: Stage) -> None:
    paint_sky(stage)
    h = stage.horizon
    terrain.ridge(stage, "hill", h, 0.20, 1.0, 0.10, rim=0.25)
    _air(stage, "hill air", h - 0.02, 0.8, 0.2)
    crest = terrain.ridge(stage, "village hill", h + 0.05, 0.08, 0.9, 0.28, rim=0.2)
    settlement.cottages(stage, "far roofs", crest, 0.075, 0.30, count=13, church=True)
    _air(stage, "smoke", h, 0.8, 0.35)
    crest = terrain.ridge(stage, "lane", h + 0.13, 0.05, 1.1, 0.50, rim=0.2)
    settlement.cottages(stage, "near roofs", crest, 0.15, 0.52, count=6)
    _air(stage, "lane air", h + 0.12, 0.5, 0.5, 0.1)
    floor = min(h + 0.17 * max(stage.recipe.zoom / 1000, 1), 0.92)  # at the foot of the houses, however near
    terrain.ground(stage, _floor_kind(stage, "earth"), floor)
    _finish_floor(stage, floor + 0.03)


def _space(stage: Stage) -> None:
    paint_sky(stage)
    view, side = stage.view, stage.recipe.side
    r = {"extreme_wide": 0.62, "wide": 0.50}.get(stage.recipe.shot, 0.42)
    paint_planet(stage, stage.subject_x - side * 0.30 * view.aspect, stage.horizon + r * 0.30, r)
    inside = bool(stage.recipe.figures) and stage.recipe.shot in ("medium", "close", "insert")
    if inside:
        paint_viewport(stage)
        return
    terrain.ridge(stage, "crater rim", stage.horizon + 0.20, 0.10, 0.6, 0.5, sharp=0.3, rim=0.8)
    terrain.ground(stage, "earth", stage.horizon + 0.24)
    terrain.rocks(
        stage,
        "moon rocks",
        stage.horizon + 0.33,
        0.04,
        0.66,
        spread=(0.1, view.aspect - 0.1),
        count=7,
        view=view,
    )


def _underground(stage: Stage) -> None:
    view = stage.view.coarse(4)
    lx, ly = stage.light_at
    p = stage.palette
    glow = light.halo(view, lx, ly, stage.recipe.light.reach / 1000 * 1.2, 1.1)[:, :, None]
    stage.backdrop(
        np.clip(f32(mix(p.ink, p.haze, 0.22)) + f32(p.glow) * glow * 0.66, 0, 1).astype(np.float32)
    )
    stage.fog("cave air", ly + 0.1, 0.4, 0.3, parallax=0.15)
    terrain.cave(stage)
    terrain.ground(
        stage, "wet" if stage.recipe.weather in ("rain", "storm", "clear") else "earth", stage.horizon + 0.13
    )
    wet_shine(stage, stage.horizon + 0.14, 0.4)


def _industrial(stage: Stage) -> None:
    paint_sky(stage)
    h = stage.horizon
    mouths = settlement.factory(stage, "far works", h, 0.22, 0.12)
    paint_smoke(stage, mouths, 0.10)
    _air(stage, "works air", h - 0.02, 0.9, 0.2)
    mouths = settlement.factory(stage, "works", h + 0.05, 0.34, 0.36)
    paint_smoke(stage, mouths[:2], 0.15)
    _air(stage, "yard air", h + 0.05, 0.8, 0.4)
    terrain.ground(stage, _floor_kind(stage, "wet"), h + 0.09)
    wet_shine(stage, h + 0.10, 0.45)
    if stage.recipe.shot in ("wide", "medium", "extreme_wide"):
        settlement.pipes(stage, "pipes", 0.9, 0.16, 3)


def _road(stage: Stage) -> None:
    paint_sky(stage)
    h = stage.horizon
    terrain.ridge(stage, "far hills", h + 0.004, 0.09, 0.8, 0.10, rim=0.25)
    _air(stage, "road air", h, 0.8, 0.2, 0.07)
    terrain.ground(stage, _floor_kind(stage, "earth"), h)
    p = stage.palette
    vanish = stage.light_at[0] * 0.55 + stage.view.aspect * 0.5 * 0.45
    terrain.road(stage, h, vanish, 0.55, mix(p.ink, p.middle, 0.25))
    wet_shine(stage, h + 0.01, 0.5 if stage.recipe.weather in ("rain", "storm") else 0.2)
    streets.poles(stage, h, vanish, -stage.recipe.side)


def _river(stage: Stage) -> None:
    paint_sky(stage)
    h = stage.horizon
    terrain.ridge(stage, "far hills", h, 0.14, 0.8, 0.10, rim=0.25)
    _air(stage, "hill mist", h - 0.02, 0.8, 0.15)
    crest = terrain.ridge(stage, "far bank", h + 0.012, 0.03, 0.5, 0.28, rim=0.2)
    plants.plant_row(
        stage, "far wood", crest, 0.10, 0.30, "round" if stage.recipe.seed % 2 else "pine", gap=0.5
    )
    _air(stage, "river mist", h, 1.0, 0.3, 0.07)
    water(stage, h + 0.015, rough=0.22)
    _air(stage, "water mist", h + 0.05, 0.6, 0.5, 0.06)
    _shore(stage, min(h + 0.28, 0.93))
    view = stage.view
    mask = view.blank()
    x = view.aspect * (0.12 if stage.recipe.side > 0 else 0.88)
    plants.grass(
        view,
        mask,
        stage.dice("reeds"),
        min(h + 0.42, 1.02),
        0.22,
        x - 0.3,
        x + 0.3,
        wind=stage.recipe.wind / 1000,
        density=0.7,
    )
    stage.shape("reeds", mask, 0.8, rim=0.6, rim_width=0.002, grain=0, life="sway")


def _ruins(stage: Stage) -> None:
    paint_sky(stage)
    h = stage.horizon
    terrain.ridge(stage, "hill", h, 0.12, 0.9, 0.10, rim=0.25)
    _air(stage, "hill air", h - 0.02, 0.8, 0.15)
    settlement.ruin(stage, "far ruin", h + 0.03, 0.24, 0.26)
    _air(stage, "ruin air", h + 0.02, 0.9, 0.3)
    settlement.ruin(stage, "ruin", h + 0.12, 0.46, 0.50)
    _air(stage, "ruin near air", h + 0.12, 0.6, 0.5, 0.1)
    terrain.ground(stage, _floor_kind(stage, "earth"), h + 0.14)
    terrain.rocks(
        stage, "rubble", h + 0.24, 0.035, 0.68, spread=(0.0, stage.view.aspect), count=14, view=stage.view
    )


SETTINGS: dict[str, Callable[[Stage], None]] = {
    "city": _city,
    "street": _street,
    "interior": interiors.room,
    "forest": _forest,
    "mountain": _mountain,
    "coast": _coast,
    "sea": _sea,
    "desert": _desert,
    "field": _field,
    "village": _village,
    "space": _space,
    "underground": _underground,
    "industrial": _industrial,
    "road": _road,
    "river": _river,
    "ruins": _ruins,
}
