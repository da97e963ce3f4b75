"""The steps of a trailer, declared from facts: document to script to voice to clock to pictures to film."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from . import own_sound, references, shot_prompts, trailer_film
from .film import FilmFacts, SceneFact, TakeFact
from .graph import Order, Plan, StepSpec, World
from .script import Script, Visual
from .shots import plan_shot, seed_of

VERSIONS: Mapping[str, int] = {
    "read_document": 1,
    "script_pass": 1,
    "voice": 1,
    "soundtrack": 1,
    "split": 1,
    "score": 1,
    "image": 3,
    "card": 1,
    "clip": 3,
}
"""Semantic version of each step: raised when the same inputs would now be worth making again."""

PASSES = ("patterns", "scenes", "blocks", "voiceover")


def declare(facts: FilmFacts, world: World) -> Plan:
    """Every step of the film, as far down as the facts reach."""
    plan = Plan(world)
    if facts.script is None:
        _declare_script(plan, facts)
        return plan
    _declare_voices(plan, facts, facts.script)
    soundtrack = _declare_soundtrack(plan, facts, facts.script)
    _declare_split(plan, facts, facts.script, soundtrack)
    if facts.soundtrack is None or facts.cut is None:
        return plan
    _declare_score(plan, facts, facts.script)
    _declare_pictures(plan, facts, facts.script)
    # a newly laid voice waits for its split: mixed with the clock before, it would be neither film
    current = soundtrack if soundtrack == facts.soundtrack_key else None
    trailer_film.declare_film(plan, facts, soundtrack_key=current)
    return plan


def _declare_script(plan: Plan, facts: FilmFacts) -> None:
    document = plan.add(
        StepSpec(
            node="read_document",
            kind="read_document",
            version=VERSIONS["read_document"],
            lane="media",
            params={"suffix": facts.source_suffix},
            files={"source": facts.source_key},
        )
    )
    files: dict[str, str | None] = {"document": document.key}
    for name in PASSES:
        step = plan.add(
            StepSpec(
                node=f"script:{name}",
                kind="script_pass",
                version=VERSIONS["script_pass"],
                lane=facts.lanes["text"],
                params={"pass": name, "engine": facts.engines["text"], "brief": dict(facts.brief)},
                files=dict(files),
                price_microusd=facts.prices.get("text", 0),
            )
        )
        files[name] = step.key


def _declare_voices(plan: Plan, facts: FilmFacts, script: Script) -> None:
    if facts.settings.narration:
        own_sound.declare_narration(plan, facts, script)
        return
    for item in script.lines:
        spec = StepSpec(
            node=f"voice:{item.id}",
            kind="voice",
            version=VERSIONS["voice"],
            lane=facts.lanes["voice"],
            params={
                "engine": facts.engines["voice"],
                "text": item.text,
                "voice": facts.settings.voice_of(facts.engines["voice"], item.speaker),
                "speed_permille": facts.settings.speech_speed_permille,
                "language": script.language,
                "reading": facts.settings.revoiced.get(item.id, 1),
            },
            gate="script",
            price_microusd=facts.prices.get("voice", 0),
            slot=f"voice:{item.id}",
        )
        plan.add(spec if plan.keeps(spec) else _aligned(facts, spec))


def _aligned(facts: FilmFacts, spec: StepSpec) -> StepSpec:
    """The same line with its words timed by forced alignment, where the voice's engine can do that."""
    if not facts.aligner:
        return spec
    params = {**spec.params, "aligner": facts.aligner}
    return replace(spec, params=params, price_microusd=facts.line_price_microusd)


def _declare_soundtrack(plan: Plan, facts: FilmFacts, script: Script) -> str | None:
    voices = {f"voice.{item.id}": plan.steps[f"voice:{item.id}"].key for item in script.lines}
    items = [
        {
            "id": item.id,
            "kind": item.kind,
            "role": item.role,
            "text": item.text if item.kind == "line" else "",
            "duration_ms": item.duration_ms,
            # a recording brings its own pauses
            "pause_after_ms": 0 if facts.settings.narration else item.pause_after_ms,
        }
        for item in script.items
    ]
    step = plan.add(
        StepSpec(
            node="soundtrack",
            kind="soundtrack",
            version=VERSIONS["soundtrack"],
            lane="media",
            params={"items": items, "rate": str(facts.rate)},
            files=voices,
        )
    )
    return step.key


