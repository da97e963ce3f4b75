"""Seconds bought against seconds used: a clip is sold by whole seconds, and a scene shows as many as its words last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from .clock import Rate, ms_at, round_half_up
from .film import FilmFacts, TakeFact
from .pricing import CallPrice


@dataclass(frozen=True, slots=True)
class Bought:
    """Of one clip, of a scene or of a film. `used_ms` is what the cut shows of it, dissolves included."""

    seconds: int = 0
    used_ms: int = 0

    def __add__(self, other: Bought) -> Bought:
        return Bought(self.seconds + other.seconds, self.used_ms + other.used_ms)


NOTHING = Bought()


def bought_clips(facts: FilmFacts, prices: Mapping[str, CallPrice]) -> Mapping[str, Bought]:
    """Take id -> what was bought of it, for every finished clip of an engine that is paid by its length.

    `prices` by engine. A clip that no entry shows is bought and not used; one that two entries show is used twice.
    """
    shown = _shown_frames(facts)
    return {
        take.id: Bought(seconds_of(take, facts.rate, price), ms_at(shown.get(take.id, 0), facts.rate))
        for take in facts.takes.values()
        if (price := _price_of(take, prices)) is not None
    }


def seconds_of(take: TakeFact, rate: Rate, price: CallPrice) -> int:
    """The seconds that were ordered of a clip, as they are billed."""
    frames = int(take.params.get("frames", take.frames))
    return price.seconds(frames / rate.exact)


def _price_of(take: TakeFact, prices: Mapping[str, CallPrice]) -> CallPrice | None:
    if take.kind != "clip" or take.origin != "generated" or not take.sha256:
        return None
    return prices.get(take.engine)


def _shown_frames(facts: FilmFacts) -> Mapping[str, int]:
    """Take id -> frames of its own that the cut goes through, at the film's rate."""
    if facts.cut is None or facts.soundtrack is None:
        return {}
    shown: dict[str, int] = {}
    for entry in facts.cut.entries:
        take = facts.takes.get(entry.take_id or "")
        if take is None:
            continue
        frames = round_half_up(facts.window_frames[entry.scene_id] * (entry.exact_speed or Fraction(1)))
        long = round_half_up(take.frames * facts.rate.exact / (take.rate or facts.rate).exact)
        shown[take.id] = shown.get(take.id, 0) + (min(frames, long) if long else frames)
    return shown
