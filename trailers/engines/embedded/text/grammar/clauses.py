"""A tagged sentence taken apart into clauses that can stand alone, each with the parts it could do without.

Whatever is not understood stays glued to what stands before it: a clause may come out too long to be spoken,
but never broken.
"""

from __future__ import annotations

from collections.abc import Sequence

from .chunks import Chunk, chunks_of, with_adjectives, with_subordinates
from .clause import Clause, Part, joined, merged_part
from .relatives import (
    coordinated_after,
    is_attribution,
    is_condition,
    is_droppable_relative,
    is_prepositional_relative,
    is_reporting,
    opens_clause,
    reported_open,
)
from .spans import (
    RELATIVES,
    after_adverbs,
    agree,
    finite_at,
    first_word,
    is_time,
    main_finite,
    noun_at,
    starts_subject,
    subject_of,
    trimmed,
)
from .tagset import FINITE
from .tokens import DASHES, Token

# Subordinate clauses that are true by themselves ('When X happens'), so that their content may stand alone.
_ASSERTING = frozenset({"when", "while", "as", "after", "once", "where", "whilst"})


def clauses_of(tokens: Sequence[Token]) -> list[Clause]:
    """The clauses of one sentence in order. Clauses of 'when ...' and the like come before their main clause."""
    body = [token for token in tokens if token.text not in ".!?…"]
    builder = _Builder()
    chunks = with_subordinates(with_adjectives(chunks_of(body)))
    for number, chunk in enumerate(chunks, start=1):
        builder.take(chunk, chunks[number:])
    return builder.finish()


_LEADS = {
    "IN": "lead pp",
    "SB": "lead pp",
    "VG": "lead participle",
    "VN": "lead participle",
    "TO": "lead participle",
}
"""What a stretch before the main clause is, by its first word."""


