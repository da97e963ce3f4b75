"""What will change: told before anything is spent or goes out of date, from the same plans that then do it.

What cannot be known yet (how long a voice will be) is told as what it may touch, never less.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from . import shot_prompts
from .clock import ms_at
from .cut import Cut
from .film import FilmFacts, SceneFact, TakeFact
from .first_cut import with_take
from .graph import Changes, Plan, what_changes
from .script import Script
from .script_edit import ScriptChanges, changes_between
from .segments import Segment, diff
from .trailer_film import playable_segments

ASSEMBLY = ("assemble", "receipt", "package")
"""Made again whenever any segment or the mix is another."""
_RELAID = ("soundtrack", "split", "mix", "captions")
"""Made again whenever the sound is another."""
_UNMADE = "0" * 64
_NEW = "new"


@dataclass(frozen=True, slots=True)
class Foresight:
    """What an act would do to a film."""

    made: Mapping[str, int]
    """Step kind -> how many of it are made, at most."""
    changed: tuple[int, ...] = ()
    """Numbers of the scenes, as they stand now, that come out different."""
    scenes: int = 0
    """How many the film has now."""
    gone: int = 0
    new: int = 0
    stale: tuple[str, ...] = ()
    """Slots whose content was made for the film as it is now, and stays until somebody renews it."""
    price_microusd: int = 0
    bought_s: int = 0
    """Seconds of clip that its engine bills; 0 where it is not paid by them."""
    shown_ms: int = 0
    """Of those, what the cut would show."""

    @property
    def kept(self) -> int:
        """Scenes that stay as they are, to the byte."""
        return self.scenes - len(self.changed) - self.gone

    @property
    def nothing(self) -> bool:
        return not (any(self.made.values()) or self.changed or self.gone or self.new or self.stale)


def of_script(facts: FilmFacts, new: Script) -> Foresight:
    """Another version of the script."""
    if facts.script is None:
        return Foresight({})
    changes = changes_between(facts.script, new)
    if facts.cut is None:
        return Foresight({})
    entries = [facts.scene(entry.scene_id) for entry in facts.cut.entries]
    changed = tuple(
        number
        for number, scene in enumerate(entries, start=1)
        if scene.item_id in changes.touched and scene.item_id not in changes.dropped
    )
    pictures = {
        item.id: max(1, len(item.visuals)) for item in new.items if item.kind == "line" or item.visuals
    }
    fresh = sum(pictures.get(item_id, 0) for item_id in changes.new)
    cards = sum(1 for item_id in changes.lettered)
    made = _script_steps(changes, fresh, cards, redone=len(changed))
    told = shot_prompts.price_each(facts)
    if told and fresh:
        made["shot_prompt"] = fresh
    return Foresight(
        made=made,
        changed=changed,
        scenes=len(entries),
        gone=sum(scene.item_id in changes.dropped for scene in entries),
        new=fresh
        + sum(item.kind != "line" and item.id in changes.new and not item.visuals for item in new.items),
        stale=("score",) if changes.moves_clock else (),
        price_microusd=len(changes.spoken) * facts.line_price_microusd
        + fresh * (facts.prices.get("image", 0) + facts.prices.get("video", 0) + told),
    )


def _script_steps(changes: ScriptChanges, fresh: int, cards: int, *, redone: int) -> dict[str, int]:
    made = {
        "voice": len(changes.spoken),
        "image": fresh,
        "card": cards,
        "clip": fresh + redone,
        "segment": fresh + redone,
    }
    if changes.moves_clock:
        made |= dict.fromkeys(_RELAID, 1)
    if changes.moves_clock or cards:
        made |= dict.fromkeys(ASSEMBLY, 1)
    return {kind: count for kind, count in made.items() if count}


def of_revoicing(facts: FilmFacts, item_ids: Sequence[str]) -> Foresight:
    """Lines spoken anew, by another voice: how long they will be is not known, so all their scenes may move."""
    spoken = ScriptChanges(tuple(item_ids), (), (), (), (), (), (), reordered=False)
    entries = [facts.scene(entry.scene_id) for entry in facts.cut.entries] if facts.cut else []
    changed = tuple(n for n, scene in enumerate(entries, start=1) if scene.item_id in item_ids)
    return Foresight(
        made=_script_steps(spoken, 0, 0, redone=len(changed)) if entries else {"voice": len(item_ids)},
        changed=changed,
        scenes=len(entries),
        stale=("score",) if item_ids and entries else (),
        price_microusd=len(item_ids) * facts.line_price_microusd,
    )


def of_new_take(facts: FilmFacts, scene: SceneFact, *, drawn: int = 1) -> Foresight:
    """A scene drawn again and set in motion by the engines that `facts` name.

    Of `drawn` pictures the first is shown, and it alone is set in motion. 0: a picture that exists already.
    """
    if facts.cut is None or facts.soundtrack is None:
        return Foresight({})
    card = scene.kind == "card"
    take = TakeFact(
        id=_NEW,
        scene_key=scene.key,
        kind="clip",
        number=0,
        key=_NEW,
        origin="generated",
        engine=facts.engines.get("video", ""),
        params={},
        sha256=_UNMADE,
        frames=facts.window_frames[scene.key] + 2 * facts.settings.handle_frames,
        rate=facts.rate,
    )
    after = with_take(facts.cut, scene.key, _NEW, handle_frames=facts.settings.handle_frames)
    by_length = facts.by_length.get("video")
    bought_s = by_length.seconds(take.frames / facts.rate.exact) if by_length and not card else 0
    seen = of_cut(replace(facts, takes={**facts.takes, _NEW: take}), after)
    pictures = {("card" if card else "image"): drawn} if drawn else {}
    told = shot_prompts.price_of(facts, scene)
    return replace(
        seen,
        made={**pictures, **({"shot_prompt": 1} if told else {}), "clip": 1, **seen.made},
        price_microusd=0
        if card
        else drawn * facts.prices.get("image", 0) + told + facts.clip_price(take.frames or 0),
        bought_s=bought_s,
        shown_ms=ms_at(facts.window_frames[scene.key], facts.rate) if bought_s else 0,
    )


def of_choice(facts: FilmFacts, scene: SceneFact, take_id: str) -> Foresight:
    """A take that exists, shown instead: by the newest clip grown from it; without any, one is made first."""
    if facts.cut is None:
        return Foresight({})
    take = facts.takes[take_id]
    grown = facts.grown_from(take_id)
    if take.kind == "image" and not grown:
        return of_new_take(facts, scene, drawn=0)
    take = max((clip for clip in grown if clip.sha256), key=lambda clip: clip.number, default=take)
    return of_cut(facts, with_take(facts.cut, scene.key, take.id, handle_frames=facts.handles_of(take)))


def of_cut(facts: FilmFacts, after: Cut) -> Foresight:
    """Another edit of takes that exist."""
    if facts.cut is None or facts.soundtrack is None:
        return Foresight({})
    changes = diff(_segments(facts), _segments(replace(facts, cut=after)))
    touched = {scene for segment in changes.made for scene in _scenes(segment)}
    changed = tuple(n for n, entry in enumerate(after.entries, start=1) if entry.scene_id in touched)
    made = {"segment": len(changes.made)} | dict.fromkeys(ASSEMBLY, 1) if changes.made else {}
    return Foresight(made=made, changed=changed, scenes=len(after.entries))


def of_plans(changes: Changes, kinds: Mapping[str, str], scenes: int) -> Foresight:
    """A setting that changes what steps are made from: engines, loudness. `kinds` names each node's step kind."""
    made: dict[str, int] = {}
    for node in changes.made:
        kind = kinds.get(node, "")
        made[kind] = made.get(kind, 0) + 1
    return Foresight(made=made, scenes=scenes, stale=changes.stale, price_microusd=changes.price_microusd)


