"""A picture as a value: everything that was decided about it, before anything is drawn.

All lengths are per mille of the picture (x of its width, y and sizes of its height), so a recipe holds integers
only, says the same at every size, and can be part of a key. `to_json` and `from_json` are exact inverses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, TypeVar

T = TypeVar("T")

VERSION = 3
"""Raised when the same recipe would be drawn differently."""


@dataclass(frozen=True, slots=True)
class Wardrobe:
    """What makes one person recognisable in every picture: read from the description, else from the name."""

    coat: str = "coat"
    """coat, jacket, dress, cloak, suit, uniform, shirt or armour."""
    hat: str = ""
    """fedora, cap, hood, helmet, brim, bonnet or ''."""
    hair: str = "short"
    """short, long, bun, bob, tail, curls, bald."""
    beard: bool = False
    build: int = 1000
    """Breadth of the body; 1000 is average."""
    stature: int = 1000
    """Height against others in the same picture; a child is about 640."""
    stoop: int = 0
    """Degrees that the back is bent."""
    accent: str = ""
    """warm, cool, pale or '' : a scarf or collar in a colour that survives the grade."""
    cloth: str = ""
    """The garment's colour, one of `garb.CLOTHS`; '' leaves it as dark as the silhouette."""
    hat_cloth: str = ""
    hair_tone: str = ""
    """One of `garb.HAIR`; '' leaves it as dark as the silhouette."""


@dataclass(frozen=True, slots=True)
class Figure:
    x: int
    foot_y: int
    height: int
    facing: int
    """1 looks right, -1 left."""
    action: str
    view: str
    """side, back, front, or bust (head and shoulders, for close shots)."""
    wardrobe: Wardrobe
    phase: int = 0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Prop:
    name: str
    x: int
    base_y: int
    height: int
    facing: int = 1
    depth: int = 700
    """0 is the horizon, 1000 the lens."""
    seed: int = 0
    on_table: bool = False
    """Seen close, it lies on a table; else it stands on the ground of the place."""


@dataclass(frozen=True, slots=True)
class Light:
    """The one motivated source. Rims, shafts, shadows and reflections all point at (x, y)."""

    kind: str
    """sun, moon, window, lamp, fire, headlights, screen, beam (a lighthouse), star or sky."""
    x: int
    y: int
    tint: str
    """warm or cool: which of the palette's families it belongs to."""
    strength: int = 1000
    reach: int = 700
    """How far its glow carries, in heights."""
    flicker: int = 0


@dataclass(frozen=True, slots=True)
class Recipe:
    seed: int
    width: int
    height: int
    bars: int
    """Per mille of the height given to each black bar: 128 makes 2.39 of 16:9, 0 none."""
    genre: str
    setting: str
    time: str
    weather: str
    shot: str
    horizon: int
    side: int
    """Which half the subject stands in: -1 left, 1 right."""
    subject_x: int
    zoom: int
    """How much nearer the scenery stands than in a wide shot, per mille."""
    light: Light
    framing: str
    """What stands between us and the picture: branches, grass, doorway, ... or ''."""
    air: tuple[str, ...]
    wind: int
    """-1000 .. 1000, positive blows to the right."""
    figures: tuple[Figure, ...] = ()
    props: tuple[Prop, ...] = ()
    version: int = VERSION

    def to_json(self) -> dict[str, Any]:
        return {
            **asdict(self),
            "air": list(self.air),
            "figures": [asdict(f) for f in self.figures],
            "props": [asdict(p) for p in self.props],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Recipe:
        """Of any version: what that one did not know yet is as by default, what is no longer drawn is left out."""
        return _read(
            cls,
            data,
            light=_read(Light, data["light"]),
            air=tuple(data["air"]),
            figures=tuple(_read(Figure, f, wardrobe=_read(Wardrobe, f["wardrobe"])) for f in data["figures"]),
            props=tuple(_read(Prop, p) for p in data["props"]),
        )

    @property
    def aspect(self) -> float:
        """Width over height of the part inside the bars."""
        return self.width / (self.height * (1000 - 2 * self.bars) / 1000)


def _read(kind: type[T], data: Mapping[str, Any], **parts: Any) -> T:
    """A value of `kind` from those entries of `data` that it has fields for, and the parts read already."""
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    return kind(**{**{name: value for name, value in data.items() if name in known}, **parts})
