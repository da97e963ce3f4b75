"""Which lines a trailer speaks: the strongest of each stretch of the story, in its order, never its ending.

Each stretch decides for itself, so that a changed paragraph changes its own lines and no others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .lines import MAX_WORDS, Line, lines_of
from .story import Sentence, Story

MOST_LINES, FEWEST_LINES = 20, 8
WORDS_PER_SECOND = 2.4
PAUSE_S = 0.45
OVERHEAD_S = 19.0
"""Opening, cards, black, title and end card together."""
LONGEST_S, SHORTEST_S = 86.0, 48.0
_STEP = 1.3
"""Densities go up in steps, so that a few words more or less change nothing."""
_NEAR = 0.6
_EMPTY = frozenset({"that", "this", "with", "from", "they", "them", "have", "been", "will", "when", "what", "then", "every"})


@dataclass(frozen=True, slots=True)
class Unit:
    """One line, or two that belong together, with its place in the story in words."""

    lines: tuple[Line, ...]
    score: float
    start: int
    end: int


def choose(story: Story, target_ms: int = 66_000) -> tuple[Line, ...]:
    """The spoken lines in story order."""
    units = _units(story)
    spacing = _spacing(story, target_ms)
    ranked = sorted(units, key=lambda unit: (-unit.score, unit.start))
    chosen: list[Unit] = []
    _take_opening(chosen, ranked, story, spacing)
    ranked = _take_closing(chosen, ranked, story)
    for gap in (spacing * _NEAR, spacing * _NEAR / 2, 1.0, 0.0):
        for unit in ranked:
            if _fits(unit, chosen, gap) and (gap == spacing * _NEAR or _is_thin(chosen, target_ms)):
                chosen.append(unit)
    return _trimmed(chosen, target_ms)


def seconds_of(lines: Iterable[Line]) -> float:
    """How long the film will be with these lines."""
    return OVERHEAD_S + sum(line.words / WORDS_PER_SECOND + PAUSE_S for line in lines)


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
        if abs(unit.start - other.start) < gap:
            return False
        if any(_alike(a.text, b.text) for a in unit.lines for b in other.lines):
            return False
    return True


def _alike(first: str, second: str) -> bool:
    a, b = (set(re.findall(r"\w+", text.lower())) for text in (first, second))
    return len(a & b) > 0.7 * min(len(a), len(b))


def _take_opening(chosen: list[Unit], ranked: Sequence[Unit], story: Story, spacing: float) -> None:
    """The film opens with the best line of the story's first stretch, its first sentence above others."""
    reach = max(spacing, 0.1 * story.usable_words)
    first = [unit for unit in ranked if unit.start < reach]
    if first:
        chosen.append(max(first, key=lambda unit: unit.score + (0.6 if unit.lines[0].sentence == 0 else 0.0)))


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
    score += 0.3 if words & {"never", "nobody", "nothing", "only", "everything", "forever", "alone", "last"} else 0.0
    return score + (0.2 if unit.lines[-1].words <= 10 else 0.0)


def _trimmed(chosen: Sequence[Unit], target_ms: int) -> tuple[Line, ...]:
    """In story order; the weakest go while there are too many or the film gets too long."""
    kept = sorted(chosen, key=lambda unit: unit.start)
    longest = min(LONGEST_S, max(SHORTEST_S, 1.25 * target_ms / 1000))

    def total() -> tuple[int, float]:
        lines = [line for unit in kept for line in unit.lines]
        return len(lines), seconds_of(lines)

    while len(kept) > 1 and (total()[0] > MOST_LINES or total()[1] > longest):
        inner = kept[1:-1] or kept[1:]
        kept.remove(min(inner, key=lambda unit: (unit.score, -unit.start)))
    return tuple(line for unit in kept for line in unit.lines)


# --- units --------------------------------------------------------------------------------------------


def _units(story: Story) -> list[Unit]:
    """Every line or pair of lines that could be chosen."""
    out: list[Unit] = []
    before: list[Line] = []
    bonus = _introductions(story)
    for sentence in story.usable:
        lines = [replace(line, score=line.score + bonus.get(sentence.index, 0.0)) for line in lines_of(sentence, story)]
        free = [line for line in lines if not line.needs_before]
        out += _halves(story, free, lines)
        out += [_unit(story, (line,), line.score) for line in _apart(free) if line.words >= 4]
        previous = story.sentences[sentence.index - 1] if sentence.index else None
        if previous is not None and before and previous.paragraph == sentence.paragraph:
            out += _with_previous(story, before, lines, sentence)
        before = free
    return out


