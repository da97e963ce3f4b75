"""Finished artifacts become rows: script, clock with its scenes and first cut, takes, renders.

Every function is idempotent and reports whether it changed a fact, so that the plan is made again.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

from django.db.models import Max

from accounts.models import User
from trailers.domain.arrivals import Arrival, filled
from trailers.domain.cut import Cut as CutValue
from trailers.domain.film import FilmFacts
from trailers.domain.first_cut import first_cut, recut
from trailers.domain.foresight import unchanged_scenes
from trailers.domain.graph import ArtifactFact, Plan
from trailers.domain.ladder import lengths, retimed
from trailers.domain.references import STEP_KINDS
from trailers.domain.refit import refitted
from trailers.domain.relaid import relaid
from trailers.domain.script import Script as ScriptValue
from trailers.domain.setups import settled
from trailers.domain.shot_plan import redressed
from trailers.domain.song_scenes import SceneExtras
from trailers.domain.soundtrack import Soundtrack as SoundtrackValue
from trailers.domain.treatment import Treatment
from trailers.models import Artifact, Cut, Job, Project, Reference, Render, Script, Soundtrack, Take
from trailers.queue.events import record
from trailers.stages.script import scenes_of

from . import scene_rows
from .performance_takes import adopt_performances
from .song_words import SLOT as WORDS
from .sound_state import sound_of
from .take_facts import take_fact

_SPLIT = "split"
"""The slot that names the split whose scenes the rows hold."""


def adopt(project: Project, facts: FilmFacts, plan: Plan) -> bool:
    """Take in the first finished thing that is not in the rows yet. True if a fact changed."""
    steps: tuple[Callable[[Project, FilmFacts, Plan], bool], ...] = (
        _script,
        _slots,
        _library,
        _split,
        _words,
        _takes,
        adopt_performances,
        _render,
    )
    return any(step(project, facts, plan) for step in steps)


def content_sha(content: Any) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _script(project: Project, facts: FilmFacts, plan: Plan) -> bool:
    if facts.kind == "music_video":
        return _shot_plan(project, facts, plan)
    done = plan.done("script:voiceover")
    if facts.script is not None or done is None:
        return False
    value = ScriptValue.from_json(_artifact(project, done).media["script"])
    _forget_other_words(project, value)
    add_script(project, value, origin="verbatim" if facts.brief.get("verbatim") else "generated")
    return True


def _shot_plan(project: Project, facts: FilmFacts, plan: Plan) -> bool:
    """The setups of a music video are its script: a plan that was made anew, or edited, is a new version. So is a
    treatment that describes its people and places otherwise."""
    done, treated = plan.done("shot_plan"), plan.done("treatment")
    if done is None or treated is None:
        return False
    treatment = Treatment.from_json(_artifact(project, treated).media["treatment"])
    value = redressed(ScriptValue.from_json(_artifact(project, done).media["script"]), treatment)
    if facts.script == value:
        return False
    add_script(project, value, origin="edited" if facts.brief.get("shot_plan") else "generated")
    return True


def _forget_other_words(project: Project, new: ScriptValue) -> None:
    """A new draft may name a line as an earlier script did that was edited since: its voice says other words."""
    last = Script.objects.filter(project=project).order_by("-number").first()
    if last is None:
        return
    said = {item["id"]: item["text"] for item in last.content["items"]}
    other = {f"voice:{item.id}" for item in new.lines if said.get(item.id, item.text) != item.text}
    project.slots = {slot: key for slot, key in project.slots.items() if slot not in other}
    project.save(update_fields=["slots"])


def add_script(project: Project, value: ScriptValue, *, origin: str, by: User | None = None) -> Script:
    """A new version of the script, made current. `by` is None where no person wrote it."""
    content = value.to_json()
    script = Script.objects.create(
        project=project,
        number=_next_number(Script, project),
        origin=origin,
        content=content,
        sha256=content_sha(content),
    )
    project.script = script
    if not project.title:
        project.title = value.title
    project.save(update_fields=["script", "title"])
    name = by.get_short_name() if by else ""
    record(project, "script.new", number=script.number, lines=len(value.lines), by=name)
    return script


def _slots(project: Project, facts: FilmFacts, plan: Plan) -> bool:
    """An empty slot is filled by the first artifact made for it, and keeps it until a person confirms another."""
    fresh = {
        step.slot: step.key
        for step in plan.steps.values()
        if step.slot and step.state == "done" and project.slots.get(step.slot) is None
    }
    if not fresh:
        return False
    project.slots = {**project.slots, **fresh}
    project.save(update_fields=["slots"])
    return False  # the slots only pin what the plan already uses


def _library(project: Project, facts: FilmFacts, plan: Plan) -> bool:
    """A sheet that was drawn is the team's: other films may take it."""
    drawn = {}
    for step in plan.steps.values():
        done = plan.done(step.node) if step.kind in STEP_KINDS.values() and step.state == "done" else None
        if done is not None:
            drawn[done.key] = step.params
    if not drawn:
        return False
    kept = Reference.objects.filter(team_id=project.team_id, artifact__key__in=drawn)
    known = set(kept.values_list("artifact__key", flat=True))
    for key in drawn.keys() - known:
        Reference.objects.get_or_create(
            team_id=project.team_id,
            kind=drawn[key]["sheet"],
            name=drawn[key]["name"][:200],
            artifact=Artifact.objects.get(team_id=project.team_id, key=key),
            defaults={
                "description": drawn[key]["description"],
                "origin": Reference.Origin.GENERATED,
                "engine": drawn[key]["engine"],
            },
        )
    return False  # the graph looks at the artifact, not at the library


