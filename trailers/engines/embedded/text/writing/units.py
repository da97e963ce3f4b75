"""Lines that can be chosen: one alone, or two that belong together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..story.values import Sentence, Story
from .line import MAX_WORDS, Line
from .lines import lines_of
from .pieces import length_of, plain_lines

_EMPTY = frozenset(
    {"that", "this", "with", "from", "they", "them", "have", "been", "will", "when", "what", "then", "every"}
)


@dataclass(frozen=True, slots=True)
class Unit:
    """One line, or two that belong together, with its place in the story in words."""

    lines: tuple[Line, ...]
    score: float
    start: int
    end: int


def units_of(story: Story) -> list[Unit]:
    """Every line or pair of lines that could be chosen."""
    if story.language != "en":
        return [
            _unit(story, (line,), line.score)
            for s in story.usable
            for line in plain_lines(s)
            if length_of(line.text) >= 3
        ]
    out: list[Unit] = []
    before: list[Line] = []
    bonus = _introductions(story)
    for sentence in story.usable:
        lines = [
            replace(line, score=line.score + bonus.get(sentence.index, 0.0))
            for line in lines_of(sentence, story)
        ]
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


def _with_previous(
    story: Story, before: Sequence[Line], lines: Sequence[Line], sentence: Sentence
) -> list[Unit]:
    """Two short sentences said as one line, and lines that only make sense behind the sentence before."""
    out: list[Unit] = []
    first = before[0]
    whole = next((line for line in lines if _is_whole(line, sentence)), None)
    if whole is not None and _is_whole(first, story.sentences[first.sentence]):
        text = f"{first.text} {_continued(whole, first)}"
        short = min(first.words, whole.words) <= 5
        if short and 4 <= first.words + whole.words <= MAX_WORDS - 2:
            score = max(first.score, whole.score) + 0.3
            line = replace(
                first, end=len(story.sentences[first.sentence].tokens), text=text, score=score, plain=""
            )
            unit = _unit(story, (line,), score)
            out.append(replace(unit, end=unit.end + whole.words))
    best = next((line for line in lines if not line.needs_before and line.words >= 4), None)
    if best is not None and first.words >= 4 and _is_parallel(best, first):
        follow = replace(best, text=_continued(best, first))
        out.append(_unit(story, (first, follow), max(first.score, best.score) + 0.1))
    elif best is not None and first.words >= 4 and _takes_up(best, first):
        follow = replace(best, text=_continued(best, first))
        out.append(_unit(story, (first, follow), (first.score + best.score) / 2 + 0.25))
    needy = next((line for line in lines if line.needs_before and line.words >= 4), None)
    if needy is not None and first.words >= 4:
        follow = replace(needy, text=_continued(needy, first))
        out.append(_unit(story, (first, follow), (first.score + needy.score + 0.35) / 2 + 0.15))
    return out


def _is_parallel(line: Line, before: Line) -> bool:
    """'If she lights the lamp ...' and 'If she lets it stay dark ...': two lines built alike."""
    return (
        line.text.split()[0]
        == before.text.split()[0]
        in ("If", "Some", "Every", "No", "Nobody", "Unless", "Never")
    )


def _takes_up(line: Line, before: Line) -> bool:
    """Whether a line goes on with a thing that the line before has named."""
    opening = {word for word in re.findall(r"[a-z]{4,}", " ".join(line.text.lower().split()[:3]))}
    earlier = set(re.findall(r"[a-z]{4,}", before.text.lower()))
    return bool(opening & earlier - _EMPTY) or line.text.startswith(("But ", "Only ", "Nobody ", "No "))


def _is_whole(line: Line, sentence: Sentence) -> bool:
    return line.start == 0 and line.end >= len(sentence.tokens) - 1


def _continued(line: Line, before: Line) -> str:
    """The line with its pronoun kept when the line before is about the same person."""
    return (
        line.plain
        if line.plain and line.opens_with_pronoun and line.subject == before.subject >= 0
        else line.text
    )


def _introductions(story: Story) -> dict[int, float]:
    """Sentences in which the main people are first named deserve to be heard."""
    people = sorted(
        (p for p in story.cast.people if p.is_named and p.mentions),
        key=lambda p: (-p.mentions, p.first_sentence),
    )
    out: dict[int, float] = {}
    for person, bonus in zip(people[:3], (0.9, 0.5, 0.25), strict=False):
        out[person.first_sentence] = out.get(person.first_sentence, 0.0) + bonus
    return out
