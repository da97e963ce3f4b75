"""Third pass: the arc of the trailer. Which lines are spoken in which act, and what the cards between say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from .story.values import Story
from .writing.cards import Card, cards_of, choose_card
from .writing.choose import choose
from .writing.line import Line

ACTS = ("hook", "world", "disturbance", "escalation", "question")


CARD_BEFORE = ("disturbance", "escalation", "question")


_WORLD_SHARE, _DISTURBANCE_SHARE = 0.36, 0.6


@dataclass(frozen=True, slots=True)
class Spoken:
    """One line of an act. `joins_next` asks for a short pause: the next line goes on with the same thought."""

    sentence: int
    text: str
    score: float
    joins_next: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    name: str
    lines: tuple[Spoken, ...]
    card: str = ""
    """What is shown before the act; '' for no card."""


@dataclass(frozen=True, slots=True)
class Blocks:
    acts: tuple[Act, ...]
    ending_from_sentence: int
    """The first sentence that is withheld; as many as there are sentences when nothing is."""
    sentences: int
    notices: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Blocks:
        acts = tuple(
            Act(a["name"], tuple(Spoken(**line) for line in a["lines"]), a["card"]) for a in data["acts"]
        )
        return cls(acts, data["ending_from_sentence"], data["sentences"], tuple(data["notices"]))


def build_blocks(story: Story, target_ms: int) -> Blocks:
    lines = choose(story, target_ms)
    acts = _acts(lines, story)
    return Blocks(
        acts=tuple(_with_cards(acts, story)),
        ending_from_sentence=story.quotable,
        sentences=len(story.sentences),
        notices=_notices(lines),
    )


def _acts(lines: Sequence[Line], story: Story) -> list[tuple[str, list[Line]]]:
    """The lines sorted into acts by where in the told part of the story they stand."""
    total = max(1, story.usable_words)
    out: dict[str, list[Line]] = {name: [] for name in ACTS}
    for number, line in enumerate(lines):
        share = story.sentences[line.sentence].starts_at / total
        if number == 0:
            name = "hook"
        elif number == len(lines) - 1 and len(lines) > 2:
            name = "question"
        elif share < _WORLD_SHARE:
            name = "world"
        else:
            name = "disturbance" if share < _DISTURBANCE_SHARE else "escalation"
        out[name].append(line)
    return [(name, out[name]) for name in ACTS if out[name]]


def _with_cards(acts: Sequence[tuple[str, list[Line]]], story: Story) -> list[Act]:
    """Give the later acts their cards, each from the words of the story around the cut."""
    cards = cards_of(story)
    taken: list[str] = [story.title]
    spoken = [line.text for _, lines in acts for line in lines]
    out: list[Act] = []
    previous: list[Line] = []
    for name, lines in acts:
        card = _card_before(previous, lines, cards, spoken, taken) if name in CARD_BEFORE else None
        if card is not None:
            taken.append(card.text)
        out.append(Act(name, _spoken(lines), card.text if card else ""))
        previous = lines
    return out if any(act.card for act in out) else _with_any_card(out, cards, spoken)


def _with_any_card(acts: list[Act], cards: Sequence[Card], spoken: Sequence[str]) -> list[Act]:
    """A trailer without a card between its acts gets the story's best one before its last act."""
    if len(acts) > 1:
        end = max((card.sentence for card in cards), default=0)
        card = choose_card(cards, (0, end), near=[acts[-1].lines[0].text], spoken=spoken, taken=[])
        acts[-1] = replace(acts[-1], card=card.text if card else "")
    return acts


def _card_before(
    before: Sequence[Line],
    lines: Sequence[Line],
    cards: Sequence[Card],
    spoken: Sequence[str],
    taken: Sequence[str],
) -> Card | None:
    """A card from the sentences around the cut, else from those of the two acts."""
    if not before:
        return None
    near = [line.text for line in (*before[-2:], *lines[:2])]
    for around in (
        (before[-1].sentence, lines[0].sentence + 1),
        (max(0, before[0].sentence - 2), lines[-1].sentence + 3),
    ):
        card = choose_card(cards, around, near=near, spoken=spoken, taken=taken)
        if card is not None:
            return card
    return None


def _spoken(lines: Sequence[Line]) -> tuple[Spoken, ...]:
    out = []
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else None
        joins = (
            following is not None and following.sentence - line.sentence <= 1 and following.text != line.text
        )
        out.append(Spoken(line.sentence, line.text, round(line.score, 3), bool(joins)))
    return tuple(out)


def _notices(lines: Sequence[Line]) -> tuple[str, ...]:
    if len(lines) >= 8:
        return ()
    return (
        f"The synopsis gives only {len(lines)} lines that stand alone, so the trailer is shorter than usual. "
        "A paragraph more about what happens would lengthen it.",
    )
