"""Where a film to a song is cut: few cues, on bar lines and turns of the song, closer together where it drives.

Every beat has a weight, every shot length a price beside the length that its section asks for, and every cut a
price; the best run is found by dynamic programming. Shots of less than 0.8 s or more than 8 s do not occur. Cues
that a person has set are fixed points: the search runs between them.
"""

from __future__ import annotations

import bisect
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, pairwise
from typing import Literal

from .clock import Rate, frame_at
from .errors import UserError
from .song import Beat, Section, Song

SHORTEST_MS, LONGEST_MS = 800, 8_000
_FILL_MS = 4_000
"""Where beats are further apart, moments are laid between them, so that a way through always exists."""

Reason = Literal[
    "start", "section", "drop", "vocals", "bar", "beat", "rise", "fall", "accent", "gap", "chosen"
]
Pace = Literal["calm", "even", "fast"]

_CALM_MS, _DRIVING_MS = 6_400, 2_300
"""The shot lengths that the calmest and the most driving section ask for; between them by ratio."""
_SLOPE = {"rising": 500, "falling": -500}
"""How much the intensity of such a section changes from its start to its end."""
_PACE: dict[Pace, float] = {"calm": 1.8, "even": 1.0, "fast": 0.6}
_SPREAD = 0.38
_NEAR_MS = 60
_TOLD = 0.25
"""The least share of a weight that is worth telling as a reason."""
_GAP_WEIGHT = -1.0
_PRICE, _DEAREST, _HALVINGS = 2.0, 64.0, 24


@dataclass(frozen=True, slots=True)
class CuePolicy:
    """What a person asks for. `most_cuts` is what the budget allows, the start not counted."""

    pace: Pace = "even"
    most_cuts: int | None = None


