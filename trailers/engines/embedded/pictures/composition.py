"""Deciding the picture: a pure function from what is to be seen to a Recipe.

Thirds, look-room, one motivated light near the subject, a horizon that is high, low and absent by turns, and a
side that changes with the scene's number so that no two neighbours are alike. Standard library only.
"""

from __future__ import annotations

import random
import re
from dataclasses import replace

from trailers.domain.script import Character, Style, Visual
from trailers.domain.shots import seed_of
from trailers.domain.vocabulary import SETTINGS, SHOT_SIZES, TIMES, WEATHERS

from .casting import cast_figures, cast_props
from .motives import light_for
from .readings import fitting, mount_of, named_in, placed, seated
from .recipe import Prop, Recipe, Wardrobe
from .wardrobe import wardrobes

_HINTS = {
    "interior": "room kitchen house bedroom office hall apartment cabin study corridor bar hospital church theatre",
    "street": "street alley lane avenue sidewalk market square",
    "city": "city town skyline rooftop downtown tower bridge",
    "forest": "forest wood woods trees jungle",
    "mountain": "mountain peak cliff ridge pass snowfield",
    "coast": "coast shore beach cliff lighthouse harbour harbor pier dock",
    "sea": "sea ocean ship boat waves deck island",
    "desert": "desert dune sand canyon",
    "field": "field meadow farm plain prairie wheat garden",
    "village": "village hamlet chapel",
    "space": "space orbit planet moon station spaceship stars",
    "underground": "cave tunnel mine cellar basement sewer underground vault",
    "industrial": "factory plant warehouse industrial refinery mill yard",
    "road": "road highway motorway car drive truck",
    "river": "river lake stream canal swamp",
    "ruins": "ruin ruins temple castle abandoned wreck graveyard cemetery",
}
_GENRE_SETTING = {
    "noir": "street",
    "horror": "forest",
    "science_fiction": "space",
    "western": "desert",
    "war": "ruins",
    "fantasy": "mountain",
    "adventure": "mountain",
    "romance": "coast",
    "comedy": "city",
    "thriller": "city",
    "documentary": "field",
    "drama": "village",
}
_GENRE_TIMES = {
    "noir": ("night", "night", "dusk"),
    "horror": ("night", "dusk"),
    "thriller": ("night", "dusk"),
    "science_fiction": ("night", "dusk"),
    "romance": ("dusk", "dawn"),
    "comedy": ("day", "dusk"),
    "western": ("dusk", "day"),
    "war": ("dusk", "dawn"),
    "documentary": ("day", "dawn"),
}
_HORIZONS = {
    "extreme_wide": (735, 560, 640),
    "wide": (600, 520, 655),
    "medium": (560, 660, 480),
    "close": (600, 500, 690),
    "insert": (560, 500, 620),
}
_ZOOM = {"extreme_wide": 820, "wide": 1000, "medium": 1500, "close": 2100, "insert": 2300}
_EMPTY_ZOOM = 2000
"""A medium shot of nobody goes up to the place itself."""
_DROP = {
    "city": 150,
    "street": 330,
    "interior": 330,
    "forest": 250,
    "mountain": 290,
    "coast": 300,
    "sea": 170,
    "desert": 290,
    "field": 270,
    "village": 240,
    "space": 300,
    "underground": 230,
    "industrial": 220,
    "road": 250,
    "river": 300,
    "ruins": 240,
}
_FRAMINGS = {
    "city": ("cables", "rail", "wall", ""),
    "street": ("wall", "cables", "", "doorway"),
    "interior": ("doorway", "", "shoulder"),
    "forest": ("branches", "pines", "grass"),
    "mountain": ("pines", "rocks", "", "branches"),
    "coast": ("rocks", "grass", "", "branches"),
    "sea": ("", "rail", ""),
    "desert": ("rocks", "", ""),
    "field": ("grass", "branches", ""),
    "village": ("branches", "wall", "grass", ""),
    "space": ("", ""),
    "underground": ("rocks", ""),
    "industrial": ("cables", "wall", "rail"),
    "road": ("grass", "", "cables"),
    "river": ("branches", "grass", ""),
    "ruins": ("rocks", "branches", "doorway"),
}
_AIR = {
    "rain": ("rain",),
    "storm": ("rain", "fog"),
    "snow": ("snow",),
    "fog": ("fog",),
    "dust": ("dust", "fog"),
    "wind": ("dust",),
    "clear": (),
}


