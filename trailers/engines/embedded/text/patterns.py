"""First pass: what kind of story this is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from . import lexicon
from .story import language
from .story.values import Sentence, Story
from .writing.line import Line
from .writing.lines import lines_of

_LABELLED = (
    (r"sci(?:ence)?[- ]?fi(?:ction)?|space opera|cyberpunk|dystopia", "science_fiction"),
    (r"rom(?:antic)?[- ]?com|romantic comedy|comedy|farce|satire", "comedy"),
    (r"documentary|docu", "documentary"),
    (r"western", "western"),
    (r"horror|ghost story|slasher", "horror"),
    (r"noir", "noir"),
    (r"fantasy|fairy ?tale", "fantasy"),
    (r"\bwar\b", "war"),
    (r"thriller|mystery|crime|suspense|whodunit|heist|spy", "thriller"),
    (r"adventure|action", "adventure"),
    (r"romance|romantic|love story", "romance"),
    (r"drama", "drama"),
)


TONES: Mapping[str, tuple[str, ...]] = {
    "drama": ("intimate", "bittersweet", "honest"),
    "thriller": ("tense", "brooding", "watchful"),
    "noir": ("brooding", "cold", "fatal"),
    "horror": ("dread", "quiet", "cold"),
    "science_fiction": ("vast", "lonely", "searching"),
    "fantasy": ("wondrous", "fateful", "grand"),
    "romance": ("warm", "tender", "hopeful"),
    "comedy": ("playful", "warm", "quick"),
    "adventure": ("bold", "restless", "grand"),
    "war": ("grim", "stoic", "mournful"),
    "western": ("stark", "dry", "fateful"),
    "documentary": ("sober", "searching", "humane"),
}


PALETTES: Mapping[str, str] = {
    "drama": "slate blue, bone, lamp amber",
    "thriller": "sea grey, ink blue, lamp amber",
    "noir": "black, silver, one cold white",
    "horror": "bruise green, bone, sick yellow",
    "science_fiction": "deep blue, graphite, signal orange",
    "fantasy": "forest green, gold, dusk violet",
    "romance": "rose, honey, evening blue",
    "comedy": "butter yellow, sky blue, brick red",
    "adventure": "ochre, jungle green, sky",
    "war": "mud brown, ash grey, fire orange",
    "western": "bleached sand, rust, hard blue",
    "documentary": "paper, iron grey, faded green",
}


_THEMES: tuple[tuple[str, str], ...] = (
    ("family", "father mother sister brother daughter son family grandmother husband wife child parents"),
    ("secrets and lies", "secret secrets lie lies hidden truth confess conspiracy sealed unsent"),
    ("guilt", "guilt guilty blame sorry forgive forgiveness sin shame atone redemption mourned"),
    ("love", "love kiss wedding marry heart lovers romance"),
    ("survival", "survive survival alive starve escape save rescue die dying"),
    ("justice", "law justice judge trial crime sheriff deed innocent guilty murder"),
    ("memory", "remember memory forget forgotten past diary photograph years ago"),
    ("grief", "lost dead grave bury funeral widow mourn drowned grief"),
    ("courage", "dare dares brave fear stand fight choose alone refuse"),
    ("power and greed", "money price owns power king greed gold company sold debt"),
    ("belonging", "home stranger village town return outsider leave belong"),
    ("identity", "name face who mask disguise pretend double twin"),
)


@dataclass(frozen=True, slots=True)
class Patterns:
    title: str
    language: str
    genre: str
    genre_evidence: tuple[tuple[str, tuple[str, ...]], ...]
    """The three likeliest genres with the words that speak for them."""
    tone: tuple[str, ...]
    palette: str
    themes: tuple[str, ...]
    logline: str
    tagline: str
    tense: str
    words: int
    sentences: int
    quotable_sentences: int
    shape: str
    notices: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Patterns:
        lists = {name: tuple(data[name]) for name in ("tone", "themes", "notices")}
        evidence = tuple((genre, tuple(words)) for genre, words in data["genre_evidence"])
        return cls(**{**data, **lists, "genre_evidence": evidence})


def find_patterns(story: Story) -> Patterns:
    evidence = _genres(story)
    genre = evidence[0][0] if evidence else "drama"
    return Patterns(
        title=story.title,
        language=story.language,
        genre=genre,
        genre_evidence=evidence[:3],
        tone=_tone(story, genre),
        palette=PALETTES[genre],
        themes=_themes(story),
        logline=_logline(story),
        tagline=_tagline(story),
        tense="past" if story.is_past else "present",
        words=story.words,
        sentences=len(story.sentences),
        quotable_sentences=story.quotable,
        shape=_shape(story),
        notices=_notices(story),
    )


def _words(story: Story) -> Counter[str]:
    return Counter(t.lower.removesuffix("'s") for s in story.sentences for t in s.tokens if t.is_word)


def _genres(story: Story) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Genres by weight: what the document calls itself, else the words of the story."""
    counts = _words(story)
    scored: list[tuple[float, str, tuple[str, ...]]] = []
    called = _called(story)
    for heading, terms in lexicon.sections("world.txt").items():
        family, _, genre = heading.partition(" ")
        if family != "genre":
            continue
        found = sorted(
            (w for w in counts if w in terms or w.removesuffix("s") in terms), key=lambda w: (-counts[w], w)
        )
        weight = sum(min(counts[w], 3) ** 0.5 for w in found) * (0.5 if genre == "drama" else 1.0)
        scored.append((weight + (100.0 if genre == called else 0.0), genre, tuple(found[:8])))
    scored.sort(key=lambda row: (-row[0], row[1]))
    return tuple((genre, words) for weight, genre, words in scored if weight > 0) or (("drama", ()),)


