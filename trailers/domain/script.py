"""The script as a value: lines, cards and silences in order, each with the pictures seen under it.

`to_json` and `from_json` of each type are exact inverses; unknown keys are refused.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

NAMESPACE = uuid.UUID("9d6f3c1e-6f0b-5c1f-9d0a-2a3c5a0f7b11")
"""Root of the name-based identities, so that the same text gives the same line in every draft."""

ItemKind = Literal["line", "card", "silence"]
CardRole = Literal["act", "title", "end"]
SilenceRole = Literal["opening", "black", "breath"]


@dataclass(frozen=True, slots=True)
class Visual:
    """One picture to be seen: what a viewer would see, in words and in the fixed terms engines draw from."""

    description: str
    place: str = ""
    """Free words: 'a lighthouse on a cliff'."""
    setting: str = ""
    """One of vocabulary.SETTINGS ('coast', 'city', 'forest', ...), or '' when unknown."""
    time: str = ""
    """One of vocabulary.TIMES: dawn, day, dusk, night; or ''."""
    weather: str = ""
    """One of vocabulary.WEATHERS: clear, rain, snow, fog, storm, wind, dust; or ''."""
    shot_size: str = "wide"
    """One of vocabulary.SHOT_SIZES: extreme_wide, wide, medium, close, insert."""
    action: str = ""
    """One of vocabulary.ACTIONS (stand, walk, run, sit, kneel, reach, fall, hold, look_up, ...), or ''."""
    characters: tuple[str, ...] = ()
    """Names, as in Script.characters."""
    objects: tuple[str, ...] = ()
    """Nouns worth seeing: 'boat', 'letter', 'door'."""
    mood: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on the soundtrack. `text` is spoken (line) or shown (card); a silence has none."""

    id: str
    kind: ItemKind
    text: str = ""
    role: str = ""
    """CardRole for a card, SilenceRole for a silence, '' for a line."""
    duration_ms: int = 0
    """Exact length of a card or silence; 0 for a line (its length is measured)."""
    pause_after_ms: int = 0
    """Quiet after a line before the next item, part of the line's own span."""
    speaker: str = "narrator"
    visuals: tuple[Visual, ...] = ()
    """Pictures in order. A card or a black silence needs none."""


@dataclass(frozen=True, slots=True)
class Character:
    name: str
    description: str = ""
    """Constants that make the person recognisable: coat, hat, hair, posture, colour."""


@dataclass(frozen=True, slots=True)
class Location:
    name: str
    description: str = ""
    setting: str = ""


@dataclass(frozen=True, slots=True)
class Style:
    genre: str = "drama"
    """One of vocabulary.GENRES."""
    tone: tuple[str, ...] = ()
    palette: str = ""
    tagline: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    title: str
    items: tuple[Item, ...]
    characters: tuple[Character, ...] = ()
    locations: tuple[Location, ...] = ()
    style: Style = field(default_factory=Style)
    language: str = "en"

    @property
    def lines(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.kind == "line")

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Script:
        values = dict(data)
        values["items"] = tuple(_item(item) for item in data["items"])
        values["characters"] = tuple(Character(**c) for c in data.get("characters", ()))
        values["locations"] = tuple(Location(**p) for p in data.get("locations", ()))
        style = dict(data.get("style", {}))
        values["style"] = Style(**{**style, "tone": tuple(style.get("tone", ()))})
        return cls(**values)


def _item(data: Mapping[str, Any]) -> Item:
    return Item(**{**data, "visuals": tuple(visual_from_json(v) for v in data.get("visuals", ()))})


def visual_from_json(data: Mapping[str, Any]) -> Visual:
    """The inverse of `dataclasses.asdict` on a Visual."""
    return Visual(
        **{**data, "characters": tuple(data.get("characters", ())), "objects": tuple(data.get("objects", ()))}
    )


def with_identities(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Give every item without an id one made from its kind, role, text and how often that was seen before."""
    seen: dict[tuple[str, str, str], int] = {}
    out = []
    for item in items:
        name = (item.kind, item.role, " ".join(item.text.split()))
        nth = seen[name] = seen.get(name, 0) + 1
        out.append(
            item if item.id else replace(item, id=str(uuid.uuid5(NAMESPACE, "\x1f".join((*name, str(nth))))))
        )
    return tuple(out)
