"""Which capitalised words are people, and what a narrator calls them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from .. import lexicon
from ..grammar.tagset import FINITE
from ..grammar.tokens import Token
from ..lexicon import wordset
from .people import FEMALE, MALE, TITLES, Person, role_gender

_FEMALE_TITLES = wordset("mrs ms miss lady queen princess madame sister mother aunt")


_MALE_TITLES = wordset("mr sir lord king prince father brother uncle")


_PLACE_WORDS = wordset(
    "point bay street city island isle islands hospital river lake mount mountain county town village station school "
    "academy university college hotel inn house hall harbor harbour port beach coast ridge creek valley canyon "
    "square avenue road bridge park forest woods sea ocean gulf cape desert abbey castle palace prison church "
    "cathedral theatre theater museum library company corporation institute republic kingdom empire earth mars moon "
    "north south east west st fort camp base"
)


_NOT_NAMES = wordset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september "
    "october november december christmas easter english french german american british russian chinese irish italian "
    "spanish god i mr mrs dr"
)


_LOCATIVE = wordset("in at to from near into toward towards across around through outside inside beyond")


def is_foreign(word: str) -> bool:
    """Whether a word is in another script than Latin: in an English text that is a name."""
    return word[0].isalpha() and word[0] >= "\u0370"


def name_words(sentences: Sequence[Sequence[Token]]) -> frozenset[str]:
    """Capitalised words that must be names: seen inside a sentence, or known first names at its start."""
    inside: set[str] = set()
    lower: set[str] = set()
    opening: Counter[str] = Counter()
    for tokens in sentences:
        starts = True
        for position, token in enumerate(tokens):
            if not token.is_word:
                starts = starts or token.text in '.!?:"“'
                continue
            bare = token.text.replace("’", "'").removesuffix("'s")
            if is_foreign(bare):
                inside.add(bare)
                starts = False
                continue
            if token.text[0].isupper() and token.lower not in _closed():
                following = tokens[position + 1] if position + 1 < len(tokens) else None
                is_pair = following is not None and following.is_word and following.text[0].isupper()
                if not starts:
                    inside.add(bare)
                elif bare.lower() in _first_names() or (is_pair and not _is_common(bare.lower())):
                    opening[bare] += 1
            elif token.text[0].islower():
                lower.add(bare)
            starts = False
    known = {word for word in opening if word.lower() not in lower}
    return frozenset(word for word in inside | known if word.lower() not in lower or word in inside)


@cache
def _closed() -> frozenset[str]:
    headings = (
        *("determiner", "possessive", "subject_pronoun", "object_pronoun", "preposition", "subordinator"),
        *("relative", "conjunction", "modal", "be", "have", "do", "adverb"),
    )
    return frozenset().union(*(lexicon.words("classes.txt", heading) for heading in headings))


def _is_common(word: str) -> bool:
    return word in lexicon.verb_forms() or word in lexicon.words("classes.txt", "adjective")


@cache
def _first_names() -> frozenset[str]:
    return lexicon.words("first_names.txt", "female") | lexicon.words("first_names.txt", "male")


def name_spans(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Runs of name tokens. A possessive ends its run."""
    start: int | None = None
    for position, token in enumerate(tokens):
        is_name = token.tag == "NP" or (token.tag == "PO" and token.is_possessive and token.text[0].isupper())
        if is_name and start is None:
            start = position
        if start is not None and (not is_name or token.tag == "PO"):
            yield start, position + (1 if is_name else 0)
            start = None
    if start is not None:
        yield start, len(tokens)


def bare_name(token: Token) -> str:
    text = token.text.replace("’", "'")
    return text[:-2] if text.endswith("'s") else text.rstrip("'") if token.is_possessive else text


def people_in(sentences: Sequence[Sequence[Token]], told: Mapping[str, str]) -> list[Person]:
    scores: defaultdict[tuple[str, ...], float] = defaultdict(float)
    counts: Counter[tuple[str, ...]] = Counter()
    first: dict[tuple[str, ...], int] = {}
    for index, tokens in enumerate(sentences):
        for start, end in name_spans(tokens):
            words = tuple(bare_name(token) for token in tokens[start:end])
            if len(words) > 4 or all(word.lower().rstrip(".") in _NOT_NAMES for word in words):
                continue
            counts[words] += 1
            first.setdefault(words, index)
            scores[words] += _evidence(tokens, start, end)
    for name in told:
        words = tuple(name.split())
        scores[words] += 5
        counts[words] += 1
        first.setdefault(words, 0)
    return _grouped(scores, counts, first)


