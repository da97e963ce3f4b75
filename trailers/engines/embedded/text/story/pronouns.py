"""Whom each he, she and her means: the subject of its own clause, else the nearest fitting person before it."""

from __future__ import annotations

from collections.abc import Sequence

from ..grammar.tokens import Token
from .people import PRONOUN_GENDER, Cast, Mention, Reference, is_human, is_subject


def resolve_pronouns(sentences: Sequence[Sequence[Token]], cast: Cast) -> None:
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

    ahead = _owner_ahead(position, token, seen, tokens) if token.tag == "PO" else None
    if ahead is not None and fits(ahead.person):
        return Reference(ahead.person, True)
    before = sorted((m for m in seen if m.end <= position), key=lambda m: m.start)
    if token.tag == "PX":  # 'Nora asks her': somebody else than the subject of this clause
        own = next((m for m in reversed(before) if m.is_subject), None)
        if own is not None and not _boundary_between(tokens, own.end, position):
            before = [m for m in before if m.person != own.person]
            topic = [(person, was) for person, was in topic if person != own.person]
    if (
        token.tag in ("PR", "PB")
        and tokens[0].tag in ("VN", "VG")
        and not any(t.text == "," for t in tokens[position:])
    ):
        before = []  # 'Convinced that Lily lives, she ...': the opening speaks of others
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
    if not before and _unnamed_before(position, tokens):
        return None  # 'an investor believes he is engaged'
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


def _unnamed_before(position: int, tokens: Sequence[Token]) -> bool:
    """Whether somebody without a name acts earlier in the sentence."""
    return any(
        token.tag == "NN" and is_human(token.lower) and is_subject(tokens, place + 1)
        for place, token in enumerate(tokens[:position])
    )


def _owner_ahead(
    position: int, token: Token, seen: Sequence[Mention], tokens: Sequence[Token]
) -> Mention | None:
    """'From the window of her room, Nora sees': the name behind the comma, when nobody was named before."""
    if any(m.end <= position for m in seen):
        return None
    following = next((m for m in seen if m.start > position), None)
    opens = following is not None and following.is_subject and tokens[following.start - 1].text == ","
    return following if opens else None


def _stranger_before(position: int, tokens: Sequence[Token], seen: Sequence[Mention]) -> bool:
    """Whether a name that belongs to nobody in the cast stands earlier in the sentence."""
    known = {index for mention in seen for index in range(mention.start, mention.end)}
    return any(token.tag == "NP" and token.index not in known for token in tokens[:position])


def _boundary_between(tokens: Sequence[Token], start: int, end: int) -> bool:
    return any(token.tag in ("SB", "WH", ";", ":") for token in tokens[start:end])


def _new_topic(seen: Sequence[Mention], topic: Sequence[tuple[int, bool]]) -> list[tuple[int, bool]]:
    """Who can be meant next, and whether they were a subject just now: subjects, then others, then older ones."""
    subjects = {m.person for m in seen if m.is_subject}
    ordered = sorted(seen, key=lambda m: (not m.is_subject, m.start))
    fresh = list(dict.fromkeys(m.person for m in ordered))
    old = [person for person, _ in topic if person not in fresh]
    return [(person, person in subjects) for person in fresh][:4] + [(person, False) for person in old][
        : max(0, 4 - len(fresh))
    ]
