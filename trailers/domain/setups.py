"""Takes that several scenes share: one picture and one clip for a setup, of which each scene shows a part.

A take belongs to the setup that its frozen inputs name. It is kept with the first scene that needed it; another
scene's own take (ordered or uploaded by a person for that scene alone) names no setup.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from .clock import Rate
from .cut import Cut, Entry, cues_in, grid, render_span
from .film import FilmFacts, TakeFact
from .motion import motion_mark
from .refit import fits
from .scenes import PlannedScene
from .song_scenes import SceneExtras, dressed
from .soundtrack import Soundtrack

LONGEST_CLIP_MS = {"embedded": 16_000}
"""Engine -> the longest clip that one setup is ordered as."""
_USUAL_LONGEST_MS = 10_000
JUMP_MS = 500
"""How far apart in one clip the picture before a cut and the one after it are at least."""


def setup_of(take: TakeFact) -> str:
    return str(take.params.get("setup", ""))


def motion_of(facts: FilmFacts, setup_id: str) -> str:
    """The motion prompt of a setup as it is planned now; '' when it has none of its own."""
    items = facts.script.items if facts.script else ()
    return next((item.text for item in items if item.id == setup_id), "")


def moves_so(take: TakeFact, motion: str) -> bool:
    """Whether a take is moved as this motion prompt says. A picture is moved by nobody yet."""
    return take.kind == "image" or str(take.params.get("motion", "")) == motion_mark(motion)


def takes_of_setup(facts: FilmFacts, setup_id: str, kind: str) -> tuple[TakeFact, ...]:
    """Finished ones, and those under way for a scene that is still in the film; oldest first."""
    scenes = {scene.key for scene in facts.scenes}
    found = [t for t in facts.takes.values() if t.kind == kind and setup_of(t) == setup_id]
    return tuple(t for t in found if t.sha256 or t.scene_key in scenes)


def clips_of(facts: FilmFacts, setup_id: str) -> tuple[TakeFact, ...]:
    """Those of `takes_of_setup` that move as is planned now."""
    motion = motion_of(facts, setup_id)
    return tuple(t for t in takes_of_setup(facts, setup_id, "clip") if moves_so(t, motion))


def entries_of_setup(facts: FilmFacts, cut: Cut, setup_id: str) -> tuple[Entry, ...]:
    """In the order of the film."""
    setups = {scene.key: scene.item_id for scene in facts.scenes}
    return tuple(entry for entry in cut.entries if setups.get(entry.scene_id) == setup_id)


def longest_ms(engine: str) -> int:
    """Of a clip that a setup is ordered as."""
    return LONGEST_CLIP_MS.get(engine, _USUAL_LONGEST_MS)


def clip_frames(windows: Sequence[int], rate: Rate, engine: str) -> int:
    """How long a setup's clip is ordered so that scenes of `windows` frames show different parts of it, as far as
    the longest clip allows; never shorter than the longest scene."""
    exact = longest_ms(engine) * rate.exact / 1000
    return max(max(windows), min(sum(windows), int(exact)))


def clip_ms(duration_ms: int, setups: int, engine: str) -> int:
    """About how long each of so many setups of a film is ordered: its share of the film, as far as clips go."""
    return min(-(-duration_ms // setups), longest_ms(engine))


def in_points(windows: Sequence[int], frames: int, handle: int) -> tuple[int, ...]:
    """Where in a clip of `frames` each scene begins: one after another, evenly overlapping where there is too
    little. The first begins behind the handle; a scene too long for its place begins earlier."""
    room = frames - 2 * handle
    total = sum(windows)
    out, at = [], 0
    for window in windows:
        start = at if total <= room else at * max(room - windows[-1], 0) // max(total - windows[-1], 1)
        out.append(max(0, min(handle + start, frames - window)))
        at += window
    return tuple(out)


def filled(cut: Cut, facts: FilmFacts, take: TakeFact, handle: int) -> Cut:
    """Show a setup's new take in every scene of it that was waiting: an image where there is nothing, a clip in
    place of the image that it grew from. A scene whose window the clip cannot cover goes on showing the image."""
    setup = setup_of(take)
    if not moves_so(take, motion_of(facts, setup)):
        return cut
    waiting = [
        entry
        for entry in entries_of_setup(facts, cut, setup)
        if not entry.locked and entry.take_id == (take.parent_id if take.kind == "clip" else None)
    ]
    if take.kind == "image":
        return _replaced(
            cut, {e.scene_id: replace(e, take_id=take.id, in_point=0, speed=None) for e in waiting}
        )
    windows = facts.window_frames
    starts = in_points([windows[entry.scene_id] for entry in waiting], take.frames, handle)
    shown = {}
    for entry, start in zip(waiting, starts, strict=True):
        new = replace(entry, take_id=take.id, in_point=start, speed="1/1")
        if fits(new, take, windows[entry.scene_id], facts.rate):
            shown[entry.scene_id] = new
    return jumped(_replaced(cut, shown), windows, {**facts.takes, take.id: take}, only=shown)


def settled(
    cut: Cut,
    scenes: Sequence[PlannedScene],
    extras: Mapping[str, SceneExtras],
    clock: Soundtrack,
    facts: FilmFacts,
) -> Cut:
    """A cut on a new plan: a scene that now shows another setup lets go of the old one's picture, and of a clip of
    another motion; one that grew begins its clip earlier, and one that has nothing yet is given what its setup
    has. No scene runs on where the one before it ends."""
    setups = {scene.id: scene.item_id for scene in scenes}
    let_go = {}
    for entry in cut.entries:
        take = facts.takes.get(entry.take_id or "")
        if take is not None and not entry.locked and not is_of(take, setups.get(entry.scene_id, ""), facts):
            let_go[entry.scene_id] = replace(entry, take_id=None, in_point=0, speed=None)
    cut = dressed(_replaced(cut, let_go), extras)
    bounds = grid(cut, cues_in(cut, clock))
    spans = (render_span(cut, bounds, index) for index in range(len(cut.entries)))
    windows = {entry.scene_id: end - first for entry, (first, end) in zip(cut.entries, spans, strict=True)}
    cut = supplied(slid(cut, windows, facts.takes), setups, windows, facts)
    split = running_on(facts) if facts.cut and facts.script else set()
    ids = [entry.scene_id for entry in cut.entries]
    return jumped(cut, windows, facts.takes, only={b for a, b in pairwise(ids) if (a, b) not in split})


def running_on(facts: FilmFacts) -> set[tuple[str, str]]:
    """Pairs of scenes of the cut that show one clip without a jump, as somebody's split of a scene does."""
    _, _, cut = facts.edit
    pairs = set()
    for before, entry in pairwise(cut.entries):
        take = facts.takes.get(entry.take_id or "")
        if take is not None and take.kind == "clip" and before.take_id == entry.take_id:
            runs_on = before.in_point + facts.window_frames[before.scene_id]
            if abs(entry.in_point - runs_on) < _jump_frames(take):
                pairs.add((before.scene_id, entry.scene_id))
    return pairs


