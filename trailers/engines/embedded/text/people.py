"""Who is in the story: names with their short forms and gender, and whom each pronoun means."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from . import lexicon
from .tagging import FINITE
from .tokens import Token

TITLES = frozenset(
    "captain dr doctor detective inspector sheriff sergeant officer commander colonel general major lieutenant nurse "
    "professor father sister brother mother uncle aunt king queen prince princess lord lady sir madame mr mrs ms miss "
    "president chief agent private corporal medic deputy judge reverend pastor mayor senator saint admiral".split()
)
_FEMALE_TITLES = frozenset("mrs ms miss lady queen princess madame sister mother aunt".split())
_MALE_TITLES = frozenset("mr sir lord king prince father brother uncle".split())
_PLACE_WORDS = frozenset(
    "point bay street city island isle islands hospital river lake mount mountain county town village station school "
    "academy university college hotel inn house hall harbor harbour port beach coast ridge creek valley canyon "
    "square avenue road bridge park forest woods sea ocean gulf cape desert abbey castle palace prison church "
    "cathedral theatre theater museum library company corporation institute republic kingdom empire earth mars moon "
    "north south east west st fort camp base".split()
)
_NOT_NAMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september "
    "october november december christmas easter english french german american british russian chinese irish italian "
    "spanish god i mr mrs dr".split()
)
_ARTICLES = frozenset("a an the her his their its this that one".split())
_LOCATIVE = frozenset("in at to from near into toward towards across around through outside inside beyond".split())
_MALE, _FEMALE = "he", "she"
PRONOUN_GENDER = {"he": _MALE, "him": _MALE, "his": _MALE, "she": _FEMALE, "her": _FEMALE, "hers": _FEMALE}


@dataclass(slots=True)
class Person:
    """Somebody of the story. `short` is what a narrator calls them after the first time."""

    name: str
    short: str
    words: frozenset[str]
    """The words of the name, titles left out."""
    gender: str = ""
    """he, she, or '' when the story does not say."""
    roles: list[str] = field(default_factory=list)
    mentions: int = 0
    first_sentence: int = 0
    is_named: bool = True


@dataclass(frozen=True, slots=True)
class Mention:
    person: int
    start: int
    end: int
    """Token range [start, end) in its sentence."""
    is_subject: bool


@dataclass(frozen=True, slots=True)
class Reference:
    """What a pronoun stands for."""

    person: int
    certain: bool


class Cast:
    """Everybody, with their mentions per sentence and what the pronouns mean."""

    def __init__(self, people: list[Person]) -> None:
        self.people = people
        self.mentions: list[list[Mention]] = []
        self.references: list[dict[int, Reference]] = []

    def named(self, text: str) -> Person | None:
        return next((p for p in self.people if text in (p.name, p.short)), None)


# --- finding names ------------------------------------------------------------------------------------


def name_words(sentences: Sequence[Sequence[Token]]) -> frozenset[str]:
    """Capitalised words that must be names: seen inside a sentence, or known first names at its start."""
    inside: set[str] = set()
    lower: set[str] = set()
    opening: Counter[str] = Counter()
    for tokens in sentences:
        starts = True
        for position, token in enumerate(tokens):
            if not token.is_word:
                starts = starts or token.text in ".!?:\"“"
                continue
            bare = token.text.replace("’", "'").removesuffix("'s")
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
    headings = ("determiner", "possessive", "subject_pronoun", "object_pronoun", "preposition", "subordinator")
    headings += ("relative", "conjunction", "modal", "be", "have", "do", "adverb")
    return frozenset().union(*(lexicon.words("classes.txt", heading) for heading in headings))


def _is_common(word: str) -> bool:
    return word in lexicon.verb_forms() or word in lexicon.words("classes.txt", "adjective")


@cache
def _first_names() -> frozenset[str]:
    return lexicon.words("first_names.txt", "female") | lexicon.words("first_names.txt", "male")


@cache
def role_gender() -> dict[str, str]:
    """Role word -> he, she or ''."""
    out = dict.fromkeys(lexicon.words("roles.txt", "neutral"), "")
    out.update(dict.fromkeys(lexicon.words("roles.txt", "male"), _MALE))
    out.update(dict.fromkeys(lexicon.words("roles.txt", "female"), _FEMALE))
    return out


def _spans(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
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


def _bare(token: Token) -> str:
    text = token.text.replace("’", "'")
    return text[:-2] if text.endswith("'s") else text.rstrip("'") if token.is_possessive else text


# --- building the cast --------------------------------------------------------------------------------


def cast_of(sentences: Sequence[Sequence[Token]], told: Mapping[str, str]) -> Cast:
    """The people of tagged sentences. `told` are names and descriptions from a list of characters."""
    people = _people(sentences, told)
    cast = Cast(people)
    roles = _role_people(sentences, cast)
    for index, tokens in enumerate(sentences):
        cast.mentions.append(_mentions(tokens, cast, roles, index))
    _learn_gender(sentences, cast)
    _learn_roles(sentences, cast)
    _resolve(sentences, cast)
    return cast


def _people(sentences: Sequence[Sequence[Token]], told: Mapping[str, str]) -> list[Person]:
    scores: defaultdict[tuple[str, ...], float] = defaultdict(float)
    counts: Counter[tuple[str, ...]] = Counter()
    first: dict[tuple[str, ...], int] = {}
    for index, tokens in enumerate(sentences):
        for start, end in _spans(tokens):
            words = tuple(_bare(token) for token in tokens[start:end])
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
    words = [_bare(token).lower().rstrip(".") for token in tokens[start:end]]
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
    if after is not None and after.text == "," and end + 2 < len(tokens) and tokens[end + 1].lower in ("a", "an", "the", "his", "her"):
        score += 0.8 if any(t.lower in role_gender() for t in tokens[end + 1 : end + 6]) else 0
    if start >= 2 and tokens[start - 1].lower in ("named", "called"):
        score += 1.2 if not tokens[start - 2].lower.endswith("s") else -1.5
    if before is not None and before.lower in ("and", "with", "by", "tells", "told"):
        score += 0.4
    return score


def _grouped(
    scores: Mapping[tuple[str, ...], float], counts: Counter[tuple[str, ...]], first: Mapping[tuple[str, ...], int]
) -> list[Person]:
    """Merge short forms into full names, then keep what the evidence calls people."""
    keys = sorted(scores, key=lambda words: (-len(_core(words)), first[words], words))
    groups: list[list[tuple[str, ...]]] = []
    for words in keys:
        core = set(_core(words))
        home = next((g for g in groups if core and core <= set(_core(g[0]))), None)
        if home is None:
            groups.append([words])
        else:
            home.append(words)
    people = []
    for group in groups:
        if sum(scores[words] for words in group) > 0.9:
            people.append(_person(group, counts, min(first[words] for words in group)))
    return sorted(people, key=lambda person: person.first_sentence)


def _core(words: Sequence[str]) -> tuple[str, ...]:
    """A name without its titles."""
    core = tuple(word for word in words if word.lower().rstrip(".") not in TITLES)
    return core or tuple(words)


def _person(group: Sequence[tuple[str, ...]], counts: Counter[tuple[str, ...]], first: int) -> Person:
    full = max(group, key=lambda words: (len(words), counts[words]))
    shorter = [words for words in group if len(_core(words)) < len(_core(full))]
    short = max(shorter, key=lambda words: counts[words]) if shorter else _default_short(full)
    words = _core(full)
    gender = ""
    for word in full:
        bare = word.lower().rstrip(".")
        if bare in _FEMALE_TITLES or bare in lexicon.words("first_names.txt", "female"):
            gender = _FEMALE
            break
        if bare in _MALE_TITLES or bare in lexicon.words("first_names.txt", "male"):
            gender = _MALE
            break
    return Person(" ".join(full), " ".join(short), frozenset(words), gender, [], 0, first)


def _default_short(full: tuple[str, ...]) -> tuple[str, ...]:
    core = _core(full)
    if core[0].lower() in _first_names():
        return core[:1]
    return core[-1:] if len(core) < len(full) and len(core) > 1 else core


def _role_people(sentences: Sequence[Sequence[Token]], cast: Cast) -> dict[str, int]:
    """People who have no name but a role that the story keeps using ('the widow')."""
    counts: Counter[str] = Counter()
    first: dict[str, int] = {}
    for index, tokens in enumerate(sentences):
        for position, token in enumerate(tokens):
            if token.tag == "NN" and token.lower in role_gender() and _has_article(tokens, position):
                counts[token.lower] += 1
                first.setdefault(token.lower, index)
    out = {}
    for word, count in counts.items():
        out[word] = len(cast.people)
        name = f"the {word}"
        cast.people.append(Person(name, name, frozenset({word}), role_gender()[word], [word], 0, first[word], False))
        cast.people[-1].mentions = 0 * count
    return out


def _has_article(tokens: Sequence[Token], position: int) -> bool:
    """Whether a singular article or possessive opens the noun phrase that ends at `position`."""
    index = position - 1
    while index >= 0 and tokens[index].tag in ("JJ", "NN", "VN", "VG", "NP"):
        index -= 1
    return index >= 0 and (tokens[index].tag == "PO" or tokens[index].lower in _ARTICLES)


def _mentions(tokens: Sequence[Token], cast: Cast, roles: Mapping[str, int], index: int) -> list[Mention]:
    out: list[Mention] = []
    for start, end in _spans(tokens):
        words = _core([_bare(token) for token in tokens[start:end]])
        number = next((n for n, p in enumerate(cast.people) if p.is_named and words and set(words) <= p.words), None)
        if number is not None:
            out.append(Mention(number, start, end, _is_subject(tokens, end)))
            cast.people[number].mentions += 1
    taken = {position for mention in out for position in range(mention.start, mention.end)}
    for position, token in enumerate(tokens):
        if token.tag == "NN" and token.lower in roles and position not in taken and _has_article(tokens, position):
            if position + 1 < len(tokens) and tokens[position + 1].tag in ("NP", "NN", "PO"):
                continue
            out.append(Mention(roles[token.lower], position, position + 1, _is_subject(tokens, position + 1)))
            cast.people[roles[token.lower]].mentions += 1
    return _without_own_roles(sorted(out, key=lambda mention: mention.start), tokens, cast)


def _without_own_roles(mentions: list[Mention], tokens: Sequence[Token], cast: Cast) -> list[Mention]:
    """'the deputy, a veteran named Amos Tull,' is one person: the roles go to the name, which stands for them all."""
    out: list[Mention] = []
    for mention in mentions:
        person = cast.people[mention.person]
        if person.is_named and mention.start and _introduces(tokens, mention.start, out, cast):
            for place in range(len(out) - 1, -1, -1):
                role = cast.people[out[place].person]
                if role.is_named or mention.start - out[place].end > 8:
                    break
                out[place] = _same_person(out[place], role, mention.person, person)
        elif out and not person.is_named and _follows_name(tokens, mention, out[-1], cast):
            mention = _same_person(mention, person, out[-1].person, cast.people[out[-1].person])
        out.append(mention)
    return out


def _same_person(mention: Mention, role: Person, number: int, person: Person) -> Mention:
    """The mention of a role as a mention of the person who has it."""
    role.mentions -= 1
    person.roles += [word for word in role.roles if word not in person.roles]
    return Mention(number, mention.start, mention.end, mention.is_subject)


def _follows_name(tokens: Sequence[Token], role: Mention, before: Mention, cast: Cast) -> bool:
    """'Dr. Wray, the consultant who hired her': the role tells who the name is."""
    if not cast.people[before.person].is_named or not 1 < role.start - before.end <= 5:
        return False
    return tokens[before.end].text == "," and tokens[before.end + 1].tag in ("DT", "PO")


def _introduces(tokens: Sequence[Token], start: int, before: Sequence[Mention], cast: Cast) -> bool:
    """Whether the name at `start` names the role just before it: 'a veteran named Amos', 'the deputy, Amos'."""
    if tokens[start - 1].lower in ("named", "called"):
        return True
    near = bool(before) and not cast.people[before[-1].person].is_named and before[-1].end == start - 1
    return near and tokens[start - 1].text == ","


def _is_subject(tokens: Sequence[Token], end: int) -> bool:
    """Whether a finite verb follows the name at once (or after an aside)."""
    if tokens[end - 1].tag == "PO":
        return False
    position = end
    while position < len(tokens) and tokens[position].tag == "RB":
        position += 1
    if position < len(tokens) and tokens[position].tag in FINITE:
        return True
    if position < len(tokens) and tokens[position].text == ",":
        close = next((i for i in range(position + 1, len(tokens)) if tokens[i].text == ","), None)
        return close is not None and close + 1 < len(tokens) and tokens[close + 1].tag in FINITE
    if position + 1 < len(tokens) and tokens[position].tag == "CC" and tokens[position + 1].tag == "NP":
        return True
    return False


# --- gender, roles, pronouns --------------------------------------------------------------------------


def _learn_gender(sentences: Sequence[Sequence[Token]], cast: Cast) -> None:
    """Let pronouns that can only mean one person tell that person's gender."""
    votes: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for index, tokens in enumerate(sentences):
        here = {mention.person for mention in cast.mentions[index]}
        if len(here) == 1 and cast.mentions[index][0].is_subject:
            person = next(iter(here))
            start = cast.mentions[index][0].end
            for token in tokens[start:]:
                if token.lower in PRONOUN_GENDER:
                    votes[person][PRONOUN_GENDER[token.lower]] += 1
            if index + 1 < len(sentences) and sentences[index + 1]:
                opening = sentences[index + 1][0]
                if opening.lower in ("he", "she") and not cast.mentions[index + 1]:
                    votes[person][opening.lower] += 1
    for person, counted in votes.items():
        ranked = counted.most_common()
        known = cast.people[person].gender
        clear = len(ranked) == 1 or ranked[0][1] > 2 * ranked[1][1]
        if clear and (not known or (ranked[0][1] >= 3 and len(ranked) == 1)):
            cast.people[person].gender = ranked[0][0]