def _declare_split(plan: Plan, facts: FilmFacts, script: Script, soundtrack_key: str | None) -> None:
    """Scenes are cut and checked against the script before anything is drawn, or bought, for them."""
    plan.add(
        StepSpec(
            node="split",
            kind="split",
            version=VERSIONS["split"],
            lane="media",
            params={
                "script": script.to_json(),
                "max_scene_ms": facts.settings.max_scene_ms,
                "min_scene_frames": facts.settings.min_scene_frames,
            },
            files={"soundtrack": soundtrack_key},
        )
    )


def _declare_score(plan: Plan, facts: FilmFacts, script: Script) -> None:
    if facts.settings.score:
        own_sound.declare_score(plan, facts)
        return
    _, clock, _ = facts.edit
    hits = [
        {"start_frame": span.start, "kind": span.role or "line"}
        for span in clock.spans
        if span.kind in ("card", "silence") and span.role in ("act", "black", "title", "end")
    ]
    plan.add(
        StepSpec(
            node="score",
            kind="score",
            version=VERSIONS["score"],
            lane=facts.lanes["music"],
            params={
                "engine": facts.engines["music"],
                "frames": clock.frames,
                "rate": str(facts.rate),
                "style": _style(script),
                "hits": hits,
                "seed": seed_of("score", script.title, script.style.genre),
            },
            gate="script",
            price_microusd=facts.score_price(clock.frames),
            slot="score",
        )
    )


def _declare_pictures(plan: Plan, facts: FilmFacts, script: Script) -> None:
    _, _, cut = facts.edit
    sheets = references.declare_sheets(plan, facts, script)
    previous_move = ""
    for entry in cut.entries:
        scene = facts.scene(entry.scene_id)
        if scene.kind == "black":
            continue
        declare_ordered(plan, facts, scene)
        if entry.take_id is None and not facts.takes_of(scene.key, "image"):
            plan.add(image_spec(facts, script, scene, number=1, sheets=sheets))
        move = _move_of(facts, scene, script, previous_move)
        shown = facts.takes.get(entry.take_id or "")
        if shown and shown.kind == "image" and shown.sha256:
            frames = facts.window_frames[scene.key]
            if _clip_is_due(facts, scene, shown, frames):
                clip = clip_spec(facts, script, scene, shown, frames, previous_move)
                shot_prompts.declare_told(plan, facts, script, scene, shown, clip)
        previous_move = move


def declare_ordered(plan: Plan, facts: FilmFacts, scene: SceneFact) -> None:
    """Takes that have a row: done, under way, or failed. Uploaded ones are artifacts already.

    A take for which another engine stands in has failed, and nobody waits for it any more.
    """
    takes = (*facts.takes_of(scene.key, "image"), *facts.takes_of(scene.key, "clip"))
    replaced = {take.params["instead_of"]["take"] for take in takes if "instead_of" in take.params}
    for take in takes:
        if take.origin == "uploaded" or take.id in replaced:
            continue
        parent = facts.takes.get(take.parent_id or "")
        kind = "clip" if take.kind == "clip" else ("card" if scene.kind == "card" else "image")
        plan.add_ordered(
            StepSpec(
                node=f"{take.kind}:{scene.key}:{take.number}",
                kind=kind,
                version=VERSIONS[kind],
                lane=take.lane,
                params=take.params,
                files={"image": parent.key} if parent else references.roles(take.references),
                gate="stills" if take.kind == "clip" else "voice",
                price_microusd=take.price_microusd,
                take_id=take.id,
            ),
            take.key,
        )


def image_spec(
    facts: FilmFacts,
    script: Script,
    scene: SceneFact,
    *,
    number: int,
    prompt: str = "",
    sheets: Mapping[str, str | None] | None = None,
    composition: str = "",
) -> StepSpec:
    """The step that draws image take `number` of a scene; `prompt` is a person's own words, if any.

    `sheets` are those of `references.declare_sheets`; `composition` is the key of a still whose framing is kept.
    """
    node = f"image:{scene.key}:{number}"
    seed = seed_of("image", scene.key, str(number))
    order = Order(kind="image", scene_key=scene.key, number=number, prompt=prompt, seed=seed)
    if scene.kind == "card":
        return _card_spec(facts, script, scene, node, order)
    visual = facts.shown(scene.key) or Visual(description=script.title)
    if prompt:
        visual = replace(visual, description=prompt)
    named = [asdict(person) for person in script.characters if person.name in visual.characters]
    sent = references.sent_with(visual, script, sheets or {}, facts.most_references, composition)
    return StepSpec(
        node=node,
        kind="image",
        version=VERSIONS["image"],
        lane=facts.lanes["image"],
        params={
            "engine": facts.engines["image"],
            "prompt": prompt or visual.description,
            "own_prompt": bool(prompt),
            "visual": asdict(visual),
            "style": _style(script),
            "characters": named,
            "width": facts.settings.still_width,
            "height": facts.settings.still_height,
            "seed": seed,
            "number": scene.number,
            **sent.params(),
        },
        files=sent.files,
        gate="voice",
        price_microusd=facts.prices.get("image", 0),
        order=order,
    )