def compose(
    visual: Visual,
    style: Style,
    characters: tuple[Character, ...],
    *,
    number: int,
    seed: int,
    width: int,
    height: int,
) -> Recipe:
    """The recipe of one picture; the same arguments give the same recipe on every machine."""
    dice = random.Random(seed_of("picture", str(seed), str(number), visual.description))
    setting, time, weather = _world(visual, style, number)
    mount = mount_of(visual, style)
    setting = placed(visual, setting, mount)
    visual = seated(visual, setting, mount)
    shot = visual.shot_size if visual.shot_size in SHOT_SIZES else "wide"
    bars = _bars(width, height)
    aspect = width / (height * (1000 - 2 * bars) / 1000)
    side = 1 if number % 2 else -1
    horizon = _HORIZONS[shot][(number // 2 + number) % 3] + dice.randrange(-18, 19)
    if setting in ("street", "interior", "underground"):
        horizon = 520 + (number % 3 - 1) * 45
    reach = (0.155 if aspect > 1.2 else 0.09) + 0.03 * dice.random()
    if shot in ("close", "medium"):
        reach *= 0.82
    subject = round(1000 * (0.5 + side * reach))
    if shot == "insert":
        subject = round(1000 * (0.5 + side * 0.055))
    ground = min(horizon + _DROP[setting] + dice.randrange(-15, 16), 930)
    light = light_for(dice, visual, setting, time, weather, shot, subject, horizon, side)
    people = wardrobes(visual.characters, characters)
    if not people and (visual.action or "child" in visual.objects):
        people = (
            Wardrobe(stature=650, coat="jacket", hair="bob")
            if "child" in visual.objects
            else Wardrobe(hat=dice.choice(("", "", "fedora"))),
        )
    elif "child" in visual.objects and len(people) < 3:
        people = (*people, Wardrobe(stature=640, coat="jacket", hair="bob", build=950))
    zoom = _EMPTY_ZOOM if shot == "medium" and not people else _ZOOM[shot]
    objects = _objects(visual, setting, shot, people)
    props = cast_props(dice, objects, shot, subject, ground, horizon, side, aspect, setting, zoom)
    shown = people if shot != "insert" or not props else ()
    figures = (
        cast_figures(
            dice,
            visual.action,
            "close" if shot == "insert" else shot,
            subject,
            ground,
            side,
            shown,
            aspect,
            light.x,
        )
        if shown
        else ()
    )
    recipe = Recipe(
        seed=seed_of("draw", str(seed), str(number)),
        width=width,
        height=height,
        bars=bars,
        genre=style.genre,
        setting=setting,
        time=time,
        weather=weather,
        shot=shot,
        horizon=horizon,
        side=side,
        subject_x=subject,
        zoom=zoom,
        light=light,
        framing=_framing(setting, shot, number, aspect),
        air=_air(dice, setting, weather, light.kind, visual),
        wind=_wind(dice, weather),
        figures=figures,
        props=props,
    )
    return _staged(recipe, ground)


def _world(visual: Visual, style: Style, number: int) -> tuple[str, str, str]:
    setting = (
        visual.setting
        if visual.setting in SETTINGS
        else _hint(visual) or _GENRE_SETTING.get(style.genre, "city")
    )
    hours = _GENRE_TIMES.get(style.genre, ("dusk", "night", "dawn"))
    time = visual.time if visual.time in TIMES else hours[number % len(hours)]
    if setting in ("underground", "space"):
        time = "night"
    if visual.action == "row" and setting not in ("sea", "coast", "river"):
        setting = "river"
    weather = (
        visual.weather
        if visual.weather in WEATHERS
        else ("rain" if style.genre == "noir" and number % 2 else "clear")
    )
    return setting, time, weather


def _hint(visual: Visual) -> str:
    words = re.findall(r"[a-z]+", f"{visual.place} {visual.description}".lower())
    votes = {name: sum(word in keys.split() for word in words) for name, keys in _HINTS.items()}
    best = max(votes, key=lambda name: votes[name])
    return best if votes[best] else ""


def _objects(visual: Visual, setting: str, shot: str, people: tuple[Wardrobe, ...]) -> tuple[str, ...]:
    """Those named, or found in the description, as far as they fit the place; rowing needs its boat."""
    named = fitting(named_in(visual), visual, setting, shot)
    if visual.action == "row":
        named = ["boat", *(n for n in named if n != "boat")]
    if shot == "insert" and not named and not people:
        named = [
            {
                "interior": "lamp",
                "sea": "boat",
                "coast": "lighthouse",
                "space": "planet",
                "forest": "tree",
            }.get(setting, "photograph")
        ]
    if setting == "interior" and shot != "insert":
        named = [name for name in named if name not in ("fire", "window", "screen")]  # the room has its own
    if setting == "space":
        named = [name for name in named if name != "planet" or shot == "insert"]
    return tuple(named)


def _bars(width: int, height: int) -> int:
    """2.39:1 inside anything between 1.6 and 2.3; other shapes are used whole."""
    if not 1.6 <= width / height <= 2.3:
        return 0
    return round(500 * (1 - width / height / 2.39))


def _framing(setting: str, shot: str, number: int, aspect: float) -> str:
    choices = _FRAMINGS[setting]
    kind = choices[(number * 7 // 3 + number) % len(choices)]
    if shot in ("close", "insert") or (aspect < 1 and kind in ("wall", "doorway", "shoulder")):
        return ""
    if shot == "medium" and kind in ("grass", "rail", "rocks"):
        return ""
    return kind


def _air(dice: random.Random, setting: str, weather: str, light: str, visual: Visual) -> tuple[str, ...]:
    out = [*_AIR[weather]]
    indoors = setting in ("interior", "underground")
    if indoors:
        out = ["dust"]
    if light == "fire":
        out.append("embers")
    if setting == "space":
        return ()
    if (
        not indoors
        and weather in ("clear", "wind", "fog")
        and visual.shot_size in ("extreme_wide", "wide")
        and dice.random() < 0.5
    ):
        out.append("birds")
    return tuple(dict.fromkeys(out))


def _wind(dice: random.Random, weather: str) -> int:
    force = {"storm": 900, "wind": 750, "dust": 550, "rain": 320, "snow": 240}.get(weather, 90)
    return round(force * (0.7 + 0.3 * dice.random())) * (1 if dice.random() < 0.5 else -1)


def _staged(recipe: Recipe, ground: int) -> Recipe:
    """Tie people and things together: rowers sit in their boat, drivers in their car, readers hold what they read."""
    if not recipe.figures or not recipe.props or recipe.shot in ("close", "insert"):
        return recipe
    first, *others = recipe.figures
    by_name = {prop.name: prop for prop in recipe.props}
    if (first.action == "row" and "boat" in by_name) or (recipe.setting == "sea" and "boat" in by_name):
        size = 330 if recipe.shot == "wide" else 120 if recipe.shot == "extreme_wide" else 900
        base = (
            min(recipe.horizon + (190 if recipe.shot == "wide" else 100), 900)
            if recipe.shot != "medium"
            else 1000
        )
        boat = replace(
            by_name["boat"],
            x=first.x,
            base_y=base,
            height=round(size * 0.72),
            facing=-first.facing,
            depth=790,
        )
        rower = replace(
            first,
            foot_y=base - round(size * 0.06),
            height=size,
            action="row" if first.action == "row" else "sit",
            view="side",
        )
        rest = tuple(
            replace(
                o,
                x=boat.x + (k + 1) * round(size * 0.2),
                foot_y=rower.foot_y,
                height=rower.height,
                action="sit",
                view="side",
            )
            for k, o in enumerate(others[:1])
        )
        return replace(
            recipe, figures=(rower, *rest), props=tuple(boat if p.name == "boat" else p for p in recipe.props)
        )
    if first.action == "ride" and "horse" in by_name:
        return _mounted(recipe, by_name["horse"], ground)
    if first.action == "lie" and "bed" in by_name and recipe.shot in ("wide", "extreme_wide"):
        return _in_bed(recipe, by_name["bed"], ground)
    if first.action == "drive" and "car" in by_name and recipe.shot in ("wide", "extreme_wide"):
        size = 235 if recipe.shot == "wide" else 95
        car = replace(by_name["car"], x=first.x, base_y=ground, height=size, facing=first.facing, depth=800)
        return replace(recipe, figures=(), props=tuple(car if p.name == "car" else p for p in recipe.props))
    return recipe


def _mounted(recipe: Recipe, horse: Prop, ground: int) -> Recipe:
    """Everybody on a horse of their own, side by side, the horse under the rider's own weight."""
    size, base = {
        "extreme_wide": (115, ground),
        "wide": (300, ground),
        "medium": (1000, 1290),
    }[recipe.shot]
    step = round(size * 1.75 * 0.42)
    away = -1 if recipe.subject_x > 500 else 1
    riders, horses = [], []
    for k, figure in enumerate(recipe.figures[:3] if recipe.shot != "medium" else recipe.figures[:1]):
        high, foot = round(size * 0.93**k), base - round(size * 0.05 * k)
        x = recipe.figures[0].x + away * step * k
        facing = recipe.figures[0].facing
        horses.append(
            replace(horse, x=x, base_y=foot, height=high, facing=facing, depth=800, seed=horse.seed + k)
        )
        riders.append(
            replace(
                figure,
                x=x + facing * round(high * 0.015),
                foot_y=foot - round(high * 0.365),
                height=round(high * 0.81),
                facing=facing,
                action="ride",
                view="side",
            )
        )
    others = tuple(prop for prop in recipe.props if prop.name != "horse")
    return replace(recipe, figures=tuple(riders), props=(*others, *reversed(horses)))


def _in_bed(recipe: Recipe, bed: Prop, ground: int) -> Recipe:
    """Whoever lies where a bed stands lies in it, the head on its pillow."""
    first = recipe.figures[0]
    size = round(first.height * 0.55)
    bed = replace(bed, x=first.x, base_y=ground, height=size, facing=first.facing, depth=690)
    lying = replace(first, foot_y=ground - round(size * 0.46), height=round(first.height * 0.92))
    return replace(
        recipe,
        figures=(lying, *recipe.figures[1:]),
        props=tuple(bed if prop.name == "bed" else prop for prop in recipe.props),
    )
