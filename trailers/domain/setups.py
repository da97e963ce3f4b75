"""Takes that several scenes share: one picture and one clip for a setup, of which each scene shows a part.

A take belongs to the setup that its frozen inputs name. It is kept with the first scene that needed it; another
scene's own take (ordered or uploaded by a person for that scene alone) names no setup.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from .clock import Rate
from .cut import Cut, Entry, cues_in, grid, render_span
from .film import FilmFacts, TakeFact
from .refit import fits
from .scenes import PlannedScene
from .song_scenes import SceneExtras, dressed
from .soundtrack import Soundtrack

LONGEST_CLIP_MS = {"embedded": 16_000}
"""Engine -> the longest clip that one setup is ordered as."""
_USUAL_LONGEST_MS = 10_000


def setup_of(take: TakeFact) -> str:
    return str(take.params.get("setup", ""))


def takes_of_setup(facts: FilmFacts, setup_id: str, kind: str) -> tuple[TakeFact, ...]:
    """Finished ones, and those under way for a scene that is still in the film; oldest first."""
    scenes = {scene.key for scene in facts.scenes}
    found = [t for t in facts.takes.values() if t.kind == kind and setup_of(t) == setup_id]
    return tuple(t for t in found if t.sha256 or t.scene_key in scenes)


def entries_of_setup(facts: FilmFacts, cut: Cut, setup_id: str) -> tuple[Entry, ...]:
    """In the order of the film."""
    setups = {scene.key: scene.item_id for scene in facts.scenes}
    return tuple(entry for entry in cut.entries if setups.get(entry.scene_id) == setup_id)


def clip_frames(windows: Sequence[int], rate: Rate, engine: str) -> int:
    """How long a setup's clip is ordered so that scenes of `windows` frames show different parts of it, as far as
    the longest clip allows; never shorter than the longest scene."""
    exact = LONGEST_CLIP_MS.get(engine, _USUAL_LONGEST_MS) * rate.exact / 1000
    return max(max(windows), min(sum(windows), int(exact)))


def clip_ms(duration_ms: int, setups: int, engine: str) -> int:
    """About how long each of so many setups of a film is ordered: its share of the film, as far as clips go."""
    return min(-(-duration_ms // setups), LONGEST_CLIP_MS.get(engine, _USUAL_LONGEST_MS))


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
    return _replaced(cut, shown)


def settled(
    cut: Cut,
    scenes: Sequence[PlannedScene],
    extras: Mapping[str, SceneExtras],
    clock: Soundtrack,
    facts: FilmFacts,
) -> Cut:
    """A cut on a new plan: a scene that now shows another setup lets go of the old one's picture, one that grew
    begins its clip earlier, and one that has nothing yet is given what its setup has."""
    setups = {scene.id: scene.item_id for scene in scenes}
    let_go = {}
    for entry in cut.entries:
        take = facts.takes.get(entry.take_id or "")
        if take is not None and not entry.locked and setup_of(take) not in ("", setups.get(entry.scene_id)):
            let_go[entry.scene_id] = replace(entry, take_id=None, in_point=0, speed=None)
    cut = dressed(_replaced(cut, let_go), extras)
    bounds = grid(cut, cues_in(cut, clock))
    spans = (render_span(cut, bounds, index) for index in range(len(cut.entries)))
    windows = {entry.scene_id: end - first for entry, (first, end) in zip(cut.entries, spans, strict=True)}
    return supplied(slid(cut, windows, facts.takes), setups, windows, facts)


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
    from the part that is seen least, else the newest picture. `setups`: scene id -> setup."""
    shown = {}
    for entry in cut.entries:
        setup = setups.get(entry.scene_id, "")
        if entry.take_id is not None or not setup or entry.locked:
            continue
        need = windows[entry.scene_id]
        clips = [t for t in takes_of_setup(facts, setup, "clip") if t.sha256 and t.frames >= need and t.rate]
        images = [t for t in takes_of_setup(facts, setup, "image") if t.sha256]
        if clips:
            used = [
                (e.in_point, e.in_point + windows[e.scene_id])
                for e in cut.entries
                if e.take_id == clips[-1].id
            ]
            start = _least_seen(clips[-1].frames, need, facts.handles_of(clips[-1]), used)
            shown[entry.scene_id] = replace(entry, take_id=clips[-1].id, in_point=start, speed="1/1")
        elif images:
            shown[entry.scene_id] = replace(entry, take_id=images[-1].id, in_point=0, speed=None)
    return _replaced(cut, shown)


def _least_seen(frames: int, need: int, handle: int, used: Sequence[tuple[int, int]]) -> int:
    """The start from which the fewest frames are seen in other scenes already; the earliest of equals."""
    starts = range(min(handle, frames - need), frames - need + 1)
    return min(starts, key=lambda s: (sum(max(0, min(e, s + need) - max(b, s)) for b, e in used), s))


def _replaced(cut: Cut, entries: Mapping[str, Entry]) -> Cut:
    if not entries:
        return cut
    return replace(cut, entries=tuple(entries.get(entry.scene_id, entry) for entry in cut.entries))