def _learn_roles(sentences: Sequence[Sequence[Token]], cast: Cast) -> None:
    """Role words that stand beside a name: 'detective Hale', 'Helen Marsh, a night nurse,'."""
    for tokens, mentions in zip(sentences, cast.mentions, strict=True):
        for mention in mentions:
            person = cast.people[mention.person]
            if not person.is_named:
                continue
            near = [t for t in tokens[max(0, mention.start - 3) : mention.start] if t.tag in ("NN", "NP", "JJ")]
            if mention.end < len(tokens) and tokens[mention.end].text == ",":
                following = tokens[mention.end + 1 : mention.end + 8]
                if following and following[0].tag in ("DT", "PO"):
                    near += [t for t in following if t.tag in ("NN", "JJ")]
            if mention.end + 1 < len(tokens) and tokens[mention.end].tag == "BE" and tokens[mention.end + 1].tag == "DT":
                near += [t for t in tokens[mention.end + 2 : mention.end + 6] if t.tag == "NN"]
            words = [t.lower for t in near if t.lower in role_gender()]
            words += [w.lower().rstrip(".") for w in person.name.split() if w.lower().rstrip(".") in TITLES]
            for word in words:
                if word not in person.roles:
                    person.roles.append(word)
                if not person.gender and role_gender().get(word):
                    person.gender = role_gender()[word]


