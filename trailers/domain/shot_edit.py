"""A shot plan put right by a person: words of a setup, what a scene is there for, and which setup it shows.

A setup is named by what its picture is drawn from, so its pictures and clips belong to that and not to a number: a
plan made anew that describes the same picture finds them, and one that describes another does not.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace

from .errors import UserError
from .fingerprint import fingerprint
from .motion import MOST_MOTION, motion_words, move_said
from .script import Visual
from .shot_plan import PURPOSES, PlannedShot, Setup, ShotPlan
from .shot_refit import refit

MOST_PICTURE = 1_000
"""Characters of an image prompt."""


def version_of(plan: ShotPlan) -> str:
    """Names the contents of a plan, for whoever saves an edit of it."""
    return fingerprint("shot_plan", 1, plan.to_json())[:16]


def identity(visual: Visual) -> str:
    """The name of the setup that shows this."""
    return "setup-" + fingerprint("setup", 1, {"visual": asdict(visual)})[:12]


def named(plan: ShotPlan) -> ShotPlan:
    """The plan with every setup named by its picture, and the words and the camera's move in one.

    Two setups of one picture are told apart by their order.
    """
    names: dict[str, str] = {}
    for setup in plan.setups:
        names[setup.id] = _free(identity(setup.visual), names.values())
    setups = tuple(_agreed(replace(setup, id=names[setup.id])) for setup in plan.setups)
    return ShotPlan(setups, tuple(replace(shot, setup=names[shot.setup]) for shot in plan.shots))


def taken_over(plan: ShotPlan, before: ShotPlan) -> ShotPlan:
    """A plan from outside in place of `before`: setups that show what they showed keep their names, all others are
    named by their pictures, whatever they were called; and motions agree with their moves.

    Every shot must name a setup of the plan.
    """
    known = {setup.id: setup for setup in before.setups}
    kept = [s.id for s in plan.setups if s.id in known and known[s.id].visual == s.visual]
    names = {setup_id: setup_id for setup_id in kept}
    for setup in plan.setups:
        if setup.id not in names:
            names[setup.id] = _free(identity(setup.visual), names.values())
    setups = tuple(
        setup if setup == known.get(setup.id) else _agreed(replace(setup, id=names[setup.id]))
        for setup in plan.setups
    )
    return ShotPlan(setups, tuple(replace(shot, setup=names[shot.setup]) for shot in plan.shots))


def reworded(plan: ShotPlan, setup_id: str, *, picture: str, motion: str) -> ShotPlan:
    """One setup in other words: `picture` is the prompt of its image, `motion` that of its clip.

    UserError shot_plan.no_setup, shot_plan.no_words, shot_plan.too_long.
    """
    picture, motion = " ".join(picture.split()), " ".join(motion.split())
    if not picture:
        raise UserError("shot_plan.no_words")
    for words, most in ((picture, MOST_PICTURE), (motion, MOST_MOTION)):
        if len(words) > most:
            raise UserError("shot_plan.too_long", characters=len(words), limit=most)
    old = _setup(plan, setup_id)
    new = replace(old, motion=motion)
    if picture != old.visual.description:
        visual = replace(old.visual, description=picture)
        others = {setup.id for setup in plan.setups if setup.id != setup_id}
        new = replace(new, id=_free(identity(visual), others), visual=visual)
    if new == old:
        return plan
    shots = tuple(replace(shot, setup=new.id) if shot.setup == setup_id else shot for shot in plan.shots)
    return ShotPlan(tuple(_agreed(new) if s.id == setup_id else s for s in plan.setups), shots)


def rearranged(plan: ShotPlan, wanted: Mapping[str, tuple[str, str]]) -> ShotPlan:
    """Other purposes and setups of some shots. `wanted`: cue -> (purpose, setup).

    UserError shot_plan.no_scene, shot_plan.no_setup, shot_plan.no_purpose, shot_plan.cut_to_itself.
    """
    unknown = wanted.keys() - {shot.cue for shot in plan.shots}
    if unknown:
        raise UserError("shot_plan.no_scene", cue=min(unknown))
    shots = []
    for shot in plan.shots:
        purpose, setup = wanted.get(shot.cue, (shot.purpose, shot.setup))
        if purpose not in PURPOSES:
            raise UserError("shot_plan.no_purpose", purpose=purpose, purposes=", ".join(PURPOSES))
        shots.append(PlannedShot(shot.cue, _setup(plan, setup).id, purpose))
    _refuse_repeats(plan, shots)
    return replace(plan, shots=tuple(shots))


def with_kept(new: ShotPlan, old: ShotPlan, kept: Collection[str], cues: Sequence[str]) -> ShotPlan:
    """A plan made anew around setups that somebody has locked: these stay as they are, in the scenes they had."""
    held = tuple(setup for setup in old.setups if setup.id in kept)
    taken = {setup.id for setup in held}
    fresh = {shot.cue: shot for shot in new.shots}
    before = {shot.cue: shot for shot in refit(old, cues).shots}
    fixed = {cue: shot for cue, shot in before.items() if shot.setup in taken}
    shots = [fixed.get(cue) or fresh[cue] for cue in cues]
    setups = (*held, *(setup for setup in new.setups if setup.id not in taken))
    return _unrepeated(ShotPlan(setups, tuple(shots)), fixed)


def _unrepeated(plan: ShotPlan, fixed: Collection[str]) -> ShotPlan:
    """Where a locked setup now meets itself, the shot that is not among the cues of `fixed` shows another; setups
    that nobody sees go."""
    shots = list(plan.shots)
    for n in range(1, len(shots)):
        free = next((at for at in (n, n - 1) if shots[at].cue not in fixed), None)
        if shots[n].setup != shots[n - 1].setup or free is None:
            continue
        around = {shot.setup for shot in shots[max(0, free - 1) : free + 2]}
        other = next((setup.id for setup in plan.setups if setup.id not in around), shots[free].setup)
        shots[free] = replace(shots[free], setup=other)
    seen = {shot.setup for shot in shots}
    return ShotPlan(tuple(setup for setup in plan.setups if setup.id in seen), tuple(shots))


def _agreed(setup: Setup) -> Setup:
    """The camera's move as the words have it, and the words as complete as the move."""
    words = motion_words(setup.motion, setup.move)
    return replace(setup, motion=words, move=move_said(words) or setup.move)


def _refuse_repeats(plan: ShotPlan, shots: Sequence[PlannedShot]) -> None:
    """Only where the plan did not repeat already, as a film of two setups may."""
    if len(plan.setups) < 2:
        return
    was = [shot.setup for shot in plan.shots]
    now = [shot.setup for shot in shots]
    for n in range(1, len(now)):
        if now[n] == now[n - 1] and was[n] != was[n - 1]:
            raise UserError("shot_plan.cut_to_itself", before=n, after=n + 1)


def _setup(plan: ShotPlan, setup_id: str) -> Setup:
    try:
        return plan.setup(setup_id)
    except KeyError:
        raise UserError("shot_plan.no_setup", setup=setup_id) from None


def _free(name: str, taken: Collection[str]) -> str:
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    return found