def _card_spec(facts: FilmFacts, script: Script, scene: SceneFact, node: str, order: Order) -> StepSpec:
    item = next((item for item in script.items if item.id == scene.item_id), None)
    return StepSpec(
        node=node,
        kind="card",
        version=VERSIONS["card"],
        lane="media",
        params={
            "engine": "embedded",
            "text": order.prompt or (item.text if item else script.title),
            "role": item.role if item else "act",
            "title": facts.title,
            "style": _style(script),
            "width": facts.settings.still_width,
            "height": facts.settings.still_height,
            "seed": order.seed,
        },
        gate="voice",
        order=order,
    )


def clip_spec(
    facts: FilmFacts,
    script: Script,
    scene: SceneFact,
    image: TakeFact,
    frames: int,
    previous_move: str = "",
    *,
    number: int | None = None,
    prompt: str = "",
) -> StepSpec:
    """The step that moves `image` for `frames` frames plus handles at both ends."""
    number = number or 1 + max((take.number for take in facts.takes_of(scene.key, "clip")), default=0)
    seed = seed_of("clip", scene.key, str(number))
    visual = facts.shown(scene.key) or Visual(description=script.title)
    shot = plan_shot(visual, script.style, scene.key, previous_move)
    move = "push_in" if scene.kind == "card" else shot.move
    words = prompt or (
        "The words hold still while the camera moves slowly in." if scene.kind == "card" else shot.prompt
    )
    engine = "embedded" if scene.kind == "card" else facts.engines["video"]
    order = Order(
        kind="clip",
        scene_key=scene.key,
        number=number,
        parent_id=image.id,
        prompt=prompt,
        move=move,
        seed=seed,
    )
    return StepSpec(
        node=f"clip:{scene.key}:{number}",
        kind="clip",
        version=VERSIONS["clip"],
        lane="media" if engine == "embedded" else facts.lanes["video"],
        params={
            "engine": engine,
            "prompt": words,
            "move": move,
            "frames": frames + 2 * facts.settings.handle_frames,
            "rate": str(facts.rate),
            "width": _blocks(facts.width),
            "height": _blocks(facts.height),
            "seed": seed,
        },
        files={"image": image.key},
        gate="stills",
        price_microusd=0
        if engine == "embedded"
        else facts.clip_price(frames + 2 * facts.settings.handle_frames),
        order=order,
    )


def _blocks(side: int) -> int:
    """The next multiple of four, which every engine can draw; the conform crops what is too much."""
    return -(-side // 4) * 4


def _move_of(facts: FilmFacts, scene: SceneFact, script: Script, previous: str) -> str:
    visual = facts.shown(scene.key)
    return plan_shot(visual, script.style, scene.key, previous).move if visual else ""


def moves_before(facts: FilmFacts, script: Script) -> dict[str, str]:
    """Scene of the cut -> the camera move of the picture before it, which its own must not repeat."""
    _, _, cut = facts.edit
    found: dict[str, str] = {}
    before = ""
    for entry in cut.entries:
        scene = facts.scene(entry.scene_id)
        found[scene.key] = before
        if scene.kind != "black":
            before = _move_of(facts, scene, script, before)
    return found


def _clip_is_due(facts: FilmFacts, scene: SceneFact, image: TakeFact, need: int) -> bool:
    """A picture is set in motion once; again for a scene that became longer, if that costs nothing."""
    grown = facts.grown_from(image.id)
    if not grown:
        return True
    is_free = scene.kind == "card" or not facts.prices.get("video", 0)
    return is_free and all(_frames_of(take) < need for take in grown)


def _frames_of(clip: TakeFact) -> int:
    """Measured, or as ordered; a clip that has gone wrong still counts, so that it is not ordered for ever."""
    return clip.frames or int(clip.params.get("frames", 0))


def _style(script: Script) -> dict[str, Any]:
    return {**asdict(script.style), "tone": list(script.style.tone)}
