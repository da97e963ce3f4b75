"""What is known of a song: the typed result of its analysis, in whole milliseconds and whole small units.

Levels are in centibels (tenths of a decibel), shares and confidences in thousandths, tempo in thousandths of a
beat a minute: nothing here is a float, so a value written as JSON and read again is the same value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, Literal, get_args

VERSION = 1
"""Of this form. A file of another version is not read but made again."""
CURVE_STEP_MS = 100
_TAIL_CB = 200
UNSUNG_MS = 4_000
"""So long nobody has sung when a voice is said to come in."""

Role = Literal["intro", "verse", "prechorus", "chorus", "bridge", "instrumental", "outro"]
Energy = Literal["low", "medium", "high", "rising", "falling"]
ROLES: tuple[Role, ...] = get_args(Role)
ENERGIES: tuple[Energy, ...] = get_args(Energy)


@dataclass(frozen=True, slots=True)
class Beat:
    time_ms: int
    place: int
    """In its bar, 0 for the first."""
    strong: bool = False
    """First of the stronger bar of each pair."""
    heard: int = 1000
    """How surely a beat was heard here, in thousandths."""
    step_cb: int = 0
    """How much louder the second after it is than the second before, in centibels."""
    onset: int = 0
    """How hard something begins here, in thousandths of a deviation from the song's mean."""


@dataclass(frozen=True, slots=True)
class Section:
    start_ms: int
    end_ms: int
    role: Role
    role_confidence: int
    energy: Energy
    energy_confidence: int
    intensity: int
    """0 for the calmest of the song, 1000 for the most driving."""


@dataclass(frozen=True, slots=True)
class Drums:
    """Onsets of each drum, ascending."""

    kick_ms: tuple[int, ...] = ()
    snare_ms: tuple[int, ...] = ()
    hihat_ms: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Drop:
    """A bar line where a song falls in again after a dip."""

    time_ms: int
    rise_cb: int


@dataclass(frozen=True, slots=True)
class Stretch:
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Song:
    """One analysis. Sections tile [0, duration_ms); everything else is ascending."""

    duration_ms: int
    tempo_mbpm: int
    """Beats in a thousand minutes; 0 without beats."""
    metre: int
    confidence: int
    """How surely a pulse was heard at all, in thousandths."""
    beats: tuple[Beat, ...]
    sections: tuple[Section, ...]
    loudness_cb: tuple[int, ...]
    """Ten a second, below full scale."""
    drums: Drums
    drops: tuple[Drop, ...]
    pauses: tuple[Stretch, ...]
    vocals: tuple[Stretch, ...] | None
    """None: nobody listened for singing."""

    def __post_init__(self) -> None:
        times = [beat.time_ms for beat in self.beats]
        if sorted(set(times)) != times or (times and not 0 <= times[0] <= times[-1] <= self.duration_ms):
            raise ValueError("beats do not ascend inside the song")
        edges = [0, *(section.end_ms for section in self.sections)]
        starts = [section.start_ms for section in self.sections]
        if starts != edges[:-1] or edges != sorted(set(edges)) or edges[-1] != self.duration_ms:
            raise ValueError("sections do not tile the song")

    @property
    def downbeats_ms(self) -> tuple[int, ...]:
        return tuple(beat.time_ms for beat in self.beats if beat.place == 0)

    @property
    def sounds_until_ms(self) -> int:
        """The end of the last tenth of a second within 20 dB of the song's usual level: its tail comes after."""
        usual = sorted(self.loudness_cb)[3 * len(self.loudness_cb) // 4 :][:1]
        loud = [n for n, level in enumerate(self.loudness_cb) if level > usual[0] - _TAIL_CB] if usual else []
        return min((loud[-1] + 1) * CURVE_STEP_MS, self.duration_ms) if loud else self.duration_ms

    @property
    def entrances_ms(self) -> tuple[int, ...]:
        """When a voice comes in; none where nobody listened for singing."""
        return entrances_of(self.vocals or ())

    @property
    def half_tempo_mbpm(self) -> int:
        return self.tempo_mbpm // 2

    @property
    def double_tempo_mbpm(self) -> int:
        return self.tempo_mbpm * 2

    def section_at(self, time_ms: int) -> Section:
        """The section that holds a moment; the last one at the song's end. ValueError outside."""
        if not 0 <= time_ms <= self.duration_ms:
            raise ValueError(f"{time_ms} ms is outside the song of {self.duration_ms} ms")
        return next((s for s in self.sections if time_ms < s.end_ms), self.sections[-1])

    def drums_by_bar(self) -> tuple[tuple[int, int, int], ...]:
        """How often kick, snare and hi-hat sound in each bar, from one downbeat to the next."""
        edges = [*self.downbeats_ms, self.duration_ms]
        lists = (self.drums.kick_ms, self.drums.snare_ms, self.drums.hihat_ms)
        return tuple(
            (_within(lists[0], a, b), _within(lists[1], a, b), _within(lists[2], a, b))
            for a, b in pairwise(edges)
        )

    def to_json(self) -> dict[str, Any]:
        return {"version": VERSION, **asdict(self)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Song:
        """ValueError unless it is what `to_json` of this version wrote."""
        if data.get("version") != VERSION:
            raise ValueError(f"a song of version {data.get('version')}, not {VERSION}")
        try:
            vocals = data["vocals"]
            return cls(
                duration_ms=data["duration_ms"],
                tempo_mbpm=data["tempo_mbpm"],
                metre=data["metre"],
                confidence=data["confidence"],
                beats=tuple(Beat(**beat) for beat in data["beats"]),
                sections=tuple(Section(**section) for section in data["sections"]),
                loudness_cb=tuple(data["loudness_cb"]),
                drums=Drums(**{name: tuple(times) for name, times in data["drums"].items()}),
                drops=tuple(Drop(**drop) for drop in data["drops"]),
                pauses=tuple(Stretch(**pause) for pause in data["pauses"]),
                vocals=None if vocals is None else tuple(Stretch(**sung) for sung in vocals),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"not a song: {error}") from error


def entrances_of(vocals: Sequence[Stretch]) -> tuple[int, ...]:
    """The start of each stretch of singing (ascending) before which nobody sang for 4 s."""
    ends = [0, *(sung.end_ms for sung in vocals)]
    return tuple(
        sung.start_ms for sung, since in zip(vocals, ends, strict=False) if sung.start_ms - since >= UNSUNG_MS
    )


def tempo_of(times_ms: Sequence[int]) -> int:
    """Beats in a thousand minutes by the median distance; 0 for fewer than two beats."""
    gaps = sorted(b - a for a, b in pairwise(times_ms))
    if not gaps:
        return 0
    twice = gaps[(len(gaps) - 1) // 2] + gaps[len(gaps) // 2]
    return (2 * 60_000_000 + twice // 2) // twice


def _within(times: Sequence[int], start_ms: int, end_ms: int) -> int:
    return sum(start_ms <= time < end_ms for time in times)