def _split(project: Project, facts: FilmFacts, plan: Plan) -> bool:
    """A checked split becomes the current clock, its scenes, and a cut that keeps what the last one chose."""
    split, voice = plan.done("split"), plan.done("soundtrack")
    if split is None or voice is None or project.slots.get(_SPLIT) == split.key:
        return False
    clock = _clock(project, _artifact(project, voice))
    media = _artifact(project, split).media
    scenes = scenes_of(media)
    plan_before = _planned(project, facts)
    scene_rows.keep(project, scenes)
    project.slots = {**project.slots, _SPLIT: split.key}
    project.save(update_fields=["slots"])
    old = _with_remembered(project, facts.cut, {scene.id for scene in scenes})
    cut = recut(old, scenes, clock.sha256, dissolves=facts.settings.dissolves, look=facts.look)
    sound = SoundtrackValue.from_json(clock.content)
    if facts.cut is not None and plan_before is not None:
        cut = relaid(facts.cut, plan_before, cut, sound)
    if "extras" in media:
        extras = {key: SceneExtras.from_json(value) for key, value in media["extras"].items()}
        cut = settled(cut, scenes, extras, sound, facts)
    cut = refitted(cut, sound, facts.takes)
    scene_rows.stand(project, cut)
    add_cut(project, cut, label="")
    before = lengths(facts.cut, facts.soundtrack) if facts.cut and facts.soundtrack else {}
    record(project, "split.new", scenes=len(scenes), timed=retimed(before, lengths(cut, sound)))
    return True


def _planned(project: Project, facts: FilmFacts) -> CutValue | None:
    """The cut as it was planned before anybody edited it; None when that is not known."""
    key = project.slots.get(_SPLIT)
    split = Artifact.objects.filter(team_id=project.team_id, key=key).first() if key else None
    if split is None or facts.cut is None:
        return None
    scenes = scenes_of(split.media)
    sha = facts.cut.soundtrack_sha
    return first_cut(scenes, sha, dissolves=facts.settings.dissolves, look=facts.look)


def _with_remembered(project: Project, cut: CutValue | None, wanted: set[str]) -> CutValue | None:
    """The cut, and the last treatment of each wanted scene that had left the film and now comes back."""
    if cut is None:
        return None
    lost = wanted - {entry.scene_id for entry in cut.entries}
    lost &= set(
        Take.objects.filter(project=project, scene__key__in=lost).values_list("scene__key", flat=True)
    )
    found = []
    for content in Cut.objects.filter(project=project).order_by("-number").values_list("content", flat=True):
        if not lost:
            break
        for entry in CutValue.from_json(content).entries:
            if entry.scene_id in lost:
                found.append(entry)
                lost.discard(entry.scene_id)
    return replace(cut, entries=(*cut.entries, *found))


def _clock(project: Project, voice: Artifact) -> Soundtrack:
    """The soundtrack row of a laid voice, made current; `add_cut` saves the pointer."""
    clock = Soundtrack.objects.filter(project=project, key=voice.key).first()
    if clock is None:
        content = voice.media["soundtrack"]
        clock = Soundtrack.objects.create(
            project=project,
            number=_next_number(Soundtrack, project),
            script=project.script,
            voice=voice,
            key=voice.key,
            content=content,
            sha256=content_sha(content),
        )
        record(project, "soundtrack.new", number=clock.number)
    project.soundtrack = clock
    return clock


