"""From takes to film: segments, mix, assembly, receipt, captions, promo and package as steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from .cut import Cut, Entry, cues_in
from .film import FilmFacts, FilmSettings
from .graph import Plan, Step, StepSpec
from .levels import heard, levels_of
from .script import Visual
from .segments import Format, Segment, Unplayable, segments_of
from .segments import TakeFacts as Playable
from .shot_prompts import node_before
from .shots import seed_of
from .soundtrack import Soundtrack
from .timeline import build_timeline, receipt_plan

VERSIONS: Mapping[str, int] = {
    "segment": 1,
    "mix": 1,
    "assemble": 1,
    "receipt": 1,
    "captions": 1,
    "promo": 3,
    "package": 1,
}
EXTRA_ROLES: Mapping[str, tuple[str, ...]] = {
    "mix": ("wav",),
    "captions": ("vtt",),
    "promo": ("thumbnail", "cover"),
    "clip": ("last_frame",),
}
"""Step kinds that make more than one file: the others are artifacts named key:role.

Only a bought clip has its last frame.
"""
_SETTLED = ("done", "held", "failed", "stale")


def declare_film(
    plan: Plan, facts: FilmFacts, *, soundtrack_key: str | None, sound: Step | None = None
) -> None:
    """Declare everything after the takes; does nothing while the cut and the soundtrack disagree.

    `sound` is the step that makes the film's sound, where that is no mix of voice and score.
    """
    _, _, cut = facts.edit
    pending = _pending(plan, facts)
    settled = {entry.scene_id for entry in cut.entries if _is_settled(pending, facts, entry)}
    segments = playable_segments(facts, settled)
    _declare_segments(plan, facts, segments, settled)
    mix = sound or _declare_mix(plan, facts, soundtrack_key)
    _declare_captions(plan, facts)
    _declare_promo(plan, facts)
    if len(settled) == len(cut.entries) and segments:
        _declare_assembly(plan, facts, segments, mix)


def _is_settled(pending: set[str], facts: FilmFacts, entry: Entry) -> bool:
    """True once nothing that will run by itself can still change what the entry shows."""
    if entry.kind == "black":
        return True
    take = facts.takes.get(entry.take_id or "")
    return take is not None and take.sha256 is not None and entry.scene_id not in pending


def _state_of(plan: Plan, step: Step) -> str:
    """Of a take; a clip that waits for its prompt stands as that does."""
    before = plan.steps.get(node_before(step.node)) if step.kind == "clip" else None
    return before.state if before and step.state == "waiting" else step.state


def _pending(plan: Plan, facts: FilmFacts) -> set[str]:
    """Scenes with a picture or a clip to come: their own, or that of the setup which they show."""
    coming = [
        step
        for step in plan.steps.values()
        if step.node.startswith(("image:", "clip:")) and _state_of(plan, step) not in _SETTLED
    ]
    setups = {step.params["setup"] for step in coming if "setup" in step.params}
    sharing = {scene.key for scene in facts.scenes if scene.item_id in setups} if setups else set()
    return {step.node.split(":", 1)[1].rsplit(":", 1)[0] for step in coming} | sharing


def playable_segments(facts: FilmFacts, settled: set[str]) -> tuple[Segment, ...]:
    """Segments of the cut, with black standing in for scenes that have no settled picture yet."""
    _, soundtrack, cut = facts.edit
    entries = tuple(
        entry if entry.scene_id in settled else replace(entry, kind="black", take_id=None)
        for entry in cut.entries
    )
    takes = {
        take.id: Playable(id=take.id, sha256=take.sha256, kind=take.kind, frames=take.frames, rate=take.rate)
        for take in facts.takes.values()
        if take.sha256
    }
    fmt = Format(width=facts.width, height=facts.height, rate=facts.rate)
    try:
        return segments_of(
            Cut(soundtrack_sha=cut.soundtrack_sha, entries=entries),
            cues_in(cut, soundtrack),
            takes,
            fmt,
            facts.profile,
        )
    except Unplayable:
        return ()


def _declare_segments(plan: Plan, facts: FilmFacts, segments: tuple[Segment, ...], settled: set[str]) -> None:
    for segment in segments:
        sides = [window for window in (segment.a, segment.b) if window is not None]
        if segment.key in plan.steps or not all(window.scene_id in settled for window in sides):
            continue
        files = {f"take.{w.take.id}": facts.takes[w.take.id].key for w in sides if w.take is not None}
        plan.add_ordered(
            StepSpec(
                node=segment.key,
                kind="segment",
                version=VERSIONS["segment"],
                lane="media",
                params={"segment": segment.to_json(), "format": format_json(facts)},
                files=files,
            ),
            segment.key,
        )


def _declare_mix(plan: Plan, facts: FilmFacts, soundtrack_key: str | None) -> Step:
    _, soundtrack, cut = facts.edit
    score = plan.steps["score"].key if "score" in plan.steps else None
    return plan.add(mix_spec(soundtrack, cut, facts.settings, voice=soundtrack_key, score=score))


def mix_spec(
    soundtrack: Soundtrack, cut: Cut, settings: FilmSettings, *, voice: str | None, score: str | None
) -> StepSpec:
    """The step that mixes the laid voice and the score, given by their keys, as a person levelled them."""
    levels = levels_of(soundtrack, cut, muted=settings.muted, levels=settings.levels)
    return StepSpec(
        node="mix",
        kind="mix",
        version=VERSIONS["mix"],
        lane="media",
        params={
            "soundtrack": heard(soundtrack, settings.muted).to_json(),
            "duck_db": settings.duck_db,
            "target_lufs_tenths": settings.target_lufs_tenths,
            **({"levels": [list(level) for level in levels]} if levels else {}),
        },
        files={"voice": voice, "score": score},
    )


def _declare_assembly(plan: Plan, facts: FilmFacts, segments: tuple[Segment, ...], mix: Step) -> None:
    files: dict[str, str | None] = {f"segment.{i:04d}": segment.key for i, segment in enumerate(segments)}
    frames = [segment.frames for segment in segments]
    audio = {"audio": mix.key}
    of_song = {"song": True} if facts.kind == "music_video" else {}
    film = plan.add(
        StepSpec(
            node="film",
            kind="assemble",
            version=VERSIONS["assemble"],
            lane="media",
            params={"rate": str(facts.rate), "frames": frames, **of_song},
            files={**files, **audio},
        )
    )
    shas = {segment.key: fact.sha256 for segment in segments if (fact := plan.artifact(segment.key))}
    if len(shas) < len({segment.key for segment in segments}):
        return
    receipt = plan.add(
        StepSpec(
            node="receipt",
            kind="receipt",
            version=VERSIONS["receipt"],
            lane="media",
            params={"plan": receipt_plan(facts, segments).to_json()},
            files={"film": film.key, "mix": f"{mix.key}:wav" if mix.key else None, **files},
        )
    )
    _declare_package(plan, facts, film, receipt, build_timeline(facts, segments, shas))


def _declare_captions(plan: Plan, facts: FilmFacts) -> None:
    _, soundtrack, _ = facts.edit
    if not soundtrack.words:  # a song of which nobody gave the words
        return
    plan.add(
        StepSpec(
            node="captions",
            kind="captions",
            version=VERSIONS["captions"],
            lane="media",
            params={"soundtrack": heard(soundtrack, facts.settings.muted).to_json()},
        )
    )


def _declare_promo(plan: Plan, facts: FilmFacts) -> None:
    """Poster, thumbnail and cover grow from the script's key picture, so they need no take."""
    script, _, _ = facts.edit
    key = _key_visual([scene.visual for scene in facts.scenes if scene.kind == "shot" and scene.visual])
    if key is None:
        return
    plan.add(
        StepSpec(
            node="promo",
            kind="promo",
            version=VERSIONS["promo"],
            lane="media",
            params={
                "title": facts.title,
                "visual": asdict(key),
                "style": {**asdict(script.style), "tone": list(script.style.tone)},
                "characters": [asdict(person) for person in script.characters],
                "look": facts.look,
                "seed": seed_of("promo", facts.title),
            },
            gate="voice",
        )
    )


