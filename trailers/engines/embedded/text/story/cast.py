"""The people of a story: names and roles, where they are mentioned, their gender."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from ..grammar.tokens import Token
from ..lexicon import wordset
from .names import bare_name, core_of, name_spans, people_in
from .people import PRONOUN_GENDER, TITLES, Cast, Mention, Person, is_subject, role_gender
from .pronouns import resolve_pronouns

_ARTICLES = wordset("a an the her his their its this that one")


def cast_of(sentences: Sequence[Sequence[Token]], told: Mapping[str, str]) -> Cast:
    """The people of tagged sentences. `told` are names and descriptions from a list of characters."""
    people = people_in(sentences, told)
    cast = Cast(people)
    roles = _role_people(sentences, cast)
    for index, tokens in enumerate(sentences):
        cast.mentions.append(_mentions(tokens, cast, roles, index))
    _learn_gender(sentences, cast)
    _learn_roles(sentences, cast)
    resolve_pronouns(sentences, cast)
    return cast


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
        cast.people.append(
            Person(name, name, frozenset({word}), role_gender()[word], [word], 0, first[word], False)
        )
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
    for start, end in name_spans(tokens):
        words = core_of([bare_name(token) for token in tokens[start:end]])
        number = next(
            (n for n, p in enumerate(cast.people) if p.is_named and words and set(words) <= p.words), None
        )
        if number is not None:
            out.append(Mention(number, start, end, is_subject(tokens, end)))
            cast.people[number].mentions += 1
    taken = {position for mention in out for position in range(mention.start, mention.end)}
    for position, token in enumerate(tokens):
        if (
            token.tag == "NN"
            and token.lower in roles
            and position not in taken
            and _has_article(tokens, position)
        ):
            if position + 1 < len(tokens) and tokens[position + 1].tag in ("NP", "NN", "PO"):
                continue
            out.append(Mention(roles[token.lower], position, position + 1, is_subject(tokens, position + 1)))
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


def _learn_gender(sentences: Sequence[Sequence[Token]], cast: Cast) -> None:
    """Let pronouns that can only mean one person tell that person's gender."""
    votes: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for index, tokens in enumerate(sentences):
        here = {mention.person for mention in cast.mentions[index]}
        if len(here) == 1 and cast.mentions[index][0].is_subject:
            person = next(iter(here))
            start = cast.mentions[index][0].end
            own = (t for t in tokens[start:] if t.lower in PRONOUN_GENDER and t.tag != "PX")
            nearest = next((t.lower for t in own), "")  # 'Dana warns him': him is somebody else
            if nearest:
                votes[person][PRONOUN_GENDER[nearest]] += 1
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
            near = [
                t for t in tokens[max(0, mention.start - 3) : mention.start] if t.tag in ("NN", "NP", "JJ")
            ]
            if mention.end < len(tokens) and tokens[mention.end].text == ",":
                following = tokens[mention.end + 1 : mention.end + 8]
                if following and following[0].tag in ("DT", "PO"):
                    near += [t for t in following if t.tag in ("NN", "JJ")]
            if (
                mention.end + 1 < len(tokens)
                and tokens[mention.end].tag == "BE"
                and tokens[mention.end + 1].tag == "DT"
            ):
                near += [t for t in tokens[mention.end + 2 : mention.end + 6] if t.tag == "NN"]
            words = [t.lower for t in near if t.lower in role_gender()]
            words += [w.lower().rstrip(".") for w in person.name.split() if w.lower().rstrip(".") in TITLES]
            for word in words:
                if word not in person.roles:
                    person.roles.append(word)
                if not person.gender and role_gender().get(word):
                    person.gender = role_gender()[word]
