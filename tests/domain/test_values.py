"""A dataclass as a dictionary, one level deep."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import pytest

from trailers.domain.values import plain
from trailers.domain.words import Word


@dataclass(frozen=True, slots=True)
class Pair:
    first: Word
    second: tuple[int, ...]


def test_one_level_and_nothing_is_copied() -> None:
    pair = Pair(Word("sea", 1, 2), (3, 4))
    assert plain(pair) == {"first": Word("sea", 1, 2), "second": (3, 4)}
    assert plain(pair)["first"] is pair.first
    assert list(plain(pair.first)) == list(asdict(pair.first)) and plain(pair.first) == asdict(pair.first)


def test_only_dataclasses_have_fields() -> None:
    with pytest.raises(AttributeError):
        plain({"first": 1})
