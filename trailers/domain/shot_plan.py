"""What is filmed for a music video, and when each of it is seen.

A *setup* is one picture set in motion: a place, a distance, somebody doing something. Several shots may show
different parts of one setup, as an editor cuts between cameras that went on running; so the number of setups, and
with it the price, is not the number of shots.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from typing import Any, Literal, get_args

from .script import Item, Location, Script, Visual, visual_from_json
from .song_wishes import CutSong
from .treatment import SongOutline, Treatment
from .vocabulary import MOVES, SHOT_SIZES

VERSION = 1

Purpose = Literal["establish", "develop", "transition", "climax", "resolve"]
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)


@dataclass(frozen=True, slots=True)
class Setup:
    id: str
    visual: Visual
    """Its description is the prompt of the picture."""
    move: str
    """Of the camera, a term of vocabulary.MOVES."""
    motion: str
    """The prompt of the motion."""
    notes: str = ""
    """What must be as in the other setups."""


@dataclass(frozen=True, slots=True)
class PlannedShot:
    cue: str
    """Id of the cue that it begins with."""
    setup: str
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class ShotPlan:
    setups: tuple[Setup, ...]
    shots: tuple[PlannedShot, ...]
    """In the order of the cues."""

    def setup(self, setup_id: str) -> Setup:
        """KeyError for an unknown one."""
        for setup in self.setups:
            if setup.id == setup_id:
                return setup
        raise KeyError(setup_id)

    def to_json(self) -> dict[str, Any]:
        return {"version": VERSION, **asdict(self)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ShotPlan:
        """ValueError unless it is what `to_json` of this version wrote."""
        if data.get("version") != VERSION:
            raise ValueError(f"a shot plan of version {data.get('version')}, not {VERSION}")
        try:
            setups = tuple(
                Setup(**{**setup, "visual": visual_from_json(setup["visual"])}) for setup in data["setups"]
            )
            return cls(setups, tuple(PlannedShot(**shot) for shot in data["shots"]))
        except (KeyError, TypeError) as error:
            raise ValueError(f"not a shot plan: {error}") from error


def outline_of(cut: CutSong) -> SongOutline:
    """What a director must know of the song."""
    ends = [*(cue.time_ms for cue in cut.cues[1:]), cut.song.duration_ms]
    sections = [
        {"role": s.role, "energy": s.energy, "intensity": s.intensity, "start_ms": s.start_ms, "end_ms": s.end_ms}
        for s in cut.song.sections
    ]  # fmt: skip
    shots = [
        {
            "cue": cue.id,
            "start_ms": cue.time_ms,
            "end_ms": end,
            "section": cut.song.sections.index(cut.song.section_at(cue.time_ms)),
            "reasons": list(cue.reasons),
        }
        for cue, end in zip(cut.cues, ends, strict=True)
    ]
    return SongOutline(cut.song.tempo_mbpm, tuple(sections), tuple(shots))


def setups_wanted(shots: int, most: int = 0, *, paid: bool = False) -> int:
    """How many setups a film of `shots` shots is planned with: seven in ten, or half where they are bought; never
    more than `most` (if given), else never fewer than two where there are two shots."""
    wanted = max(min(2, shots), -(-shots * (5 if paid else 7) // 10))
    return min(wanted, most, shots) if most else min(wanted, shots)


def plan_problems(plan: ShotPlan, outline: SongOutline, treatment: Treatment, most_setups: int) -> list[str]:
    """What is wrong with a plan before anything is made from it, in sentences; empty when it can be filmed."""
    crowd = [f"{len(plan.setups)} setups are planned; {most_setups} are the most."]
    return [
        *_shot_problems(plan, outline),
        *(crowd if len(plan.setups) > most_setups else ()),
        *_unseen(plan),
        *setup_problems(plan, treatment),
    ]


def _shot_problems(plan: ShotPlan, outline: SongOutline) -> Iterator[str]:
    wanted, found = [shot["cue"] for shot in outline.shots], [shot.cue for shot in plan.shots]
    if wanted != found:
        missing = [cue for cue in wanted if cue not in found]
        yield f"The shots are not those of the cues, one each and in order: {', '.join(missing[:5]) or 'order'}."
    known = {setup.id for setup in plan.setups}
    for shot in plan.shots:
        if shot.setup not in known:
            yield f"Shot {shot.cue} shows the setup {shot.setup!r}, which does not exist."
        if shot.purpose not in PURPOSES:
            yield f"Shot {shot.cue} has the purpose {shot.purpose!r}."
    if len(known) > 1:
        for before, after in pairwise(plan.shots):
            if before.setup == after.setup:
                yield f"Shots {before.cue} and {after.cue} show one setup in a row: that is no cut."


def _unseen(plan: ShotPlan) -> Iterator[str]:
    used = {shot.setup for shot in plan.shots}
    for setup in plan.setups:
        if setup.id not in used:
            yield f"The setup {setup.id!r} is never seen."


def setup_problems(plan: ShotPlan, treatment: Treatment) -> Iterator[str]:
    """What keeps its setups from being filmed, wherever they are seen."""
    if not plan.setups:
        yield "There is no setup."
    names = {person.name for person in treatment.characters}
    for setup_id, count in Counter(setup.id for setup in plan.setups).items():
        if count > 1:
            yield f"Two setups are called {setup_id!r}."
    for setup in plan.setups:
        if not setup.visual.description.strip():
            yield f"The setup {setup.id!r} has no description."
        if setup.move not in MOVES:
            yield f"The setup {setup.id!r} is moved by {setup.move!r}."
        if setup.visual.shot_size not in SHOT_SIZES:
            yield f"The setup {setup.id!r} is of the size {setup.visual.shot_size!r}."
        for name in setup.visual.characters:
            if name not in names:
                yield f"The setup {setup.id!r} shows {name!r}, who is not in the treatment."


def script_of(treatment: Treatment, plan: ShotPlan) -> Script:
    """The film as a script whose items are the setups, with the motion of each as its text: what pictures, clips,
    promotion and pages read."""
    items = tuple(
        Item(id=setup.id, kind="silence", role="setup", text=setup.motion, visuals=(setup.visual,))
        for setup in plan.setups
    )
    places = tuple(Location(place.name, place.description, place.setting) for place in treatment.places)
    return Script(
        title=treatment.title,
        items=items,
        characters=treatment.characters,
        locations=places,
        style=treatment.style,
        language="en",
    )


def redressed(script: Script, treatment: Treatment) -> Script:
    """The planned film with people, places and style as a later treatment has them; the setups stay."""
    return replace(
        script,
        characters=treatment.characters,
        locations=treatment.places,
        style=treatment.style,
    )
