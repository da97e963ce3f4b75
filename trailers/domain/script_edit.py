"""Editing a script: rows as a person sees them, operations on them, and the script that follows.

A row that was there before keeps its identity whatever is written into it, so its scenes keep their takes.
A new row is named by its words; a line that was dropped and comes back finds its voice and pictures again.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .errors import UserError
from .script import NAMESPACE, Item, ItemKind, Script, Visual
from .script_check import Problem

MOST_ROWS = 120
MOST_LINE_CHARS = 400
MOST_CARD_CHARS = 80
MOST_PICTURE_CHARS = 2_000
MOST_PICTURES = 8
MOST_PAUSE_MS = 5_000
LENGTHS_MS = {"card": (500, 15_000), "silence": (200, 30_000)}
"""Shortest and longest."""
NEW_MS = {"card": 2_500, "silence": 1_000}
NEW_PAUSE_MS = 400


@dataclass(frozen=True, slots=True)
class Row:
    """One item of a script in the terms of an edit. `id` '' for one that is new."""

    kind: ItemKind
    id: str = ""
    role: str = ""
    text: str = ""
    duration_ms: int = 0
    pause_after_ms: int = 0
    pictures: tuple[str, ...] = ()
    """What is seen, in words, in order."""


def rows_of(script: Script) -> tuple[Row, ...]:
    return tuple(
        Row(
            kind=item.kind,
            id=item.id,
            role=item.role,
            text=item.text,
            duration_ms=item.duration_ms,
            pause_after_ms=item.pause_after_ms,
            pictures=tuple(visual.description for visual in item.visuals),
        )
        for item in script.items
    )


def moved(rows: Sequence[Row], index: int, by: int) -> tuple[Row, ...]:
    """The row at `index` goes `by` places down (up when negative), at most to the end."""
    rest = [row for n, row in enumerate(rows) if n != index]
    rest.insert(max(0, min(len(rest), index + by)), rows[index])
    return tuple(rest)


def dropped(rows: Sequence[Row], index: int) -> tuple[Row, ...]:
    return tuple(row for n, row in enumerate(rows) if n != index)


def added(rows: Sequence[Row], index: int, kind: ItemKind) -> tuple[Row, ...]:
    """An empty row of `kind` after `index`; -1 puts it first."""
    role = {"line": "", "card": "act", "silence": "breath"}[kind]
    pause = NEW_PAUSE_MS if kind == "line" else 0
    fresh = Row(kind, role=role, duration_ms=NEW_MS.get(kind, 0), pause_after_ms=pause)
    return (*rows[: index + 1], fresh, *rows[index + 1 :])


def problems_of(rows: Sequence[Row]) -> tuple[Problem, ...]:
    """Everything that keeps these rows from being a script; `scene` is the number of the row, from 1."""
    found = [problem for number, row in enumerate(rows, start=1) for problem in _row_problems(row, number)]
    if not any(row.kind == "line" for row in rows):
        found.append(Problem("edit.no_line"))
    if len(rows) > MOST_ROWS:
        found.append(Problem("edit.too_many", {"count": len(rows), "limit": MOST_ROWS}))
    return tuple(found)


def _row_problems(row: Row, number: int) -> Iterator[Problem]:
    text = _plain(row.text)
    limit = {"line": MOST_LINE_CHARS, "card": MOST_CARD_CHARS}.get(row.kind, 0)
    values = {"number": number, "characters": len(text), "limit": limit}
    if row.kind != "silence" and not text:
        yield Problem(f"edit.{row.kind}_empty", {"number": number}, row.id, number)
    if row.kind != "silence" and len(text) > limit:
        yield Problem(f"edit.{row.kind}_long", values, row.id, number)
    shortest, longest = LENGTHS_MS.get(row.kind, (0, 0))
    if row.kind != "line" and not shortest <= row.duration_ms <= longest:
        seconds = {"number": number, "shortest": _seconds(shortest), "longest": _seconds(longest)}
        yield Problem("edit.length", seconds, row.id, number)
    if not 0 <= row.pause_after_ms <= MOST_PAUSE_MS:
        yield Problem("edit.pause", {"number": number, "longest": _seconds(MOST_PAUSE_MS)}, row.id, number)
    if len(row.pictures) > MOST_PICTURES:
        yield Problem("edit.many_pictures", {"number": number, "limit": MOST_PICTURES}, row.id, number)
    if any(len(words) > MOST_PICTURE_CHARS for words in row.pictures):
        yield Problem("edit.picture_long", {"number": number, "limit": MOST_PICTURE_CHARS}, row.id, number)


def rewritten(script: Script, rows: Sequence[Row]) -> Script:
    """The script that says what the rows say.

    UserError with the first of `problems_of`; edit.unknown for a row that names an item this script has not,
    or names one twice.
    """
    for problem in problems_of(rows):
        raise UserError(problem.code, **problem.params)
    known = {item.id: item for item in script.items}
    named = [row.id for row in rows if row.id]
    if len(set(named)) < len(named) or not set(named) <= set(known):
        raise UserError("edit.unknown")
    taken = set(named)
    items: list[Item] = []
    near = _first_visual(script)
    for row in rows:
        item = _item(row, known.get(row.id), near)
        if not item.id:
            item = replace(item, id=_identity(item, taken))
            taken.add(item.id)
        near = item.visuals[-1] if item.visuals else near
        items.append(item)
    return replace(script, items=tuple(items))


def _item(row: Row, old: Item | None, near: Visual) -> Item:
    visuals = _visuals(row, old.visuals if old else (), near)
    text = _plain(row.text) if row.kind != "silence" else ""
    if old is not None and old.kind == row.kind:
        kept = old.text if _plain(old.text) == text else text
        return replace(
            old,
            text=kept,
            role=row.role,
            duration_ms=row.duration_ms if row.kind != "line" else 0,
            pause_after_ms=row.pause_after_ms,
            visuals=visuals,
        )
    duration = row.duration_ms if row.kind != "line" else 0
    return Item("", row.kind, text, row.role, duration, row.pause_after_ms, visuals=visuals)


def _visuals(row: Row, old: Sequence[Visual], near: Visual) -> tuple[Visual, ...]:
    """Pictures by their words: known words keep all else that is known of the picture.

    A line needs one: without words of its own it is seen where the film already is.
    """
    if row.kind == "card" or row.role == "black":
        return tuple(old)
    words = [_plain(text) for text in row.pictures if _plain(text)]
    if not words and row.kind == "line":
        return tuple(old[:1]) or (near,)
    out = []
    for index, description in enumerate(words):
        same = next((visual for visual in old if _plain(visual.description) == description), None)
        base = old[index] if index < len(old) else (old[-1] if old else near)
        out.append(same or replace(base, description=description))
    return tuple(out)


def _first_visual(script: Script) -> Visual:
    return next((visual for item in script.items for visual in item.visuals), Visual(script.title))


def _identity(item: Item, taken: set[str]) -> str:
    """Made from what the item is, so that the same edit gives the same script in every process."""
    nth = 1
    while True:
        name = "\x1f".join((item.kind, item.role, item.text, str(nth)))
        found = str(uuid.uuid5(NAMESPACE, name))
        if found not in taken:
            return found
        nth += 1


def _seconds(ms: int) -> str:
    return f"{ms / 1000:g}"


def _plain(text: str) -> str:
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class ScriptChanges:
    """What another version of a script means for what was made from this one. Values are item ids."""

    spoken: tuple[str, ...]
    """Lines that must be spoken anew: new ones, and those with other words."""
    kept_voices: tuple[str, ...]
    lettered: tuple[str, ...]
    """Cards whose words changed, and new ones."""
    retimed: tuple[str, ...]
    """Items whose own length or pause changed."""
    repictured: tuple[str, ...]
    """Items with other pictures in words; a scene that has a take keeps it."""
    dropped: tuple[str, ...]
    new: tuple[str, ...]
    reordered: bool

    @property
    def moves_clock(self) -> bool:
        """Whether the sound of the film changes, and with it what is laid on it."""
        return bool(self.spoken or self.retimed or self.dropped or self.new or self.reordered)

    @property
    def touched(self) -> frozenset[str]:
        """Items whose scenes may come out different."""
        return frozenset((*self.spoken, *self.lettered, *self.retimed, *self.new))

    @property
    def any(self) -> bool:
        return self.moves_clock or bool(self.lettered or self.repictured)


def changes_between(old: Script, new: Script) -> ScriptChanges:
    before = {item.id: item for item in old.items}
    after = {item.id: item for item in new.items}
    both = [(before[key], item) for key, item in after.items() if key in before]
    fresh = [item for key, item in after.items() if key not in before]
    common = [key for key in before if key in after]
    return ScriptChanges(
        spoken=tuple(
            item.id
            for item in new.items
            if item.kind == "line" and (item.id not in before or before[item.id].text != item.text)
        ),
        kept_voices=tuple(a.id for a, b in both if b.kind == "line" and a.text == b.text),
        lettered=tuple(b.id for a, b in both if b.kind == "card" and a.text != b.text)
        + tuple(item.id for item in fresh if item.kind == "card"),
        retimed=tuple(
            b.id for a, b in both if (a.duration_ms, a.pause_after_ms) != (b.duration_ms, b.pause_after_ms)
        ),
        repictured=tuple(b.id for a, b in both if a.visuals != b.visuals),
        dropped=tuple(key for key in before if key not in after),
        new=tuple(item.id for item in fresh),
        reordered=common != [key for key in after if key in before],
    )