def _resolve(sentences: Sequence[Sequence[Token]], cast: Cast) -> None:
    """Find whom each pronoun means: the subject of its own clause, else the nearest fitting person before it."""
    topic: list[tuple[int, bool]] = []
    for index, tokens in enumerate(sentences):
        found: dict[int, Reference] = {}
        seen = list(cast.mentions[index])
        for position, token in enumerate(tokens):
            gender = PRONOUN_GENDER.get(token.lower.split("'")[0], "")
            if not gender or token.tag not in ("PR", "PX", "PO", "PB"):
                continue
            reference = _antecedent(position, token, gender, seen, topic, tokens, cast)
            if reference is not None:
                found[position] = reference
                cast.people[reference.person].mentions += reference.certain and token.tag in ("PR", "PB")
                if token.tag in ("PR", "PB"):
                    seen.append(Mention(reference.person, position, position + 1, True))
        cast.references.append(found)
        topic = _new_topic(seen, topic)


def _antecedent(
    position: int,
    token: Token,
    gender: str,
    seen: Sequence[Mention],
    topic: Sequence[tuple[int, bool]],
    tokens: Sequence[Token],
    cast: Cast,
) -> Reference | None:
    def fits(person: int) -> bool:
        return cast.people[person].gender in (gender, "")

    before = sorted((m for m in seen if m.end <= position), key=lambda m: m.start)
    if token.tag == "PX":  # 'Nora asks her': somebody else than the subject of this clause
        own = next((m for m in reversed(before) if m.is_subject), None)
        if own is not None and not _boundary_between(tokens, own.end, position):
            before = [m for m in before if m.person != own.person]
            topic = [(person, was) for person, was in topic if person != own.person]
    before = [m for m in before if fits(m.person)]
    known = [m for m in before if cast.people[m.person].gender]
    before = known or before
    distinct = {m.person for m in before}
    outside = [(person, was) for person, was in topic if fits(person) and person not in distinct]
    outside = [pair for pair in outside if cast.people[pair[0]].gender] or outside
    if before and not known and outside and cast.people[outside[0][0]].gender:
        return Reference(outside[0][0], False)
    if before:
        subjects = [m for m in before if m.is_subject]
        owners = [m for m in before if tokens[m.end - 1].tag != "PO"]
        choice = subjects[-1] if subjects else (owners or before)[-1]
        rivals = {m.person for m in subjects or owners} or distinct
        return Reference(choice.person, len(rivals) == 1 and (bool(subjects) or not outside))
    if outside and token.tag != "PR" and _stranger_before(position, tokens, seen):
        return None  # 'The Deacon walks in with the sun behind him': he is nobody we know
    if outside:
        subjects_before = [person for person, was_subject in outside if was_subject]
        clear = len(outside) == 1 or (len(subjects_before) == 1 and subjects_before[0] == outside[0][0])
        return Reference(outside[0][0], clear)
    later = [m for m in seen if m.start > position and fits(m.person) and cast.people[m.person].is_named]
    if later:  # 'When she comes home, Nora ...'
        return Reference(later[0].person, len({m.person for m in later}) == 1)
    return None


def _stranger_before(position: int, tokens: Sequence[Token], seen: Sequence[Mention]) -> bool:
    """Whether a name that belongs to nobody in the cast stands earlier in the sentence."""
    known = {index for mention in seen for index in range(mention.start, mention.end)}
    return any(token.tag == "NP" and token.index not in known for token in tokens[:position])


def _boundary_between(tokens: Sequence[Token], start: int, end: int) -> bool:
    return any(token.tag in ("SB", "WH", ";", ":") for token in tokens[start:end])


def _new_topic(seen: Sequence[Mention], topic: Sequence[tuple[int, bool]]) -> list[tuple[int, bool]]:
    """Who can be meant next, with whether they were a subject just now: subjects first, then others, then older ones."""
    subjects = {m.person for m in seen if m.is_subject}
    ordered = sorted(seen, key=lambda m: (not m.is_subject, m.start))
    fresh = list(dict.fromkeys(m.person for m in ordered))
    old = [person for person, _ in topic if person not in fresh]
    return [(person, person in subjects) for person in fresh][:4] + [(person, False) for person in old][: max(0, 4 - len(fresh))]