def of_treatment(before: Plan, after: Plan, scenes: int) -> Foresight:
    """A music video's treatment, reworded. What was to be made anyway is no price of the edit; work that is thrown
    away by it, since it is under way from the words of before, is."""
    pending = {step.node for step in before.steps.values() if step.state in ("ready", "waiting", "held")}
    changes = what_changes(before, after)
    made: dict[str, int] = {}
    price = 0
    for node in changes.made:
        step, old = after.steps[node], before.steps.get(node)
        if node not in pending and (old is None or old.key != step.key):
            made[step.kind] = made.get(step.kind, 0) + 1
            price += step.price_microusd
    return Foresight(made=made, scenes=scenes, stale=changes.stale, price_microusd=price)


def unchanged_scenes(before: Iterable[str], after: Mapping[str, frozenset[str]]) -> int:
    """Of a new film's scenes (each with the hashes of its segments), how many are in the film before, whole."""
    known = set(before)
    return sum(hashes <= known for hashes in after.values())


def _segments(facts: FilmFacts) -> tuple[Segment, ...]:
    """Scenes without a finished picture are left black on both sides, so they compare as equal."""
    _, _, cut = facts.edit
    done = {take.id for take in facts.takes.values() if take.sha256}
    settled = {entry.scene_id for entry in cut.entries if entry.kind == "black" or entry.take_id in done}
    return playable_segments(facts, settled)


def _scenes(segment: Segment) -> tuple[str, ...]:
    return tuple(window.scene_id for window in (segment.a, segment.b) if window is not None)
