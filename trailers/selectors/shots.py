"""The shot plan of a music video as page and API show it: setups with what they have, scenes with what they show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from trailers.domain.bought import NOTHING, Bought
from trailers.domain.clock import ms_at
from trailers.domain.film import FilmFacts, TakeFact
from trailers.domain.graph import Plan
from trailers.domain.motion import motion_words
from trailers.domain.setups import clip_frames, clips_of, entries_of_setup, takes_of_setup
from trailers.domain.shot_edit import version_of
from trailers.domain.shot_plan import PlannedShot, Setup, ShotPlan
from trailers.domain.shot_refit import Refit, refit
from trailers.domain.song_scenes import sections_of
from trailers.domain.song_wishes import CutSong
from trailers.models import Artifact, Project

from .scenes import bought_of
from .song import made_json


@dataclass(frozen=True, slots=True)
class PlanInForce:
    """The plan on the cues as they are now."""

    plan: ShotPlan
    fitted: Refit
    cut: CutSong
    edited: bool
    """Whether a person's own plan is followed."""

    @property
    def version(self) -> str:
        return version_of(self.plan)


@dataclass(frozen=True, slots=True)
class SetupRow:
    """One setup: what it says, what it has, where it is seen, and what that costs."""

    setup: Setup
    number: int
    motion: str
    scenes: tuple[tuple[int, str], ...]
    """(number, purpose) of each scene that shows it."""
    picture: Artifact | None
    clip: Artifact | None
    state: str
    """done, working, waiting or unseen."""
    made_ms: int
    """Length of its clips; bought or not."""
    used_ms: int
    """Of those, what the film shows, counted for each scene."""
    bought: Bought
    """Where clips are paid by their length."""
    spent_microusd: int
    """Of its pictures and clips so far, as they were ordered."""
    again_microusd: int
    """Of one more picture and clip for its scenes."""
    locked: bool


@dataclass(frozen=True, slots=True)
class ShotRow:
    """One scene of the plan."""

    number: int
    shot: PlannedShot
    start_ms: int
    end_ms: int
    role: str
    energy: str
    found: str
    """new: its cue came later; moved: its own setup would have been cut to itself; '' as it was planned."""


@dataclass(frozen=True, slots=True)
class ShotsPanel:
    force: PlanInForce
    setups: tuple[SetupRow, ...]
    shots: tuple[ShotRow, ...]


def plan_in_force(project: Project, plan: Plan) -> PlanInForce | None:
    """None while the song is listened to or the shots are planned."""
    laid, own = made_json(project, plan, "soundtrack"), project.brief.get("shot_plan")
    written = own or made_json(project, plan, "shot_plan")
    if laid is None or written is None:
        return None
    cut, base = CutSong.from_json(laid), ShotPlan.from_json(written)
    fitted = refit(base, [cue.id for cue in cut.cues], sections_of(cut))
    return PlanInForce(replace(base, shots=fitted.shots), fitted, cut, bool(own))


def shots_panel(project: Project, facts: FilmFacts, plan: Plan) -> ShotsPanel | None:
    force = plan_in_force(project, plan)
    if force is None:
        return None
    keys = [take.key for take in facts.takes.values() if take.sha256]
    files = {
        row.key: row for row in Artifact.objects.filter(team_id=project.team_id, key__in=keys).defer("media")
    }
    bought = bought_of(facts)
    locked = set(project.brief.get("setups_locked", ()))
    setups = tuple(
        _setup_row(facts, force, setup, number, files, bought, locked=setup.id in locked)
        for number, setup in enumerate(force.plan.setups, start=1)
    )
    return ShotsPanel(force, setups, tuple(_shot_rows(force)))


def _setup_row(
    facts: FilmFacts,
    force: PlanInForce,
    setup: Setup,
    number: int,
    files: Mapping[str, Artifact],
    bought: Mapping[str, Bought],
    *,
    locked: bool,
) -> SetupRow:
    entries = entries_of_setup(facts, facts.cut, setup.id) if facts.cut else ()
    images, clips = takes_of_setup(facts, setup.id, "image"), takes_of_setup(facts, setup.id, "clip")
    image, clip = _newest(images), _newest(clips_of(facts, setup.id))
    ids = {take.id for take in clips}
    windows = [facts.window_frames[e.scene_id] for e in entries] if facts.script and facts.soundtrack else []
    used = sum(w for w, e in zip(windows, entries, strict=False) if e.take_id in ids)
    frames = clip_frames(windows, facts.rate, facts.engines["video"]) if windows else 0
    again = facts.clip_price(frames + 2 * facts.settings.handle_frames) if frames else 0
    scenes = tuple(
        (n, shot.purpose) for n, shot in enumerate(force.plan.shots, start=1) if shot.setup == setup.id
    )
    return SetupRow(
        setup=setup,
        number=number,
        motion=motion_words(setup.motion, setup.move),
        scenes=scenes,
        picture=files.get(image.key) if image else None,
        clip=files.get(clip.key) if clip else None,
        state=_state(scenes, image, clip, [*images, *clips]),
        made_ms=sum(ms_at(take.frames, take.rate) for take in clips if take.sha256 and take.rate),
        used_ms=ms_at(used, facts.rate),
        bought=sum((bought.get(take.id, NOTHING) for take in clips), NOTHING),
        spent_microusd=sum(take.price_microusd for take in (*images, *clips) if take.sha256),
        again_microusd=facts.prices.get("image", 0) + again,
        locked=locked,
    )


def _state(scenes: object, image: TakeFact | None, clip: TakeFact | None, takes: Sequence[TakeFact]) -> str:
    if not scenes:
        return "unseen"
    if image and clip:
        return "done"
    return "working" if any(take.sha256 is None for take in takes) else "waiting"


def _newest(takes: Sequence[TakeFact]) -> TakeFact | None:
    return next((take for take in reversed(takes) if take.sha256), None)


def _shot_rows(force: PlanInForce) -> list[ShotRow]:
    cues, song = force.cut.cues, force.cut.song
    times = [*(cue.time_ms for cue in cues), song.duration_ms]
    found = dict.fromkeys(force.fitted.new, "new") | dict.fromkeys(force.fitted.moved, "moved")
    rows = []
    for n, (shot, (start, end)) in enumerate(zip(force.plan.shots, pairwise(times), strict=True), start=1):
        section = song.section_at(start)
        rows.append(ShotRow(n, shot, start, end, section.role, section.energy, found.get(shot.cue, "")))
    return rows