def shots_about(duration_ms: int, pace: Pace) -> tuple[int, int]:
    """How many shots a song of that length may get, before it is heard: from calm throughout to driving throughout,
    with a quarter to spare, as shots end on bars."""
    calm, driving = (-(-duration_ms // round(length * _PACE[pace])) for length in (_CALM_MS, _DRIVING_MS))
    least, most = -(-duration_ms // LONGEST_MS), max(1, duration_ms // SHORTEST_MS)
    return max(least, calm * 4 // 5), min(most, driving * 5 // 4 + 1)


@dataclass(frozen=True, slots=True)
class SongCue:
    """A moment where a new shot begins. `id` outlives a move and is the same for the same beat chosen again."""

    id: str
    time_ms: int
    reasons: tuple[Reason, ...]
    strength: int
    """0 to 1000: how much speaks for this moment."""
    name: str = ""
    locked: bool = False
    """Set or named by a person: never chosen anew."""

    def frame(self, rate: Rate) -> int:
        return frame_at(self.time_ms, rate)


@dataclass(frozen=True, slots=True)
class _Moment:
    """A candidate, with what speaks for it."""

    time_ms: int
    weight: float
    reasons: tuple[Reason, ...]


def choose_cues(
    song: Song, policy: CuePolicy = CuePolicy(), kept: Sequence[SongCue] = ()
) -> tuple[SongCue, ...]:
    """The cues of a song, ascending, the first at 0; `kept` ones are among them as they are.

    UserError song.too_few_scenes when `most_cuts` cannot cover the song in shots of at most 8 s, and
    song.cues_too_close when kept ones leave no room for a shot.
    """
    start = next((cue for cue in kept if cue.time_ms == 0), SongCue("c0", 0, ("start",), 1000))
    rest = sorted((cue for cue in kept if cue.time_ms > 0), key=lambda cue: cue.time_ms)
    return tuple(_filled(song, policy, [start, *rest], song.duration_ms, policy.most_cuts))


def recut(
    song: Song, cues: Sequence[SongCue], start_ms: int, end_ms: int, policy: CuePolicy = CuePolicy()
) -> tuple[SongCue, ...]:
    """Choose anew between the last cue before [start_ms, end_ms) and the first one behind it.

    Every other shot stays as it is, and with it its scene. Locked cues inside stay too. UserErrors as for
    `choose_cues`.
    """
    before = [cue for cue in cues if cue.time_ms < start_ms or cue.time_ms == 0]
    after = [cue for cue in cues if cue.time_ms >= end_ms and cue.time_ms > 0]
    inside = [cue for cue in cues if cue.locked and cue not in before and cue not in after]
    until = after[0].time_ms if after else song.duration_ms
    spare = None if policy.most_cuts is None else policy.most_cuts + 1 - len(before) - len(after)
    filled = _filled(song, policy, [before[-1], *inside], until, spare, taken=[*before, *after])
    return (*before[:-1], *filled, *after)


def target_ms(section: Section, time_ms: int, pace: Pace) -> int:
    """The shot length that a section asks for at one of its moments."""
    along = (time_ms - section.start_ms) / (section.end_ms - section.start_ms) - 0.5
    intensity = section.intensity + _SLOPE.get(section.energy, 0) * along
    share = min(max(intensity, 0), 1000) / 1000
    return round(_CALM_MS * math.pow(_DRIVING_MS / _CALM_MS, share) * _PACE[pace])


def _filled(
    song: Song,
    policy: CuePolicy,
    fixed: Sequence[SongCue],
    until_ms: int,
    most_cuts: int | None,
    taken: Sequence[SongCue] = (),
) -> list[SongCue]:
    """The fixed cues with chosen ones between them and up to `until_ms`, at most `most_cuts` behind the first.

    A limit is met by raising the price of a cut until few enough are worth it.
    """
    edges = [*(cue.time_ms for cue in fixed), until_ms]
    if any(b - a < SHORTEST_MS for a, b in pairwise(edges)):
        raise UserError("song.cues_too_close", shortest_ms=SHORTEST_MS)
    finders = [_Finder(song, policy.pace, a, b) for a, b in pairwise(edges)]

    def found_at(price: float) -> list[list[_Moment]]:
        return [finder.best(price) for finder in finders]

    found = found_at(_PRICE)
    if most_cuts is not None and _count(found) > most_cuts:
        low, high = _PRICE, _DEAREST
        found = found_at(high)
        if _count(found) > most_cuts:
            raise UserError("song.too_few_scenes", scenes=most_cuts + 1, least=_count(found) + 1)
        for _ in range(_HALVINGS):
            price = (low + high) / 2
            tried = found_at(price)
            if _count(tried) > most_cuts:
                low = price
            else:
                high, found = price, tried
    ids = {cue.id for cue in (*fixed, *taken)}
    out = []
    for cue, chosen in zip(fixed, found, strict=True):
        out += [cue, *(_cue(moment, ids) for moment in chosen)]
    return out


def _count(found: Sequence[Sequence[_Moment]]) -> int:
    """Cuts behind the first cue: the fixed cues after it, and what was chosen."""
    return len(found) - 1 + sum(map(len, found))


class _Finder:
    """The best run of shots between two fixed moments, at any price of a cut."""

    def __init__(self, song: Song, pace: Pace, start_ms: int, end_ms: int) -> None:
        self._moments = _moments(song, start_ms, end_ms)
        times = [moment.time_ms for moment in self._moments]
        self._ways = [
            [(i, _misfit(times[j] - times[i], target_ms(song.section_at(times[i]), times[i], pace)))
             for i in range(bisect.bisect_left(times, times[j] - LONGEST_MS), j)
             if times[j] - times[i] >= SHORTEST_MS]
            for j in range(len(times))
        ]  # fmt: skip

    def best(self, price: float) -> list[_Moment]:
        """The chosen moments strictly between the two ends."""
        score, came = [0.0] + [-math.inf] * (len(self._moments) - 1), [0] * len(self._moments)
        for j in range(1, len(self._moments)):
            gain = self._moments[j].weight - price
            for i, misfit in self._ways[j]:
                if score[i] + gain - misfit > score[j]:
                    score[j], came[j] = score[i] + gain - misfit, i
        out, at = [], came[-1]
        while at:
            out.append(self._moments[at])
            at = came[at]
        return out[::-1]


def _misfit(length_ms: int, target_ms: int) -> float:
    return math.log(length_ms / target_ms) ** 2 / (2 * _SPREAD**2)


def _moments(song: Song, start_ms: int, end_ms: int) -> list[_Moment]:
    """What a cut could fall on, from one fixed moment to another and both, at most 4 s apart.

    A beat in the song's dying tail is none: the last shot stands until the end.
    """
    last = min(end_ms, song.sounds_until_ms) - SHORTEST_MS
    beats = [beat for beat in song.beats if start_ms + SHORTEST_MS <= beat.time_ms <= last]
    out = [_Moment(start_ms, 0.0, ())]
    for one in [*(_moment(song, beat) for beat in beats), _Moment(end_ms, 0.0, ())]:
        since, gap = out[-1].time_ms, one.time_ms - out[-1].time_ms
        parts = -(-gap // _FILL_MS)
        out += [_Moment(since + gap * n // parts, _GAP_WEIGHT, ("gap",)) for n in range(1, parts)]
        out.append(one)
    return out


def _moment(song: Song, beat: Beat) -> _Moment:
    """A beat with its weight: the sum of its reasons' shares."""
    time_ms = beat.time_ms
    shares: list[tuple[Reason, float]] = []
    if _near(time_ms, (section.start_ms for section in song.sections[1:])):
        shares.append(("section", 6.0))
    if _near(time_ms, (drop.time_ms for drop in song.drops)):
        shares.append(("drop", 1.5))
    if _near(time_ms, song.entrances_ms):
        shares.append(("vocals", 1.5))
    if beat.place == 0:
        shares.append(("bar", 1.2 + 0.35 * beat.strong))
    else:
        shares.append(("beat", -0.35))
    step = min(abs(beat.step_cb), 120) / 10 * 0.06
    shares.append(("rise", step) if beat.step_cb >= 0 else ("fall", 0.6 * step))
    shares.append(("accent", 0.15 * min(max(beat.onset, 0), 4_000) / 1000))
    told = tuple(reason for reason, share in shares if share >= _TOLD or reason == "beat")
    return _Moment(time_ms, sum(share for _, share in shares), told)


def _near(time_ms: int, others: Iterable[int]) -> bool:
    return any(abs(time_ms - other) <= _NEAR_MS for other in others)


def _cue(moment: _Moment, ids: set[str]) -> SongCue:
    """A cue named after its moment; `ids` are those in use, and grow."""
    name = next(name for name in (f"c{moment.time_ms}{mark}" for mark in _marks()) if name not in ids)
    ids.add(name)
    strength = min(1000, max(0, round(100 * moment.weight)))
    return SongCue(name, moment.time_ms, moment.reasons, strength)


def _marks() -> Iterator[str]:
    yield ""
    for n in count(2):
        yield f"-{n}"
