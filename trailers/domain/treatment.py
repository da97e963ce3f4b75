"""What a music video is about: the one line of its concept, thought through until pictures can be planned from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from .fingerprint import fingerprint
from .script import Character, Location, Style
from .vocabulary import ACTIONS, GENRES, OBJECTS, SETTINGS, TIMES, WEATHERS

VERSION = 1
"""Of this form. A file of another version is refused, and the treatment written again."""
MOST_TEXT = 600
MOST_PEOPLE, MOST_PLACES = 6, 8

Freedom = Literal["keep", "expand"]
"""keep: only what the concept says; expand: the writer may add places, hours and things that belong to it."""


@dataclass(frozen=True, slots=True)
class Treatment:
    title: str
    concept: str
    """The line that it grew from, word for word."""
    theme: str
    characters: tuple[Character, ...]
    """The lead first. Their descriptions are what stays the same in every picture."""
    arc: tuple[str, ...]
    """What becomes of the lead: a sentence for the beginning, the turn and the end."""
    places: tuple[Location, ...]
    """In the order in which the film gets to them."""
    times: tuple[str, ...]
    """Of the day, in that order: terms of vocabulary.TIMES."""
    weather: str
    actions: tuple[str, ...]
    """What the lead is seen doing, calm deeds first: terms of vocabulary.ACTIONS."""
    objects: tuple[str, ...]
    """Worth a picture of their own: terms of vocabulary.OBJECTS."""
    style: Style
    lighting: str
    camera: str
    ending: str
    freedom: Freedom = "expand"

    @property
    def lead(self) -> Character:
        return self.characters[0]

    def to_json(self) -> dict[str, Any]:
        return {"version": VERSION, **asdict(self)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Treatment:
        """ValueError unless it is what `to_json` of this version wrote."""
        if data.get("version") != VERSION:
            raise ValueError(f"a treatment of version {data.get('version')}, not {VERSION}")
        values = {name: value for name, value in data.items() if name != "version"}
        try:
            style = dict(values["style"])
            values["style"] = Style(**{**style, "tone": tuple(style["tone"])})
            values["characters"] = tuple(Character(**person) for person in values["characters"])
            values["places"] = tuple(Location(**place) for place in values["places"])
            for name in ("arc", "times", "actions", "objects"):
                values[name] = tuple(values[name])
            return cls(**values)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"not a treatment: {error}") from error


def version_of(treatment: Treatment) -> str:
    """Names the contents of a treatment, for whoever saves an edit of it."""
    return fingerprint("treatment", 1, treatment.to_json())[:16]


def treatment_problems(treatment: Treatment) -> list[str]:
    """What keeps it from being filmed, in sentences; empty when it can be."""
    return list(_problems(treatment))


def _problems(treatment: Treatment) -> Iterator[str]:
    if not treatment.characters:
        yield "There is nobody in it."
    if not treatment.places:
        yield "It has no place."
    if not treatment.times:
        yield "It has no time of day."
    if len({person.name.casefold() for person in treatment.characters}) < len(treatment.characters):
        yield "Two people have one name."
    for person in treatment.characters:
        if not person.name.strip() or not person.description.strip():
            yield "A person has no name or no description."
    for place in treatment.places:
        if place.setting not in SETTINGS:
            yield f"The place {place.name!r} is of no known setting."
    terms = (
        (treatment.times, TIMES, "time of day"),
        (treatment.actions, ACTIONS, "action"),
        (treatment.objects, OBJECTS, "object"),
        ((treatment.weather,) if treatment.weather else (), WEATHERS, "weather"),
        ((treatment.style.genre,), GENRES, "genre"),
    )
    for words, known, what in terms:
        for word in words:
            if word not in known:
                yield f"{word!r} is no known {what}."
    texts = (treatment.title, treatment.theme, treatment.lighting, treatment.camera, treatment.ending)
    for text in (*texts, *treatment.arc):
        if not text.strip():
            yield "A part of it is empty."
        elif len(text) > MOST_TEXT:
            yield f"A part of it is longer than {MOST_TEXT} characters."


def limited(treatment: Treatment) -> Treatment:
    """With no more people and places than a film of a few minutes can hold."""
    return replace(
        treatment,
        characters=treatment.characters[:MOST_PEOPLE],
        places=treatment.places[:MOST_PLACES],
    )


def reworded(
    treatment: Treatment,
    words: Mapping[str, str],
    *,
    people: Mapping[str, str],
    places: Mapping[str, str],
) -> Treatment:
    """With other words where some are given; who is in it and where it plays stay.

    `words`: theme, palette, lighting, camera, ending, and arc with a sentence a line. `people` and `places`: name
    -> description.
    """
    arc = (
        tuple(line.strip() for line in words["arc"].splitlines() if line.strip()) if "arc" in words else None
    )
    return replace(
        treatment,
        theme=words.get("theme", treatment.theme).strip(),
        lighting=words.get("lighting", treatment.lighting).strip(),
        camera=words.get("camera", treatment.camera).strip(),
        ending=words.get("ending", treatment.ending).strip(),
        arc=treatment.arc if arc is None else arc,
        style=replace(treatment.style, palette=words.get("palette", treatment.style.palette).strip()),
        characters=tuple(
            replace(person, description=people.get(person.name, person.description).strip())
            for person in treatment.characters
        ),
        places=tuple(
            replace(place, description=places.get(place.name, place.description).strip())
            for place in treatment.places
        ),
    )


@dataclass(frozen=True, slots=True)
class SongOutline:
    """What a writer is told of the song: its sections, and the shots to be filled, in order."""

    tempo_mbpm: int
    sections: tuple[Mapping[str, Any], ...] = field(default=())
    """role, energy, intensity, start_ms and end_ms of each."""
    shots: tuple[Mapping[str, Any], ...] = field(default=())
    """cue, start_ms, end_ms, section (its index), reasons of each."""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)
