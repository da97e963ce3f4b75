"""What a film's graph is declared from: its settings, its scenes and takes as they stand, all as values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any, Literal, TypeVar

from .clock import Rate
from .cut import Cut, SceneKind, cues_in, grid, render_span
from .pricing import CallPrice
from .script import Script, Visual
from .shots import apart
from .soundtrack import Soundtrack
from .sung_wish import SongWords

_K = TypeVar("_K")
PORTS = ("text", "voice", "music", "image", "video")
GATES = ("script", "voice", "stills", "clips")
"""In the order a trailer meets them; each holds the steps that would spend or commit next."""
GATE_STATES = ("open", "stop", "auto")
"""open: opened by a person; stop: waits for one; auto: opens by itself."""


@dataclass(frozen=True, slots=True)
class FilmSettings:
    """The choices of one project that change what is made. Part of keys only where a step uses them."""

    max_scene_ms: int = 8_000
    min_scene_frames: int = 12
    speech_speed_permille: int = 1_000
    voice: str = ""
    voices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Engine -> speaker -> its voice; speaker '' is everybody without one of their own."""
    target_ms: int = 66_000
    handle_frames: int = 4
    """Extra frames at each end of a clip that we make ourselves, so that an edit has room."""
    dissolves: bool = True
    duck_db: int = 14
    target_lufs_tenths: int = -140
    still_width: int = 2_560
    still_height: int = 1_440
    revoiced: Mapping[str, int] = field(default_factory=dict)
    """Line id -> how often a person asked for another reading of it."""
    narration: str = ""
    """Hash of the recording that speaks the script; '' when an engine does."""
    score: str = ""
    """Hash of the score that was brought; '' when an engine composes."""
    muted: tuple[str, ...] = ()
    """Lines that keep their time and are not heard."""
    levels: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Voice and score in tenths of a decibel while a scene or a line lasts, by "scene:<id>" or "line:<id>"."""
    song: Mapping[str, Any] = field(default_factory=dict)
    """What is wanted of a song, as `song_wishes.SongWishes` writes it; empty for a trailer."""
    references: Mapping[str, str] = field(default_factory=dict)
    """Slot of a person or place -> key of the picture that somebody chose as its sheet, or `references.NONE`."""
    aligner: str = ""
    """own: words are timed here, also where the voice's engine could do it; '' leaves it to the rule."""
    words: tuple[Mapping[str, Any], ...] = ()
    """Of a song: the wishes for its words, oldest first (`sung_wish`); none leaves it to the brief."""
    redrawn: Mapping[str, int] = field(default_factory=dict)
    """Slot of a person or place -> which drawing of its sheet was asked for."""

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> FilmSettings:
        """Unknown names are ignored, so that an older program can read a newer project."""
        names = {f.name for f in fields(cls)}
        return cls(**{name: value for name, value in data.items() if name in names})

    def voice_of(self, engine: str, speaker: str) -> str:
        """Who reads a speaker's lines; '' leaves it to the engine."""
        chosen = self.voices.get(engine, {})
        return chosen.get(speaker) or chosen.get("") or self.voice

    def with_voice(self, engine: str, speaker: str, voice: str) -> FilmSettings:
        """The same with another voice for a speaker; '' takes it back."""
        kept = {who: known for who, known in self.voices.get(engine, {}).items() if who != speaker}
        chosen = {**kept, speaker: voice} if voice else kept
        rest = {name: by for name, by in self.voices.items() if name != engine}
        return replace(self, voices={**rest, engine: chosen} if chosen else rest)


@dataclass(frozen=True, slots=True)
class SceneFact:
    key: str
    number: int
    kind: SceneKind
    item_id: str
    visual: Visual | None
    prompt: str = ""
    """A person's own words for the picture; '' to use the visual's."""


@dataclass(frozen=True, slots=True)
class TakeFact:
    """A take as the graph sees it. `params` are the frozen inputs its step was ordered with."""

    id: str
    scene_key: str
    kind: Literal["image", "clip"]
    number: int
    key: str
    origin: str
    engine: str
    params: Mapping[str, Any]
    sha256: str | None = None
    frames: int = 0
    rate: Rate | None = None
    parent_id: str | None = None
    price_microusd: int = 0
    lane: str = "media"
    """Of the engine that makes it, which need not be the one that the project uses now."""

    @property
    def references(self) -> tuple[str, ...]:
        """Keys of the pictures that went along with the order."""
        return tuple(self.params.get("references", ()))

    @property
    def has_handles(self) -> bool:
        """Clips that we make ourselves carry extra frames at both ends."""
        return self.kind == "clip" and self.origin == "generated" and self.engine == "embedded"


