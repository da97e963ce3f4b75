"""What a setup's motion prompt says: to a hosted engine in words, to our own as one of its camera moves.

The words decide. A prompt that names a camera move is moved by that one, whatever term stands beside it; one that
names none has the sentence of its term added, so that both engines are told the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .fingerprint import fingerprint
from .script import Style, Visual
from .shots import move_words

MOST_MOTION = 600
"""Characters of a motion prompt."""
MOST_WORDS = 900
"""Of all that the engine of a clip is told: some refuse more than a thousand characters."""

_IN = r"(?:in|towards?|closer|forwards?|up on)\b"
_BACK = r"(?:back|out|away|backwards?)\b"
_CLAUSE = re.compile(r"[^.,;!?\n]+")
_MOVES: tuple[tuple[str, str], ...] = (
    ("handheld", r"\bhand[ -]?held\b|\bshak(?:y|ing|es) camera\b|\bcamera shakes\b"),
    ("pull_out", rf"\b(?:pull|doll(?:y|ie)|zoom|draw|track|crane|mov|back)\w*\b.*?\b{_BACK}|"
                 r"\bpull[ -]?(?:out|back)\b"),
    ("push_in", rf"\b(?:push|doll(?:y|ie)|zoom|mov|track|creep|close)\w*\b.*?\b{_IN}|\bpush[ -]?in\b"),
    ("tilt_down", r"\btilt\w*\b.*?\bdown\w*"),
    ("tilt_up", r"\btilt|\b(?:cran|ris)\w*\b.*?\bup\w*"),
    ("pan_right", r"\b(?:pan|pans|panning|whip[ -]pan)\b.*?\bright\b"),
    ("pan_left", r"\b(?:pan|pans|panning|whip[ -]pan)\b"),
    ("drift", r"\bdrift|\bsideways\b|\bparallax\b|\b(?:track|truck|slid|glid|orbit|arc|follow)\w*\b"),
    ("push_in", r"\bpush\w*\b|\bzoom"),
    ("hold", r"\bstatic\b|\block(?:ed)?[ -]off\b|\bholds?\b.*\bstill\b|\b(?:stands?|stays?|is) still\b|\btripod\b|"
             r"\bunmoving\b|\bholds?\b"),
)  # fmt: skip
"""Move -> the words for it; the first that is found counts."""
_TERMS = re.compile(
    r"\s*(?:(?:a|an|very|slow(?:ly)?|fast|quick(?:ly)?|gentle|gently|steady|steadily|uneasy)\s+)*"
    r"(?:push|pull|pan|tilt|doll(?:y|ies)|zoom|track|truck|static|locked[ -]off|hand[ -]?held|whip[ -]pan|drift|orbit)",
    re.IGNORECASE,
)
"""A clause that begins with one of these is about the camera, though it does not say so."""
_COMPILED = tuple((move, re.compile(words, re.IGNORECASE)) for move, words in _MOVES)


def move_said(words: str) -> str:
    """The camera move that a motion prompt names, a term of vocabulary.MOVES; '' when it names none.

    Only clauses about the camera count: what the people do is no move of it.
    """
    for clause in _CLAUSE.findall(words):
        for told in _about_camera(clause):
            for move, pattern in _COMPILED:
                if pattern.search(told):
                    return move
    return ""


def _about_camera(clause: str) -> Iterator[str]:
    """The parts of a clause that are, the surest first."""
    if _TERMS.match(clause):
        yield clause
    before, camera, after = clause.lower().partition("camera")
    if camera:
        yield after
        yield " ".join(before.split()[-2:])


def motion_words(motion: str, move: str) -> str:
    """The whole motion prompt of a setup: its own words, and the camera's sentence if they leave it out."""
    words = " ".join(motion.split())
    if words and words[-1] not in ".!?":
        words += "."
    return words if move_said(words) else f"{words} {move_words(move)}".strip()


def motion_mark(words: str) -> str:
    """Names a motion: clips of one picture with the same mark are the same shot. '' for no words."""
    return fingerprint("motion", 1, {"words": words})[:16] if words else ""


def clip_words(visual: Visual, style: Style, words: str) -> str:
    """What the engine of a clip is told: what the picture shows, how it moves, and the mood as far as there is room."""
    shown = visual.description.strip().rstrip(".")
    mood = f"Mood: {', '.join(style.tone)}." if style.tone else ""
    parts = [f"{shown}." if shown else "", words, mood]
    while len(" ".join(part for part in parts if part)) > MOST_WORDS and any((parts[2], parts[0])):
        parts[2 if parts[2] else 0] = ""
    return " ".join(part for part in parts if part)
