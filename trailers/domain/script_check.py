"""What can be wrong with a script before a word of it is spoken, and the report that says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .errors import describe
from .script import Item, Script

_QUOTED = 60
"""Characters of a line that a text quotes."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: a stable code with the values its text needs (texts: errors.TEXTS)."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    item_id: str = ""
    scene: int | None = None

    def __str__(self) -> str:
        return str(describe(self.code, **self.params))


@dataclass(frozen=True, slots=True)
class SplitReport:
    problems: tuple[Problem, ...]
    """Each of them must be put right before pictures are ordered."""
    notices: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.problems

    def __str__(self) -> str:
        rows = [*(f"Problem: {p}" for p in self.problems), *(f"Note: {n}" for n in self.notices)]
        return "\n".join(rows) or "Every word is seen once, in order, and the scenes fill the film."


def validate_script(script: Script) -> SplitReport:
    """What can be known before a word is spoken: identities, empty lines, lengths, pictures."""
    return report_of(
        [*_identities(script), *(p for item in script.items for p in _item_problems(item, script))]
    )


_NOTICES = frozenset(
    {"split.short_scene", "split.pictures_left_out", "split.black_with_pictures", "split.unknown_character"}
)


def report_of(found: Iterable[Problem]) -> SplitReport:
    """Findings parted into those that stop the film and those that are only worth knowing."""
    found = tuple(found)
    return SplitReport(
        tuple(p for p in found if p.code not in _NOTICES), tuple(p for p in found if p.code in _NOTICES)
    )


def _identities(script: Script) -> Iterator[Problem]:
    if not script.items:
        yield Problem("split.no_items")
    for item_id, count in Counter(item.id for item in script.items).items():
        if count > 1 or not item_id:
            yield Problem("split.same_id", {"count": count, "item": item_id}, item_id)


def _item_problems(item: Item, script: Script) -> Iterator[Problem]:
    name = {"item": name_of(item)}
    if item.kind == "line" and not item.text.split():
        yield Problem("split.empty_line", {"number": script.lines.index(item) + 1}, item.id)
    if item.kind == "card" and not item.text.strip():
        yield Problem("split.empty_card", {"role": item.role}, item.id)
    if item.kind != "line" and item.duration_ms <= 0:
        yield Problem("split.no_length", name, item.id)
    if item.pause_after_ms < 0:
        yield Problem("split.negative_pause", name, item.id)
    if item.kind == "line" and not item.visuals:
        yield Problem("split.no_picture", name, item.id)
    if item.kind == "silence" and item.role == "black" and item.visuals:
        yield Problem("split.black_with_pictures", name, item.id)
    known = {person.name for person in script.characters}
    for number, visual in enumerate(item.visuals, start=1):
        if not visual.description.strip():
            yield Problem("split.empty_picture", {**name, "number": number}, item.id)
        for person in visual.characters:
            if person not in known:
                yield Problem("split.unknown_character", {**name, "person": person}, item.id)


def name_of(item: Item) -> str:
    """How a text speaks of an item: by its words, else by what it is."""
    words = " ".join(item.text.split())
    if not words:
        return f"the {item.role} {item.kind}".replace("the  ", "the ")
    return f"“{words if len(words) <= _QUOTED else words[: _QUOTED - 1].rstrip() + '…'}”"
