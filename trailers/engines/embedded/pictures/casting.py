"""Who and what stands in the picture: sizes, places and ways of standing. Pure, standard library only."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from .recipe import Figure, Prop, Wardrobe

HAND = frozenset({"letter", "key", "gun", "knife", "phone", "book", "map", "photograph", "rope", "clock"})
"""Objects small enough to carry: in wide shots they are too small to matter, an insert is about them."""
SMALL = HAND | {"lamp", "mirror"}
"""What stands on a table when it is seen close."""


@dataclass(frozen=True, slots=True)
class Nature:
    """How an object behaves in a wide picture."""

    size: int
    """Height per mille of the picture in a wide shot."""
    place: str
    """far (middle distance), beside (the subject's ground), water, sky, behind."""


NATURES: dict[str, Nature] = {
    "boat": Nature(95, "water"),
    "ship": Nature(150, "water"),
    "lighthouse": Nature(470, "far"),
    "house": Nature(260, "far"),
    "tower": Nature(420, "far"),
    "bridge": Nature(230, "far"),
    "train": Nature(120, "far"),
    "plane": Nature(110, "sky"),
    "rocket": Nature(480, "far"),
    "planet": Nature(300, "sky"),
    "car": Nature(170, "beside"),
    "door": Nature(430, "behind"),
    "window": Nature(330, "behind"),
    "lamp": Nature(90, "beside"),
    "tree": Nature(560, "beside"),
    "fire": Nature(130, "beside"),
    "bird": Nature(46, "sky"),
    "dog": Nature(120, "beside"),
    "horse": Nature(290, "beside"),
    "grave": Nature(150, "beside"),
    "cross": Nature(270, "beside"),
    "machine": Nature(330, "behind"),
    "screen": Nature(190, "behind"),
    "chair": Nature(200, "beside"),
    "bed": Nature(190, "behind"),
    "table": Nature(165, "beside"),
    "piano": Nature(230, "beside"),
    "mirror": Nature(300, "behind"),
    "flag": Nature(470, "beside"),
    "tent": Nature(230, "beside"),
    "well": Nature(240, "beside"),
    "fence": Nature(140, "behind"),
    "stairs": Nature(430, "behind"),
    "crowd": Nature(215, "behind"),
    "clock": Nature(150, "hand"),
    "letter": Nature(40, "hand"),
    "key": Nature(30, "hand"),
    "gun": Nature(40, "hand"),
    "knife": Nature(30, "hand"),
    "phone": Nature(60, "hand"),
    "book": Nature(46, "hand"),
    "map": Nature(56, "hand"),
    "photograph": Nature(50, "hand"),
    "rope": Nature(70, "beside"),
}

_INSERT = {
    "key": 400,
    "knife": 470,
    "gun": 540,
    "boat": 470,
    "car": 520,
    "train": 330,
    "bed": 470,
    "fence": 520,
    "bridge": 520,
    "letter": 600,
    "book": 600,
    "map": 600,
    "phone": 580,
    "ship": 520,
    "plane": 480,
    "piano": 580,
    "table": 430,
    "crowd": 640,
    "rope": 560,
    "horse": 760,
    "dog": 660,
    "well": 740,
    "machine": 720,
    "photograph": 660,
    "clock": 640,
    "lamp": 740,
    "flag": 760,
    "screen": 580,
    "lighthouse": 900,
    "house": 760,
    "tower": 900,
    "door": 860,
    "window": 780,
    "tree": 900,
    "fire": 560,
    "bird": 520,
    "grave": 720,
    "cross": 800,
    "rocket": 900,
    "planet": 700,
    "chair": 700,
    "mirror": 760,
    "tent": 700,
    "stairs": 700,
}

_FAR_FOOT = {
    "city": 125, "street": 60, "interior": 190, "forest": 55, "mountain": 215, "coast": 10, "sea": 10, "desert": 130,
    "field": 60, "village": 150, "space": 240, "underground": 135, "industrial": 95, "road": 15, "river": 15,
    "ruins": 150,
}  # fmt: skip
"""How far below the horizon the middle distance has its ground, per mille."""

_HEIGHT = {"extreme_wide": 135, "wide": 400, "medium": 1420, "close": 960, "insert": 900}
"""Body height per mille of the picture; for close the size of the bust."""
_BUST_LEAST, _BUST_PER_WIDTH = 290, 590
"""A bust grows with the picture's width to its full size, so that long hair and a profile fit an upright picture."""


def cast_figures(
    dice: random.Random,
    action: str,
    shot: str,
    x: int,
    ground: int,
    side: int,
    clothes: tuple[Wardrobe, ...],
    aspect: float,
    look_at: int,
) -> tuple[Figure, ...]:
    """The people, the first the subject. They look into the picture; who stands with them depends on the action."""
    facing = 1 if look_at > x else -1
    if action in ("walk", "run", "reach", "fight", "drive", "ride"):
        facing = -side
    if action in ("turn_away", "climb"):
        facing = side  # a climber's rock belongs to the edge of the picture
    narrow = min(1.0, aspect / 1.2)
    height = round(_HEIGHT[shot] * (0.80 + 0.2 * narrow) * (0.94 + 0.12 * dice.random()))
    view = _view_of(action, shot, dice)
    if shot == "close":
        height = min(height, _BUST_LEAST + round(_BUST_PER_WIDTH * aspect))
        # upright, a head has room in the middle only, and its hair needs more of it than its profile
        x = 500 + round((x - 500) * min(1.0, max(-0.3, aspect - 0.8)))
        foot = min(1000 + 130, 1130 - round((_HEIGHT["close"] - height) * 0.8))
    elif shot == "medium":
        foot = (
            1000
            + round(height * (0.44 if action in ("sit", "kneel", "lie", "drive", "row") else 0.415))
            - (round(height * 0.24) if action in ("sit", "drive", "row", "kneel") else 0)
        )
        if action == "lie":
            height, foot = 900, 900
    else:
        foot = ground
    first = Figure(
        x, foot, height, facing, action, view, clothes[0], dice.randrange(0, 1000), dice.randrange(0, 10_000)
    )
    return (first, *_others(dice, first, shot, clothes[1:], aspect))


def _view_of(action: str, shot: str, dice: random.Random) -> str:
    if shot == "close":
        return "bust"
    if action == "turn_away":
        return "back"
    if action in ("", "stand", "look_up", "hold") and dice.random() < (0.55 if shot == "medium" else 0.45):
        return "back"
    return "side"


def _others(
    dice: random.Random, first: Figure, shot: str, clothes: tuple[Wardrobe, ...], aspect: float
) -> tuple[Figure, ...]:
    if shot == "insert":
        return ()
    step = {"extreme_wide": 34, "wide": 88, "medium": 300, "close": 400}[shot] * 2.39 / max(aspect, 0.9)
    seed = dice.randrange(0, 10_000)
    if first.action in ("embrace", "fight", "dance"):
        gap = {"embrace": 0.60, "fight": 1.75, "dance": 0.95}[first.action]
        near = {"extreme_wide": 0.135, "wide": 0.40, "medium": 1.42, "close": 0.96}[shot]
        dx = (
            round(first.facing * gap * 0.30 * near * 1000 / aspect)
            if shot != "close"
            else round(first.facing * 0.42 * 1000 / aspect)
        )
        partner = (
            clothes[0]
            if clothes
            else Wardrobe(coat="dress" if first.wardrobe.coat != "dress" else "suit", stature=960)
        )
        return (
            replace(
                first,
                x=first.x + dx,
                facing=-first.facing,
                wardrobe=partner,
                seed=seed,
                phase=(first.phase + 400) % 1000,
            ),
        )
    out = []
    for k, wardrobe in enumerate(clothes[:3]):
        if shot == "close" and k:
            break
        away = -1 if first.x > 500 else 1
        x = first.x + round(away * step * (k + 1) * (0.9 + 0.3 * dice.random()))
        action = first.action if first.action in ("walk", "run", "sit", "look_up", "row", "ride") else "stand"
        drop = round(first.height * 0.02 * (k + 1))
        out.append(
            replace(
                first,
                x=x,
                foot_y=first.foot_y - drop if shot != "close" else first.foot_y + 20,
                height=round(first.height * (0.93 if shot != "close" else 0.9)),
                facing=-first.facing if action == "stand" else first.facing,
                action=action,
                wardrobe=wardrobe,
                seed=seed + k,
                phase=(first.phase + 370 * (k + 1)) % 1000,
                view=first.view if first.view == "bust" or action != "stand" else "side",
            )
        )
    return tuple(out)


def cast_props(
    dice: random.Random,
    objects: tuple[str, ...],
    shot: str,
    subject_x: int,
    ground: int,
    horizon: int,
    side: int,
    aspect: float,
    setting: str,
    zoom: int,
) -> tuple[Prop, ...]:
    """The objects: one large for an insert, else each where its nature puts it, never on top of the subject."""
    known = [name for name in dict.fromkeys(objects) if name in NATURES]
    if shot == "insert":
        return tuple(_insert(dice, name, subject_x, side, aspect) for name in known[:1])
    out: list[Prop] = []
    small = {"extreme_wide": 0.52, "wide": 1.0, "medium": 1.45, "close": 1.7}[shot]
    landmark = 0.80 if shot == "extreme_wide" else small
    narrow = min(1.0, 0.45 + aspect / 2.39 * 0.55)
    for k, name in enumerate(known[:3]):
        nature = NATURES[name]
        if nature.place == "hand" or (shot == "close" and nature.place == "beside"):
            continue
        scale = landmark if nature.place == "far" else small
        size = round(nature.size * scale * narrow * (0.92 + 0.16 * dice.random()))
        x, base, depth = _spot(dice, nature.place, size, k, subject_x, ground, horizon, side, shot, setting)
        out.append(
            Prop(
                name, x, base, size, -side if dice.random() < 0.7 else side, depth, dice.randrange(0, 10_000)
            )
        )
    return tuple(sorted(out, key=lambda prop: prop.depth))


def _spot(
    dice: random.Random,
    place: str,
    size: int,
    nth: int,
    subject_x: int,
    ground: int,
    horizon: int,
    side: int,
    shot: str,
    setting: str,
) -> tuple[int, int, int]:
    other = 500 - side * (170 + 70 * nth + dice.randrange(0, 50))
    if place == "sky":
        return other, max(horizon - 200 - dice.randrange(0, 120), size + 40), 250
    if place == "far":
        return other, horizon + _FAR_FOOT.get(setting, 60), 420
    if place == "water":
        base = horizon + (105 if shot in ("wide", "medium", "close") else 60) + 20 * nth
        return (other + subject_x) // 2 if nth == 0 else other, base, 560
    lift = 0 if shot in ("extreme_wide", "wide") else -40
    if place == "behind" and setting in ("coast", "river"):  # the land falls to the water on the other side
        return min(max(subject_x + side * (120 + 90 * nth), 90), 910), min(ground - 6 + lift, 960), 640
    if place == "behind":
        return subject_x - side * (110 + 130 * nth) - side * 30, min(ground - 18 + lift, 960), 640
    gap = 120 + size // 4 + 90 * nth
    return subject_x - side * gap, min(ground + lift + 5, 985), 745


def _insert(dice: random.Random, name: str, x: int, side: int, aspect: float) -> Prop:
    fit = min(1.0, aspect / 1.9)
    size = round(_INSERT.get(name, 620) * fit)
    small = name in SMALL
    base = 790 if small else 560 + size // 2 if name in ("bird", "plane", "planet") else 905
    if name == "crowd":
        base += round(0.85 * size)  # its heads and shoulders only
    return Prop(name, x, base, size, side, 820, dice.randrange(0, 10_000), small)
