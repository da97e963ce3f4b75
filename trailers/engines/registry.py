"""Which engines stand behind each port, where their jobs queue, and what one call costs.

Adding an engine is one module and one line here. Modules are imported when an engine is first used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from typing import cast

from trailers.domain.errors import FatalError
from trailers.domain.pricing import CallPrice

from .operator import option
from .ports import (
    Aligner,
    ImageModel,
    MusicModel,
    Orders,
    TextModel,
    Transcriber,
    VideoModel,
    Voice,
    VoiceCatalogue,
)
from .prices import cost


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """One engine behind one port."""

    port: str
    name: str
    factory: str
    """module:callable, relative to trailers.engines."""
    lane: str
    price_microusd: int = 0
    """Of one call at its usual size."""
    needs: tuple[str, ...] = ()
    """Settings without which it is not available."""
    made_by: str = ""
    vendor: str = ""
    """Whose key it uses, and who is asked for the bill; '' for its own name."""
    second_microusd: int = 0
    """Of a started second, for what is paid by its length; `price_microusd` is then that of five seconds."""
    least_s: int = 0
    """The shortest length that is billed."""
    refuses_people: bool = False
    """Whether it turns down pictures with faces that look real."""
    model: str = ""
    """What it asks for when the operator has chosen nothing under `model_option`."""
    model_option: str = ""
    usual: tuple[tuple[str, int], ...] = ()
    """Units of a call at its usual size, for an engine that is priced by a table: its price follows from them."""
    limits: str = ""
    """What it cannot do, for people."""

    @property
    def provider(self) -> str:
        return self.vendor or self.name

    def call_price(self) -> CallPrice:
        return CallPrice(self.price_microusd, self.second_microusd, self.least_s)


_EMBEDDED = (
    ("text", "embedded.text:EmbeddedText", "rules of Cuelock's own"),
    ("voice", "embedded.voice:EmbeddedVoice", "Piper, voice Joe (CC0)"),
    ("aligner", "embedded.aligner:EmbeddedAligner", "PocketSphinx"),
    ("music", "embedded.score:EmbeddedScore", "composed by Cuelock, played on TimGM6mb"),
    ("image", "embedded.pictures:EmbeddedPictures", "drawn by Cuelock"),
    ("video", "embedded.motion:EmbeddedMotion", "moved by Cuelock"),
)
PICTURE_ENGINES = (
    EngineInfo(
        "image",
        "ark",
        "ark.images:Seedream",
        "image",
        price_microusd=40_000,
        needs=("ARK_API_KEY",),
        made_by="Seedream 5.0 lite, BytePlus ModelArk",
    ),
    EngineInfo(
        "image",
        "openai",
        "openai_images:OpenAIImages",
        "image",
        price_microusd=250_000,
        needs=("OPENAI_API_KEY",),
        made_by="GPT Image 2, OpenAI",
    ),
    EngineInfo(
        "image",
        "fal",
        "fal.engines:FalStills",
        "image",
        price_microusd=40_000,
        needs=("FAL_KEY",),
        made_by="Seedream 4.5, fal.ai",
    ),
    EngineInfo(
        "video",
        "ark",
        "ark.video:Seedance",
        "video",
        price_microusd=1_872_000,
        second_microusd=374_400,
        least_s=4,
        needs=("ARK_API_KEY",),
        made_by="Seedance 2.0, BytePlus ModelArk",
        refuses_people=True,
    ),
    EngineInfo(
        "video",
        "ark-2.5",
        "ark.video:seedance_long",
        "video",
        price_microusd=2_043_000,
        second_microusd=408_600,
        least_s=4,
        needs=("ARK_API_KEY",),
        made_by="Seedance 2.5, BytePlus ModelArk",
        vendor="ark",
        refuses_people=True,
    ),
    EngineInfo(
        "video",
        "fal",
        "fal.engines:FalClips",
        "video",
        price_microusd=1_517_000,
        second_microusd=303_400,
        least_s=4,
        needs=("FAL_KEY",),
        made_by="Seedance 2.0 at 720p, fal.ai",
        refuses_people=True,
    ),
)
"""What one call costs follows from the engines' own price tables; a test holds them together."""
_ELEVENLABS = ("ELEVENLABS_API_KEY",)
SOUND_AND_TEXT_ENGINES = (
    EngineInfo(
        "text", "openai", "openai_text:OpenAIText", "text", needs=("OPENAI_API_KEY",), made_by="OpenAI",
        model="gpt-5.4-mini", model_option="text_model", usual=(("input_tokens", 6_000), ("output_tokens", 4_000)),
        limits="16,000 tokens an answer",
    ),
    EngineInfo(
        "text", "local", "openai_text:LocalText", "text",
        needs=("CUELOCK_LOCAL_TEXT_URL", "CUELOCK_LOCAL_TEXT_MODEL"), made_by="a server of your own",
        model_option="text_model", limits="the model must keep to a JSON schema",
    ),
    EngineInfo(
        "voice", "elevenlabs", "elevenlabs.voice:ElevenLabsVoice", "speech", needs=_ELEVENLABS, made_by="ElevenLabs",
        model="eleven_multilingual_v2", model_option="voice_model", usual=(("chars", 120),),
        limits="5,000 to 40,000 characters a line, by model; pace 0.7 to 1.2",
    ),
    EngineInfo(
        "aligner", "elevenlabs", "elevenlabs.hearing:ElevenLabsAligner", "speech", needs=_ELEVENLABS,
        made_by="ElevenLabs", model="scribe_v2", usual=(("audio_ms", 60_000),), limits="29 languages; 10 hours",
    ),
    EngineInfo(
        "transcriber", "elevenlabs", "elevenlabs.hearing:ElevenLabsTranscriber", "speech", needs=_ELEVENLABS,
        made_by="Scribe, ElevenLabs", model="scribe_v2", usual=(("audio_ms", 60_000),), limits="10 hours",
    ),
    EngineInfo(
        "music", "elevenlabs", "elevenlabs.music:ElevenLabsMusic", "music", needs=_ELEVENLABS, made_by="ElevenLabs",
        model="music_v2", model_option="music_model", usual=(("music_ms", 75_000),), least_s=3,
        limits="3 seconds to 10 minutes; longer films loop it",
    ),
)  # fmt: skip
# Embedded engines compute on this machine, so they queue for its processors, not for a provider.
ENGINES: Mapping[tuple[str, str], EngineInfo] = {
    **{
        (port, "embedded"): EngineInfo(port, "embedded", factory, "media", made_by=made_by)
        for port, factory, made_by in _EMBEDDED
    },
    **{(info.port, info.name): info for info in (*PICTURE_ENGINES, *SOUND_AND_TEXT_ENGINES)},
}


