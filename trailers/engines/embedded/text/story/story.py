"""The synopsis as a story: title, sections, sentences with their words tagged, people, and where the ending is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from ..grammar.sentences import balance_quotes, split_sentences
from ..grammar.tagging import tag
from ..grammar.tokens import Token, tokenize
from . import language
from .cast import cast_of
from .names import name_words
from .sections import PARENTHESIS, sections_of
from .titles import title_from
from .values import Heading, Sentence, Story

ENDING_LEAST, ENDING_MOST = 21, 38
"""How many per cent of the story's words the ending may be when it is told by whole paragraphs."""


_ENDING_HEADING = re.compile(
    r"\b(act (?:three|3|iii|five|5|v)|ending|the end|resolution|finale|climax|conclusion|epilogue|d[ée]nouement)\b",
    re.IGNORECASE,
)


_AFTER_AGE = "a|an|the|who|whose|whom|his|her|their|with|once|now|still|formerly|one|both|no"
"""Words that go on telling about a person: the comma before them stays when an age is taken out."""


@lru_cache(maxsize=8)
def read_story(document: str, title: str = "", told_language: str = "") -> Story:
    """Analyse a synopsis. Pure: the same text gives the same story. `title` overrides the document's own."""
    draft = sections_of(document)
    found = (
        told_language
        if told_language and told_language != "en"
        else language.detect(" ".join(draft.paragraphs))
    )
    sentences, past = _sentences(draft.paragraphs)
    cast = cast_of([sentence.tokens for sentence in sentences], draft.people)
    headings = tuple(Heading(text, _first_of(sentences, paragraph)) for text, paragraph in draft.headings)
    return Story(
        title=title.strip() or draft.title or title_from(sentences, draft.paragraphs),
        language=found,
        sentences=sentences,
        headings=headings,
        cast=cast,
        quotable=_quotable(sentences, headings),
        told_people=tuple(draft.people.items()),
        logline=draft.logline,
        labels=tuple(draft.labels.items()),
        words=sum(sentence.words for sentence in sentences),
        is_past=past,
    )


def _sentences(paragraphs: Sequence[str]) -> tuple[tuple[Sentence, ...], bool]:
    """The tagged sentences, and whether they tell the story in the past tense."""
    raw: list[tuple[int, str, bool]] = []
    shouted = _shouted_names(" ".join(paragraphs))
    for number, paragraph in enumerate(paragraphs):
        paragraph = re.sub(r"[^\W\d_]{2,}", lambda m: shouted.get(m.group(), m.group()), paragraph)
        clean = _without_ages(PARENTHESIS.sub("", paragraph)).replace(" - ", " – ").replace(" -- ", " – ")
        for sentence in split_sentences(clean):
            text, is_quote = balance_quotes(sentence)
            if any(char.isalnum() for char in text):
                raw.append((number, text, is_quote))
    tokens = [tokenize(text) for _, text, _ in raw]
    names = name_words(tokens)
    past = _is_past([tag(sentence, names) for sentence in tokens])
    out: list[Sentence] = []
    before = 0
    for index, ((place, text, is_quote), plain) in enumerate(zip(raw, tokens, strict=True)):
        words = len(text.split())
        out.append(Sentence(index, place, text, tag(plain, names, past=past), words, before, is_quote))
        before += words
    return tuple(out), past


def _without_ages(text: str) -> str:
    """'Marcus Cole, 38, walks' and 'Lucie Brandt, 97, who kept' without the number."""
    text = re.sub(rf"(?<=[^\W\d_]), \d{{1,2}},(?! (?:{_AFTER_AGE})\b)", "", text)
    return re.sub(r"(?<=[^\W\d_]), \d{1,2}(?=,)", "", text)


def _shouted_names(text: str) -> dict[str, str]:
    """MARCUS -> Marcus, for names that a treatment sets in capitals when it introduces them."""
    words = set(re.findall(r"[^\W\d_]{2,}", text))
    runs = re.findall(r"(?<![^\W\d_])(?:[A-ZÀ-Þ]{2,}[ -])+[A-ZÀ-Þ]{2,}(?![^\W\d_])", text)
    out = {word: word.capitalize() for word in words if word.isupper() and word.capitalize() in words}
    for run in runs:
        parts = re.findall(r"[^\W\d_]{2,}", run)
        if len(parts) <= 4 and any(part in out for part in parts):
            out.update({part: part.capitalize() for part in parts})
    return out


def _is_past(sentences: Sequence[Sequence[Token]]) -> bool:
    """Whether the story is told in the past tense, judged by its unmistakable auxiliaries."""
    words = Counter(token.lower for tokens in sentences for token in tokens)
    return sum(words[w] for w in ("was", "were", "had", "did")) > 2 * sum(
        words[w] for w in ("is", "are", "has", "does", "have")
    )


def _first_of(sentences: Sequence[Sentence], paragraph: int) -> int:
    return next((s.index for s in sentences if s.paragraph >= paragraph), len(sentences))


def _quotable(sentences: Sequence[Sentence], headings: Sequence[Heading]) -> int:
    """How many sentences come before the ending. A story of three sentences or fewer is all premise."""
    count = len(sentences)
    if count <= 3:
        return count
    total = sum(sentence.words for sentence in sentences)
    share = {s.index: 100 * s.starts_at // max(1, total) for s in sentences}
    for heading in headings:
        if (
            _ENDING_HEADING.search(heading.text)
            and 0 < heading.before < count
            and 50 <= share[heading.before] <= 85
        ):
            return heading.before
    first = _ending_paragraphs(sentences, total)
    if first:
        return first
    within = [index for index in range(1, count) if share[index] <= 100 - ENDING_LEAST]
    return max(within) if within else count - 1


def _ending_paragraphs(sentences: Sequence[Sentence], total: int) -> int:
    """The first sentence of the last fifth of the paragraphs, if they hold a fair share of the words; else 0.
    Counted in paragraphs first, so that rewording one does not move where the ending begins."""
    starts = [s.index for s in sentences if not s.index or s.paragraph != sentences[s.index - 1].paragraph]
    if len(starts) < 4:
        return 0
    for taken in range(-(-ENDING_LEAST * len(starts) // 100), len(starts) - 1):
        first = starts[-taken]
        withheld = 100 * (total - sentences[first].starts_at) // max(1, total)
        if withheld >= ENDING_LEAST:
            return first if withheld <= ENDING_MOST else 0
    return 0
