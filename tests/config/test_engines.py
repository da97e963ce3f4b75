"""The operator's choices for engines, as they are read from the environment."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.engines import engine_options, engine_prices, local_text_key
from trailers.domain.pricing import UnitPrice


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch):
    for name in ("PRICES", "LOCAL_TEXT_URL", "LOCAL_TEXT_MODEL", "LOCAL_TEXT_KEY", "ELEVENLABS_VOICE"):
        monkeypatch.delenv(f"CUELOCK_{name}", raising=False)

    def set_to(**environment: str) -> None:
        for name, value in environment.items():
            monkeypatch.setenv(f"CUELOCK_{name}", value)

    return set_to


def test_prices_are_read_exactly(given) -> None:
    given(
        PRICES="elevenlabs/eleven_v3/chars=0.12/1000, openai/gpt-9/input_tokens=2/1000000,openai/gpt-9/call=0.000001"
    )
    assert engine_prices() == {
        ("elevenlabs", "eleven_v3"): (UnitPrice("chars", 120_000, 1000),),
        ("openai", "gpt-9"): (UnitPrice("input_tokens", 2_000_000, 1_000_000), UnitPrice("call", 1)),
    }


@pytest.mark.parametrize(
    "wish",
    ["elevenlabs=1", "a/b/c=-1", "a/b/c=1/0", "a/b/c=0.0000001", "a/b/C=1", "a/b/c=1/2/3", "a/b/c=free"],
)
def test_a_price_that_is_none_refuses_to_start(given, wish: str) -> None:
    given(PRICES=wish)
    with pytest.raises(ImproperlyConfigured, match="CUELOCK_PRICES must be"):
        engine_prices()


def test_nothing_set_is_no_price(given) -> None:
    assert engine_prices() == {}


@pytest.mark.parametrize(
    ("environment", "key"),
    [
        ({}, ""),
        ({"LOCAL_TEXT_URL": "http://127.0.0.1:11434/v1"}, ""),
        ({"LOCAL_TEXT_MODEL": "llama3.3"}, ""),
        ({"LOCAL_TEXT_URL": "http://127.0.0.1:11434/v1", "LOCAL_TEXT_MODEL": "llama3.3"}, "none"),
        ({"LOCAL_TEXT_URL": "u", "LOCAL_TEXT_MODEL": "m", "LOCAL_TEXT_KEY": "k"}, "k"),
    ],
)
def test_a_text_server_of_ones_own_is_there_with_address_and_model(given, environment, key: str) -> None:
    given(**environment)
    assert local_text_key() == {"local": key}


def test_choices_are_empty_until_they_are_made(given) -> None:
    assert engine_options()["elevenlabs"] == {
        "voice": "", "voice_model": "", "music_model": "", "music_by": "plan",
    }  # fmt: skip
    given(ELEVENLABS_VOICE="ann")
    assert engine_options()["elevenlabs"]["voice"] == "ann"