class _Builder:
    """Takes the comma-parted chunks of a sentence one by one and grows clauses from them."""

    def __init__(self) -> None:
        self.clauses: list[Clause] = []
        self.current = Clause()
        self._colon = False

    def finish(self) -> list[Clause]:
        self._close()
        out: list[Clause] = []
        for clause in self.clauses:
            out.extend(_promoted(clause))
            out.append(clause)
        return out

    def take(self, chunk: Chunk, ahead: Sequence[Chunk] = ()) -> None:
        """Take the next chunk; `ahead` are those behind it."""
        tokens = chunk.tokens
        if chunk.mark == ";" and self.current.is_finite:
            self._close()
        if not self.current.is_finite:
            self._before_verb(chunk, is_last=not ahead)
            return
        first = first_word(tokens)
        if chunk.mark == ":" or (chunk.mark in DASHES):
            self._after_colon(chunk)
        elif self._colon:
            self._glue(chunk)
        elif is_attribution(tokens):
            self._add(chunk, "aside says", optional=True)
        elif tokens[0].tag == "CC":
            self._after_conjunction(chunk, ahead)
        elif first.tag == "SB" and finite_at(tokens) is not None:
            kept = first.lower == "than" or is_condition(joined(self.current.parts), first)
            self._add(chunk, "tail sub", optional=not kept)
        elif first.lower in RELATIVES or is_prepositional_relative(tokens):
            self._add(chunk, "tail rel", optional=True)
        elif first.tag in FINITE:
            self._take_up(chunk)
        elif main_finite(tokens) is not None and first.tag not in ("VG", "VN", "TO"):
            self._new(chunk)
        elif first.tag in ("VG", "VN", "TO"):
            self._add(chunk, "tail participle", optional=True)
        elif first.tag == "IN":
            self._add(chunk, "tail pp", optional=True)
        elif first.tag in ("RB", "JJ"):
            self._add(chunk, "tail adverb", optional=not self._list_pending())
        elif any(t.tag == "CC" for t in tokens):
            self._end_list(chunk)
        else:
            self._add(chunk, "tail np", optional=True)

    # --- before the main verb --------------------------------------------------------------------------

    def _before_verb(self, chunk: Chunk, *, is_last: bool = True) -> None:
        tokens = chunk.tokens
        if tokens[0].tag == "CC" and not self.current.parts:
            self.current.connector = tokens[0].lower
            tokens = tokens[1:]
        if not tokens:
            return
        if any(part.kind == "core" for part in self.current.parts):
            self._go_on(tokens, chunk.mark)
        else:
            self._begin(tokens, is_last=is_last)

    def _begin(self, tokens: tuple[Token, ...], *, is_last: bool) -> None:
        """Nothing of the main clause has come yet: something is set before it, or it begins here."""
        first = first_word(tokens)
        has_verb = main_finite(tokens) is not None
        if first.tag == "SB" and finite_at(tokens) is not None:
            self._lead(tokens, "lead sub")
        elif not is_last and tokens[0].tag in ("VG", "TO"):
            self._lead(tokens, "lead participle")
        elif not has_verb and first.tag in _LEADS:
            self._lead(tokens, _LEADS[first.tag])
        elif not has_verb and (first.tag == "RB" or is_time(tokens)):
            self._lead(tokens, "lead pp")
        elif not has_verb and first.tag == "JJ" and noun_at(tokens) is None:
            self._lead(tokens, "lead adverb")
        elif first.lower in RELATIVES and self.current.parts:
            # 'On the third night the man in room nine, who ..., wakes': the lead was the subject
            lead = self.current.parts[-1]
            self.current.parts[-1] = Part(lead.tokens, False, "core", lead.before)
            self.current.parts.append(Part(tokens, True, "aside rel", ",", ","))
        else:
            self._core(tokens, "")

    def _go_on(self, tokens: tuple[Token, ...], mark: str) -> None:
        """A subject has come but no verb: something is inserted, or the verb is here."""
        first = first_word(tokens)
        finite = main_finite(tokens)
        if first.lower in RELATIVES:
            self.current.parts.append(Part(tokens, True, "aside rel", ",", ","))
        elif finite is None and tokens[0].tag != "CC":
            self.current.parts.append(Part(tokens, True, "aside np", ",", ","))
        elif finite is not None and first.tag in FINITE:
            self._core(tokens, "")
        else:
            self._settle_nouns(tokens, finite)
            self._core(tokens, mark)

    def _settle_nouns(self, tokens: tuple[Token, ...], finite: int | None) -> None:
        """Noun phrases stood before this chunk: a list of subjects that must stay, or words set before the clause."""
        has_own = finite is not None and starts_subject(tokens, finite)
        if has_own and not any(t.tag == "CC" for t in tokens[:finite]):
            self.current.parts = [Part(joined(self.current.parts), True, "lead np", "", ",")]
            self.current.subject = ()
            return
        self.current.parts = [
            Part(p.tokens, p.optional and p.kind.startswith(("lead",)), p.kind, p.before, p.after)
            for p in self.current.parts
        ]

    def _lead(self, tokens: tuple[Token, ...], kind: str) -> None:
        spared = first_word(tokens).lower not in ("if", "unless", "until")
        self.current.parts.append(Part(tokens, spared, kind, "," if self.current.parts else "", ","))

    def _core(self, tokens: tuple[Token, ...], mark: str) -> None:
        """A stretch of the main clause, split further where it can end early or another clause begins."""
        finite = main_finite(tokens)
        before = mark if any(part.kind == "core" for part in self.current.parts) else ""
        if finite is None:
            self.current.parts.append(Part(tokens, before=before))
            if not self.current.subject:
                self.current.subject = trimmed(tokens)
            return
        if not self.current.parts or self.current.parts[-1].kind.startswith("lead"):
            self.current.subject = subject_of(tokens, finite)
        self.current.is_finite = True
        self._grow(tokens, finite, before)

    def _grow(self, tokens: tuple[Token, ...], finite: int, before: str) -> None:
        """Cut `tokens`, whose main verb is at `finite`, at inner clause boundaries."""
        for position in range(finite + 1, len(tokens)):
            token = tokens[position]
            rest = tokens[position:]
            if (
                token.tag == "SB"
                and token.lower not in ("whether", "than")
                and finite_at(rest) is not None
                and not is_reporting(tokens, position)
            ):
                self.current.parts.append(Part(tokens[:position], before=before))
                self.current.parts.append(Part(rest, not is_condition(tokens[:position], token), "tail sub"))
                return
            if (
                token.lower in RELATIVES
                and token.tag == "WH"
                and tokens[position - 1].tag in ("NN", "NP", "PX", "IN", "RB")
            ):
                start = position - 1 if tokens[position - 1].tag == "IN" else position
                if start - 1 > finite and is_droppable_relative(tokens, start, position):
                    split = coordinated_after(tokens, position, tokens[finite])
                    self.current.parts.append(Part(tokens[:start], before=before))
                    self.current.parts.append(Part(tokens[start : split or len(tokens)], True, "tail rrel"))
                    if split:
                        self._new(Chunk(tokens[split:], ""), borrowed=True)
                    return
                split = coordinated_after(tokens, position, tokens[finite])
                self.current.parts.append(Part(tokens[: split or len(tokens)], before=before))
                if split:
                    self._new(Chunk(tokens[split:], ""), borrowed=True)
                return
            if (
                token.tag == "CC"
                and token.lower in ("and", "but", "or", "yet")
                and position + 1 < len(tokens)
            ):
                after = after_adverbs(tokens[position + 1 :])
                if (
                    after
                    and after[0].tag in FINITE
                    and after[0].tag != "PB"
                    and agree(tokens[finite], after[0])
                ):
                    self.current.parts.append(Part(tokens[:position], before=before))
                    self._new(Chunk(rest, ""), borrowed=True)
                    return
                inner = main_finite(tokens[position + 1 :])
                if (
                    inner is not None
                    and starts_subject(tokens[position + 1 :], inner)
                    and not reported_open(tokens, finite, position)
                ):
                    self.current.parts.append(Part(tokens[:position], before=before))
                    self._new(Chunk(rest, ""))
                    return
        self.current.parts.append(Part(tokens, before=before))

    # --- after the main verb ---------------------------------------------------------------------------

    def _after_conjunction(self, chunk: Chunk, ahead: Sequence[Chunk]) -> None:
        rest = chunk.tokens[1:]
        after = after_adverbs(rest)
        if not rest:
            self._new(chunk)
        elif after and after[0].tag in FINITE and after[0].tag != "PB":
            self._new(chunk, borrowed=True)
        elif opens_clause(rest, ahead):
            self._new(chunk)
        elif chunk.tokens[0].lower in ("but", "yet") and rest[0].tag == "IN":
            self._add(chunk, "tail pp", optional=True)
        else:
            self._end_list(chunk)

    def _end_list(self, chunk: Chunk) -> None:
        """'..., and Z' closes a list: its members since the core must all stay."""
        parts = self.current.parts
        position = len(parts)
        while position and parts[position - 1].kind in (
            "tail np",
            "tail adverb",
            "tail pp",
            "tail participle",
        ):
            position -= 1
        if position and parts[position - 1].optional:  # members of a list inside a clause of its own
            self._add(chunk, "tail list", optional=True)
            parts[position - 1 :] = [merged_part(parts[position - 1 :])]
            return
        for index in range(position, len(parts)):
            part = parts[index]
            parts[index] = Part(part.tokens, False, part.kind, part.before or ",", part.after)
        self._add(chunk, "tail list", optional=False)

    def _take_up(self, chunk: Chunk) -> None:
        """A verb without subject or conjunction: the next deed in a row, unless an inserted noun could own it."""
        parts = self.current.parts
        if parts and parts[-1].kind == "core":
            self._new(chunk, borrowed=True)
            return
        for index, part in enumerate(parts):
            parts[index] = Part(
                part.tokens,
                part.kind.startswith("lead") and part.optional,
                part.kind,
                part.before,
                part.after,
            )
        self._add(chunk, "tail verb", optional=False)

    def _list_pending(self) -> bool:
        return bool(self.current.parts) and self.current.parts[-1].kind == "tail list"

    def _after_colon(self, chunk: Chunk) -> None:
        inner = main_finite(chunk.tokens)
        opens = chunk.tokens[0]
        if inner is not None and opens.tag not in ("WH", "SB", "CC") and starts_subject(chunk.tokens, inner):
            self._colon = False
            self._new(chunk)
            return
        if self._colon and chunk.mark in DASHES:
            self._colon = False
            self._add(chunk, "tail dash", optional=False)
            return
        self._colon = True
        self.current.parts.append(Part(chunk.tokens, True, "tail colon", chunk.mark))

    def _glue(self, chunk: Chunk) -> None:
        """Everything after a colon stays or goes together."""
        last = self.current.parts.pop()
        comma = Token(chunk.mark, chunk.mark, chunk.mark, False, -1)
        self.current.parts.append(
            Part((*last.tokens, comma, *chunk.tokens), last.optional, last.kind, last.before)
        )

    def _add(self, chunk: Chunk, kind: str, *, optional: bool) -> None:
        self.current.parts.append(Part(chunk.tokens, optional, kind, chunk.mark or ","))

    def _new(self, chunk: Chunk, *, borrowed: bool = False) -> None:
        subject = self.current.subject
        self._close()
        self.current.mark = chunk.mark
        tokens = chunk.tokens
        if tokens and tokens[0].tag == "CC":
            self.current.connector = tokens[0].lower
            tokens = tokens[1:]
        if not tokens:
            return
        if borrowed:
            self.current.borrowed = True
            self.current.subject = subject
            self.current.is_finite = True
            self._grow(tokens, next(i for i, t in enumerate(tokens) if t.tag in FINITE), "")
        else:
            self._before_verb(Chunk(tokens, ""))

    def _close(self) -> None:
        if self.current.parts:
            self.clauses.append(self.current)
        self.current = Clause()
        self._colon = False


def _promoted(clause: Clause) -> list[Clause]:
    """Clauses freed from 'when', 'after', 'while' ..., which can be told by themselves."""
    out: list[Clause] = []
    for part in clause.parts:
        if not part.kind.endswith(" sub"):
            continue
        opener = next((t for t in part.tokens if t.tag == "SB"), None)
        start = part.tokens.index(opener) + 1 if opener else 0
        if opener is None or opener.lower not in _ASSERTING or start > 1 or start >= len(part.tokens):
            continue
        if any(t.lower in ("if", "though") for t in part.tokens[:3]):
            continue
        for inner in clauses_of(part.tokens[start:]):
            if inner.is_finite and inner.parts:
                inner.promoted = opener.lower
                out.append(inner)
    return out
