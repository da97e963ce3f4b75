"""A clause as a value: parts in order, some of which it could do without."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

from .tokens import DASHES, Token

MAX_OPTIONAL = 6


@dataclass(frozen=True, slots=True)
class Part:
    """A run of tokens of a clause. `before` and `after` are the marks it wants on its sides."""

    tokens: tuple[Token, ...]
    optional: bool = False
    kind: str = "core"
    """core, lead, aside, tail; and what of: sub, rel, pp, np, participle, colon."""
    before: str = ""
    after: str = ""


@dataclass(slots=True)
class Clause:
    """A main clause with its parts in order. A clause without a subject of its own borrows `subject`."""

    parts: list[Part] = field(default_factory=list)
    subject: tuple[Token, ...] = ()
    borrowed: bool = False
    connector: str = ""
    """The conjunction it was joined by: and, but, or."""
    mark: str = ""
    """The mark before it: a comma between short clauses may stay."""
    promoted: str = ""
    """The subordinator it was freed from: when, after, ..."""
    is_finite: bool = False

    def variants(self) -> Iterator[tuple[Part, ...]]:
        """Every way of saying it that leaves out optional parts. What stands behind a part may hang on it, so
        of the parts after the verb only the last ones can go."""
        free = [part for part in self.parts if part.optional and not part.kind.startswith("tail")][
            :MAX_OPTIONAL
        ]
        for choice in product((True, False), repeat=len(free)):
            dropped = {id(part) for part, kept in zip(free, choice, strict=True) if not kept}
            parts = [part for part in self.parts if id(part) not in dropped]
            while parts:
                yield tuple(parts)
                if not (parts[-1].optional and parts[-1].kind.startswith("tail")):
                    break
                parts = parts[:-1]


def joined(parts: Sequence[Part], subject: Sequence[Token] = ()) -> tuple[Token, ...]:
    """The tokens of the parts, with commas where the parts want them."""
    out: list[Token] = list(subject)
    previous: Part | None = None
    for part in parts:
        if previous is not None:
            mark = part.before or previous.after
            if mark:
                out.append(Token(mark, mark, mark, mark in DASHES, -1))
        out.extend(part.tokens)
        previous = part
    return tuple(out)


def merged_part(parts: Sequence[Part]) -> Part:
    """Several parts as one that stays or goes as a whole."""
    first = parts[0]
    return Part(joined(parts), first.optional, first.kind, first.before, parts[-1].after)
