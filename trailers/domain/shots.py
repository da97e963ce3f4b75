"""How a still becomes a shot: one camera move with a reason, said in words and in the fixed terms.

The rules are the embedded director's; a hosted text engine may write the prompt instead, from the same inputs.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from .script import Style, Visual

_BY_SIZE = {
    "extreme_wide": ("pull_out", "drift", "pan_left", "pan_right"),
    "wide": ("push_in", "pan_right", "drift", "pan_left", "tilt_up"),
    "medium": ("push_in", "drift", "pull_out", "pan_left"),
    "close": ("push_in", "drift", "hold"),
    "insert": ("push_in", "hold", "tilt_down"),
}
_DANGER = frozenset({"run", "fight", "fall"})
_WORDS = {
    "hold": "The camera holds still.",
    "push_in": "The camera moves slowly towards the subject.",
    "pull_out": "The camera draws slowly back and leaves the subject small.",
    "pan_left": "The camera pans slowly to the left.",
    "pan_right": "The camera pans slowly to the right.",
    "tilt_up": "The camera tilts slowly upwards.",
    "tilt_down": "The camera tilts slowly downwards.",
    "drift": "The camera drifts sideways, the near things passing faster than the far.",
    "handheld": "The camera is handheld and uneasy.",
}


_ANOTHER = {
    "extreme_wide": "medium",
    "wide": "medium",
    "medium": "extreme_wide",
    "close": "wide",
    "insert": "wide",
}
"""The size that is least like each: what a cut within one place goes to."""
_FAR = {"extreme_wide", "wide"}
"""Sizes that a place without people fills in much the same way."""


@dataclass(frozen=True, slots=True)
class Shot:
    move: str
    prompt: str


def plan_shot(visual: Visual, style: Style, scene_key: str, previous_move: str = "") -> Shot:
    """Choose the move from shot size and action; never the same move twice running, always the same answer."""
    move = _choose(visual, scene_key, previous_move)
    words = [visual.description.rstrip(".") + "." if visual.description else "", _WORDS[move]]
    if visual.weather and visual.weather != "clear":
        words.append(f"The {visual.weather} moves through the frame.")
    if style.tone:
        words.append(f"Mood: {', '.join(style.tone)}.")
    return Shot(move, " ".join(word for word in words if word))


def move_words(move: str) -> str:
    """A camera move as a sentence. KeyError for what is none of vocabulary.MOVES."""
    return _WORDS[move]


def _choose(visual: Visual, scene_key: str, previous: str) -> str:
    if visual.action in _DANGER and previous != "handheld":
        return "handheld"
    if visual.action == "look_up" and previous != "tilt_up":
        return "tilt_up"
    moves = [move for move in _BY_SIZE.get(visual.shot_size, _BY_SIZE["wide"]) if move != previous]
    return moves[seed_of("move", scene_key) % len(moves)]


def apart(visual: Visual, before: Visual | None) -> Visual:
    """The picture as it is drawn after `before`: seen from another distance when the two would look alike.

    Alike are two pictures of one setting at one hour, of one size or both wide, with the same people doing the
    same, or none; details of two things are not. Only the shot size changes, so the words of the scene stay true.
    """
    if before is None or not _alike(visual, before):
        return visual
    return replace(visual, shot_size=_ANOTHER[before.shot_size])


def _alike(a: Visual, b: Visual) -> bool:
    if (a.setting, a.time, a.action, set(a.characters)) != (b.setting, b.time, b.action, set(b.characters)):
        return False
    if a.shot_size == b.shot_size:
        return a.shot_size in _ANOTHER and (a.shot_size != "insert" or a.objects[:1] == b.objects[:1])
    return {a.shot_size, b.shot_size} == _FAR


def seed_of(*names: str) -> int:
    """A stable 31-bit seed for a named thing (the same in every process and on every machine)."""
    digest = hashlib.sha256("\x1f".join(names).encode()).digest()
    return int.from_bytes(digest[:4], "big") & 0x7FFF_FFFF
