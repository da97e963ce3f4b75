"""A tagged sentence taken apart into clauses that can stand alone, each with the parts it could do without.

Whatever is not understood stays glued to what stands before it: a clause may come out too long to be spoken,
but never broken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

from .tagging import FINITE
from .tokens import DASHES, Token

MAX_OPTIONAL = 6
_MARKS = frozenset({",", ";", ":"}) | DASHES
_RELATIVES = frozenset({"who", "whom", "whose", "which", "where", "that"})
# Verbs whose 'that ...' says what was said or thought: without it they are left hanging.
_REPORTING = frozenset(
    "say says said tell tells told know knows knew think thinks thought believe believes believed realise realises "
    "realize realizes realized realised discover discovers discovered learn learns learned find finds found swear "
    "swears swore sworn warn warns warned promise promises promised convince convinces convinced insist insists "
    "claim claims claimed prove proves proved reveal reveals revealed admit admits admitted decide decides decided "
    "see sees saw hear hears heard feel feels felt hope hopes hoped fear fears feared suspect suspects suspected "
    "understand understands understood remember remembers mean means meant whisper whispers whispered confess "
    "confesses write writes wrote written show shows showed shown sure certain fact way speak speaks report "
    "reports reported dream dreams explain explains pretend pretends wonder wonders suggest suggests".split()
)
_SAYING = frozenset("says said admits admitted explains replies insists thinks knows believes adds asks whispers".split())
# What a relative clause cannot be taken from: 'the one guest' needs 'whom she never wanted to see'.
_NEEDS_RELATIVE = frozenset(
    "one only same very those these that everything nothing something anything everyone anyone someone nobody "
    "somebody all last first best worst few place way day night moment time kind sort thing".split()
)
# Subordinate clauses that are true by themselves ('When X happens'), so that their content may stand alone.
_ASSERTING = frozenset({"when", "while", "as", "after", "once", "where", "whilst"})
_PARTICLES = frozenset({"not", "never", "also", "then", "now", "still", "even", "only", "just", "soon", "finally"})


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
        free = [part for part in self.parts if part.optional and not part.kind.startswith("tail")][:MAX_OPTIONAL]
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


def _merged(parts: Sequence[Part]) -> Part:
    """Several parts as one that stays or goes as a whole."""
    first = parts[0]
    return Part(joined(parts), first.optional, first.kind, first.before, parts[-1].after)


@dataclass(frozen=True, slots=True)
class _Chunk:
    tokens: tuple[Token, ...]
    mark: str
    """The mark before it."""


def clauses_of(tokens: Sequence[Token]) -> list[Clause]:
    """The clauses of one sentence in order. Clauses of 'when ...' and the like come before their main clause."""
    body = [token for token in tokens if token.text not in ".!?…"]
    builder = _Builder()
    chunks = _with_subordinates(_with_adjectives(_chunks(body)))
    for number, chunk in enumerate(chunks, start=1):
        builder.take(chunk, chunks[number:])
    return builder.finish()


def _chunks(tokens: Sequence[Token]) -> list[_Chunk]:
    out: list[_Chunk] = []
    run: list[Token] = []
    mark = ""
    for token in tokens:
        if token.text in _MARKS and run:
            out.append(_Chunk(tuple(run), mark))
            run, mark = [], token.text
        elif token.text in _MARKS:
            mark = token.text
        else:
            run.append(token)
    if run:
        out.append(_Chunk(tuple(run), mark))
    return out


def _with_adjectives(chunks: list[_Chunk]) -> list[_Chunk]:
    """'a bright, optimistic teen': a comma between the adjectives of one noun parts nothing."""
    out: list[_Chunk] = []
    for chunk in chunks:
        if out and chunk.mark == "," and (_awaits_noun(out[-1].tokens) or _repeats_adjective(out[-1].tokens, chunk.tokens)) and chunk.tokens[0].tag in ("JJ", "NN", "RB", "VN", "VG", "CD"):
            comma = Token(",", ",", ",", False, -1)
            out[-1] = _Chunk((*out[-1].tokens, comma, *chunk.tokens), out[-1].mark)
        else:
            out.append(chunk)
    return out


def _with_subordinates(chunks: list[_Chunk]) -> list[_Chunk]:
    """'When a satnav, a holiday and two villages conspire': the clause runs on until its verb has come."""
    out: list[_Chunk] = []
    for chunk in chunks:
        last = out[-1].tokens if out else ()
        opens = last and next((t for t in last if t.tag not in ("RB", "CC")), last[0])
        if opens and opens.tag == "SB" and _finite_at(last) is None and chunk.mark == ",":
            comma = Token(",", ",", ",", False, -1)
            out[-1] = _Chunk((*last, comma, *chunk.tokens), out[-1].mark)
        else:
            out.append(chunk)
    return out


def _repeats_adjective(before: Sequence[Token], after: Sequence[Token]) -> bool:
    """'a delinquent, thrill-seeking farm boy': an adjective behind 'a word' that only looked like the noun."""
    if len(before) < 2 or before[-2].lower not in ("a", "an") or before[-1].tag != "NN" or after[0].tag != "JJ":
        return False
    return len(after) > 1 and after[1].tag in ("JJ", "NN") and "-" in after[0].text


def _awaits_noun(tokens: Sequence[Token]) -> bool:
    """Whether the run ends in an article and adjectives without their noun."""
    if len(tokens) > 1 and tokens[-2].tag in ("DT", "PO") and (tokens[-1].lower.endswith("ing") or tokens[-1].tag == "JJ"):
        return True
    for token in reversed(tokens):
        if token.tag in ("DT", "PO"):
            return token is not tokens[-1]
        if token.tag not in ("JJ", "VG", "VN", "RB", ",") and not (token.tag == "CD" and "-" in token.text):
            return False
    return False


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

    def take(self, chunk: _Chunk, ahead: Sequence[_Chunk] = ()) -> None:
        """Take the next chunk; `ahead` are those behind it."""
        tokens = chunk.tokens
        if chunk.mark == ";" and self.current.is_finite:
            self._close()
        if not self.current.is_finite:
            self._before_verb(chunk, is_last=not ahead)
            return
        first = _first(tokens)
        if chunk.mark == ":" or (chunk.mark in DASHES):
            self._after_colon(chunk)
        elif self._colon:
            self._glue(chunk)
        elif _is_attribution(tokens):
            self._add(chunk, "aside says", optional=True)
        elif tokens[0].tag == "CC":
            self._after_conjunction(chunk, ahead)
        elif first.tag == "SB" and _finite_at(tokens) is not None:
            kept = first.lower == "than" or _is_condition(joined(self.current.parts), first)
            self._add(chunk, "tail sub", optional=not kept)
        elif first.lower in _RELATIVES or _is_prepositional_relative(tokens):
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

    def _before_verb(self, chunk: _Chunk, *, is_last: bool = True) -> None:
        tokens = chunk.tokens
        if tokens[0].tag == "CC" and not self.current.parts:
            self.current.connector = tokens[0].lower
            tokens = tokens[1:]
            if not tokens:
                return
        first = _first(tokens)
        finite = main_finite(tokens)
        started = any(part.kind == "core" for part in self.current.parts)
        if not started and first.tag == "SB" and _finite_at(tokens) is not None:
            self._lead(tokens, "lead sub", chunk.mark)
        elif not started and not is_last and tokens[0].tag in ("VG", "TO"):
            self._lead(tokens, "lead participle", chunk.mark)
        elif not started and finite is None:
            kind = {"IN": "lead pp", "SB": "lead pp", "VG": "lead participle", "VN": "lead participle", "TO": "lead participle"}
            if first.tag in kind or (first.tag in ("RB", "JJ") and _noun_at(tokens) is None):
                self._lead(tokens, kind.get(first.tag, "lead adverb"), chunk.mark)
            elif first.tag == "RB" or _is_time(tokens):
                self._lead(tokens, "lead pp", chunk.mark)
            else:
                self._core(tokens, chunk.mark)
        elif finite is None and tokens[0].tag != "CC" and self._aside_possible():
            kind = "aside rel" if first.lower in _RELATIVES else "aside np"
            self.current.parts.append(Part(tokens, True, kind, ",", ","))
        elif not started and first.lower in _RELATIVES and self.current.parts:
            lead = self.current.parts[-1]
            self.current.parts[-1] = Part(lead.tokens, False, "core", lead.before)
            self.current.parts.append(Part(tokens, True, "aside rel", ",", ","))
        elif started and first.lower in _RELATIVES:
            self.current.parts.append(Part(tokens, True, "aside rel", ",", ","))
        elif started and first.tag in FINITE | {"RB"} and finite is not None and _first(_after_adverbs(tokens)).tag in FINITE:
            self._core(tokens, "")
        else:
            if started:
                self._settle_nouns(tokens, finite)
            self._core(tokens, chunk.mark if started else "")

    def _aside_possible(self) -> bool:
        return any(part.kind == "core" for part in self.current.parts)

    def _settle_nouns(self, tokens: tuple[Token, ...], finite: int | None) -> None:
        """Noun phrases stood before this chunk: a list of subjects that must stay, or words set before the clause."""
        has_own = finite is not None and _starts_subject(tokens, finite)
        if has_own and not any(t.tag == "CC" for t in tokens[:finite]):
            self.current.parts = [Part(joined(self.current.parts), True, "lead np", "", ",")]
            self.current.subject = ()
            return
        self.current.parts = [
            Part(p.tokens, p.optional and p.kind.startswith(("lead",)), p.kind, p.before, p.after)
            for p in self.current.parts
        ]

    def _lead(self, tokens: tuple[Token, ...], kind: str, mark: str) -> None:
        spared = _first(tokens).lower not in ("if", "unless", "until")
        self.current.parts.append(Part(tokens, spared, kind, "," if self.current.parts else "", ","))

    def _core(self, tokens: tuple[Token, ...], mark: str) -> None:
        """A stretch of the main clause, split further where it can end early or another clause begins."""
        finite = main_finite(tokens)
        before = mark if any(part.kind == "core" for part in self.current.parts) else ""
        if finite is None:
            self.current.parts.append(Part(tokens, before=before))
            if not self.current.subject:
                self.current.subject = _trim(tokens)
            return
        if not self.current.parts or self.current.parts[-1].kind.startswith("lead"):
            self.current.subject = _subject(tokens, finite)
        self.current.is_finite = True
        self._grow(tokens, finite, before)

    def _grow(self, tokens: tuple[Token, ...], finite: int, before: str) -> None:
        """Cut `tokens`, whose main verb is at `finite`, at inner clause boundaries."""
        for position in range(finite + 1, len(tokens)):
            token = tokens[position]
            rest = tokens[position:]
            if token.tag == "SB" and token.lower not in ("whether", "than") and _finite_at(rest) is not None and not _reports(tokens, position):
                self.current.parts.append(Part(tokens[:position], before=before))
                self.current.parts.append(Part(rest, not _is_condition(tokens[:position], token), "tail sub"))
                return
            if token.lower in _RELATIVES and token.tag == "WH" and tokens[position - 1].tag in ("NN", "NP", "PX", "IN", "RB"):
                start = position - 1 if tokens[position - 1].tag == "IN" else position
                if start - 1 > finite and _is_droppable_relative(tokens, start, position):
                    split = _coordinated_after(tokens, position, tokens[finite])
                    self.current.parts.append(Part(tokens[:start], before=before))
                    self.current.parts.append(Part(tokens[start : split or len(tokens)], True, "tail rrel"))
                    if split:
                        self._new(_Chunk(tokens[split:], ""), borrowed=True)
                    return
                split = _coordinated_after(tokens, position, tokens[finite])
                self.current.parts.append(Part(tokens[: split or len(tokens)], before=before))
                if split:
                    self._new(_Chunk(tokens[split:], ""), borrowed=True)
                return
            if token.tag == "CC" and token.lower in ("and", "but", "or", "yet") and position + 1 < len(tokens):
                after = _after_adverbs(tokens[position + 1 :])
                if after and after[0].tag in FINITE and after[0].tag != "PB" and _agrees(tokens[finite], after[0]):
                    self.current.parts.append(Part(tokens[:position], before=before))
                    self._new(_Chunk(rest, ""), borrowed=True)
                    return
                inner = main_finite(tokens[position + 1 :])
                if inner is not None and _starts_subject(tokens[position + 1 :], inner) and not _reported_open(tokens, finite, position):
                    self.current.parts.append(Part(tokens[:position], before=before))
                    self._new(_Chunk(rest, ""))
                    return
        self.current.parts.append(Part(tokens, before=before))

    # --- after the main verb ---------------------------------------------------------------------------

    def _after_conjunction(self, chunk: _Chunk, ahead: Sequence[_Chunk]) -> None:
        rest = chunk.tokens[1:]
        after = _after_adverbs(rest)
        if not rest:
            self._new(chunk)
        elif after and after[0].tag in FINITE and after[0].tag != "PB":
            self._new(chunk, borrowed=True)
        elif main_finite(rest) is not None or (rest[0].tag == "SB" and _finite_at(rest) is not None):
            self._new(chunk)
        elif _noun_at(rest) is not None and _is_verb_after_aside(ahead):
            self._new(chunk)
        elif chunk.tokens[0].lower in ("but", "yet") and rest[0].tag == "IN":
            self._add(chunk, "tail pp", optional=True)
        else:
            self._end_list(chunk)

    def _end_list(self, chunk: _Chunk) -> None:
        """'..., and Z' closes a list: its members since the core must all stay."""
        parts = self.current.parts
        position = len(parts)
        while position and parts[position - 1].kind in ("tail np", "tail adverb", "tail pp", "tail participle"):
            position -= 1
        if position and parts[position - 1].optional:  # members of a list inside a clause of its own
            self._add(chunk, "tail list", optional=True)
            parts[position - 1 :] = [_merged(parts[position - 1 :])]
            return
        for index in range(position, len(parts)):
            part = parts[index]
            parts[index] = Part(part.tokens, False, part.kind, part.before or ",", part.after)
        self._add(chunk, "tail list", optional=False)

    def _take_up(self, chunk: _Chunk) -> None:
        """A verb without subject or conjunction: the next deed in a row, unless an inserted noun could own it."""
        parts = self.current.parts
        if parts and parts[-1].kind == "core":
            self._new(chunk, borrowed=True)
            return
        for index, part in enumerate(parts):
            parts[index] = Part(part.tokens, part.kind.startswith("lead") and part.optional, part.kind, part.before, part.after)
        self._add(chunk, "tail verb", optional=False)

    def _list_pending(self) -> bool:
        return bool(self.current.parts) and self.current.parts[-1].kind == "tail list"

    def _after_colon(self, chunk: _Chunk) -> None:
        inner = main_finite(chunk.tokens)
        opens = chunk.tokens[0]
        if inner is not None and opens.tag not in ("WH", "SB", "CC") and _starts_subject(chunk.tokens, inner):
            self._colon = False
            self._new(chunk)
            return
        if self._colon and chunk.mark in DASHES:
            self._colon = False
            self._add(chunk, "tail dash", optional=False)
            return
        self._colon = True
        self.current.parts.append(Part(chunk.tokens, True, "tail colon", chunk.mark))

    def _glue(self, chunk: _Chunk) -> None:
        """Everything after a colon stays or goes together."""
        last = self.current.parts.pop()
        comma = Token(chunk.mark, chunk.mark, chunk.mark, False, -1)
        self.current.parts.append(Part((*last.tokens, comma, *chunk.tokens), last.optional, last.kind, last.before))

    def _add(self, chunk: _Chunk, kind: str, *, optional: bool) -> None:
        self.current.parts.append(Part(chunk.tokens, optional, kind, chunk.mark or ","))

    def _new(self, chunk: _Chunk, *, borrowed: bool = False) -> None:
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
            self._before_verb(_Chunk(tokens, ""))

    def _close(self) -> None:
        if self.current.parts:
            self.clauses.append(self.current)
        self.current = Clause()
        self._colon = False


# --- looking into a run of tokens ---------------------------------------------------------------------


def _first(tokens: Sequence[Token]) -> Token:
    """The first token that is no adverb (or the first, if all are)."""
    return next((t for t in tokens if t.tag != "RB" and t.is_word), tokens[0])


def _after_adverbs(tokens: Sequence[Token]) -> Sequence[Token]:
    position = 0
    while position < len(tokens) and tokens[position].tag == "RB":
        position += 1
    return tokens[position:]


def _finite_at(tokens: Sequence[Token]) -> int | None:
    return next((i for i, token in enumerate(tokens) if token.tag in FINITE), None)


def _noun_at(tokens: Sequence[Token]) -> int | None:
    return next((i for i, token in enumerate(tokens) if token.tag in ("NN", "NP")), None)


def main_finite(tokens: Sequence[Token]) -> int | None:
    """The place of the main verb: the first finite verb that is in no subordinate or relative clause."""
    depth = 0
    relative = False  # a relative clause has had its verb; 'who comes | and goes' is still inside it
    for position, token in enumerate(tokens):
        if token.tag == "SB" or (token.tag == "WH" and position > 0):
            depth += 1
            relative = token.lower in _RELATIVES
        elif _opens_bare_relative(tokens, position):
            depth += 1
        elif token.tag in FINITE:
            if depth == 0 and not (relative and _continues(tokens, position)):
                return position
            depth = max(0, depth - 1)
    return None


def _continues(tokens: Sequence[Token], position: int) -> bool:
    """Whether the verb at `position` follows 'and' without a subject of its own."""
    position -= 1
    while position > 0 and tokens[position].tag == "RB":
        position -= 1
    return tokens[position].tag == "CC" and (position == 0 or tokens[position - 1].text != ",")


def _opens_bare_relative(tokens: Sequence[Token], position: int) -> bool:
    """'the woman | he loved': a subject pronoun or name right behind a noun opens a clause of its own."""
    if position == 0 or position + 1 >= len(tokens):
        return False
    token, before = tokens[position], tokens[position - 1]
    if token.tag not in ("PR", "PB") or before.tag not in ("NN", "NP"):
        return False
    if token.lower in ("there", "nobody", "everyone", "everything", "this", "that"):
        return False
    return not _is_time(tokens[:position]) and tokens[0].tag not in ("IN", "RB")


def _is_time(tokens: Sequence[Token]) -> bool:
    """'two years ago', 'one night', 'every morning', 'that summer'."""
    words = {token.lower for token in tokens}
    units = {"day", "days", "night", "nights", "morning", "evening", "week", "weeks", "month", "months", "year"}
    units |= {"years", "hour", "hours", "minute", "minutes", "summer", "winter", "spring", "autumn", "time", "times"}
    units |= {"later", "ago", "afternoon", "dawn", "century", "centuries", "decade", "decades", "moment", "sunday"}
    return bool(words & units) and len(tokens) <= 8 and tokens[0].tag in ("CD", "DT", "JJ", "NN", "RB", "NP")


def _is_attribution(tokens: Sequence[Token]) -> bool:
    """'he admits', 'says Dr. Wray': who says so, set between commas."""
    verbs = [t for t in tokens if t.tag in FINITE or t.tag == "NN"]
    return len(tokens) <= 4 and any(t.lower in _SAYING for t in verbs) and not any(t.tag in ("WH", "IN") for t in tokens)


def _is_verb_after_aside(ahead: Sequence[_Chunk]) -> bool:
    """Whether an inserted phrase and then a bare verb follow, so that a noun before them is a subject."""
    if len(ahead) < 2 or not ahead[1].tokens:
        return False
    after = _after_adverbs(ahead[1].tokens)
    aside = ahead[0].tokens
    is_aside = aside[0].lower in _RELATIVES or main_finite(aside) is None
    return is_aside and bool(after) and after[0].tag in FINITE


def _is_prepositional_relative(tokens: Sequence[Token]) -> bool:
    """'in which ...', 'some of whom ...'."""
    return any(t.lower in ("which", "whom", "whose") for t in tokens[:4]) and tokens[0].tag in ("IN", "DT", "CD", "NN")


def _starts_subject(tokens: Sequence[Token], finite: int) -> bool:
    """Whether something that can be a subject stands before the verb at `finite`."""
    return any(t.tag in ("NN", "NP", "PR", "CD", "PB", "WH", "DT", "VG") for t in tokens[:finite]) or (
        finite == 0 and tokens[0].tag == "PB"
    )


def _reports(tokens: Sequence[Token], position: int) -> bool:
    """Whether the word before `position` is a verb whose clause follows ('sees how', 'says when')."""
    return tokens[position - 1].lower in _REPORTING


def _reported_open(tokens: Sequence[Token], finite: int, position: int) -> bool:
    """Whether 'that ...' opened between the verb and `position`, so that 'and' may belong to what was said."""
    return any(t.lower in ("that", "whether", "how", "why", "what", "if") for t in tokens[finite:position])


def _is_droppable_relative(tokens: Sequence[Token], start: int, relative: int) -> bool:
    """Whether the noun before the clause is still somebody or something without it."""
    if any(token.lower in _REPORTING for token in tokens[max(0, start - 4) : start]) and tokens[relative].lower == "that":
        return False
    noun_phrase: list[Token] = []
    for token in reversed(tokens[:start]):
        noun_phrase.append(token)
        if token.tag in ("DT", "PO", "FINITE", "IN") or token.tag in FINITE:
            break
    words = {token.lower for token in noun_phrase}
    return not words & _NEEDS_RELATIVE and noun_phrase[-1].lower in ("a", "an", *_possessives(noun_phrase))


def _possessives(tokens: Sequence[Token]) -> tuple[str, ...]:
    return tuple(token.lower for token in tokens if token.tag == "PO")


def _coordinated_after(tokens: Sequence[Token], start: int, verb: Token) -> int | None:
    """Where, behind a relative clause, 'and' takes up the main verb again (same tense, another than inside)."""
    inner = next((t for t in tokens[start:] if t.tag in FINITE), None)
    for position in range(start + 2, len(tokens) - 1):
        if tokens[position].tag == "CC" and tokens[position].lower in ("and", "but"):
            after = _after_adverbs(tokens[position + 1 :])
            if after and after[0].tag == "VF" and _agrees(verb, after[0]) and (inner is None or not _agrees(inner, after[0])):
                return position
    return None


def _agrees(first: Token, second: Token) -> bool:
    """Whether two finite verbs can share a subject: the same person and tense as far as their forms show."""
    return _form(first) == _form(second) or first.tag in ("MD", "PB") or second.tag in ("MD",)


def _form(token: Token) -> str:
    if token.lower in ("is", "has", "does"):
        return "s"
    if token.lower in ("was", "were", "had", "did"):
        return "past"
    if token.tag == "MD":
        return "modal"
    if token.lower in ("are", "have", "do", "am"):
        return "base"
    if token.lower.endswith("s") and not token.lower.endswith("ss"):
        return "s"
    if token.lower.endswith("ed"):
        return "past"
    from . import lexicon

    forms = lexicon.verb_forms().get(token.lower, {})
    return "past" if "past" in forms and "base" not in forms else "base"


def _subject(tokens: Sequence[Token], finite: int) -> tuple[Token, ...]:
    """The subject before the verb at `finite`; () when it cannot be told from what leads up to it."""
    head = [token for token in tokens[:finite]]
    while head and head[-1].tag == "RB":
        head.pop()
    if not head:
        return ()
    while len(head) > 1 and head[0].tag in ("RB", "CC"):
        head.pop(0)
    if head[0].tag in ("IN", "SB", "TO") or _is_time(head[:3]):
        return _noun_phrase_back(head)
    if head[-1].lower == "there":
        return ()
    return _trim(tuple(head))


def _trim(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """Without leading adverbs and conjunctions."""
    start = 0
    while start < len(tokens) - 1 and tokens[start].tag in ("RB", "CC"):
        start += 1
    return tokens[start:]


def _noun_phrase_back(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The noun phrase that ends the run."""
    out: list[Token] = []
    for token in reversed(tokens):
        if token.tag in ("PR", "PB") and not out:
            return (token,)
        if token.tag not in ("NN", "NP", "JJ", "CD", "DT", "PO", "VN", "VG"):
            break
        out.insert(0, token)
        if token.tag in ("DT", "PO"):
            break
    return tuple(out)


# --- clauses inside 'when ...' ------------------------------------------------------------------------


def _is_condition(main: Sequence[Token], opener: Token) -> bool:
    """Whether the clause behind `opener` decides if the main clause is true: 'will only survive | if ...'."""
    if opener.lower not in ("if", "unless", "until", "before", "while"):
        return False
    hedges = {"only", "never", "not", "nobody", "no", "nothing", "cannot", "can't", "won't"}
    firm = opener.lower in ("if", "unless")
    return firm or (opener.lower == "until" and any(t.lower in hedges for t in main))


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
