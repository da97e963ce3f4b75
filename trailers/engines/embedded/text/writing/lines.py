"""The spoken lines that a sentence can give, best first."""

from __future__ import annotations

from collections.abc import Sequence

from ..grammar.tokens import Token, capitalised, render, words_of
from ..story.values import Sentence, Story
from .line import MAX_WORDS, MIN_WORDS, SHORTEST, Line
from .naming import said_with_pronoun, with_names
from .readings import readings_of, without_connectives
from .scoring import score_of
from .standing import needs_context, stands_alone


def lines_of(sentence: Sentence, story: Story, shortest: int = MIN_WORDS) -> list[Line]:
    """Every acceptable line of a sentence with at least `shortest` words, best first."""
    key = (sentence.index, shortest)
    if key not in story.memo:
        story.memo[key] = _lines_of(sentence, story, shortest)
    lines: list[Line] = story.memo[key]
    return lines


def _lines_of(sentence: Sentence, story: Story, shortest: int) -> list[Line]:
    found: dict[str, Line] = {}
    for reading, lost, is_whole in readings_of(sentence):
        tokens = without_connectives(reading)
        line = _line(sentence, tokens, lost, is_whole, story, shortest)
        if line is not None and (line.text not in found or found[line.text].score < line.score):
            found[line.text] = line
    return sorted(found.values(), key=lambda line: (-line.score, line.start, line.text))


def _extent(tokens: Sequence[Token]) -> tuple[int, int]:
    """The stretch of the sentence that the tokens cover, from the end: a lent subject far before it is no part."""
    real = [token.index for token in tokens if token.index >= 0]
    start = real[-1]
    for before, index in zip(reversed(real[:-1]), reversed(real[1:]), strict=True):
        if index - before > 6 and before < 8:
            break
        start = before
    return start, real[-1] + 1


def _line(
    sentence: Sentence, tokens: tuple[Token, ...], lost: int, is_whole: bool, story: Story, shortest: int
) -> Line | None:
    """The reading as a line with its score, or None when it cannot stand."""
    if not tokens or not stands_alone(tokens, sentence, is_whole):
        return None
    named = with_names(tokens, sentence, story.cast)
    text, plain = _finish(named.tokens, sentence), _finish(tokens, sentence)
    if not (shortest <= words_of(text) <= MAX_WORDS) and not (
        is_whole and SHORTEST <= words_of(text) <= MAX_WORDS
    ):
        return None
    needs = named.unresolved or needs_context(tokens, sentence)
    score = score_of(tokens, sentence, lost, is_whole, needs, story)
    start, end = _extent(tokens)
    opens = named.opens
    if tokens[0].index >= 0 and tokens[0].index < start:  # a lent subject: the words begin behind it
        lent = said_with_pronoun(tokens, sentence, story.cast)
        opens, plain = (True, _finish(lent, sentence)) if lent else (opens, plain)
    return Line(sentence.index, start, end, text, score, needs, named.subject, opens, plain)


def _finish(tokens: Sequence[Token], sentence: Sentence) -> str:
    """The line as text: first letter raised, one closing mark."""
    out = list(capitalised(tokens))
    while out and out[-1].text in (",", ";", ":", "—", "–", "."):
        out.pop()
    text = render(out)
    if text[-1:] in "?!…。！？؟।":
        return text
    mark = "?" if sentence.text.rstrip("\"”’'").endswith("?") and _is_question(out) else _full_stop(text)
    return text + mark


def _full_stop(text: str) -> str:
    return "。" if "\u3040" <= text[-1:] <= "\u9fff" else "."


def _is_question(tokens: Sequence[Token]) -> bool:
    return bool(tokens) and tokens[0].tag in ("WH", "MD", "DO", "BE", "HV", "CC", "SB", "IN")
