"""What a correction by ear would change: which scenes are cut anew, which are new, which go. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .accents import Accent, accents_of
from .clock import Rate, frame_at
from .song_wishes import CutSong


@dataclass(frozen=True, slots=True)
class SongChanges:
    """Numbers are of the scenes as they will be; a scene is the one that begins with the same cue."""

    scenes: int
    """How many there will be."""
    recut: tuple[int, ...]
    """They keep their picture, and show another stretch of it or have other accents."""
    fresh: tuple[int, ...]
    gone: int

    @property
    def kept(self) -> int:
        """Scenes whose part of the film stays the same."""
        return self.scenes - len(self.recut) - len(self.fresh)

    @property
    def is_nothing(self) -> bool:
        return not (self.recut or self.fresh or self.gone)

    def __str__(self) -> str:
        if self.is_nothing:
            return "No scene changes."
        parts = []
        if self.recut:
            parts.append(f"{_scenes(self.recut)} cut anew.")
        if self.fresh:
            parts.append(f"{_scenes(self.fresh)} new.")
        if self.gone:
            parts.append("One scene goes." if self.gone == 1 else f"{self.gone} scenes go.")
        if self.kept == self.scenes - 1 and not self.fresh:
            parts.append("Every other scene stays as it is.")
        elif self.kept:
            stays = "One scene stays" if self.kept == 1 else f"{self.kept} scenes stay"
            parts.append(f"{stays} as {'it is' if self.kept == 1 else 'they are'}.")
        return " ".join(parts)


def changes(before: CutSong, after: CutSong, rate: Rate, *, accents: bool = True) -> SongChanges:
    """Compare two cuts of one part of one song, in whole frames of the film."""
    old, new = _windows(before, rate, accents), _windows(after, rate, accents)
    recut = [n for n, (cue, shown) in enumerate(new.items(), 1) if cue in old and old[cue] != shown]
    fresh = [n for n, cue in enumerate(new, 1) if cue not in old]
    return SongChanges(len(new), tuple(recut), tuple(fresh), len(old.keys() - new.keys()))


def _windows(cut: CutSong, rate: Rate, accents: bool) -> Mapping[str, tuple[int, int, tuple[Accent, ...]]]:
    """Cue -> the frames of its scene and what strikes in it."""
    edges = [*(frame_at(cue.time_ms, rate) for cue in cut.cues), frame_at(cut.song.duration_ms, rate)]
    bounds = list(pairwise(edges))
    struck = accents_of(cut.song, bounds, rate, wanted=accents)
    return {
        cue.id: (start, end, blows) for cue, (start, end), blows in zip(cut.cues, bounds, struck, strict=True)
    }


def _scenes(numbers: Sequence[int]) -> str:
    """'Scene 4 is', 'Scenes 4 and 5 are', 'Scenes 1 to 3, 7 and 9 are'."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    told = []
    for run in runs:
        told += [f"{run[0]} to {run[-1]}"] if len(run) > 2 else [str(number) for number in run]
    if len(numbers) == 1:
        return f"Scene {told[0]} is"
    return f"Scenes {' and '.join([', '.join(told[:-1]), told[-1]] if len(told) > 1 else told)} are"
