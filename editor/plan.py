"""A request's edits worked out on the facts of a film before anything is written, for doing and for foreseeing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from trailers.domain.cut import Cut
from trailers.domain.errors import UserError
from trailers.domain.film import FilmFacts
from trailers.domain.foresight import Foresight, of_script
from trailers.domain.scenes import longest_frames
from trailers.domain.script_edit import changes_between
from trailers.domain.segment import TakeFacts

from . import ops
from . import sound as sounds
from .compare import compare
from .labels import label_of
from .rules import Desk, desk_for, places
from .wire import Edit

_FILM = ("assemble", "receipt", "package")
_LAID = ("soundtrack", "split", "mix", "captions")


@dataclass(frozen=True, slots=True)
class Planned:
    """What the edits come to. `sound` is None where none of them is about the sound."""

    cut: Cut
    label: str
    splits: tuple[tuple[str, str], ...] = ()
    """(scene, the new scene cut off it), in order."""
    sound: sounds.Sound | None = None
    sound_before: sounds.Sound | None = None

    @property
    def new_sound(self) -> bool:
        return self.sound != self.sound_before


def desk_of(facts: FilmFacts) -> Desk:
    """What the film's edits are judged by. ValueError before it has a cut."""
    _, soundtrack, cut = facts.edit
    takes = {
        take.id: TakeFacts(take.id, take.sha256, take.kind, take.frames, take.rate)
        for take in facts.takes.values()
        if take.sha256
    }
    return desk_for(cut, soundtrack, takes, longest_frames(facts.settings.max_scene_ms, facts.rate))


def planned(
    facts: FilmFacts, edits: Sequence[Edit], *, slots: Mapping[str, str], scores: Mapping[str, str]
) -> Planned:
    """Apply the edits one after the other. UserError as `ops.apply` and `sound.apply`, and film.not_ready."""
    if facts.cut is None or facts.soundtrack is None or facts.script is None:
        raise UserError("film.not_ready")
    desk, cut = desk_of(facts), facts.cut
    before = after = _sound_of(facts, slots)
    splits = []
    for edit in edits:
        if isinstance(edit, sounds.SOUND_OPS):
            scenes = frozenset(entry.scene_id for entry in cut.entries)
            after = sounds.apply(edit, after, scenes=scenes, scores=scores)
        else:
            cut = ops.apply(edit, cut, desk)
            if isinstance(edit, ops.Split):
                splits.append((edit.scene_id, edit.new_id))
    lines = {item.id: number for number, item in enumerate(facts.script.lines, start=1)}
    label = label_of(edits, places(facts.cut, desk), lines)
    return Planned(cut, label, tuple(splits), after, before)


def _sound_of(facts: FilmFacts, slots: Mapping[str, str]) -> sounds.Sound:
    settings = facts.settings
    if facts.script is None:
        raise UserError("film.not_ready")
    return sounds.Sound(
        script=facts.script,
        readings=dict(settings.revoiced),
        muted=tuple(settings.muted),
        levels={name: (level[0], level[1]) for name, level in settings.levels.items()},
        score=slots.get("score", ""),
    )


def foreseen(facts: FilmFacts, plan: Planned) -> Foresight:
    """What the edits would make, at most, and which scenes would come out different."""
    if facts.cut is None:
        raise UserError("film.not_ready")
    seen = compare(facts, replace(facts, cut=plan.cut))
    numbers = {entry.scene_id: n for n, entry in enumerate(plan.cut.entries, start=1)}
    made: dict[str, int] = {}
    if seen.segments:
        made = {"segment": seen.segments} | dict.fromkeys(_FILM, 1)
    picture = Foresight(
        made=made,
        changed=tuple(numbers[scene] for scene in seen.scenes),
        scenes=len(plan.cut.entries),
    )
    return _with_sound(facts, plan, picture) if plan.new_sound else picture


def _with_sound(facts: FilmFacts, plan: Planned, picture: Foresight) -> Foresight:
    before, after = plan.sound_before, plan.sound
    if before is None or after is None:
        return picture
    told = (
        of_script(facts, after.script)
        if after.script != before.script
        else replace(picture, made={}, changed=())
    )
    made: dict[str, int] = dict(told.made)
    spoken = _spoken_again(before, after)
    changed = {*picture.changed, *told.changed, *_numbers_of(facts, spoken)}
    if spoken:
        made["voice"] = made.get("voice", 0) + len(spoken)
        made |= dict.fromkeys(_LAID, 1)
    made["segment"] = max(len(changed), picture.made.get("segment", 0), made.get("segment", 0))
    if (before.muted, before.levels, before.score) != (after.muted, after.levels, after.score):
        made |= {"mix": 1, "captions": int(before.muted != after.muted)}
    made |= dict.fromkeys(_FILM, 1)
    return replace(
        told,
        made={kind: count for kind, count in made.items() if count},
        changed=tuple(sorted(changed)),
        scenes=told.scenes or picture.scenes,
        stale=told.stale or (("score",) if spoken else ()),
        price_microusd=told.price_microusd + len(spoken) * facts.prices.get("voice", 0),
    )


def _spoken_again(before: sounds.Sound, after: sounds.Sound) -> set[str]:
    """Lines with other readings of the same words; new words are counted with the script."""
    reworded = set(changes_between(before.script, after.script).spoken)
    return {line for line, n in after.readings.items() if before.readings.get(line, 1) != n} - reworded


def _numbers_of(facts: FilmFacts, items: Any) -> list[int]:
    if facts.cut is None:
        return []
    known = {scene.key: scene.item_id for scene in facts.scenes}
    return [n for n, e in enumerate(facts.cut.entries, start=1) if known.get(e.scene_id) in items]
