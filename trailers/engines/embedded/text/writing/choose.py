"""Which lines a trailer speaks: the strongest of each stretch of the story, in its order, never its ending.

Each stretch decides for itself, so that a changed paragraph changes its own lines and no others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..story.values import Story
from .line import Line
from .pieces import length_of, spread
from .units import Unit, units_of

MOST_LINES, FEWEST_LINES = 20, 8


AT_LEAST = 3
"""Even one sentence is told in three lines."""


WORDS_PER_SECOND = 2.4


PAUSE_S = 0.45


OVERHEAD_S = 19.0
"""Opening, cards, black, title and end card together."""


LONGEST_S, SHORTEST_S = 86.0, 48.0


_STEP = 1.3
"""Densities go up in steps, so that a few words more or less change nothing."""


_NEAR = 0.6


def choose(story: Story, target_ms: int = 66_000) -> tuple[Line, ...]:
    """The spoken lines in story order."""
    units = units_of(story)
    spacing = _spacing(story, target_ms)
    ranked = sorted(units, key=lambda unit: (-unit.score, unit.start))
    chosen: list[Unit] = []
    _take_opening(chosen, ranked, story, spacing)
    ranked = _take_closing(chosen, ranked, story)
    for gap in (spacing * _NEAR, spacing * _NEAR / 2, 1.0, 0.0):
        for unit in ranked:
            if _fits(unit, chosen, gap) and (gap == spacing * _NEAR or _is_thin(chosen, target_ms)):
                chosen.append(unit)
    lines = _trimmed(chosen, story, target_ms)
    return tuple(spread(story, lines, AT_LEAST)) if len(lines) < AT_LEAST else lines


def seconds_of(lines: Iterable[Line]) -> float:
    """How long the film will be with these lines."""
    return OVERHEAD_S + sum(length_of(line.text) / WORDS_PER_SECOND + PAUSE_S for line in lines)


def _spacing(story: Story, target_ms: int) -> float:
    """Words of story per line, in coarse steps."""
    wanted = min(16.0, max(8.0, (target_ms / 1000 - OVERHEAD_S) / 4.3))
    exact = max(4.0, story.usable_words / wanted)
    step = 4.0
    while step * _STEP <= exact:
        step *= _STEP
    return step


def _is_thin(chosen: Sequence[Unit], target_ms: int) -> bool:
    """Whether more lines are needed, even crowded ones."""
    lines = [line for unit in chosen for line in unit.lines]
    enough = min(LONGEST_S - 8, max(SHORTEST_S, 0.8 * target_ms / 1000))
    return len(lines) < FEWEST_LINES or (seconds_of(lines) < enough and len(lines) < MOST_LINES)


def _fits(unit: Unit, chosen: Sequence[Unit], gap: float) -> bool:
    """Whether the unit overlaps nothing chosen, says nothing again, and keeps its distance."""
    for other in chosen:
        if unit.start < other.end and other.start < unit.end:
            return False
        if abs(unit.start - other.start) < gap * _weight_of_distance(unit):
            return False
        if any(_alike(a.text, b.text) for a in unit.lines for b in other.lines):
            return False
    return True


def _alike(first: str, second: str) -> bool:
    a, b = (set(re.findall(r"\w+", text.lower())) for text in (first, second))
    return len(a & b) > 0.7 * min(len(a), len(b))


def _weight_of_distance(unit: Unit) -> float:
    """Short lines may stand closer to others than long ones."""
    words = sum(line.words for line in unit.lines)
    return min(1.0, 0.35 + words / 14)


def _take_opening(chosen: list[Unit], ranked: Sequence[Unit], story: Story, spacing: float) -> None:
    """The film opens with the best line of the story's first stretch, its first sentence above others."""
    reach = max(spacing, 0.1 * story.usable_words)
    first = [unit for unit in ranked if unit.start < reach]
    if first:
        chosen.append(max(first, key=lambda unit: unit.score + (1.1 if unit.lines[0].sentence == 0 else 0.0)))


def _take_closing(chosen: list[Unit], ranked: Sequence[Unit], story: Story) -> list[Unit]:
    """The last words before the title: the strongest question or choice near the end of what may be told.
    Gives back the units that can still be chosen: those before it."""
    from_word = 0.8 * story.usable_words
    last = [unit for unit in ranked if unit.start >= from_word and _fits(unit, chosen, 0.0)]
    if not last:
        return list(ranked)
    closing = max(last, key=lambda unit: (_closing_score(unit), -unit.start))
    chosen.append(closing)
    return [unit for unit in ranked if unit.start < closing.start]


def _closing_score(unit: Unit) -> float:
    text = unit.lines[-1].text
    words = set(re.findall(r"[\w']+", text.lower()))
    score = unit.score + (1.2 if text.endswith("?") else 0.0)
    score += 0.7 if words & {"if", "unless"} else 0.0
    score += 0.5 if words & {"must", "choose", "choice", "decide", "until", "before"} else 0.0
    score += (
        0.3
        if words & {"never", "nobody", "nothing", "only", "everything", "forever", "alone", "last"}
        else 0.0
    )
    return score + (0.2 if unit.lines[-1].words <= 10 else 0.0)


def _trimmed(chosen: Sequence[Unit], story: Story, target_ms: int) -> tuple[Line, ...]:
    """In story order; the weakest go while there are too many or the film gets too long."""
    kept = sorted(chosen, key=lambda unit: unit.start)
    longest = min(LONGEST_S, max(SHORTEST_S, 1.25 * target_ms / 1000))

    def total() -> tuple[int, float]:
        lines = [line for unit in kept for line in unit.lines]
        return len(lines), seconds_of(lines)

    while len(kept) > 1 and (total()[0] > MOST_LINES or total()[1] > longest):
        inner = kept[1:-1] or kept[1:]
        kept.remove(min(inner, key=lambda unit: (unit.score, -unit.start)))
    return _with_pronouns([line for unit in kept for line in unit.lines], story)


def _with_pronouns(lines: Sequence[Line], story: Story) -> tuple[Line, ...]:
    """Where two neighbours from nearby sentences of a paragraph are about one person, the second says he or she."""
    out: list[Line] = []
    for line in lines:
        if out and _may_say_pronoun(line, out[-1], story):
            line = replace(line, text=line.plain)
        out.append(line)
    return tuple(out)


def _may_say_pronoun(line: Line, before: Line, story: Story) -> bool:
    """Whether the pronoun is still clear: the same subject just now, and nobody else it could mean."""
    if not line.plain or not line.opens_with_pronoun or line.needs_before or line.subject != before.subject:
        return False
    near = 0 <= line.sentence - before.sentence <= 2
    same = story.sentences[line.sentence].paragraph == story.sentences[before.sentence].paragraph
    person = story.cast.people[line.subject]
    words = set(re.findall(r"\w+", before.text))
    rivals = [
        p for p in story.cast.people if p is not person and p.gender == person.gender and p.words & words
    ]
    return near and same and not rivals
