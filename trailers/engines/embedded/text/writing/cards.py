"""The few words between the acts: short sentences, numbers and moments that the story itself uses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .. import lexicon
from ..grammar.tokens import Token, render
from ..lexicon import wordset
from ..story.people import role_gender
from ..story.values import Sentence, Story
from .line import Line
from .lines import lines_of
from .weights import weight

MOST_WORDS = 5


LEAST_SCORE = 1.6


_STRONG = frozenset({"no", "one", "every", "last"})


_UNITS = wordset(
    "years year days day nights night hours hour minutes minute weeks week months month winters summers weekend "
    "generations centuries decades miles thousand hundred"
)


_TIME_HEADS = wordset(
    "night morning dawn midnight sundown winter summer spring autumn year years day days hours later ago evening "
    "sunday monday tuesday wednesday thursday friday saturday"
)


@dataclass(frozen=True, slots=True)
class Card:
    text: str
    sentence: int
    score: float


def cards_of(story: Story) -> list[Card]:
    """Every card the quotable part of the story offers."""
    out: dict[str, Card] = {}
    for sentence in story.usable:
        for text, score in (*_sayings(sentence, story), *_counted(sentence), *_moments(sentence)):
            shown = _shown(text)
            if 2 <= len(shown.split()) <= MOST_WORDS and (shown not in out or out[shown].score < score):
                out[shown] = Card(shown, sentence.index, round(score, 3))
    return list(out.values())


def choose_card(
    cards: Sequence[Card],
    around: tuple[int, int],
    *,
    near: Sequence[str],
    spoken: Sequence[str],
    taken: Sequence[str],
) -> Card | None:
    """The best card from the sentences `around` a cut. It repeats no word of the lines `near` it or of cards
    before it, and no sentence that is `spoken` anywhere."""
    low, high = around
    used = {word for text in (*near, *taken) for word in _content(text)}
    fit = [card for card in cards if low <= card.sentence <= high and card.score >= LEAST_SCORE]
    fit = [card for card in fit if not _content(card.text) & used and not _is_spoken(card.text, spoken)]
    return max(fit, key=lambda c: (c.score, -c.sentence), default=None)


def _is_spoken(text: str, spoken: Sequence[str]) -> bool:
    """Whether a saying of three words or more is part of a line."""
    words = re.findall(r"[\w']+", text.lower())
    return len(words) > 2 and any(
        " ".join(words) in " ".join(re.findall(r"[\w']+", line.lower())) for line in spoken
    )


def _content(text: str) -> set[str]:
    """The words of a text that carry meaning."""
    closed = {
        "the",
        "a",
        "an",
        "of",
        "in",
        "on",
        "at",
        "to",
        "and",
        "or",
        "is",
        "are",
        "no",
        "one",
        "do",
        "not",
        "it",
    }
    return {word.rstrip("s") for word in re.findall(r"[^\W_]+", text.lower()) if word not in closed}


def _shown(text: str) -> str:
    text = re.sub(r"^(?:then|so|and|but)\s+", "", re.sub(r"[“”\"]", "", text), flags=re.IGNORECASE)
    return " ".join(text.rstrip(".!,;:").split()).upper()


def _sayings(sentence: Sentence, story: Story) -> Iterator[tuple[str, float]]:
    """Short sentences: 'Nobody comes', 'Some doors stay shut'."""
    if sentence.is_quote and 2 <= sentence.words <= MOST_WORDS and sentence.is_finite:
        yield sentence.text, 1.6 + weight(sentence.tokens)
    for line in lines_of(sentence, story, shortest=2):
        if line.words <= MOST_WORDS and not line.needs_before and not line.opens_with_pronoun:
            yield line.text, line.score + _generality(line, story)


def _generality(line: Line, story: Story) -> float:
    """A saying about everybody makes a better card than one about somebody."""
    words = {word.lower() for word in re.findall(r"[\w']+", line.text)}
    named = any(p.is_named and {w.lower() for w in p.words} & words for p in story.cast.people)
    return 0.8 * bool(words & lexicon.words("weights.txt", "absolute")) - 1.2 * named


def _counted(sentence: Sentence) -> Iterator[tuple[str, float]]:
    """'Eleven days', 'One bed', 'Nineteen letters', 'No way home'."""
    tokens = sentence.tokens
    for position, token in enumerate(tokens):
        if token.lower in _STRONG or (token.tag == "CD" and token.text.isalpha()):
            phrase = _phrase(tokens, position)
            if len(phrase) >= 2 and _stands_alone(tokens, position, phrase):
                if token.lower == "last":
                    phrase = (tokens[position - 1], *phrase)
                yield render(phrase), 1.1 + _number_score(token.lower, phrase) + 0.7 * weight(phrase)


def _number_score(number: str, phrase: Sequence[Token]) -> float:
    """Large numbers and 'one' or 'no' count for more than 'two'; so do measures of time. Of a thing that weighs
    nothing, a number says little."""
    score = {"two": 0.1, "every": -0.3}.get(number, 0.6 if number in _STRONG else 1.0)
    noun = phrase[-1].lower
    is_worth = noun in _UNITS or noun.removesuffix("s") in role_gender() or weight(phrase[1:]) > 0
    return score + 0.4 * (noun in _UNITS) - 0.5 * (not is_worth)


def _phrase(tokens: Sequence[Token], start: int) -> tuple[Token, ...]:
    """The number with its adjectives and noun."""
    end = start + 1
    while end < len(tokens) and tokens[end].tag in ("CD", "JJ", "NN") and end - start < 4:
        end += 1
    phrase = tokens[start:end]
    return tuple(phrase) if phrase[-1].tag == "NN" else ()


def _stands_alone(tokens: Sequence[Token], start: int, phrase: Sequence[Token]) -> bool:
    """Not a piece of a larger number or name, and not 'one of them'."""
    before = tokens[start - 1] if start else None
    after = tokens[start + len(phrase)] if start + len(phrase) < len(tokens) else None
    if before is not None and (
        before.tag in ("CD", "JJ", "PO", "NP") or before.lower in ("than", "at", "least")
    ):
        return False
    if before is not None and before.tag == "CC" and start >= 2 and tokens[start - 2].tag == "CD":
        return False  # a hundred and | forty strangers
    if phrase[0].lower == "last" and (before is None or before.lower != "the"):
        return False
    if after is not None and (
        after.tag in ("NN", "NP", "CD") or after.lower in ("of", "old", "ago", "later")
    ):
        return after.lower in ("ago", "later") or (after.lower == "of" and phrase[0].lower == "last")
    return phrase[-1].lower not in ("thing", "way", "side", "kind", "part", "time", "point", "end")


def _moments(sentence: Sentence) -> Iterator[tuple[str, float]]:
    """The time that opens a sentence: 'One night', 'Two years ago', 'In the winter of 1944'."""
    tokens = sentence.tokens
    comma = next((i for i, token in enumerate(tokens[:8]) if token.text == ","), None)
    if comma is None:
        return
    opening = tokens[:comma]
    words = {token.lower for token in opening}
    is_time = words & _TIME_HEADS and not words & {"first", "same", "that", "this", "next", "other"}
    if is_time and all(token.tag in ("IN", "DT", "NN", "JJ", "CD", "RB", "NP") for token in opening):
        score = 1.5 + 0.3 * bool(words & _UNITS) + 0.4 * any(token.tag == "CD" for token in opening)
        yield render(opening), score
