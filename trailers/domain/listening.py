"""Alignment of the words of a script with the words of a recording, by their sounds-like texts alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from .spoken import likeness

SAME_WORD = 600
"""Likeness from which on two texts are taken for one word, per mille."""
_LONG_ENOUGH = 6
"""Letters from which on words run together need not be exactly the one word: "koval chick" for Kowalczyk."""
_SKIP = 600
"""Price of a word that has no partner. Two of them cost more than one pair of unlike words: where exactly one
word stands against one other, it was most likely heard wrongly, not missed and another one invented."""
_JOIN = 100
"""Price of taking two or three words for one: "light house" for lighthouse."""
_FORBIDDEN = 10 * _SKIP
_MOVES = ((1, 1), (1, 0), (0, 1), (1, 2), (2, 1), (1, 3), (3, 1))
_CELLS = 40_000
"""The largest table that is searched at once; longer texts are first parted at what they have in common."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Words [script[0], script[1]) of the script and [heard[0], heard[1]) of the recording are each other."""

    script: tuple[int, int]
    heard: tuple[int, int]
    alike: bool
    """False when they only stand in the same place."""


def align(script: Sequence[str], heard: Sequence[str]) -> list[Pair]:
    """The cheapest pairing, in order on both sides. Words in no pair were missed or invented."""
    pairs: list[Pair] = []
    todo = [(0, len(script), 0, len(heard))]
    while todo:
        i, i_end, j, j_end = todo.pop()
        if (i_end - i) * (j_end - j) <= _CELLS:
            found = _best_path(script[i:i_end], heard[j:j_end])
            pairs.extend(_moved(pair, i, j) for pair in found)
            continue
        block = SequenceMatcher(None, script, heard, autojunk=False).find_longest_match(i, i_end, j, j_end)
        pairs.extend(Pair((a, a + 1), (b, b + 1), True) for a, b in _run(block.a, block.b, block.size))
        if block.size:
            todo.append((i, block.a, j, block.b))
            todo.append((block.a + block.size, i_end, block.b + block.size, j_end))
    return sorted(pairs, key=lambda pair: pair.script)


def _run(a: int, b: int, size: int) -> Iterator[tuple[int, int]]:
    return ((a + k, b + k) for k in range(size))


def _moved(pair: Pair, i: int, j: int) -> Pair:
    (a, a_end), (b, b_end) = pair.script, pair.heard
    return Pair((a + i, a_end + i), (b + j, b_end + j), pair.alike)


def _best_path(script: Sequence[str], heard: Sequence[str]) -> list[Pair]:
    """Edit distance with a memory of the moves; of equally cheap moves the first of _MOVES wins."""
    costs: list[list[int]] = []
    moves: list[list[tuple[int, int]]] = []
    for i in range(len(script) + 1):
        costs.append([0] * (len(heard) + 1))
        moves.append([(0, 0)] * (len(heard) + 1))
        for j in range(len(heard) + 1):
            if i or j:
                best = min(
                    (costs[i - di][j - dj] + _price(script[i - di : i], heard[j - dj : j]), order)
                    for order, (di, dj) in enumerate(_MOVES)
                    if di <= i and dj <= j
                )
                costs[i][j], moves[i][j] = best[0], _MOVES[best[1]]
    return list(_trace(script, heard, moves))


def _trace(script: Sequence[str], heard: Sequence[str], moves: list[list[tuple[int, int]]]) -> Iterator[Pair]:
    i, j = len(script), len(heard)
    while i or j:
        di, dj = moves[i][j]
        if di and dj:
            alike = likeness("".join(script[i - di : i]), "".join(heard[j - dj : j])) >= SAME_WORD
            yield Pair((i - di, i), (j - dj, j), alike)
        i, j = i - di, j - dj


def _price(script: Sequence[str], heard: Sequence[str]) -> int:
    """What one move costs; a move that is not allowed costs more than any way round it."""
    if not script or not heard:
        return _SKIP
    if len(script) == len(heard) == 1:
        unlike = 1000 - likeness(script[0], heard[0])
        return unlike if unlike <= 1000 - SAME_WORD else 1000 + unlike // 10
    one, other = "".join(script), "".join(heard)
    if one == other:
        return _JOIN
    if abs(len(one) - len(other)) > 2 or min(len(one), len(other)) < _LONG_ENOUGH:
        return _FORBIDDEN
    alike = likeness(one, other)
    alone = max(likeness(a, b) for a in script for b in heard)
    return _JOIN + 1000 - alike if alike >= max(SAME_WORD, alone + 1) else _FORBIDDEN
