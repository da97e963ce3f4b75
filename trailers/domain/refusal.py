"""What an engine's moderation refused, and what may be done about it: told apart by what it looked at.

A suggestion is only that: a person reads and changes it before it is sent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Literal

Level = Literal["prompt", "image", "output", "person"]
LEVELS: Mapping[str, Level] = {
    "refused.prompt": "prompt",
    "refused.image": "image",
    "refused.output": "output",
    "refused.person": "person",
}
PREFIX = "refused."
MOST_CHARS = 2_000
_MILDER: Mapping[str, str] = {
    r"blood-?soaked|blood-?stained|bloodied|bloody|gory": "stained dark",
    r"blood|gore": "dark stains",
    r"corpses|dead bodies": "figures lying still",
    r"a corpse|the corpse|a dead body|the dead body|a dead man|a dead woman": "a figure lying still",
    r"corpse": "figure lying still",
    r"decapitated|beheaded|dismembered|mutilated|disembowelled": "fallen",
    r"(?:is |are |was |were )?(?:killed|murdered|slaughtered|executed|slain)": "falls",
    r"kills|murders|slaughters|executes|slays": "overcomes",
    r"killing|murdering|slaughtering|murder|slaughter|massacre": "struggle",
    r"kill": "overcome",
    r"stabs|stabbing|stabbed|stab": "threatens",
    r"strangles|strangling|strangled|chokes|choking": "holds",
    r"tortures|torturing|tortured|torture": "interrogates",
    r"shoots|shooting|shot dead|gunned down": "aims",
    r"suicide|hangs himself|hangs herself|hanged": "despair",
    r"knives|machetes|daggers": "blades",
    r"knife|machete|dagger": "blade",
    r"guns|rifles|pistols|revolvers|firearms": "long shadows of weapons",
    r"gun|rifle|pistol|revolver|firearm": "shadow of a weapon",
    r"bombs|explosives|grenades": "wired boxes",
    r"bomb|explosive|grenade": "wired box",
    r"naked|nude|undressed|topless": "wrapped in cloth",
    r"sexy|erotic|sensual|seductive|lustful": "elegant",
    r"cocaine|heroin|drugs|syringe|syringes": "a small packet",
    r"wounds|wounded|injured|mangled|maimed": "hurt",
    r"wound|injury": "bandage",
    r"screams in agony|screaming in agony|agony": "cries out",
    r"terrorist|terrorists": "intruder",
    r"nazi|nazis|swastika": "uniformed",
    r"rape|raped|molested|assaulted": "threatened",
}
_WORDS = tuple((re.compile(rf"\b(?:{words})\b", re.IGNORECASE), milder) for words, milder in _MILDER.items())
_LIKENESS = re.compile(
    r"\b(?i:an? )?(?i:portrait|photograph|photo|face|likeness|lookalike|close-?up) of (?:the )?"
    r"(?:(?:real|famous|actual|well-known) )*(?:actor |actress |president |singer |politician )?"
    r"[A-Z][\w'-]+(?: [A-Z][\w'-]+)+"
)
_FAMOUS = re.compile(
    r"\b(?:who looks like|looking like|resembling|in the likeness of|played by) [A-Z][\w'-]+(?: [A-Z][\w'-]+)*"
)
_VEILED = "Seen from a distance, suggested by shadow, with nothing explicit."
_NO_FACE = "Seen from behind or in silhouette, the face not visible, painted rather than photographed."


def level_of(code: str) -> Level | None:
    """What was looked at when it was refused; None for any other failure."""
    return LEVELS.get(code)


def softened(prompt: str, level: Level) -> str:
    """The words with what moderation most often stops said more mildly, at most 2,000 characters.

    Where a real person is suspected, names go and no face is seen; where nothing in the words tells why, the
    picture is asked for from farther away. Softening what was softened changes nothing more.
    """
    text = " ".join(prompt.split())
    if level == "person":
        text = _FAMOUS.sub("", _LIKENESS.sub("a figure", text))
        return _with(" ".join(text.split()).replace(" ,", ","), _NO_FACE)
    milder = text
    for words, instead in _WORDS:
        milder = words.sub(partial(_cased, instead), milder)
    return milder[:MOST_CHARS] if milder != text and level == "prompt" else _with(milder, _VEILED)


def _with(text: str, sentence: str) -> str:
    if sentence in text:
        return text[:MOST_CHARS]
    room = MOST_CHARS - len(sentence) - 2
    kept = text[:room].rstrip()
    return f"{kept}{'' if kept.endswith(('.', '!', '?')) or not kept else '.'} {sentence}".strip()


def _cased(instead: str, found: re.Match[str]) -> str:
    return instead.capitalize() if found[0][:1].isupper() else instead