def _key_visual(seen: Sequence[Visual]) -> Visual | None:
    """The first picture of whoever is seen most often, not as an insert; else the first picture."""
    people = Counter(name for visual in seen for name in visual.characters)
    lead = max(people, key=lambda name: (people[name], name), default="")
    named = (v for v in seen if lead in v.characters and v.shot_size != "insert")
    return next(named, seen[0] if seen else None)


def _declare_package(
    plan: Plan, facts: FilmFacts, film: Step, receipt: Step, timeline: Mapping[str, Any]
) -> None:
    script, _, cut = facts.edit
    captions, promo = plan.steps.get("captions"), plan.steps.get("promo")
    files: dict[str, str | None] = {"film.mp4": film.key, "receipt.json": receipt.key}
    if captions is not None:
        files["captions.srt"] = captions.key
        files["captions.vtt"] = f"{captions.key}:vtt" if captions.key else None
    if facts.kind == "music_video":
        clock = plan.steps["soundtrack"].key
        analysis = plan.steps["analysis"].key if "analysis" in plan.steps else clock and f"{clock}:analysis"
        files["analysis.json"] = analysis
        files["treatment.json"] = plan.steps["treatment"].key
        files["shot_plan.json"] = plan.steps["shot_plan"].key
    if promo is not None:
        for name, role in (("poster.jpg", ""), ("thumbnail.jpg", ":thumbnail"), ("cover.jpg", ":cover")):
            files[name] = f"{promo.key}{role}" if promo.key else None
    for number, entry in enumerate(cut.entries, start=1):
        still = _still_key(facts, entry)
        if still:
            files[f"stills/scene-{number:02d}"] = still
    plan.add(
        StepSpec(
            node="package",
            kind="package",
            version=VERSIONS["package"],
            lane="media",
            params={"timeline": timeline, "script": script.to_json(), "title": facts.title},
            files=files,
            gate="clips",
        )
    )


def _still_key(facts: FilmFacts, entry: Entry) -> str | None:
    """The storyboard image of an entry: its image take, or the image its clip grew from."""
    take = facts.takes.get(entry.take_id or "")
    if take is not None and take.kind == "clip":
        take = facts.takes.get(take.parent_id or "")
    return take.key if take is not None and take.kind == "image" else None


def format_json(facts: FilmFacts) -> dict[str, Any]:
    return {"width": facts.width, "height": facts.height, "rate": str(facts.rate)}