def engine_info(port: str, name: str) -> EngineInfo:
    """With its price of today. FatalError('engine.unknown') for a name that no engine of that port has."""
    info = ENGINES.get((port, name))
    if info is None:
        raise FatalError("engine.unknown", port=port, name=name)
    return priced(info)


def model_of(info: EngineInfo) -> str:
    """The model that would be asked: the operator's choice, else the engine's own."""
    return (option(info.provider, info.model_option) if info.model_option else "") or info.model


def priced(info: EngineInfo) -> EngineInfo:
    """The same with its price from the table of its model, where it has one, and from the operator's own prices."""
    if not info.usual:
        return info
    usual, model = dict(info.usual), model_of(info)
    second = cost(info.provider, model, {"music_ms": 1000}) if "music_ms" in usual else 0
    return replace(info, price_microusd=cost(info.provider, model, usual), second_microusd=second)


@cache
def _engine(port: str, name: str) -> object:
    module, factory = engine_info(port, name).factory.split(":")
    return getattr(import_module(f"trailers.engines.{module}"), factory)()


def text_model(name: str) -> TextModel:
    return cast(TextModel, _engine("text", name))


def voice(name: str) -> Voice:
    return cast(Voice, _engine("voice", name))


def aligner(name: str) -> Aligner:
    return cast(Aligner, _engine("aligner", name))


def voices(name: str) -> VoiceCatalogue:
    """Who may be chosen to read."""
    return cast(VoiceCatalogue, _engine("voice", name))


def transcriber(name: str) -> Transcriber:
    return cast(Transcriber, _engine("transcriber", name))


def music_model(name: str) -> MusicModel:
    return cast(MusicModel, _engine("music", name))


def image_model(name: str) -> ImageModel:
    return cast(ImageModel, _engine("image", name))


def video_model(name: str) -> VideoModel:
    return cast(VideoModel, _engine("video", name))


def orders(port: str, name: str) -> Orders | None:
    """The engine if it takes orders and delivers later; None for one that answers within the call."""
    engine = _engine(port, name)
    return None if getattr(engine, "blocking", True) else cast(Orders, engine)
