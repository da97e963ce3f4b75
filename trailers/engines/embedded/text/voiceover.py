"""Fourth pass: the script. Lines with their pictures, cards, silences; the ending is a black and the title."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trailers.domain.script import Item, Script, Style, Visual, with_identities

from .blocks import Act, Blocks
from .grammar.tokens import words_of
from .patterns import Patterns
from .scenes import Scenes
from .story.people import Person
from .story.values import Story
from .story.world import Beat
from .writing.choose import WORDS_PER_SECOND
from .writing.line import MAX_WORDS
from .writing.visuals import Pictures

OPENING_MS, BLACK_MS, BREATH_MS = 2_000, 2_000, 900


TITLE_MS, END_MS = 3_500, 3_000


PAUSE_MS, JOINED_PAUSE_MS, ACT_PAUSE_MS, QUESTION_PAUSE_MS = 450, 250, 700, 900


END_TEXT = "made with Cuelock"


BREATH_BEFORE = "escalation"


def write_script(
    story: Story, patterns: Patterns, scenes: Scenes, blocks: Blocks, max_scene_ms: int
) -> Script:
    pictures = Pictures(patterns.genre, scenes.characters)
    beats = {beat.sentence: beat for beat in scenes.beats}
    items: list[Item] = []
    named: set[str] = set()
    first = next((line.sentence for act in blocks.acts for line in act.lines), 0)
    opening = _beat(beats, first)
    items.append(_silence("opening", OPENING_MS, (pictures.establishing(opening),)))
    for act in blocks.acts:
        if act.name == BREATH_BEFORE and not act.card and act.lines:
            items.append(
                _silence("breath", BREATH_MS, (pictures.establishing(_beat(beats, act.lines[0].sentence)),))
            )
        if act.card:
            items.append(_card("act", act.card, card_ms(act.card)))
        items += _lines(act, story, beats, pictures, named, max_scene_ms)
    items += ending(patterns.title)
    return Script(
        title=patterns.title,
        items=with_identities(tuple(items)),
        characters=scenes.characters,
        locations=scenes.locations,
        style=style_of(patterns),
        language=patterns.language,
    )


def style_of(patterns: Patterns) -> Style:
    return Style(patterns.genre, patterns.tone, patterns.palette, patterns.tagline)


def ending(title: str) -> list[Item]:
    """Black, the title on it, and the end card."""
    return [
        _silence("black", BLACK_MS, ()),
        _card("title", title, TITLE_MS),
        _card("end", END_TEXT, END_MS),
    ]


def card_ms(text: str) -> int:
    """Long enough to be read twice at a glance."""
    return 1_400 + 200 * min(8, words_of(text))


def spoken_ms(text: str) -> int:
    """How long a line is spoken, before it has a voice. Scripts without spaces count two characters a word."""
    words = words_of(text) + sum("\u3040" <= char <= "\u9fff" for char in text) // 2
    return round(1000 * words / WORDS_PER_SECOND)


def estimated_ms(script: Script) -> int:
    """The film's length as far as it can be told from words alone."""
    spoken = sum(spoken_ms(item.text) + item.pause_after_ms for item in script.lines)
    return spoken + sum(item.duration_ms for item in script.items)


def _lines(
    act: Act, story: Story, beats: dict[int, Beat], pictures: Pictures, named: set[str], max_scene_ms: int
) -> list[Item]:
    out = []
    for number, line in enumerate(act.lines):
        text = with_full_name(line.text, _introduced(line.sentence, story), named)
        is_last = number == len(act.lines) - 1
        pause = ACT_PAUSE_MS if is_last else JOINED_PAUSE_MS if line.joins_next else PAUSE_MS
        if text.endswith("?"):
            pause = QUESTION_PAUSE_MS
        visuals = pictures.for_line(
            text, _beat(beats, line.sentence), spoken_ms(text) / 1000, max_scene_ms / 1000
        )
        out.append(Item("", "line", text, pause_after_ms=pause, visuals=visuals))
    return out


def _introduced(sentence: int, story: Story) -> list[Person]:
    """People whom the story names first in this sentence's paragraph. Saying a name in full wherever it happens to
    be heard first would let one edit change distant lines."""
    here = story.sentences[sentence].paragraph
    return [
        p for p in story.cast.people if p.is_named and story.sentences[p.first_sentence].paragraph == here
    ]


def with_full_name(text: str, people: Sequence[Person], named: set[str]) -> str:
    """The line with a person's full name where the film names that person first. Remembers who was named."""
    for person in people:
        if not person.is_named or person.name in named:
            continue
        if person.name in text:
            named.add(person.name)
        elif re.search(rf"(?<!\w){re.escape(person.short)}(?!\w)", text):
            named.add(person.name)
            fuller = re.sub(rf"(?<!\w){re.escape(person.short)}(?!\w)", person.name, text, count=1)
            text = fuller if words_of(fuller) <= MAX_WORDS and not _has_other_name(text, person) else text
        elif any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) for word in person.words):
            named.add(person.name)
    return text


def _has_other_name(text: str, person: Person) -> bool:
    """Whether the short name already stands inside another form of the name ('Dr. Wray', 'Ruth Calloway')."""
    others = person.words - set(person.short.split())
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) for word in others) or bool(
        re.search(
            rf"(?:Dr|Mr|Mrs|Ms|Captain|Sheriff|Detective|Sergeant)\.? {re.escape(person.short)}(?!\w)", text
        )
    )


def _beat(beats: dict[int, Beat], sentence: int) -> Beat:
    return beats.get(sentence) or Beat(sentence, 0, "", "", "", "", "", (), "", (), "stillness")


def _silence(role: str, duration_ms: int, visuals: tuple[Visual, ...]) -> Item:
    return Item("", "silence", "", role, duration_ms, visuals=visuals)


def _card(role: str, text: str, duration_ms: int) -> Item:
    return Item("", "card", text, role, duration_ms)