def _called(story: Story) -> str:
    """The genre in the document's own labels ('A romantic comedy'), or ''."""
    text = " ".join(
        value for label, value in story.labels if label in ("genre", "kind", "format", "logline")
    ).lower()
    return next((genre for pattern, genre in _LABELLED if re.search(pattern, text)), "") if text else ""


def _tone(story: Story, genre: str) -> tuple[str, ...]:
    """Two words of the genre, and one from what the story is full of."""
    counts = _words(story)
    kinds = {
        kind: sum(counts[w] for w in lexicon.words("weights.txt", kind))
        for kind in ("conflict", "mystery", "stakes")
    }
    extra = {"conflict": "dangerous", "mystery": "mysterious", "stakes": "urgent"}[
        max(kinds, key=lambda k: (kinds[k], k))
    ]
    light = genre in ("comedy", "romance")
    return (*TONES[genre][:2], TONES[genre][2] if light else extra)


def _themes(story: Story) -> tuple[str, ...]:
    counts = _words(story)
    scored = [(sum(counts[w] for w in words.split()), name) for name, words in _THEMES]
    return tuple(name for weight, name in sorted(scored, key=lambda row: -row[0])[:3] if weight)


def _logline(story: Story) -> str:
    """The document's own, else the strongest sentence about its main person in the first half."""
    if story.logline:
        return story.logline
    half = story.usable[: max(1, (len(story.usable) + 1) // 2)]
    scores = {s.index: max((line.score for line in lines_of(s, story)), default=None) for s in half}
    people = sorted(
        (p for p in story.cast.people if p.mentions), key=lambda p: (-p.mentions, p.first_sentence)
    )
    main = story.cast.people.index(people[0]) if people else -1
    told = [s for s in half if scores[s.index] is not None]
    about = [s for s in told if any(m.person == main for m in story.cast.mentions[s.index])] or told
    first = people[0].first_sentence if people else -1

    def worth(sentence: Sentence) -> float:
        return (
            (scores[sentence.index] or 0.0) + 0.02 * min(sentence.words, 30) + 1.2 * (sentence.index == first)
        )

    best = max(about, key=lambda s: (worth(s), -s.index), default=None)
    return best.text if best else (story.sentences[0].text if story.sentences else story.title)


def _tagline(story: Story) -> str:
    """The strongest short question or saying: at most nine words, rather about everybody than about one name."""
    lines = [
        line for s in story.usable for line in lines_of(s, story) if not line.needs_before and line.words <= 9
    ]
    lines = [line for line in lines if '"' not in line.text and "“" not in line.text]
    best = max(lines, key=lambda line: (_tagline_score(line, story), -line.sentence), default=None)
    return best.text if best else ""


def _tagline_score(line: Line, story: Story) -> float:
    words = re.findall(r"[\w']+", line.text.lower())
    score = line.score + (1.2 if line.text.endswith("?") else 0.0)
    score += 0.7 * bool(set(words) & lexicon.words("weights.txt", "absolute"))
    score -= 0.9 * any(p.is_named and p.words & set(re.findall(r"\w+", line.text)) for p in story.cast.people)
    score += 0.8 * bool(set(words) & {"you", "your", "you've", "we", "some"})
    return score - 0.08 * max(0, len(words) - 5)


def _shape(story: Story) -> str:
    if len(story.sentences) <= 1:
        return "one sentence"
    if len(story.headings) >= 2:
        return "acts"
    if story.paragraphs == 1:
        return "one paragraph"
    return "list" if story.is_list else "paragraphs"


def _notices(story: Story) -> tuple[str, ...]:
    """Sentences for the user about what limits this script."""
    out = []
    if story.language != "en":
        name = language.NAMES.get(story.language, "another language")
        out.append(
            f"The synopsis is in {name}. Cuelock's own writer knows English grammar only: it takes whole sentences "
            "and shortens none."
        )
    if len(story.sentences) <= 3:
        out.append(
            "The synopsis is very short: the trailer has fewer lines and may be shorter than 45 seconds."
        )
    return tuple(out)
