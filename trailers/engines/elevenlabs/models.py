"""What each model of ElevenLabs takes, as read in its documents on 2026-11-21. A model that is not listed is treated
with care: no tags, no breaks, no neighbours, the smallest limit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SLOWEST, FASTEST = 0.7, 1.2
"""The range of `speed` in which voices stay natural; wishes beyond are brought to its edge."""
MOST_SEED = 2**32 - 1


@dataclass(frozen=True, slots=True)
class SpeechModel:
    name: str
    most_characters: int = 5_000
    breaks: bool = False
    """<break time="0.5s"/> is a pause; elsewhere it may be read aloud."""
    tags: bool = False
    """[pause] and [whispers] are directions; elsewhere they are read aloud."""
    neighbours: bool = False
    """previous_text and next_text are taken; elsewhere they are an error."""
    language: bool = True
    """language_code is taken."""
    credits_permille: int = 1000
    """Credits for a thousand characters."""


SPEECH = {
    model.name: model
    for model in (
        SpeechModel("eleven_v4", 10_000, tags=True),
        SpeechModel("eleven_v4_turbo", 10_000, tags=True),
        SpeechModel("eleven_v3", 5_000, tags=True),
        SpeechModel("eleven_multilingual_v2", 10_000, breaks=True, neighbours=True, language=False),
        SpeechModel("eleven_flash_v2_5", 40_000, breaks=True, neighbours=True, credits_permille=500),
        SpeechModel("eleven_turbo_v2_5", 40_000, breaks=True, neighbours=True, credits_permille=500),
        SpeechModel(
            "eleven_flash_v2", 30_000, breaks=True, neighbours=True, language=False, credits_permille=500
        ),
        SpeechModel(
            "eleven_turbo_v2", 30_000, breaks=True, neighbours=True, language=False, credits_permille=500
        ),
    )
}
DEFAULT_SPEECH = "eleven_multilingual_v2"


def speech_model(name: str) -> SpeechModel:
    wanted = name or DEFAULT_SPEECH
    return SPEECH.get(wanted, SpeechModel(wanted))


PlanShape = Literal["sections", "chunks"]
MUSIC: dict[str, PlanShape] = {"music_v1": "sections", "music_v2": "chunks", "music_v2_5": "chunks"}
"""Which plan a music model takes; the other one is an error."""
DEFAULT_MUSIC = "music_v2"  # the vendor's own default is still v1, so the model is always named
TRANSCRIBER = "scribe_v2"

_FINE_PLANS = ("pro", "scale", "business", "growing_business", "enterprise")
"""Plans that may have uncompressed sound at 44.1 kHz and above."""


def speech_format(tier: str) -> tuple[str, int]:
    """The uncompressed format that a plan may have, and its rate in Hz: headerless 16 bit mono."""
    return ("pcm_44100", 44_100) if tier.lower() in _FINE_PLANS else ("pcm_24000", 24_000)


def music_format(tier: str) -> str:
    """An MP3: it says itself how many channels it has, which headerless music does not."""
    return "mp3_48000_320" if tier.lower() in _FINE_PLANS else "mp3_44100_128"
