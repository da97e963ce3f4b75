"""A sentence cut at its commas and other marks, where they part anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .spans import finite_at
from .tokens import DASHES, Token

_MARKS = frozenset({",", ";", ":"}) | DASHES


@dataclass(frozen=True, slots=True)
class Chunk:
    tokens: tuple[Token, ...]
    mark: str
    """The mark before it."""


def chunks_of(tokens: Sequence[Token]) -> list[Chunk]:
    out: list[Chunk] = []
    run: list[Token] = []
    mark = ""
    for token in tokens:
        if token.text in _MARKS and run:
            out.append(Chunk(tuple(run), mark))
            run, mark = [], token.text
        elif token.text in _MARKS:
            mark = token.text
        else:
            run.append(token)
    if run:
        out.append(Chunk(tuple(run), mark))
    return out


def with_adjectives(chunks: list[Chunk]) -> list[Chunk]:
    """'a bright, optimistic teen': a comma between the adjectives of one noun parts nothing."""
    out: list[Chunk] = []
    for chunk in chunks:
        if (
            out
            and chunk.mark == ","
            and (_awaits_noun(out[-1].tokens) or _repeats_adjective(out[-1].tokens, chunk.tokens))
            and chunk.tokens[0].tag in ("JJ", "NN", "RB", "VN", "VG", "CD")
        ):
            comma = Token(",", ",", ",", False, -1)
            out[-1] = Chunk((*out[-1].tokens, comma, *chunk.tokens), out[-1].mark)
        else:
            out.append(chunk)
    return out


def with_subordinates(chunks: list[Chunk]) -> list[Chunk]:
    """'When a satnav, a holiday and two villages conspire': the clause runs on until its verb has come."""
    out: list[Chunk] = []
    for chunk in chunks:
        last = out[-1].tokens if out else ()
        opens = next((t.tag for t in last if t.tag not in ("RB", "CC")), "")
        if opens == "SB" and finite_at(last) is None and chunk.mark == ",":
            comma = Token(",", ",", ",", False, -1)
            out[-1] = Chunk((*last, comma, *chunk.tokens), out[-1].mark)
        else:
            out.append(chunk)
    return out


def _repeats_adjective(before: Sequence[Token], after: Sequence[Token]) -> bool:
    """'a delinquent, thrill-seeking farm boy': an adjective behind 'a word' that only looked like the noun."""
    if (
        len(before) < 2
        or before[-2].lower not in ("a", "an")
        or before[-1].tag != "NN"
        or after[0].tag != "JJ"
    ):
        return False
    return len(after) > 1 and after[1].tag in ("JJ", "NN") and "-" in after[0].text


def _awaits_noun(tokens: Sequence[Token]) -> bool:
    """Whether the run ends in an article and adjectives without their noun."""
    if (
        len(tokens) > 1
        and tokens[-2].tag in ("DT", "PO")
        and (tokens[-1].lower.endswith("ing") or tokens[-1].tag == "JJ")
    ):
        return True
    for token in reversed(tokens):
        if token.tag in ("DT", "PO"):
            return token is not tokens[-1]
        if token.tag not in ("JJ", "VG", "VN", "RB", ",") and not (token.tag == "CD" and "-" in token.text):
            return False
    return False