def _unit(story: Story, lines: tuple[Line, ...], score: float) -> Unit:
    first, last = lines[0], lines[-1]
    start = story.sentences[first.sentence].starts_at + _word_at(story.sentences[first.sentence], first.start)
    end = story.sentences[last.sentence].starts_at + _word_at(story.sentences[last.sentence], last.end)
    return Unit(lines, score, start, max(end, start + 1))


def _word_at(sentence: Sentence, token: int) -> int:
    """How many words of the sentence stand before a token."""
    return sum(1 for t in sentence.tokens[:token] if t.is_word)


def _apart(lines: Sequence[Line]) -> list[Line]:
    """The best line of a sentence, and others that share no words with a better one."""
    out: list[Line] = []
    for line in lines:
        if all(line.end <= other.start or line.start >= other.end for other in out):
            out.append(line)
    return out


def _halves(story: Story, free: Sequence[Line], lines: Sequence[Line]) -> list[Unit]:
    """Two parts of one long sentence, said as two lines."""
    out = []
    for first in free[:6]:
        second = next((line for line in lines if line.start >= first.end and line.words >= 4), None)
        if second is not None and first.words >= 4:
            follow = replace(second, text=_continued(second, first))
            out.append(_unit(story, (first, follow), (first.score + second.score) / 2 + 0.1))
    return out


def _with_previous(story: Story, before: Sequence[Line], lines: Sequence[Line], sentence: Sentence) -> list[Unit]:
    """Two short sentences said as one line, and lines that only make sense behind the sentence before."""
    out: list[Unit] = []
    first = before[0]
    whole = next((line for line in lines if _is_whole(line, sentence)), None)
    if whole is not None and _is_whole(first, story.sentences[first.sentence]):
        text = f"{first.text} {_continued(whole, first)}"
        short = min(first.words, whole.words) <= 5
        if short and 4 <= first.words + whole.words <= MAX_WORDS - 2:
            score = max(first.score, whole.score) + 0.3
            line = replace(first, end=len(story.sentences[first.sentence].tokens), text=text, score=score, plain="")
            unit = _unit(story, (line,), score)
            out.append(replace(unit, end=unit.end + whole.words))
    best = next((line for line in lines if not line.needs_before and line.words >= 4), None)
    if best is not None and first.words >= 4 and _takes_up(best, first):
        follow = replace(best, text=_continued(best, first))
        out.append(_unit(story, (first, follow), (first.score + best.score) / 2 + 0.25))
    needy = next((line for line in lines if line.needs_before and line.words >= 4), None)
    if needy is not None and first.words >= 4:
        follow = replace(needy, text=_continued(needy, first))
        out.append(_unit(story, (first, follow), (first.score + needy.score + 0.35) / 2 + 0.15))
    return out


def _takes_up(line: Line, before: Line) -> bool:
    """Whether a line goes on with a thing that the line before has named."""
    opening = {word for word in re.findall(r"[a-z]{4,}", " ".join(line.text.lower().split()[:3]))}
    earlier = set(re.findall(r"[a-z]{4,}", before.text.lower()))
    return bool(opening & earlier - _EMPTY) or line.text.startswith(("But ", "Only ", "Nobody ", "No "))


def _is_whole(line: Line, sentence: Sentence) -> bool:
    return line.start == 0 and line.end >= len(sentence.tokens) - 1


def _continued(line: Line, before: Line) -> str:
    """The line with its pronoun kept when the line before is about the same person."""
    return line.plain if line.plain and line.opens_with_pronoun and line.subject == before.subject >= 0 else line.text


def _introductions(story: Story) -> dict[int, float]:
    """Sentences in which the main people are first named deserve to be heard."""
    people = sorted(
        (p for p in story.cast.people if p.is_named and p.mentions), key=lambda p: (-p.mentions, p.first_sentence)
    )
    out: dict[int, float] = {}
    for person, bonus in zip(people[:3], (0.9, 0.5, 0.25), strict=False):
        out[person.first_sentence] = out.get(person.first_sentence, 0.0) + bonus
    return out
