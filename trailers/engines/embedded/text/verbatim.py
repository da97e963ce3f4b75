"""The author's own lines, spoken unchanged: blank lines are breaths, [brackets] and ALL CAPITALS are cards."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from trailers.domain.script import Item, Script, with_identities

from .patterns import Patterns
from .scenes import Scenes
from .story.story import read_story
from .story.values import Story
from .story.world import Beat, beats_of
from .voiceover import (
    BREATH_MS,
    OPENING_MS,
    PAUSE_MS,
    QUESTION_PAUSE_MS,
    TITLE_MS,
    card_ms,
    ending,
    spoken_ms,
    style_of,
)
from .writing.visuals import Pictures

_CARD = re.compile(r"^\[(.+)\]$")


_LEAST_SHARED = 2


def verbatim_script(
    lines: Sequence[str], story: Story, patterns: Patterns, scenes: Scenes, max_scene_ms: int
) -> Script:
    """A script that says exactly `lines`. Their pictures come from the scenes of the synopsis they speak of."""
    pictures = Pictures(patterns.genre, scenes.characters)
    beats = _beats_for([line for line in lines if line.strip() and not card_text(line)], story, scenes)
    items: list[Item] = []
    first = next(iter(beats.values()), None) or _EMPTY
    items.append(Item("", "silence", "", "opening", OPENING_MS, visuals=(pictures.establishing(first),)))
    beat = first
    for line in _without_outer_blanks(lines):
        card = card_text(line)
        if not line.strip():
            if items[-1].role != "breath":
                items.append(
                    Item("", "silence", "", "breath", BREATH_MS, visuals=(pictures.establishing(beat),))
                )
        elif card:
            is_title = card.casefold() == patterns.title.casefold()
            items.append(
                Item(
                    "", "card", card, "title" if is_title else "act", TITLE_MS if is_title else card_ms(card)
                )
            )
        else:
            text = " ".join(line.split())
            beat = beats[line]
            visuals = pictures.for_line(text, beat, spoken_ms(text) / 1000, max_scene_ms / 1000)
            pause = QUESTION_PAUSE_MS if text.endswith("?") else PAUSE_MS
            items.append(Item("", "line", text, pause_after_ms=pause, visuals=visuals))
    closing = ending(patterns.title)
    items += closing[2:] if items[-1].role == "title" else closing
    return Script(
        patterns.title,
        with_identities(tuple(items)),
        scenes.characters,
        scenes.locations,
        style_of(patterns),
        patterns.language,
    )


_EMPTY = Beat(0, 0, "", "", "", "", "", (), "", (), "stillness")


def card_text(line: str) -> str:
    """What a card line shows, or '' when the line is spoken."""
    text = " ".join(line.split())
    match = _CARD.match(text)
    if match:
        return match.group(1).strip()
    letters = [char for char in text if char.isalpha()]
    is_shouted = (
        len(letters) >= 2 and all(char.isupper() for char in letters) and any(c.lower() != c for c in letters)
    )
    return text if is_shouted and len(text) <= 80 else ""


def _without_outer_blanks(lines: Sequence[str]) -> list[str]:
    kept = list(lines)
    while kept and not kept[0].strip():
        kept.pop(0)
    while kept and not kept[-1].strip():
        kept.pop()
    return kept


def _beats_for(lines: Sequence[str], story: Story, scenes: Scenes) -> Mapping[str, Beat]:
    """For each line the scene that shares most words with it, else what the line itself tells."""
    out: dict[str, Beat] = {}
    own = _own_beats(lines, story)
    for line in lines:
        words = _content(line)
        best = max(scenes.beats, key=lambda beat: len(words & _content(beat.text)), default=None)
        told = own.get(line, _EMPTY)
        if best is not None and len(words & _content(best.text)) >= _LEAST_SHARED:
            out[line] = replace(best, action=told.action or best.action, objects=told.objects or best.objects)
        else:
            out[line] = told
    return out


def _own_beats(lines: Sequence[str], story: Story) -> Mapping[str, Beat]:
    """The lines read as a story of their own, with the synopsis's people in mind."""
    out: dict[str, Beat] = {}
    known = {
        part: person.name
        for person in story.cast.people
        if person.is_named
        for part in (person.short, person.name)
    }
    for number, line in enumerate(lines):
        small = read_story(" ".join(line.split()), "-")
        beats = beats_of(small)
        beat = beats[0] if beats else _EMPTY
        who = tuple(
            dict.fromkeys(name for part, name in known.items() if re.search(rf"\b{re.escape(part)}\b", line))
        )
        out[line] = replace(beat, sentence=number, paragraph=number, who=who[:3])
    return out


def _content(text: str) -> set[str]:
    return {word for word in re.findall(r"[^\W\d_]{4,}", text.lower())}
