"""Which lines a trailer speaks: the strongest of each stretch of the story, in its order, never its ending.

Each stretch decides for itself: how many lines it may have follows from the number of paragraphs, and which they
are from its own words. So a changed paragraph changes its own lines and leaves the others, and their voices, alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..story.values import Story
from .line import Line
from .pieces import length_of, spread
from .units import Unit, units_of

MOST_LINES, FEWEST_LINES = 20, 8
AT_LEAST = 3
"""Even one sentence is told in three lines."""
WORDS_PER_SECOND = 2.4
PAUSE_S = 0.45
OVERHEAD_S = 17.0
"""Opening, cards, black, title and end card together."""
LONGEST_S, SHORTEST_S = 87.0, 48.0
MOST_STRETCHES = 12
_PARAGRAPHS_APART = 8
"""Up to so many paragraphs each is a stretch of its own; more are taken together."""
_WORDS_PER_LINE = 22
_NEAR = 0.5


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of sentences, [first, end), and how many lines it may give."""

    first: int
    end: int
    words: int
    quota: int


def choose(story: Story, target_ms: int = 66_000) -> tuple[Line, ...]:
    """The spoken lines in story order."""
    stretches = _stretches(story, target_ms)
    units = units_of(story)
    chosen: list[list[Unit]] = []
    for extra in range(6):
        chosen = [_best_of(stretch, units, story, stretch.quota + extra) for stretch in stretches]
        if not _is_thin([unit for part in chosen for unit in part], target_ms):
            break
    lines = _trimmed([unit for part in chosen for unit in part], story, target_ms)
    return tuple(spread(story, lines, AT_LEAST)) if len(lines) < AT_LEAST else lines


def seconds_of(lines: Iterable[Line]) -> float:
    """How long the film will be with these lines."""
    return OVERHEAD_S + sum(length_of(line.text) / WORDS_PER_SECOND + PAUSE_S for line in lines)


# --- stretches ----------------------------------------------------------------------------------------


def _stretches(story: Story, target_ms: int) -> list[Stretch]:
    """The paragraphs before the ending, taken together where there are many."""
    wanted = min(16.0, max(8.0, (target_ms / 1000 - OVERHEAD_S) / 4.1))
    numbers = sorted({sentence.paragraph for sentence in story.usable})
    count = len(numbers) if len(numbers) <= _PARAGRAPHS_APART else min(len(numbers), MOST_STRETCHES)
    stretch_of = {paragraph: place * count // len(numbers) for place, paragraph in enumerate(numbers)}
    quota = max(1, int(wanted / max(1, count) + 0.5))
    out = []
    for number in range(count):
        own = [s for s in story.usable if stretch_of[s.paragraph] == number]
        words = sum(sentence.words for sentence in own)
        allowed = min(quota, max(1, -(-words // _WORDS_PER_LINE)))
        out.append(Stretch(own[0].index, own[-1].index + 1, words, allowed))
    return out


def _best_of(stretch: Stretch, units: Sequence[Unit], story: Story, quota: int) -> list[Unit]:
    """The best units of a stretch, `quota` lines in all, apart from one another."""
    own = [unit for unit in units if stretch.first <= unit.lines[0].sentence < stretch.end]
    is_last = stretch.end == len(story.usable)
    ranked = sorted(own, key=lambda unit: (-_worth(unit, stretch, is_last), unit.start))
    gap = _NEAR * stretch.words / max(1, quota)
    chosen: list[Unit] = []
    for least in (gap, gap / 2, 0.0):
        for unit in ranked:
            room = quota - sum(len(other.lines) for other in chosen)
            if len(unit.lines) <= room and _fits(unit, chosen, least):
                chosen.append(unit)
    return _with_followers(chosen, ranked, quota)


def _with_followers(chosen: list[Unit], ranked: Sequence[Unit], quota: int) -> list[Unit]:
    """Where lines are still wanted, a chosen one brings along the line that only makes sense behind it."""
    for pair in ranked:
        if sum(len(unit.lines) for unit in chosen) >= quota:
            break
        alone = [unit for unit in chosen if unit.lines == pair.lines[:1]]
        others = [unit for unit in chosen if unit not in alone]
        if len(pair.lines) == 2 and alone and _fits(pair, others, 0.0):
            chosen = [*others, pair]
    return chosen


def _worth(unit: Unit, stretch: Stretch, is_last: bool) -> float:
    """A unit's score, with more for the words that open the story and for those that end the trailer."""
    score = unit.score
    if stretch.first == 0 and unit.lines[0].sentence == 0:
        score += 1.1
    return score + (_closing_worth(unit.lines[-1]) if is_last else 0.0)


def _closing_worth(line: Line) -> float:
    """How well a line asks what the film will answer."""
    words = set(re.findall(r"[\w']+", line.text.lower()))
    score = 1.2 * line.text.endswith("?") + 0.7 * bool(words & {"if", "unless"})
    score += 0.5 * bool(words & {"must", "choose", "choice", "decide", "until", "before"})
    score += 0.3 * bool(
        words & {"never", "nobody", "nothing", "only", "everything", "forever", "alone", "last"}
    )
    return score


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


def _weight_of_distance(unit: Unit) -> float:
    """Short lines may stand closer to others than long ones."""
    words = sum(line.words for line in unit.lines)
    return min(1.0, 0.35 + words / 14)


def _alike(first: str, second: str) -> bool:
    a, b = (set(re.findall(r"\w+", text.lower())) for text in (first, second))
    return len(a & b) > 0.7 * min(len(a), len(b))


# --- the whole ----------------------------------------------------------------------------------------


def _is_thin(chosen: Sequence[Unit], target_ms: int) -> bool:
    """Whether more lines are needed, even crowded ones."""
    lines = [line for unit in chosen for line in unit.lines]
    enough = min(LONGEST_S - 8, max(SHORTEST_S, 0.75 * target_ms / 1000))
    return len(lines) < FEWEST_LINES or seconds_of(lines) < enough


def _trimmed(chosen: Sequence[Unit], story: Story, target_ms: int) -> tuple[Line, ...]:
    """In story order; the weakest go while there are too many or the film gets too long."""
    kept = sorted(chosen, key=lambda unit: unit.start)
    longest = min(LONGEST_S, max(SHORTEST_S, 1.25 * target_ms / 1000))

    def is_long() -> bool:
        lines = [line for unit in kept for line in unit.lines]
        return len(lines) > MOST_LINES or seconds_of(lines) > longest

    while len(kept) > 1 and is_long():
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