def is_of(take: TakeFact, setup_id: str, facts: FilmFacts) -> bool:
    """Whether a scene of that setup may go on showing the take: it is the setup's own as it is planned now, or a
    person's for that scene."""
    setup = setup_of(take)
    return not setup or (setup == setup_id and moves_so(take, motion_of(facts, setup_id)))


def slid(cut: Cut, windows: Mapping[str, int], takes: Mapping[str, TakeFact]) -> Cut:
    """The cut with clips begun earlier where a scene has grown past their end, as far as they reach at all."""
    moved = {}
    for entry in cut.entries:
        take = takes.get(entry.take_id or "")
        if take is None or take.kind != "clip" or not setup_of(take):
            continue
        spare = take.frames - windows[entry.scene_id]
        if 0 <= spare < entry.in_point:
            moved[entry.scene_id] = replace(entry, in_point=spare)
    return _replaced(cut, moved)


def supplied(cut: Cut, setups: Mapping[str, str], windows: Mapping[str, int], facts: FilmFacts) -> Cut:
    """The cut with scenes that show nothing yet given what their setup has: the newest clip that is long enough,
    else the newest picture. Scenes that have a clip to themselves share it out as when it came; beside others each
    begins where least is seen. `setups`: scene id -> setup."""
    waiting: dict[str, list[Entry]] = {}
    for entry in cut.entries:
        setup = setups.get(entry.scene_id, "")
        if entry.take_id is None and setup and not entry.locked:
            waiting.setdefault(setup, []).append(entry)
    for setup, entries in waiting.items():
        clips = [t for t in clips_of(facts, setup) if t.sha256 and t.rate]
        images = [t for t in takes_of_setup(facts, setup, "image") if t.sha256]
        shown: dict[str, Entry] = {}
        for entry in entries:
            long = [t for t in clips if t.frames >= windows[entry.scene_id]]
            if long:
                shown[entry.scene_id] = replace(entry, take_id=long[-1].id, in_point=0, speed="1/1")
            elif images:
                shown[entry.scene_id] = replace(entry, take_id=images[-1].id, in_point=0, speed=None)
        for clip in clips:
            mine = [entry for entry in shown.values() if entry.take_id == clip.id]
            shown |= {entry.scene_id: entry for entry in _begun(cut, mine, clip, windows, facts)}
        cut = _replaced(cut, shown)
    return cut


