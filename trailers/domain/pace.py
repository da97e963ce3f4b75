"""How long the rest of a film will take: what is left of each kind, what one takes, how many are made at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Left:
    """`count` steps of one kind that are still to be made in one lane."""

    kind: str
    lane: str
    count: int


def typical_ms(measured_ms: Sequence[int]) -> int:
    """What one step usually takes: the median, so that one that hung for an hour does not count for all."""
    if not measured_ms:
        raise ValueError("nothing was measured")
    return round(median(measured_ms))


def time_left_ms(
    left: Iterable[Left],
    takes_ms: Mapping[str, int],
    places: Mapping[str, int],
    *,
    one_by_one: Iterable[str] = (),
) -> int:
    """The time until all of it is made, as nearly as counts can tell.

    Lanes work beside each other, so the slowest one decides. In a lane the work is shared by its `places`, and
    takes no less than its longest step. Kinds in `one_by_one` follow everything else, each after the other.
    ValueError for a lane without a place.
    """
    last = frozenset(one_by_one)
    lanes: dict[str, list[tuple[int, int]]] = {}
    tail_ms = 0
    for part in left:
        if part.count <= 0:
            continue
        if part.kind in last:
            tail_ms += part.count * takes_ms[part.kind]
        else:
            lanes.setdefault(part.lane, []).append((part.count, takes_ms[part.kind]))
    return max((_lane_ms(work, places[lane]) for lane, work in lanes.items()), default=0) + tail_ms


def _lane_ms(work: Sequence[tuple[int, int]], places: int) -> int:
    if places < 1:
        raise ValueError("a lane without a place never ends")
    total = sum(count * ms for count, ms in work)
    return max(-(-total // places), max(ms for _, ms in work))
