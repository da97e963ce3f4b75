"""How much of a song may be lost on its way into the film: as much as its own encoding left over, and a decibel."""

from __future__ import annotations

import pytest

from trailers.domain.receipt import song_limit_db


@pytest.mark.parametrize(
    ("left_db", "limit"), [(-86.3, -85), (-31.0, -30), (-25.01, -24), (-10.8, -9), (-3.0, -6), (0.0, -6)]
)
def test_the_limit_follows_what_the_encoder_left(left_db: float, limit: int) -> None:
    assert song_limit_db(left_db) == limit
    assert limit - left_db >= 1 or limit == -6