def _begun(
    cut: Cut, entries: Sequence[Entry], clip: TakeFact, windows: Mapping[str, int], facts: FilmFacts
) -> Iterator[Entry]:
    """The entries, which are to show a clip, each with where it begins in it."""
    handle = facts.handles_of(clip)
    used = [(e.in_point, e.in_point + windows[e.scene_id]) for e in cut.entries if e.take_id == clip.id]
    needs = [windows[entry.scene_id] for entry in entries]
    if not used:
        starts = in_points(needs, clip.frames, handle)
        yield from (replace(entry, in_point=start) for entry, start in zip(entries, starts, strict=True))
        return
    for entry, need in zip(entries, needs, strict=True):
        start = _least_seen(clip.frames, need, handle, used)
        used.append((start, start + need))
        yield replace(entry, in_point=start)


def jumped(
    cut: Cut, windows: Mapping[str, int], takes: Mapping[str, TakeFact], *, only: Container[str]
) -> Cut:
    """The cut with no scene of `only` beginning where the one before it leaves off in the same clip: that would be
    no cut.

    Such a scene begins elsewhere in the clip, at least JUMP_MS from the running picture, where little is seen. It
    stays where the clip has no such place, and where somebody has locked it.
    """
    entries = list(cut.entries)
    for n in range(1, len(entries)):
        before, entry = entries[n - 1], entries[n]
        take = takes.get(entry.take_id or "")
        if take is None or take.kind != "clip" or before.take_id != take.id:
            continue
        runs_on = before.in_point + windows[before.scene_id]
        if entry.scene_id not in only or entry.locked or abs(entry.in_point - runs_on) >= _jump_frames(take):
            continue
        start = _elsewhere(entries, n, take, windows)
        entries[n] = entry if start is None else replace(entry, in_point=start)
    return replace(cut, entries=tuple(entries))


def _elsewhere(entries: Sequence[Entry], n: int, take: TakeFact, windows: Mapping[str, int]) -> int | None:
    """Where the n-th scene can begin in the clip that it shares with the one before it; None for nowhere."""
    before, entry, need = entries[n - 1], entries[n], windows[entries[n].scene_id]
    apart, runs_on = _jump_frames(take), before.in_point + windows[before.scene_id]
    starts = [start for start in range(take.frames - need + 1) if abs(start - runs_on) >= apart]
    after = entries[n + 1] if n + 1 < len(entries) and entries[n + 1].take_id == take.id else None
    quiet = [start for start in starts if after is None or abs(start + need - after.in_point) >= apart]
    used = [
        (e.in_point, e.in_point + windows[e.scene_id]) for e in entries if e.take_id == take.id and e != entry
    ]
    return _best_start(quiet or starts, need, used) if starts else None


def _jump_frames(take: TakeFact) -> int:
    rate = take.rate.exact if take.rate else Fraction(24)
    return max(1, int(JUMP_MS * rate / 1000))


def _least_seen(frames: int, need: int, handle: int, used: Sequence[tuple[int, int]]) -> int:
    """The start from which the fewest frames are seen in other scenes already; the earliest of equals."""
    return _best_start(range(min(handle, frames - need), frames - need + 1), need, used)


def _best_start(starts: Iterable[int], need: int, used: Sequence[tuple[int, int]]) -> int:
    return min(starts, key=lambda s: (sum(max(0, min(e, s + need) - max(b, s)) for b, e in used), s))


def _replaced(cut: Cut, entries: Mapping[str, Entry]) -> Cut:
    if not entries:
        return cut
    return replace(cut, entries=tuple(entries.get(entry.scene_id, entry) for entry in cut.entries))