def add_cut(project: Project, value: CutValue, *, label: str, created_by: Any = None) -> Cut:
    """A new immutable cut, made current. `project.save` writes the clock along with it.

    Without a label it is the film's own doing; what a person does goes through `history.edited`.
    """
    if project.soundtrack is None:
        raise ValueError("a cut needs a soundtrack")
    content = value.to_json()
    cut = Cut.objects.create(
        project=project,
        number=_next_number(Cut, project),
        parent=project.current_cut,
        soundtrack=project.soundtrack,
        content=content,
        sha256=content_sha(content),
        label=label[:120],
        created_by=created_by,
        sound=sound_of(project),
        seq=project.next_seq,
    )
    project.current_cut = cut
    project.save(update_fields=["current_cut", "soundtrack"])
    return cut


def _words(project: Project, facts: FilmFacts, plan: Plan) -> bool:
    """Words that an engine heard in the song are the film's from now on."""
    done = plan.done("words")
    if done is None or project.slots.get(WORDS) == done.key:
        return False
    project.slots = {**project.slots, WORDS: done.key}
    project.save(update_fields=["slots"])
    media = _artifact(project, done).media
    record(project, "words.heard", asked=media["asked"], placed=media["placed"], engine=media["by"])
    return True


def _takes(project: Project, facts: FilmFacts, plan: Plan) -> bool:
    """Give finished takes their artifact (once), and let each fill the slot it was ordered for."""
    cut = facts.cut
    changed = False
    for step in plan.steps.values():
        done = plan.done(step.node) if step.order or step.take_id else None
        if done is None:
            continue
        take_id = step.take_id or str(_take_of_existing(project, step).pk)
        if facts.takes.get(take_id) and facts.takes[take_id].sha256:
            continue
        artifact = _artifact(project, done)
        frames, rate = artifact.media.get("frames"), artifact.media.get("rate", "")
        fresh = Take.objects.filter(pk=take_id, artifact=None).update(
            artifact=artifact, frames=frames, rate=rate
        )
        if fresh:
            changed = True
            take = Take.objects.select_related("scene", "artifact").get(pk=take_id)
            record(project, "take.done", scene=take.scene.key, take=take_id, take_kind=take.kind)
            cut = filled(facts, cut, Arrival(take_fact(take), take.chosen)) if cut else None
    if cut is not None and cut != facts.cut:
        add_cut(project, cut, label="")
    return changed


def _take_of_existing(project: Project, step: Any) -> Take:
    """The artifact was made for another project of the team: this one gets its own take row."""
    from .advance import make_take

    return make_take(project, step)


def _render(project: Project, facts: FilmFacts, plan: Plan) -> bool:
    """A film of the current cut becomes a render; its receipt joins it when it has been measured."""
    film, receipt = plan.done("film"), plan.done("receipt")
    if film is None or project.current_cut is None:
        return False
    if Render.objects.filter(cut=project.current_cut, key=film.key).exclude(receipt={}).exists():
        return False
    render, fresh = Render.objects.get_or_create(
        cut=project.current_cut,
        format=f"{facts.width}x{facts.height}@{facts.rate}",
        key=film.key,
        defaults={
            "project": project,
            "film": _artifact(project, film),
            "receipt": {},
        },
    )
    if fresh:
        _tell_kept(project, plan, render)
    if receipt is not None and not render.receipt:
        Render.objects.filter(pk=render.pk, receipt={}).update(
            receipt=_artifact(project, receipt).media["receipt"]
        )
    return False


def _tell_kept(project: Project, plan: Plan, render: Render) -> None:
    """Say with the new film how many of its scenes are, to the byte, those of the film before it."""
    scenes: dict[str, set[str]] = {}
    for step in plan.steps.values():
        done = plan.done(step.node) if step.kind == "segment" else None
        if done is None:
            continue
        for side in ("a", "b"):
            window = step.params["segment"][side]
            if window:
                scenes.setdefault(window["scene_id"], set()).add(done.sha256)
    earlier = Render.objects.filter(project=project, created_at__lt=render.created_at).exclude(key=render.key)
    last = earlier.order_by("-created_at").first()
    job = last and Job.objects.filter(team_id=project.team_id, key=last.key, state="done").first()
    kept = None
    if job:
        before = [file["sha256"] for role, file in job.input["files"].items() if role.startswith("segment.")]
        kept = unchanged_scenes(before, {scene: frozenset(shas) for scene, shas in scenes.items()})
    record(project, "film.made", render=str(render.pk), kept=kept, scenes=len(scenes))


def _artifact(project: Project, fact: ArtifactFact) -> Artifact:
    return Artifact.objects.get(team_id=project.team_id, key=fact.key)


def _next_number(model: Any, project: Project) -> int:
    return 1 + (model.objects.filter(project=project).aggregate(last=Max("number"))["last"] or 0)
