"""A treatment by rules: the concept's own words, what usually belongs to them, and what the song does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from trailers.domain.script import Location, Style
from trailers.domain.shots import seed_of
from trailers.domain.treatment import Freedom, Treatment, limited

from ..lexicon import wordset
from ..patterns import PALETTES, TONES, find_patterns
from ..story.story import read_story
from ..writing.visuals import SETTINGS_IN_WORDS
from .concept import Clause, Concept, read_concept

_NEAR = {
    "city": ("street", "interior", "road"), "street": ("city", "interior", "industrial"),
    "interior": ("street", "city"), "forest": ("river", "mountain", "road"),
    "mountain": ("forest", "river", "village"), "coast": ("village", "road", "river"), "sea": ("coast",),
    "desert": ("road", "ruins", "mountain"), "field": ("village", "road", "forest"),
    "village": ("field", "street", "road"), "space": ("interior", "desert"),
    "underground": ("industrial", "street"), "industrial": ("underground", "street", "city"),
    "road": ("desert", "field", "city"), "river": ("forest", "field", "village"),
    "ruins": ("field", "desert", "forest"),
}  # fmt: skip
"""Settings that one film can move between without a word of explanation."""
_AFTER = {
    "dawn": ("day",),
    "day": ("dusk", "night"),
    "dusk": ("night",),
    "night": ("dawn",),
    "": ("dusk", "night"),
}
_LIGHTS = {
    "dawn": "first light from low behind the subject, long blue shadows turning warm",
    "day": "hard daylight from one side, deep shade on the other",
    "dusk": "the last sun behind the subject, rims of amber on dark shapes",
    "night": "pools of lamplight and moon in the dark, one source at a time",
}
_THEMES = {
    "threat": "being followed by what one runs from",
    "mystery": "the pull of what cannot be explained",
    "longing": "longing for somebody out of reach",
    "stillness": "being alone with oneself",
}
_CALM, _DRIVING = ("stand", "walk", "look_up", "sit", "turn_away"), ("run", "dance", "reach")
_COLOURS = wordset(
    "red crimson scarlet orange amber gold golden yellow green emerald teal turquoise blue cobalt indigo violet "
    "purple pink magenta neon white silver black grey gray rust copper"
)
_SLOW_BPM, _FAST_BPM = 90, 125


def write_treatment(
    concept: str, outline: Mapping[str, Any], *, title: str = "", freedom: Freedom = "expand"
) -> Treatment:
    """The treatment of a concept for a song (`treatment.SongOutline` as JSON). The same input, the same answer."""
    read = read_concept(concept)
    patterns = find_patterns(read_story(read.text or "A song."))
    genre = patterns.genre
    places = _places(read, freedom)
    times = _times(read, freedom)
    lead = read.people[0].name
    mood = next((c.mood for c in read.clauses if c.mood and c.mood != "stillness"), "stillness")
    treatment = Treatment(
        title=title or patterns.title or _titled(lead),
        concept=read.text,
        theme=", ".join(patterns.themes) or _THEMES[mood],
        characters=read.people,
        arc=_arc(read, outline),
        places=places,
        times=times,
        weather=next((c.weather for c in read.clauses if c.weather), ""),
        actions=_actions(read),
        objects=tuple(dict.fromkeys(name for c in read.clauses for name in c.objects))[:6],
        style=Style(genre, TONES[genre], _palette(read.text, genre), patterns.tagline),
        lighting="; ".join(f"{time}: {_LIGHTS[time]}" for time in times),
        camera=_camera(int(outline.get("tempo_mbpm", 0)) // 1000),
        ending=_ending(read, times),
        freedom=freedom,
    )
    return limited(treatment)


def _places(read: Concept, freedom: Freedom) -> tuple[Location, ...]:
    """Those told, in their order; a neighbouring one or two where the writer is free and there are few."""
    told: dict[str, Location] = {}
    for clause in read.clauses:
        if clause.setting and clause.setting not in told:
            name = clause.place or SETTINGS_IN_WORDS[clause.setting]
            told[clause.setting] = Location(name, name, clause.setting)
    if not told:
        setting = _pick(("street", "coast", "interior", "road"), read.text, "place")
        told[setting] = Location(SETTINGS_IN_WORDS[setting], SETTINGS_IN_WORDS[setting], setting)
    if freedom == "expand" and len(told) < 3:
        first = next(iter(told))
        near = [setting for setting in _NEAR[first] if setting not in told]
        start = seed_of("near", read.text) % max(1, len(near))
        for setting in [*near[start:], *near[:start]][: 3 - len(told)]:
            told[setting] = Location(SETTINGS_IN_WORDS[setting], SETTINGS_IN_WORDS[setting], setting)
    return tuple(told.values())


def _times(read: Concept, freedom: Freedom) -> tuple[str, ...]:
    told = tuple(dict.fromkeys(clause.time for clause in read.clauses if clause.time))
    if len(told) > 1 or (told and freedom == "keep"):
        return told
    first = told[0] if told else _pick(("dusk", "night"), read.text, "time")
    return (first, *_AFTER[first][:1]) if freedom == "expand" else (first,)


def _actions(read: Concept) -> tuple[str, ...]:
    told = [clause.action for clause in read.clauses if clause.action]
    calm = [action for action in told if action in _CALM] or list(_CALM[:3])
    driving = [action for action in told if action not in _CALM] or list(_DRIVING[:2])
    return tuple(dict.fromkeys([*calm, *_CALM[:2], *driving]))[:8]


def _arc(read: Concept, outline: Mapping[str, Any]) -> tuple[str, ...]:
    """Beginning, turn, end: the concept's clauses where there are enough, laid on the song."""
    lead = read.people[0].name
    texts = [_sentence(clause.text) for clause in read.clauses] or [f"{lead[:1].upper()}{lead[1:]} waits."]
    sections: Sequence[Mapping[str, Any]] = outline.get("sections", ())
    peak = max(sections, key=lambda s: (int(s["intensity"]), -int(s["start_ms"])), default=None)
    at = f"{int(peak['start_ms']) // 60_000}:{int(peak['start_ms']) // 1000 % 60:02d}" if peak else ""
    turn = (
        texts[len(texts) // 2] if len(texts) > 2 else f"{lead[:1].upper()}{lead[1:]} lets go of everything."
    )
    if at:
        turn = f"Where the song drives hardest, at {at}: {turn[:1].lower()}{turn[1:]}"
    end = texts[-1] if len(texts) > 1 else f"{lead[:1].upper()}{lead[1:]} is left where it began, changed."
    return texts[0], turn, end


def _ending(read: Concept, times: Sequence[str]) -> str:
    last: Clause | None = read.clauses[-1] if read.clauses else None
    where = f" at {last.place}" if last and last.place else ""
    lead = read.people[0].name
    return f"{lead[:1].upper()}{lead[1:]} alone{where}, {times[-1]}, until the last note has gone."


def _palette(text: str, genre: str) -> str:
    """Colours that the concept names come first."""
    words = text.lower().replace(",", " ").split()
    told = [word for word in words if word in _COLOURS]
    return ", ".join(dict.fromkeys([*told, *PALETTES[genre].split(", ")]))


def _camera(bpm: int) -> str:
    if bpm and bpm < _SLOW_BPM:
        return "long patient moves that never stop, closer with every chorus"
    if bpm > _FAST_BPM:
        return "handheld and quick, a push on every strong bar, still only where the song breathes"
    return "steady moves in the verses, handheld where the song drives"


def _sentence(text: str) -> str:
    text = text.strip(" ,;:")
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _titled(lead: str) -> str:
    return " ".join(word.capitalize() for word in lead.split())


def _pick(options: Sequence[str], text: str, what: str) -> str:
    return options[seed_of("treatment", what, text) % len(options)]
