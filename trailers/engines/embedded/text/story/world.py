"""Where, when and in what weather each sentence plays, who does what there, and what can be seen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from trailers.domain import vocabulary

from .. import lexicon
from ..grammar.tagging import tag
from ..grammar.tokens import Token, render, tokenize
from ..lexicon import wordset
from ..writing.weights import word_values
from .values import Heading, Sentence, Story

_DENIALS = frozenset({"never", "no", "not", "without", "fail", "fails", "failed"})


_NO_PLACES = wordset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december christmas easter god"
)


_THINGS = wordset("door window desk bed table wedding altar ditch light deck car bus truck stars trees waves")


_STRONG_TIMES = ("night", "dawn", "dusk", "day")


_PLACE_PREPOSITIONS = wordset(
    "in on at inside into from through across under beneath above beside near behind over along"
)


@dataclass(frozen=True, slots=True)
class Beat:
    """One sentence as something to be seen. Empty fields were not told and could not be carried over."""

    sentence: int
    paragraph: int
    text: str
    place: str
    setting: str
    time: str
    weather: str
    who: tuple[str, ...]
    action: str
    objects: tuple[str, ...]
    mood: str


@cache
def _terms(kind: str) -> dict[str, tuple[str, ...]]:
    """Word -> terms of a kind ('setting', 'object', ...) that it points to."""
    out: dict[str, tuple[str, ...]] = {}
    for heading, words in lexicon.sections("world.txt").items():
        family, _, term = heading.partition(" ")
        if family == kind:
            for word in words:
                out[word] = (*out.get(word, ()), term)
    return out


def _told(kind: str, tokens: Sequence[Token]) -> list[str]:
    """Every term of a kind that the words point to, in their order."""
    terms = _terms(kind)
    out: list[str] = []
    for token in tokens:
        if (
            token.is_word
            and token.tag not in ("PR", "PX", "RB", "HV")
            and (token.lower != "dark" or token.tag == "NN")
        ):
            bare = token.lower.removesuffix("'s")
            for term in terms.get(bare, terms.get(bare.removesuffix("s"), ())):
                out.append(term)
    return out


def beats_of(story: Story) -> tuple[Beat, ...]:
    """One beat per quotable sentence. Place, time and weather last until the story names others."""
    out: list[Beat] = []
    before: Beat | None = None
    headings: Mapping[int, Heading] = {heading.before: heading for heading in story.headings}
    usual = _usual_setting(story)
    for sentence in story.usable:
        if before is not None and before.paragraph != sentence.paragraph:
            told = _setting(sentence.tokens, usual)
            same = not told or told == before.setting
            before = replace(before, time="", weather=before.weather if same and story.is_list else "")
        heading = headings.get(sentence.index)
        beat = _beat(sentence, story, before, heading, usual)
        out.append(beat)
        before = beat
    return tuple(out)


def _usual_setting(story: Story) -> str:
    counts = Counter(term for sentence in story.usable for term in _told("setting", sentence.tokens))
    return max(counts, key=lambda term: (counts[term], term)) if counts else ""


def _beat(sentence: Sentence, story: Story, before: Beat | None, heading: Heading | None, usual: str) -> Beat:
    words = [*(tokenize(heading.text.lower()) if heading else ()), *sentence.tokens]
    setting = _setting(words, usual)
    carried = not setting
    return Beat(
        sentence=sentence.index,
        paragraph=sentence.paragraph,
        text=sentence.text,
        place=_place(sentence, story) or (before.place if before and carried else ""),
        setting=setting or (before.setting if before else usual),
        time=_time(words) or (before.time if before else ""),
        weather=_weather(words) or (before.weather if before else ""),
        who=_who(sentence, story),
        action=_action(sentence.tokens),
        objects=tuple(dict.fromkeys(_told("object", sentence.tokens)))[:4],
        mood=_mood(sentence),
    )


def _setting(words: Sequence[Token], usual: str) -> str:
    """The setting that most of the words point to; the earlier word decides between equals."""
    told = [*_told("setting", words), *_told("named", [token for token in words if token.tag == "NP"])]
    if usual == "space":  # decks and things aboard are a starship's there
        told = ["space" if term == "sea" else term for term in told]
    if not told:
        return ""
    counts = Counter([*told, *([usual] if usual in told else [])])
    return max(counts, key=lambda term: (counts[term], -told.index(term)))


def _weather(words: Sequence[Token]) -> str:
    """The weather told, unless it is told to be missing ('the rains fail', 'she has never felt rain')."""
    if {token.lower for token in words} & _DENIALS:
        return ""
    return next(iter(_told("weather", words)), "")


def _time(words: Sequence[Token]) -> str:
    told = set(_told("time", words))
    return next((term for term in _STRONG_TIMES if term in told), "")


def _place(sentence: Sentence, story: Story) -> str:
    """The words of the place: 'the lamp room', 'Corrow Point', 'the salt flats'."""
    people = frozenset().union(*(p.words for p in story.cast.people if p.is_named))
    tokens = sentence.tokens
    for position, token in enumerate(tokens[:-1]):
        if token.tag in ("IN", "TO") and token.lower in (*_PLACE_PREPOSITIONS, "to"):
            phrase = _noun_phrase(tokens, position + 1)
            if phrase and _names_place(phrase, people):
                return render(phrase)
    return ""


def _noun_phrase(tokens: Sequence[Token], start: int) -> tuple[Token, ...]:
    """Article, adjectives and nouns from `start`, with an 'of ...' behind them."""
    end = start
    while end < len(tokens) and tokens[end].tag in ("DT", "PO", "JJ", "NN", "NP", "CD", "VN", "VG"):
        if tokens[end].tag in ("DT", "CD") and end > start and tokens[end - 1].tag in ("NN", "NP"):
            break
        end += 1
    while end > start and tokens[end - 1].tag not in ("NN", "NP"):
        end -= 1
    return tuple(tokens[start:end]) if end - start <= 6 else ()


def _names_place(phrase: Sequence[Token], people: frozenset[str]) -> bool:
    """Whether the head of the phrase is somewhere one can be: a known kind of place, or a name of nobody."""
    head = phrase[-1].lower.removesuffix("'s")
    if phrase[-1].tag == "NP":
        return head not in _NO_PLACES and not any(token.text in people for token in phrase)
    if head in _THINGS or head.removesuffix("s") in _THINGS:
        return False
    terms = _terms("setting")
    return head in terms or head.removesuffix("s") in terms


def _who(sentence: Sentence, story: Story) -> tuple[str, ...]:
    """Names of the people to be seen: those named, those surely meant by a pronoun, and unnamed ones who act."""
    cast = story.cast
    people = []
    for mention in cast.mentions[sentence.index]:
        before = sentence.tokens[mention.start - 1].lower if mention.start else ""
        seen = cast.people[mention.person].is_named or mention.is_subject
        if (
            seen
            and before not in ("dead", "late", "missing")
            and sentence.tokens[mention.end - 1].tag != "PO"
        ):
            people.append(mention.person)
    people += [r.person for r in cast.references[sentence.index].values() if r.certain]
    return tuple(cast.people[number].name for number in dict.fromkeys(people))[:3]


def _action(tokens: Sequence[Token]) -> str:
    """What the first verb that can be seen does; who is shot or buried lies."""
    for token in tokens:
        if token.tag in ("VF", "VB", "VG", "VN"):
            forms = set(lexicon.verb_forms().get(token.lower, {}).values()) | {token.lower}
            if token.tag == "VN" and forms & {"shoot", "kill", "bury", "drown", "murder", "wound"}:
                return "lie"
            for form in sorted(forms) if token.tag != "VN" else ():
                for term in _terms("action").get(form, ()):
                    if term in vocabulary.ACTIONS:
                        return term
    return ""


def narrowed(beat: Beat, text: str) -> Beat:
    """The beat as one line of its sentence tells it: only the deed and the things that the line itself names."""
    tokens = tag(tokenize(text), frozenset(word for name in beat.who for word in name.split()))
    objects = tuple(dict.fromkeys(_told("object", tokens)))[:4]
    said = set(re.findall(r"\w+", text))
    who = tuple(name for name in beat.who if set(name.split()) & said)
    return replace(
        beat, action=_action(tokens) or beat.action, objects=objects or beat.objects, who=who or beat.who
    )


def _mood(sentence: Sentence) -> str:
    kinds = Counter(
        kind for token in sentence.tokens if token.is_word for kind, _ in word_values(token.lower)
    )
    ranked = [kind for kind in ("conflict", "mystery", "stakes") if kinds[kind]]
    names = {"conflict": "threat", "mystery": "mystery", "stakes": "longing"}
    return names[max(ranked, key=lambda kind: kinds[kind])] if ranked else "stillness"
