"""Lines without grammar: whole sentences, and long ones cut at their own marks.

For languages whose grammar the rules do not know, and for texts so short or so strange that clauses are too few.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..grammar.tokens import Token, words_of
from ..lexicon import wordset
from ..story.values import Sentence, Story
from .line import MAX_WORDS, Line
from .lines import lines_of

_STRONG = re.compile(r"(?<=[;:—–；：])\s*")


_WEAK = re.compile(r"(?<=[,،、，])\s*")


_MOST_UNSPACED = 26


_OPENERS = wordset("before until unless while when as because where after if")


_EDGE_MARKS = ' ,;:—–،、，；："“”«»„'


def plain_lines(sentence: Sentence) -> list[Line]:
    """The sentence as one line or several, none longer than can be spoken in a breath."""
    texts = _cut(sentence.text)
    out, word = [], 0
    for text in texts:
        count = max(1, words_of(text))
        clean = _closed(text, sentence.text)
        if clean:
            score = (
                1.0
                + min(0.6, 0.05 * count)
                + (0.3 if len(texts) == 1 else 0.0)
                + (0.7 if "?" in clean else 0.0)
            )
            end = min(len(sentence.tokens), word + count)
            out.append(Line(sentence.index, min(word, end - 1), max(end, 1), clean, round(score, 4)))
        word += count
    return out


def length_of(text: str) -> int:
    """Words, counting two characters of a script without spaces as one."""
    unspaced = sum(1 for char in text if "\u3040" <= char <= "\u9fff" or "\u0e00" <= char <= "\u0eff")
    return len([word for word in text.split() if any(c.isalnum() for c in word)]) + unspaced // 2


def _cut(text: str) -> list[str]:
    """At strong marks, then at commas, then anywhere between words: as late as the length allows."""
    if length_of(text) <= MAX_WORDS:
        return [text]
    for mark in (_STRONG, _WEAK):
        parts = [part for part in mark.split(text) if part.strip(_EDGE_MARKS)]
        if len(parts) > 1:
            return [piece for part in _regrouped(parts) for piece in _cut(part)]
    return _halved(text)


def _regrouped(parts: Sequence[str]) -> list[str]:
    """Neighbouring pieces joined again while they fit into one line."""
    out: list[str] = []
    for part in parts:
        if out and length_of(out[-1]) + length_of(part) <= MAX_WORDS - 4:
            out[-1] = f"{out[-1]} {part}" if " " in part or " " in out[-1] else out[-1] + part
        else:
            out.append(part)
    return out


def _halved(text: str) -> list[str]:
    words = text.split()
    if len(words) < 2:
        size = _MOST_UNSPACED
        return (
            [text[start : start + size] for start in range(0, len(text), size)]
            if length_of(text) > MAX_WORDS
            else [text]
        )
    middle = len(words) // 2
    return [piece for half in (words[:middle], words[middle:]) for piece in _cut(" ".join(half))]


def _closed(text: str, sentence: str) -> str:
    """First letter raised, one closing mark."""
    text = text.strip(_EDGE_MARKS)
    if not any(char.isalnum() for char in text):
        return ""
    text = text[0].upper() + text[1:]
    if text[-1] in ".!?…。！？؟।":
        return text
    if "\u3040" <= text[-1] <= "\u9fff":
        return text + "。"
    return text + ("؟" if sentence.endswith("؟") and sentence.rstrip("؟").endswith(text) else ".")


def spread(story: Story, lines: Sequence[Line], wanted: int) -> list[Line]:
    """At least `wanted` lines if the words allow: what was chosen, then their later clauses said apart, then
    whatever else the text holds."""
    out = list(lines)
    while len(out) < wanted:
        place = next((n for n, line in enumerate(out) if _parted(line, story)), None)
        if place is None:
            break
        out[place : place + 1] = _parted(out[place], story)
    if len(out) < wanted:
        spoken = {line.sentence for line in out}
        rest = [line for s in story.usable if s.index not in spoken for line in _any_lines(s, story)]
        out = sorted([*out, *rest[: wanted - len(out)]], key=lambda line: (line.sentence, line.start))
    while len(out) < wanted:
        place = max(range(len(out)), key=lambda n: words_of(out[n].text), default=None)
        if place is None or words_of(out[place].text) < 4:
            break
        out[place : place + 1] = _broken(out[place])
    return out


def _any_lines(sentence: Sentence, story: Story) -> list[Line]:
    lines = lines_of(sentence, story)
    return lines[:1] or [line for line in plain_lines(sentence) if words_of(line.text) >= 2]


def _parted(line: Line, story: Story) -> list[Line]:
    """'She must deliver them. | Before the tide erases the island.'"""
    tokens = story.sentences[line.sentence].tokens[line.start : line.end]
    words = line.text.rstrip(".!?").split()
    for position, token in enumerate(tokens):
        if token.tag == "SB" and token.lower in _OPENERS and position >= 3 and len(tokens) - position >= 3:
            place = _word_place(words, token)
            if place is not None and place >= 3 and len(words) - place >= 3:
                return _two(line, words, place, position)
    return []


def _word_place(words: Sequence[str], token: Token) -> int | None:
    return next((n for n, word in enumerate(words) if n and word.strip(",").lower() == token.lower), None)


def _broken(line: Line) -> list[Line]:
    """A line cut in two before a small word near its middle."""
    words = line.text.rstrip(".!?").split()
    small = {
        "and",
        "or",
        "but",
        "in",
        "on",
        "into",
        "from",
        "with",
        "to",
        "at",
        "of",
        "that",
        "who",
        "where",
        "for",
    }
    middle = len(words) / 2
    places = [n for n in range(2, len(words) - 1) if words[n].lower() in small] or [max(1, len(words) // 2)]
    place = min(places, key=lambda n: abs(n - middle))
    return _two(line, words, place, max(1, (line.end - line.start) // 2))


def _two(line: Line, words: Sequence[str], place: int, token: int) -> list[Line]:
    first, second = " ".join(words[:place]).rstrip(",;:—–"), " ".join(words[place:])
    cut = min(line.start + token, line.end - 1)
    return [
        Line(
            line.sentence, line.start, max(cut, line.start + 1), first + ".", line.score, subject=line.subject
        ),
        Line(line.sentence, cut, line.end, second[0].upper() + second[1:] + line.text[-1:], line.score),
    ]
