"""What is asked for on the command line: sums of dollars."""

from __future__ import annotations

import pytest

from trailers.domain.errors import UserError
from trailers.management.wishes import parse_dollars


@pytest.mark.parametrize(
    ("text", "microusd"),
    [
        ("4.50", 4_500_000),
        ("4.5", 4_500_000),
        ("$12", 12_000_000),
        (" 0.01 ", 10_000),
        ("99999.99", 99_999_990_000),
    ],
)
def test_dollars_are_read_to_the_cent(text: str, microusd: int) -> None:
    assert parse_dollars(text) == microusd


@pytest.mark.parametrize("text", ["", "four", "-1", "1.234", "1,50", "100000", "1e3"])
def test_what_is_no_sum_is_refused_by_name(text: str) -> None:
    with pytest.raises(UserError, match="is no sum of dollars") as caught:
        parse_dollars(text)
    assert caught.value.params == {"text": text}