@dataclass(frozen=True)
class FilmFacts:
    """One project, frozen. What follows from it is worked out once, as a plan asks for it scene by scene."""

    title: str
    rate: Rate
    width: int
    height: int
    look: str
    brief: Mapping[str, Any]
    settings: FilmSettings
    engines: Mapping[str, str]
    lanes: Mapping[str, str]
    """Port -> lane of the engine chosen for it."""
    prices: Mapping[str, int]
    """Port -> price of one call at its usual size in microusd."""
    source_key: str
    source_suffix: str
    script: Script | None = None
    soundtrack: Soundtrack | None = None
    soundtrack_key: str = ""
    scenes: tuple[SceneFact, ...] = ()
    takes: Mapping[str, TakeFact] = field(default_factory=dict)
    cut: Cut | None = None
    profile: str = ""
    """Identity of the frozen encoder profile."""
    by_length: Mapping[str, CallPrice] = field(default_factory=dict)
    """Port -> price by length, for engines that are paid so."""
    kind: str = "trailer"
    """trailer or music_video: which graph it is made by."""
    aligner: str = ""
    """Who times the words of a bought line, by forced alignment; '' for whoever spoke it."""
    most_references: int = 0
    """How many pictures the film's picture engine takes along with its words."""
    text_sees: bool = False
    """Whether the film's text engine looks at pictures."""
    words: SongWords | None = None
    """Of a music video: what is wanted of its words and was heard. The soundtrack has them already."""

    @property
    def brief_title(self) -> str:
        """The title that a person gave; '' leaves it to the writer."""
        return str(self.brief.get("title", ""))

    @property
    def edit(self) -> tuple[Script, Soundtrack, Cut]:
        """What the film's own steps are declared from. ValueError before all three stand."""
        if self.script is None or self.soundtrack is None or self.cut is None:
            raise ValueError("the film has no edit yet")
        return self.script, self.soundtrack, self.cut

    def scene(self, key: str) -> SceneFact:
        return next(scene for scene in self.scenes if scene.key == key)

    def shown(self, key: str) -> Visual | None:
        """What a scene's picture shows in its place: kept apart from the picture before it, whatever that became.

        Cards and black part pictures as a cut in the story does. None for a scene without a picture of its own.
        """
        return self._shown[key]

    @cached_property
    def _shown(self) -> Mapping[str, Visual | None]:
        shown: dict[str, Visual | None] = {}
        before: Visual | None = None
        for scene in sorted(self.scenes, key=lambda scene: scene.number):
            visual = scene.visual if scene.kind == "shot" else None
            # setups are planned apart; one of them must look the same wherever it is cut in
            before = apart(visual, before) if visual and self.kind == "trailer" else visual
            shown[scene.key] = before
        return shown

    @cached_property
    def window_frames(self) -> Mapping[str, int]:
        """Scene of the cut -> frames that its picture must cover: its own, and half of the dissolve at each end."""
        _, soundtrack, cut = self.edit
        bounds = grid(cut, cues_in(cut, soundtrack))
        spans = (render_span(cut, bounds, index) for index in range(len(cut.entries)))
        return {entry.scene_id: end - first for entry, (first, end) in zip(cut.entries, spans, strict=True)}

    def handles_of(self, take: TakeFact) -> int:
        """Frames of a take before its scene begins: its handle, or what an artist's clip has before it."""
        if "in_point" in take.params:
            return int(take.params["in_point"])
        return self.settings.handle_frames if take.has_handles else 0

    @property
    def line_price_microusd(self) -> int:
        """Of one line spoken, with the timing of its words."""
        return self.prices.get("voice", 0) + (self.prices.get("aligner", 0) if self.aligner else 0)

    def clip_price(self, frames: int) -> int:
        """Of a clip of so many frames, in microusd."""
        usual = self.prices.get("video", 0)
        return self.by_length.get("video", CallPrice(usual)).of(frames / self.rate.exact)

    def score_price(self, frames: int) -> int:
        """Of a score for so many frames, in microusd."""
        usual = self.prices.get("music", 0)
        return self.by_length.get("music", CallPrice(usual)).of(frames / self.rate.exact)

    def takes_of(self, scene_key: str, kind: str) -> tuple[TakeFact, ...]:
        """In the order of their numbers."""
        return self._by_scene.get((scene_key, kind), ())

    def grown_from(self, image_id: str) -> tuple[TakeFact, ...]:
        """The clips that an image was set in motion as."""
        return self._grown.get(image_id, ())

    @cached_property
    def _by_scene(self) -> Mapping[tuple[str, str], tuple[TakeFact, ...]]:
        ordered = sorted(self.takes.values(), key=lambda take: take.number)
        return _grouped(ordered, lambda take: (take.scene_key, take.kind))

    @cached_property
    def _grown(self) -> Mapping[str | None, tuple[TakeFact, ...]]:
        return _grouped(self.takes.values(), lambda take: take.parent_id)


def _grouped(takes: Iterable[TakeFact], key: Callable[[TakeFact], _K]) -> dict[_K, tuple[TakeFact, ...]]:
    groups: dict[_K, list[TakeFact]] = {}
    for take in takes:
        groups.setdefault(key(take), []).append(take)
    return {name: tuple(group) for name, group in groups.items()}
