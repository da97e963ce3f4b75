"""The steps of a music video, declared from facts: song to clock to treatment to setups to pictures to film."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from . import references, trailer_film
from .film import FilmFacts, SceneFact, TakeFact
from .graph import Plan, Step, StepSpec, World
from .motion import clip_words, motion_mark
from .performances import declare_performances
from .script import Item, Script
from .setups import clip_frames, entries_of_setup, moves_so, setup_of, takes_of_setup
from .song_wishes import SongWishes
from .sung import lines_of, vocals_of
from .trailer import clip_spec, declare_ordered, image_spec

VERSIONS: Mapping[str, int] = {
    "normalise_song": 1,
    "analyse_song": 1,
    "song_clock": 1,
    "treatment": 1,
    "shot_plan": 2,
    "song_scenes": 2,
    "song_sound": 1,
    "song_words": 1,
    "song_report": 1,
}
"""Semantic version of each step: raised when the same inputs would now be worth making again."""
_UNSETTLED = ("waiting", "ready", "running")
"""States of the split in which nobody knows yet what the scenes are to show: nothing is made of what they showed."""
EXTRA_ROLES: Mapping[str, tuple[str, ...]] = {"song_clock": ("analysis",), "song_sound": ("wav",)}


def declare(facts: FilmFacts, world: World) -> Plan:
    """Every step of the film, as far down as the facts reach."""
    plan = Plan(world)
    wishes = SongWishes.from_json(facts.settings.song)
    song, clock = _declare_song(plan, facts, wishes)
    declare_performances(plan, facts, song)
    _declare_plan(plan, facts, wishes, clock)
    if facts.script is None or facts.soundtrack is None or facts.cut is None:
        return plan
    _declare_pictures(plan, facts, facts.script)
    if plan.steps["split"].state in _UNSETTLED:
        return plan
    # a corrected clock waits for its scenes, as the sound of another part would fit neither film
    current = clock.key if clock.key == facts.soundtrack_key else None
    sound = _declare_sound(plan, facts, wishes, song if current else None)
    declare_words(plan, facts, wishes, song, clock)
    trailer_film.declare_film(plan, facts, soundtrack_key=current, sound=sound)
    return plan


def _declare_song(plan: Plan, facts: FilmFacts, wishes: SongWishes) -> tuple[Step, Step]:
    """The one decode of the song, what is heard in it, and the clock that follows with its cues."""
    song = plan.add(
        StepSpec(
            node="normalise_song",
            kind="normalise_song",
            version=VERSIONS["normalise_song"],
            lane="media",
            params={},
            files={"source": facts.source_key},
        )
    )
    heard = plan.add(
        StepSpec(
            node="analyse_song",
            kind="analyse_song",
            version=VERSIONS["analyse_song"],
            lane="media",
            params={},
            files={"song": song.key},
        )
    )
    clock = plan.add(
        StepSpec(
            node="soundtrack",
            kind="song_clock",
            version=VERSIONS["song_clock"],
            lane="media",
            params={
                "rate": str(facts.rate),
                "wishes": _of_clock(wishes),
                "lyrics": str(facts.brief.get("lyrics", "")),
                **({"sung": True} if facts.brief.get("sung") else {}),
            },
            files={"heard": heard.key},
        )
    )
    return song, clock


def _of_clock(wishes: SongWishes) -> dict[str, object]:
    """What the clock is made of: neither accents nor setups move a cue."""
    return {
        name: value
        for name, value in wishes.to_json().items()
        if name in ("start_ms", "end_ms", "pace", "most_cuts", "edits")
    }


def _declare_plan(plan: Plan, facts: FilmFacts, wishes: SongWishes, clock: Step) -> None:
    """What it is about, what is filmed for it, and which scene shows what."""
    brief, engine = facts.brief, facts.engines["text"]
    heard = plan.steps["analyse_song"]
    given = {name: brief.get(name) for name in ("treatment", "shot_plan")}
    treatment = plan.add(
        StepSpec(
            node="treatment",
            kind="treatment",
            version=VERSIONS["treatment"],
            lane="media" if given["treatment"] else facts.lanes["text"],
            params={
                "engine": engine,
                "concept": str(brief.get("concept", "")),
                "title": facts.brief_title,
                "freedom": str(brief.get("freedom", "expand")),
                "part": [wishes.start_ms, wishes.end_ms],
                "given": given["treatment"],
            },
            files={"heard": heard.key},
            price_microusd=0 if given["treatment"] else facts.prices.get("text", 0),
            slot="" if given["treatment"] else "treatment",
        )
    )
    shots = _declare_shot_plan(plan, facts, wishes, clock, treatment)
    plan.add(
        StepSpec(
            node="split",
            kind="song_scenes",
            version=VERSIONS["song_scenes"],
            lane="media",
            params={"accents": wishes.accents},
            files={"clock": clock.key, "shot_plan": shots.key},
        )
    )


def _declare_shot_plan(
    plan: Plan, facts: FilmFacts, wishes: SongWishes, clock: Step, treatment: Step
) -> Step:
    """A person's own plan, fitted to the cues as they are now, or the director's; that one around the setups which
    somebody has locked. A plan that was made before setups were named by their pictures stands."""
    given, kept = facts.brief.get("shot_plan"), facts.brief.get("setups_kept")
    spec = StepSpec(
        node="shot_plan",
        kind="shot_plan",
        version=VERSIONS["shot_plan"],
        lane="media" if given else facts.lanes["text"],
        params={
            "engine": facts.engines["text"],
            "most_setups": wishes.most_setups,
            "paid": bool(facts.prices.get("image") or facts.prices.get("video")),
            "given": given,
            **({"kept": kept} if kept and not given else {}),
        },
        files={"clock": clock.key, "treatment": treatment.key},
        gate="" if given else "script",
        price_microusd=0 if given else facts.prices.get("text", 0),
        slot="" if given else "shot_plan",
    )
    earlier = replace(spec, version=1)
    return plan.add(earlier if not given and plan.keeps(earlier) else spec)


def _declare_pictures(plan: Plan, facts: FilmFacts, script: Script) -> None:
    """Takes that were ordered, then for each setup its picture, and its clip once the picture is shown."""
    _, _, cut = facts.edit
    sheets = references.declare_sheets(plan, facts, script)
    for entry in cut.entries:
        declare_ordered(plan, facts, facts.scene(entry.scene_id))
    _forget_failures(plan, facts, script)
    if plan.steps["split"].state in _UNSETTLED:
        return
    for item in script.items:
        entries = entries_of_setup(facts, cut, item.id)
        if not entries:
            continue
        home = facts.scene(entries[0].scene_id)
        pictures = takes_of_setup(facts, item.id, "image")
        if not pictures and any(entry.take_id is None for entry in entries):
            number = _next(facts, home, "image")
            plan.add(_for_setup(image_spec(facts, script, home, number=number, sheets=sheets), item))
        for image in pictures:
            _declare_clip(plan, facts, script, item, image)
        for entry in entries:
            shown = facts.takes.get(entry.take_id or "")
            if shown and shown.kind == "image" and shown.sha256 and not setup_of(shown):
                _declare_own_clip(plan, facts, script, facts.scene(entry.scene_id), shown)


def _forget_failures(plan: Plan, facts: FilmFacts, script: Script) -> None:
    """What was refused or broke for a setup that is described otherwise now, nobody waits for."""
    items = {item.id: item for item in script.items}
    for take in facts.takes.values():
        step, item = plan.steps.get(f"{take.kind}:{take.scene_key}:{take.number}"), items.get(setup_of(take))
        gone = setup_of(take) and (item is None or not moves_so(take, item.text))
        if gone and step is not None and step.state == "failed":
            del plan.steps[step.node]


def _declare_clip(plan: Plan, facts: FilmFacts, script: Script, item: Item, image: TakeFact) -> None:
    """One clip of a setup's picture for all scenes that show the picture; again, where that costs nothing, for
    scenes that have grown longer than every clip of it."""
    _, _, cut = facts.edit
    waiting = [entry for entry in entries_of_setup(facts, cut, item.id) if entry.take_id == image.id]
    if not waiting or image.sha256 is None:
        return
    windows = [facts.window_frames[entry.scene_id] for entry in waiting]
    grown = [take for take in facts.grown_from(image.id) if moves_so(take, item.text)]
    made = max((take.frames or int(take.params.get("frames", 0)) for take in grown), default=0)
    if grown and (facts.prices.get("video") or made >= max(windows)):
        return
    home = facts.scene(waiting[0].scene_id)
    frames = clip_frames(windows, facts.rate, facts.engines["video"])
    spec = clip_spec(facts, script, home, image, frames)
    move = waiting[0].move
    told: dict[str, str] = {"move": move}
    if item.text:
        words = clip_words(item.visuals[0], script.style, item.text)
        told |= {"prompt": words, "motion": motion_mark(item.text)}
    plan.add(_for_setup(replace(spec, params={**spec.params, **told}), item, move))


def _declare_own_clip(
    plan: Plan, facts: FilmFacts, script: Script, scene: SceneFact, image: TakeFact
) -> None:
    """A picture that a person made for one scene is moved for that scene."""
    if not facts.grown_from(image.id) and f"clip:{scene.key}:{_next(facts, scene, 'clip')}" not in plan.steps:
        plan.add(clip_spec(facts, script, scene, image, facts.window_frames[scene.key]))


def _for_setup(spec: StepSpec, item: Item, move: str = "") -> StepSpec:
    """The step made for every scene of a setup."""
    order = replace(spec.order, move=move or spec.order.move) if spec.order else None
    return replace(spec, params={**spec.params, "setup": item.id}, order=order)


def _next(facts: FilmFacts, scene: SceneFact, kind: str) -> int:
    return 1 + max((take.number for take in facts.takes_of(scene.key, kind)), default=0)


def declare_words(plan: Plan, facts: FilmFacts, wishes: SongWishes, song: Step, clock: Step) -> None:
    """An engine listens for the words where a person asked for it, and the analysis says where somebody sings.

    Neither holds the film up, and no cue depends on them: cues that move would put bought scenes out of date.
    """
    words = facts.words
    if words is None:
        return
    if words.wish.by:
        plan.add(
            StepSpec(
                node="words",
                kind="song_words",
                version=VERSIONS["song_words"],
                lane=words.lane,
                params={
                    "engine": words.wish.by,
                    "port": words.wish.port,
                    "lines": [list(line) for line in lines_of(words.wish.text)],
                    "part": [wishes.start_ms, wishes.end_ms],
                },
                files={"song": song.key},
                price_microusd=words.price_microusd,
            )
        )
    _, soundtrack, _ = facts.edit
    if soundtrack.words and not words.first:
        plan.add(
            StepSpec(
                node="analysis",
                kind="song_report",
                version=VERSIONS["song_report"],
                lane="media",
                params={"vocals": [[sung.start_ms, sung.end_ms] for sung in vocals_of(soundtrack.words)]},
                files={"clock": clock.key},
            )
        )


def _declare_sound(plan: Plan, facts: FilmFacts, wishes: SongWishes, song: Step | None) -> Step:
    """The song in the film: its own packets where they can be kept, else encoded once."""
    return plan.add(
        StepSpec(
            node="mix",
            kind="song_sound",
            version=VERSIONS["song_sound"],
            lane="media",
            params={"start_ms": wishes.start_ms, "end_ms": wishes.end_ms},
            files={
                "source": facts.source_key if song is not None else None,
                "song": song.key if song is not None else None,
            },
        )
    )
