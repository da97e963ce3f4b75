"""manage.py engines: what is there, what is missing and its price; never a key."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from trailers.engines.registry import ENGINES
from trailers.selectors.engines import engine_rows

KEYS = {"elevenlabs": "xi-secret", "openai": "", "ark": "", "fal": "", "local": ""}


@pytest.fixture
def printed(settings) -> str:
    settings.ENGINE_KEYS = KEYS
    out = StringIO()
    call_command("engines", stdout=out)
    return out.getvalue()


def test_every_engine_is_listed_under_its_port(printed: str) -> None:
    lines = printed.splitlines()
    ports = [line for line in lines if not line.startswith(" ")]
    assert ports == ["Script:", "Voice:", "Word times:", "Transcription:", "Score:", "Stills:", "Clips:"]
    assert len([line for line in lines if line[:3].strip() and line.startswith("  ")]) == len(ENGINES)


def test_it_says_what_can_be_used_and_which_setting_is_missing(printed: str) -> None:
    words = [" ".join(line.split()) for line in printed.splitlines()]
    assert "embedded available free Piper, voice Joe (CC0)" in words
    assert "elevenlabs available $0.02 a call ElevenLabs, eleven_multilingual_v2" in words
    assert "elevenlabs available $0.75 a minute ElevenLabs, music_v2" in words
    assert "openai needs OPENAI_API_KEY $0.03 a call OpenAI, gpt-5.4-mini" in words
    assert any("needs CUELOCK_LOCAL_TEXT_URL, CUELOCK_LOCAL_TEXT_MODEL" in line for line in words)


def test_it_says_limits_and_where_a_price_was_read(printed: str) -> None:
    assert "5,000 to 40,000 characters a line, by model; pace 0.7 to 1.2" in printed
    assert "$0.10 for 1,000 characters (published list of the API, 2026-06, 2026-11-21)" in printed


def test_no_key_is_ever_printed(printed: str) -> None:
    assert "secret" not in printed


def test_what_can_be_used_comes_first(settings) -> None:
    settings.ENGINE_KEYS = KEYS
    voices = [(row.name, bool(row.missing)) for row in engine_rows() if row.port in ("text", "voice")]
    assert voices == [
        ("embedded", False), ("local", True), ("openai", True), ("elevenlabs", False), ("embedded", False),
    ]  # fmt: skip
