"""The script's form: what was posted as rows, and what its buttons do to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import cast

from django.http import HttpRequest

from trailers.domain.errors import UserError
from trailers.domain.script import ItemKind
from trailers.domain.script_edit import Row, added, dropped, moved

_FIELDS = ("id", "kind", "role", "text", "seconds", "pause", "pictures")
_ROLES = frozenset({"act", "title", "end", "opening", "black", "breath"})
_NONSENSE_MS = -1


def operation_of(act: str) -> Callable[[Sequence[Row]], tuple[Row, ...]] | None:
    """What a button of the form does to its rows; None for those that save.

    "up:3", "down:3", "drop:3", "add:line:3" (after row 3, from 1; 0 puts it first); "write" only goes on.
    """
    name, _, rest = act.partition(":")
    if name == "add":
        kind, _, place = rest.partition(":")
        if kind in ("line", "card", "silence"):
            after = whole(place)
            return lambda rows: added(rows, after - 1, cast(ItemKind, kind))
        raise UserError("edit.unknown")
    if name == "write":
        return lambda rows: tuple(rows)
    if name not in ("up", "down", "drop"):
        return None
    index = whole(rest) - 1

    def apply(rows: Sequence[Row]) -> tuple[Row, ...]:
        if not 0 <= index < len(rows):
            raise UserError("edit.unknown")
        return dropped(rows, index) if name == "drop" else moved(rows, index, -1 if name == "up" else 1)

    return apply


def posted_rows(request: HttpRequest) -> tuple[Row, ...]:
    """The rows as the form sent them. UserError edit.unknown when its fields do not belong together."""
    lists = {name: request.POST.getlist(name) for name in _FIELDS}
    counts = {len(values) for values in lists.values()}
    if len(counts) != 1:
        raise UserError("edit.unknown")
    return tuple(
        _row(dict(zip(_FIELDS, values, strict=True)))
        for values in zip(*(lists[name] for name in _FIELDS), strict=True)
    )


def _row(values: Mapping[str, str]) -> Row:
    if values["kind"] not in ("line", "card", "silence"):
        raise UserError("edit.unknown")
    row = Row(
        kind=cast(ItemKind, values["kind"]),
        id=values["id"],
        role=values["role"] if values["role"] in _ROLES else "",
        text=values["text"],
        duration_ms=_ms(values["seconds"]),
        pause_after_ms=_ms(values["pause"]),
        pictures=tuple(line.strip() for line in values["pictures"].splitlines() if line.strip()),
    )
    return row if row.kind != "line" else replace(row, duration_ms=0)


def _ms(text: str) -> int:
    """ "2.5" as 2500. What is no number is a length that no rule allows."""
    try:
        value = Decimal(text.strip().replace(",", ".") or "0") * 1000
        return int(value) if value.is_finite() and abs(value) < 10**9 else _NONSENSE_MS
    except InvalidOperation:
        return _NONSENSE_MS


def seconds(ms: int) -> str:
    """2500 as "2.5", for a field."""
    return "" if ms == _NONSENSE_MS else f"{Decimal(ms) / 1000:f}"


def whole(text: str) -> int:
    """A number that a form or address names; 0 when it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
