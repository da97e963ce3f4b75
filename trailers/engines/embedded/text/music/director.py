"""A shot plan by rules: setups for each kind of section, and an editor's way of cutting between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from trailers.domain.script import Visual
from trailers.domain.shot_plan import PlannedShot, Purpose, Setup, ShotPlan
from trailers.domain.shots import seed_of
from trailers.domain.treatment import Treatment

from ..writing.visuals import described

_DRIVING = 600
_PATTERNS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "opening": (("place", "extreme_wide"), ("deed", "wide"), ("thing", "insert"), ("deed", "medium")),
    "verse": (
        ("deed", "medium"), ("deed", "wide"), ("thing", "insert"), ("face", "close"), ("place", "wide"),
        ("deed", "extreme_wide"),
    ),
    "drive": (
        ("deed", "wide"), ("face", "close"), ("deed", "medium"), ("deed", "extreme_wide"), ("pair", "wide"),
        ("face", "medium"),
    ),
    "bridge": (("face", "close"), ("place", "extreme_wide"), ("deed", "medium"), ("thing", "insert")),
    "closing": (("deed", "wide"), ("face", "close"), ("place", "extreme_wide"), ("deed", "medium")),
}  # fmt: skip
"""Kind of section -> kinds of picture and their sizes, in the order in which they are set up."""
_MOVES: Mapping[str, tuple[str, ...]] = {
    "calm": ("push_in", "drift", "pull_out", "hold", "tilt_up"),
    "even": ("push_in", "pan_right", "drift", "pan_left", "tilt_down"),
    "driving": ("handheld", "push_in", "pan_left", "handheld", "pan_right"),
}
_HOW = {"calm": "slowly", "even": "steadily", "driving": "fast"}
_MOTIONS = {
    "hold": "The camera holds still.",
    "push_in": "The camera moves {how} towards the subject.",
    "pull_out": "The camera draws {how} back.",
    "pan_left": "The camera pans {how} to the left.",
    "pan_right": "The camera pans {how} to the right.",
    "tilt_up": "The camera tilts {how} upwards.",
    "tilt_down": "The camera tilts {how} downwards.",
    "drift": "The camera drifts {how} sideways, near things passing faster than far ones.",
    "handheld": "The camera is handheld and follows {how}.",
}
_BY_SIZE = {"place": "insert", "thing": "wide"}


@dataclass(frozen=True, slots=True)
class _Moment:
    """A shot to be filled."""

    cue: str
    family: str
    intensity: int
    share: int
    """How far into the film it begins, in thousandths."""
    opens_section: bool
    is_peak: bool
    is_last: bool


def plan_shots(treatment: Treatment, outline: Mapping[str, Any], most_setups: int) -> ShotPlan:
    """As many setups as are allowed, spread evenly over the film; each shot shows a new one or one of its kind."""
    moments = list(_moments(outline))
    director = _Director(treatment, most_setups, len(moments))
    return ShotPlan(*director.plan(moments))


def _moments(outline: Mapping[str, Any]) -> Iterator[_Moment]:
    sections, shots = outline["sections"], outline["shots"]
    whole = max(1, int(shots[-1]["end_ms"]))
    peak = max(range(len(sections)), key=lambda n: (int(sections[n]["intensity"]), -n))
    before = -1
    for n, shot in enumerate(shots):
        index = int(shot["section"])
        yield _Moment(
            cue=str(shot["cue"]),
            family=_family(sections, index),
            intensity=int(sections[index]["intensity"]),
            share=1000 * int(shot["start_ms"]) // whole,
            opens_section=index != before,
            is_peak=index == peak,
            is_last=n == len(shots) - 1,
        )
        before = index


def _family(sections: Sequence[Mapping[str, Any]], index: int) -> str:
    role, intensity = str(sections[index]["role"]), int(sections[index]["intensity"])
    if index == 0 and intensity < _DRIVING:
        return "opening"
    if index == len(sections) - 1 and intensity < _DRIVING:
        return "closing"
    if role == "chorus" or intensity >= _DRIVING:
        return "drive"
    return "bridge" if role in ("bridge", "instrumental") else "verse"


class _Director:
    """Keeps what has been set up, so that every choice follows from the ones before it and from nothing else."""

    def __init__(self, treatment: Treatment, most_setups: int, shots: int) -> None:
        self._treatment = treatment
        self._most = min(most_setups, shots)
        self._count = shots
        self._setups: list[Setup] = []
        self._family: dict[str, str] = {}
        self._seen: dict[str, int] = {}
        self._made: dict[str, int] = {}
        self._turn = seed_of("director", treatment.concept, treatment.title) % 97

    def plan(self, moments: Sequence[_Moment]) -> tuple[tuple[Setup, ...], tuple[PlannedShot, ...]]:
        shots: list[PlannedShot] = []
        for n, moment in enumerate(moments):
            before = shots[-1].setup if shots else ""
            due = len(self._setups) * self._count < (n + 1) * self._most
            reused = "" if due else self._again(moment, before)
            setup = reused or (self._new(moment) if len(self._setups) < self._most else self._any(before))
            shots.append(PlannedShot(moment.cue, setup, _purpose(moment, n)))
            self._seen[setup] = n
        return tuple(self._setups), tuple(shots)

    def _again(self, moment: _Moment, before: str) -> str:
        """A setup of the same kind of section, the one seen longest ago; '' when there is none to cut to."""
        own = [s.id for s in self._setups if self._family[s.id] == moment.family and s.id != before]
        return min(own, key=lambda one: self._seen[one], default="")

    def _any(self, before: str) -> str:
        others = [s.id for s in self._setups if s.id != before] or [s.id for s in self._setups]
        return min(others, key=lambda one: self._seen[one])

    def _new(self, moment: _Moment) -> str:
        number = len(self._setups) + 1
        setup_id = f"setup-{number:02d}"
        pace = _pace(moment.intensity)
        visual = self._visual(moment)
        move = self._move(pace, visual)
        motion = " ".join(
            part for part in (_subject_moves(visual), _MOTIONS[move].format(how=_HOW[pace])) if part
        )
        setup = Setup(setup_id, visual, move, motion, self._notes(visual))
        self._setups.append(setup)
        self._family[setup_id] = moment.family
        return setup_id

    def _visual(self, moment: _Moment) -> Visual:
        t = self._treatment
        turn = self._made[moment.family] = self._made.get(moment.family, -1) + 1
        pattern = _PATTERNS[moment.family]
        kind, size = pattern[turn % len(pattern)]
        if turn >= len(pattern):
            size = {"wide": "medium", "medium": "wide", "close": "medium"}.get(size, size)
        if kind == "thing" and not t.objects:
            kind, size = "face", "close"
        place = t.places[_step(moment.share, len(t.places), turn if moment.family == "drive" else 0)]
        people: tuple[str, ...] = ()
        if kind in ("deed", "face", "pair"):
            people = tuple(p.name for p in t.characters[: 2 if kind == "pair" else 1])
        visual = Visual(
            description="",
            place=place.name,
            setting=place.setting,
            time=t.times[_step(moment.share, len(t.times))],
            weather=t.weather,
            shot_size=size,
            action=self._action(moment, turn) if kind in ("deed", "pair") else "",
            characters=people,
            objects=(t.objects[turn % len(t.objects)],)
            if kind == "thing"
            else t.objects[:1]
            if turn % 3 == 1
            else (),
            mood=", ".join(t.style.tone[:1]),
        )
        told = "deed" if kind == "pair" else kind
        return self._unlike(replace(visual, description=described(visual, told)), told)

    def _unlike(self, visual: Visual, kind: str) -> Visual:
        """The same thing from another distance, when it was set up word for word before."""
        known = {setup.visual.description for setup in self._setups}
        for size in ("medium", "wide", "close", "extreme_wide"):
            if visual.description not in known:
                break
            other = replace(visual, shot_size=size)
            visual = replace(other, description=described(other, kind))
        return visual

    def _action(self, moment: _Moment, turn: int) -> str:
        """The calm deeds first in the treatment's list, the driving ones at its end."""
        actions = self._treatment.actions or ("stand",)
        half = max(1, len(actions) // 2)
        pool = actions[half:] or actions if moment.intensity >= _DRIVING else actions[:half]
        return pool[(turn + self._turn) % len(pool)]

    def _move(self, pace: str, visual: Visual) -> str:
        last = self._setups[-1].move if self._setups else ""
        moves = [move for move in _MOVES[pace] if move != last]
        if visual.action == "look_up" and last != "tilt_up":
            return "tilt_up"
        return moves[(len(self._setups) + self._turn) % len(moves)]

    def _notes(self, visual: Visual) -> str:
        told = {person.name: person.description for person in self._treatment.characters}
        who = [f"{name}: {told[name]}" for name in visual.characters]
        world = ", ".join(part for part in (visual.place, visual.time, visual.weather) if part)
        return "; ".join([*who, world, f"colours: {self._treatment.style.palette}"])


def _purpose(moment: _Moment, number: int) -> Purpose:
    if number == 0:
        return "establish"
    if moment.is_last or moment.family == "closing":
        return "resolve"
    if moment.is_peak:
        return "climax"
    return "transition" if moment.opens_section else "develop"


def _pace(intensity: int) -> str:
    return "driving" if intensity >= _DRIVING else "even" if intensity >= 300 else "calm"


def _step(share: int, count: int, turn: int = 0) -> int:
    """Which of `count` things in a row belongs to a share of the film; choruses come back to all of them."""
    return (min(share, 999) * count // 1000 + turn) % count


def _subject_moves(visual: Visual) -> str:
    """What goes on in the picture, besides the camera."""
    weather = {"rain": "Rain falls.", "snow": "Snow falls.", "storm": "The storm tears at everything.",
               "fog": "Fog drifts through.", "wind": "The wind moves everything loose.",
               "dust": "Dust hangs in the light."}  # fmt: skip
    who = " and ".join(visual.characters)
    deed = visual.action.replace("_", " ")
    told = f"{who}: {deed}." if who and deed else ""
    return " ".join(part for part in (told, weather.get(visual.weather, "")) if part)
