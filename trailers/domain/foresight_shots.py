"""What an edit of a shot plan will change: the pictures and clips of its setups, and the scenes that show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .clock import ms_at
from .cut import Entry
from .film import FilmFacts, TakeFact
from .foresight import ASSEMBLY, Foresight
from .setups import clip_frames, moves_so, setup_of, takes_of_setup
from .shot_plan import Setup, ShotPlan
from .song_scenes import scene_id


def of_shot_plan(facts: FilmFacts, before: ShotPlan, after: ShotPlan) -> Foresight:
    """Another plan for the same cues. A scene with a picture of a person's own, or a locked one, stays as it is."""
    if facts.cut is None or facts.soundtrack is None:
        return Foresight({})
    now, then = _shown(before), _shown(after)
    free = [entry for entry in facts.cut.entries if entry.scene_id in then and not _own(facts, entry)]
    changed = {e.scene_id for e in free if _changes(facts, e, now.get(e.scene_id), then[e.scene_id])}
    bought = [
        _bought(facts, setup, [e for e in free if then[e.scene_id].id == setup.id], changed)
        for setup in after.setups
    ]
    made = {
        "image": sum(b.images for b in bought),
        "clip": sum(b.clips for b in bought),
        "segment": len(changed),
    }
    made |= dict.fromkeys(ASSEMBLY, 1) if changed else {}
    if before != after:
        made["package"] = 1
    return Foresight(
        made={kind: count for kind, count in made.items() if count},
        changed=tuple(n for n, e in enumerate(facts.cut.entries, start=1) if e.scene_id in changed),
        scenes=len(facts.cut.entries),
        price_microusd=sum(b.price_microusd for b in bought),
        bought_s=sum(b.seconds for b in bought),
        shown_ms=sum(ms_at(b.shown_frames, facts.rate) for b in bought),
    )


@dataclass(frozen=True, slots=True)
class _Bought:
    images: int = 0
    clips: int = 0
    price_microusd: int = 0
    seconds: int = 0
    shown_frames: int = 0


def _bought(facts: FilmFacts, setup: Setup, scenes: Sequence[Entry], changed: set[str]) -> _Bought:
    """What a setup needs made for the scenes that come to it. What it has, or has on the way, it shows."""
    coming = [entry for entry in scenes if entry.scene_id in changed]
    if not coming:
        return _Bought()
    images = 0 if takes_of_setup(facts, setup.id, "image") else 1
    price = images * facts.prices.get("image", 0)
    windows = facts.window_frames
    clips = [t for t in takes_of_setup(facts, setup.id, "clip") if moves_so(t, setup.motion)]
    longest = max((_frames(take) for take in clips), default=0)
    still = [e for e in scenes if e.scene_id in changed or _shows_still(facts, e)]
    waiting = [windows[e.scene_id] for e in still if windows[e.scene_id] > longest]
    if not waiting or (clips and facts.prices.get("video")):
        return _Bought(images, 0, price)
    frames = clip_frames(waiting, facts.rate, facts.engines["video"]) + 2 * facts.settings.handle_frames
    by_length = facts.by_length.get("video")
    seconds = by_length.seconds(frames / facts.rate.exact) if by_length else 0
    return _Bought(images, 1, price + facts.clip_price(frames), seconds, sum(waiting) if seconds else 0)


def _shown(plan: ShotPlan) -> Mapping[str, Setup]:
    """Scene -> what it shows."""
    return {scene_id(shot.cue): plan.setup(shot.setup) for shot in plan.shots}


def _changes(facts: FilmFacts, entry: Entry, now: Setup | None, then: Setup) -> bool:
    """Also a clip that was made before motion prompts reached its engine: the plan's words are other words."""
    take = facts.takes.get(entry.take_id or "")
    otherwise = take is not None and not moves_so(take, then.motion)
    return now is None or (now.id, now.motion) != (then.id, then.motion) or otherwise


def _own(facts: FilmFacts, entry: Entry) -> bool:
    take = facts.takes.get(entry.take_id or "")
    return entry.locked or (take is not None and not setup_of(take))


def _shows_still(facts: FilmFacts, entry: Entry) -> bool:
    take = facts.takes.get(entry.take_id or "")
    return take is None or take.kind == "image"


def _frames(take: TakeFact) -> int:
    return take.frames or int(take.params.get("frames", 0))