def _evidence(tokens: Sequence[Token], start: int, end: int) -> float:
    """How much one occurrence speaks for a person (positive) or for a place or thing (negative)."""
    words = [bare_name(token).lower().rstrip(".") for token in tokens[start:end]]
    if is_foreign(words[0]):
        return 1.0
    before = tokens[start - 1] if start else None
    after = tokens[end] if end < len(tokens) else None
    score = 0.0
    if words[0] in _first_names() or any(word in TITLES for word in words[:-1]):
        score += 2.5
    if any(word in _PLACE_WORDS for word in words):
        score -= 4
    if before is not None and before.lower in role_gender():
        score += 2
    if before is not None and before.lower in _LOCATIVE and after is not None and after.tag not in FINITE:
        score -= 1.2
    if before is not None and before.lower == "the":
        score -= 0.3 if after is not None and after.tag in FINITE else 0.8
    if after is not None and after.tag in FINITE and (before is None or before.tag not in ("IN", "TO")):
        score += 1
    if after is not None and after.lower == "who":
        score += 1.5
    if (
        after is not None
        and after.text == ","
        and end + 2 < len(tokens)
        and tokens[end + 1].lower in ("a", "an", "the", "his", "her")
    ):
        score += 0.8 if any(t.lower in role_gender() for t in tokens[end + 1 : end + 6]) else 0
    if start >= 2 and tokens[start - 1].text == "," and tokens[start - 2].lower in role_gender():
        score += 1.5
    if start >= 2 and tokens[start - 1].lower in ("named", "called"):
        score += 1.2 if not tokens[start - 2].lower.endswith("s") else -1.5
    if before is not None and before.lower in ("and", "with", "by", "tells", "told"):
        score += 0.4
    return score


def _grouped(
    scores: Mapping[tuple[str, ...], float],
    counts: Counter[tuple[str, ...]],
    first: Mapping[tuple[str, ...], int],
) -> list[Person]:
    """Merge short forms into full names, then keep what the evidence calls people."""
    keys = sorted(scores, key=lambda words: (-len(core_of(words)), first[words], words))
    groups: list[list[tuple[str, ...]]] = []
    for words in keys:
        core = set(core_of(words))
        home = next((g for g in groups if core and core <= set(core_of(g[0]))), None)
        if home is None:
            groups.append([words])
        else:
            home.append(words)
    people = []
    for group in groups:
        if sum(scores[words] for words in group) > 0.9:
            people.append(_person(group, counts, min(first[words] for words in group)))
    return sorted(people, key=lambda person: person.first_sentence)


def core_of(words: Sequence[str]) -> tuple[str, ...]:
    """A name without its titles."""
    core = tuple(word for word in words if word.lower().rstrip(".") not in TITLES)
    return core or tuple(words)


def _person(group: Sequence[tuple[str, ...]], counts: Counter[tuple[str, ...]], first: int) -> Person:
    full = max(group, key=lambda words: (len(words), counts[words]))
    shorter = [words for words in group if len(core_of(words)) < len(core_of(full))]
    short = max(shorter, key=lambda words: counts[words]) if shorter else _default_short(full)
    words = core_of(full)
    gender = ""
    for word in full:
        bare = word.lower().rstrip(".")
        if bare in _FEMALE_TITLES or bare in lexicon.words("first_names.txt", "female"):
            gender = FEMALE
            break
        if bare in _MALE_TITLES or bare in lexicon.words("first_names.txt", "male"):
            gender = MALE
            break
    return Person(" ".join(full), " ".join(short), frozenset(words), gender, [], 0, first)


def _default_short(full: tuple[str, ...]) -> tuple[str, ...]:
    core = core_of(full)
    if core[0].lower() in _first_names():
        return core[:1]
    return core[-1:] if len(core) < len(full) and len(core) > 1 else core
