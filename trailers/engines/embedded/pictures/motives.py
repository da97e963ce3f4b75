"""The one motivated source of light of a picture: what it is, where it stands, how far it carries."""

from __future__ import annotations

import random

from trailers.domain.script import Visual

from .recipe import Light


def light_for(
    dice: random.Random,
    visual: Visual,
    setting: str,
    time: str,
    weather: str,
    shot: str,
    subject: int,
    horizon: int,
    side: int,
) -> Light:
    """The one source: named objects first, then what the place and the hour give. It stands behind the subject."""
    near = subject - side * dice.randrange(95, 190)
    things = set(visual.objects)
    kind = _kind(things, visual.action, setting, time, weather)
    dim = {"clear": 1000, "wind": 1000, "dust": 950, "snow": 850, "rain": 760, "fog": 800, "storm": 720}[
        weather
    ]
    if kind == "sun":
        high = {"dawn": 55, "dusk": 40, "day": 330}.get(time, 60)
        return Light("sun", near, horizon - high - dice.randrange(0, 40), "warm", dim, 820)
    if kind == "moon":
        return Light(
            "moon", near, max(horizon - 300 - dice.randrange(0, 90), 130), "cool", round(dim * 0.92), 640
        )
    if kind == "star":
        return Light("star", 500 + side * 520, 120 + dice.randrange(0, 120), "cool", 900, 900)
    if kind == "window":
        x = subject - side * (150 if shot in ("wide", "extreme_wide") else 210)
        return Light(
            "window",
            x,
            horizon - 150,
            "cool" if time in ("night", "dawn") else "warm",
            1000 if time != "night" else 820,
            620,
        )
    if kind == "lamp":
        y = horizon - 330 if setting != "interior" else horizon - 235
        return Light("lamp", subject - side * dice.randrange(70, 130), max(y, 120), "warm", 1000, 520)
    if kind == "fire":
        return Light(
            "fire",
            subject - side * 165,
            horizon + (110 if setting != "interior" else 90),
            "warm",
            1000,
            560,
            380,
        )
    if kind == "screen":
        return Light("screen", subject - side * 150, horizon - 30, "cool", 950, 480, 120)
    if kind == "headlights":
        return Light(
            "headlights", 500 - side * 120, horizon + 45, "cool" if time == "day" else "warm", 1000, 620
        )
    return Light(
        kind,
        near,
        max(horizon - (240 if setting != "underground" else 60), 140),
        "warm" if kind == "beam" else "cool",
        dim if setting != "underground" else 760,
        800 if setting != "underground" else 560,
    )


def _kind(things: set[str], action: str, setting: str, time: str, weather: str) -> str:
    dark = time in ("night",)
    if setting == "space":
        return "star"
    if "fire" in things:
        return "fire"
    if "screen" in things and setting in ("interior", "underground"):
        return "screen"
    if setting == "interior":
        return (
            "lamp"
            if "lamp" in things or (dark and "window" not in things and weather in ("clear", "fog"))
            else "window"
        )
    if setting == "underground":
        return "lamp" if "lamp" in things else "sky"
    if (dark and action == "drive") or (dark and "car" in things and setting in ("road", "street")):
        return "headlights"
    if dark and setting in ("street", "industrial"):
        return "lamp" if setting == "street" else "moon"
    if dark and "lighthouse" in things:
        return "moon" if weather == "clear" else "beam"
    if dark:
        return "moon"
    if setting == "street" or (weather in ("storm",) and time == "day"):
        return "sun" if setting == "street" else "sky"
    return "sun"
