"""Price tables: every hosted sound and text engine has one, the operator's own go first, the unknown is dear."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from trailers.domain.errors import FatalError
from trailers.domain.pricing import UnitPrice
from trailers.engines import operator
from trailers.engines.prices import TABLES, cost, price_table
from trailers.engines.registry import SOUND_AND_TEXT_ENGINES, engine_info, model_of, priced


@pytest.fixture(autouse=True)
def nothing_chosen() -> Iterator[None]:
    operator.configure({})
    yield
    operator.configure({})


def test_every_table_says_when_and_where_it_was_read() -> None:
    assert len(TABLES) == 14
    for table in TABLES.values():
        assert date.fromisoformat(table.read_on) <= date(2026, 11, 21)
        assert table.source and table.prices and not table.is_free


@pytest.mark.parametrize(
    ("port", "name", "microusd", "second"),
    [
        ("text", "openai", 22_500, 0),  # 6,000 tokens read, 4,000 written
        ("text", "local", 0, 0),
        ("voice", "elevenlabs", 12_000, 0),  # 120 characters
        ("aligner", "elevenlabs", 1_667, 0),
        ("transcriber", "elevenlabs", 10_000, 0),
        ("music", "elevenlabs", 937_500, 12_500),  # 75 seconds
        ("voice", "embedded", 0, 0),
    ],
)
def test_a_usual_call_costs(port: str, name: str, microusd: int, second: int) -> None:
    info = engine_info(port, name)
    assert (info.price_microusd, info.second_microusd) == (microusd, second)


def test_a_score_costs_its_started_seconds() -> None:
    price = engine_info("music", "elevenlabs").call_price()
    assert [price.of(seconds) for seconds in (1, 60, 75)] == [37_500, 750_000, 937_500]  # type: ignore[arg-type]


def test_the_operators_choice_of_model_and_price_count_at_once() -> None:
    own = {("elevenlabs", "eleven_flash_v2_5"): (UnitPrice("chars", 60_000, 1000),)}
    operator.configure({"elevenlabs": {"voice_model": "eleven_flash_v2_5"}})
    assert engine_info("voice", "elevenlabs").price_microusd == 6_000
    operator.configure({"elevenlabs": {"voice_model": "eleven_flash_v2_5"}}, own)
    assert engine_info("voice", "elevenlabs").price_microusd == 7_200
    table = price_table("elevenlabs", "eleven_flash_v2_5")
    assert (table.source, table.prices) == ("setting", (UnitPrice("chars", 60_000, 1000),))


def test_a_model_that_nobody_has_priced_is_as_dear_as_the_dearest() -> None:
    assert cost("elevenlabs", "eleven_v9", {"chars": 1000}) == 100_000
    assert "unknown" in price_table("elevenlabs", "eleven_v9").source
    own = {("openai", "gpt-9"): (UnitPrice("input_tokens", 1, 1), UnitPrice("output_tokens", 2, 1))}
    operator.configure({}, own)
    assert cost("openai", "gpt-9", {"input_tokens": 10, "output_tokens": 10}) == 30


def test_no_unit_goes_without_a_price() -> None:
    with pytest.raises(FatalError) as found:
        cost("elevenlabs", "eleven_v3", {"songs": 1})
    assert found.value.code == "pricing.unknown_unit"


@pytest.mark.parametrize("info", SOUND_AND_TEXT_ENGINES, ids=lambda info: f"{info.port}-{info.name}")
def test_every_engine_is_described(info) -> None:
    assert info.needs and info.limits and info.made_by and info.lane in ("text", "speech", "music")
    assert priced(info).price_microusd > 0 or info.name == "local"
    assert model_of(info) or info.name == "local"
    operator.configure({info.provider: {info.model_option: "another"}})
    assert model_of(info) == ("another" if info.model_option else info.model)
