"""What must hold after every edit, and how a refusal explains itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from trailers.domain.clock import Rate
from trailers.domain.conform import SLOWEST, Conform, Flag, plan_conform
from trailers.domain.cues import Cue
from trailers.domain.cut import Cut, Entry, cues_in, grid, render_span
from trailers.domain.cut_check import problems_of
from trailers.domain.errors import UserError
from trailers.domain.segment import TakeFacts
from trailers.domain.soundtrack import Soundtrack

SHORTEST_FRAMES = 6
"""A quarter of a second at 24: what is shorter is taken for a fault of the film."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What an edit is judged by: the sound's cues, the takes of the project, how long a scene may be."""

    rate: Rate
    cues: tuple[Cue, ...]
    """Ascending; the last is the end of the film."""
    takes: Mapping[str, TakeFacts]
    longest_frames: int
    shortest_frames: int = SHORTEST_FRAMES

    @property
    def frames(self) -> int:
        return self.cues[-1].frame


@dataclass(frozen=True, slots=True)
class Place:
    """One entry where it stands: the scene [start, end), and the frames [first, last) its take must cover."""

    number: int
    entry: Entry
    start: int
    end: int
    first: int
    last: int

    @property
    def frames(self) -> int:
        return self.end - self.start

    @property
    def need(self) -> int:
        return self.last - self.first

    def shows_the_same(self, other: Place | None) -> bool:
        """The same picture in the same frames, whatever its number has become."""
        return other is not None and (self.entry, self.first, self.last) == (
            other.entry,
            other.first,
            other.last,
        )


def desk_for(cut: Cut, soundtrack: Soundtrack, takes: Mapping[str, TakeFacts], longest_frames: int) -> Desk:
    """The desk that `cut` is edited at, with the frame cues that it holds on to."""
    return Desk(soundtrack.rate, cues_in(cut, soundtrack), takes, longest_frames)


def places(cut: Cut, desk: Desk) -> dict[str, Place]:
    """Every scene by id, in the order of the film. UserError where the cut does not tile the sound."""
    bounds = grid(cut, desk.cues)
    return {
        entry.scene_id: Place(
            index + 1, entry, bounds[index], bounds[index + 1], *render_span(cut, bounds, index)
        )
        for index, entry in enumerate(cut.entries)
    }


def fit_of(place: Place, desk: Desk) -> Conform | Flag | None:
    """How the clip at a place fills it, or why it cannot; None for stills and black, which always do."""
    take = desk.takes.get(place.entry.take_id or "")
    if take is None or take.kind != "clip":
        return None
    if take.rate is None:
        return Flag("take_unmeasured", place.need, "The length of its clip is not known.")
    return plan_conform(
        take_frames=take.frames,
        take_rate=take.rate,
        need=place.need,
        rate=desk.rate,
        in_point=place.entry.in_point,
        speed=place.entry.exact_speed,
    )


def judge(old: Cut, new: Cut, desk: Desk, *, unlocks: bool = False) -> None:
    """Raise UserError for the first rule that `new` breaks: what an edit leaves alone is never held against it.

    So a scene that has no picture yet, or whose take did not fit before, does not stand in the way of an edit
    elsewhere.
    """
    problems = [p for p in problems_of(new, desk.cues, set(desk.takes)) if p.code != "cut.no_take"]
    for problem in problems:
        if problem.code != "cut.transition_long":
            raise problem
    before, after = places(old, desk), places(new, desk)
    for place in before.values():
        if place.entry.locked and not unlocks and not place.shows_the_same(after.get(place.entry.scene_id)):
            raise UserError("op.locked", number=place.number)
    pairs = [(place, before.get(place.entry.scene_id)) for place in after.values()]
    touched = [(place, was) for place, was in pairs if not place.shows_the_same(was)]
    for place, was in touched:
        _judge_length(place, was, desk)
    # only now: of a scene that is too short it is said that it is, not that its transition has no room
    for problem in problems:
        raise problem
    for place, _ in touched:
        _judge_fit(place, desk)


def _judge_length(place: Place, was: Place | None, desk: Desk) -> None:
    """A scene may come nearer to the limits from outside, but not leave them."""
    if place.frames < desk.shortest_frames and (was is None or place.frames < was.frames):
        raise UserError("op.short", number=place.number, frames=place.frames, least=desk.shortest_frames)
    if place.frames > desk.longest_frames and (was is None or place.frames > was.frames):
        raise UserError("op.long", number=place.number, frames=place.frames, most=desk.longest_frames)


def _judge_fit(place: Place, desk: Desk) -> None:
    flag = fit_of(place, desk)
    if isinstance(flag, Flag):
        ways = list(_ways_out(place, flag, desk))
        why, advice = flag.detail, _sentence(ways)
        raise UserError("op.misfit", number=place.number, why=why, advice=advice, choices=ways)


def _ways_out(place: Place, flag: Flag, desk: Desk) -> Iterator[str]:
    """What would make the take fit, the smallest change first."""
    take, entry = desk.takes[place.entry.take_id or ""], place.entry
    if flag.code == "in_point_outside":
        yield f"start it at one of its frames 0 to {take.frames - 1}"
    elif flag.code == "speed_outside":
        yield "choose a speed from 0.85 to 1.15"
    elif flag.code == "take_too_short" and take.rate is not None:
        at_full = (take.rate.exact / desk.rate.exact) * place.need
        slower = Fraction(take.frames - entry.in_point) / at_full
        if entry.exact_speed is not None and SLOWEST <= slower < entry.exact_speed:
            yield f"slow it to {float(slower):.2f}"
        if entry.in_point and take.frames >= SLOWEST * at_full:
            yield "start it earlier"
        if place.frames - flag.short_frames >= desk.shortest_frames:
            yield f"make the scene {flag.short_frames} frames shorter"
        yield "make a longer take"
    else:
        yield "choose another take"


def _sentence(ways: list[str]) -> str:
    text = f"{', '.join(ways[:-1])}, or {ways[-1]}" if len(ways) > 1 else ways[0]
    return text[0].upper() + text[1:] + "."
