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
from trailers.domain.pricing import CallPrice, PriceTable

from .ark import models as ark
from .fal import models as fal
from .openai_images import models as gpt_image
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
from .prices import cost, settled


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
    references: int = 0
    """How many pictures it takes along with its words; 0 for an engine that looks at none."""
    sees_pictures: bool = False
    """Whether a writer can be shown a still, to say how it is to move."""
    table: PriceTable | None = None
    """Its prices, for an engine that brings its own table."""
    second: tuple[tuple[str, int], ...] = ()
    """Units of one second, for an engine with a table of its own that is paid by length."""

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
USUAL_CLIP_S = 5
_SEEDANCE = "whole seconds; refuses pictures that look like real people; up to "
PICTURE_ENGINES = (
    EngineInfo(
        "image", "ark", "ark.images:Seedream", "image", needs=("ARK_API_KEY",),
        made_by="Seedream 5.0 lite, BytePlus ModelArk", model=ark.STILL, table=ark.PRICES[ark.STILL],
        usual=(("images", 1),), limits="14 references; from 2560 x 1440",
        references=ark.STILLS[ark.STILL].references,
    ),
    EngineInfo(
        "image", "openai", "openai_images.engine:OpenAIImages", "image", needs=("OPENAI_API_KEY",),
        made_by="OpenAI", model=gpt_image.MODEL, table=gpt_image.PRICES[gpt_image.MODEL],
        usual=(("text_input_tokens", 500), ("image_input_tokens", 3_000), ("output_tokens", 7_000)),
        limits="16 references; up to 3840 x 2160", references=gpt_image.REFERENCES,
    ),
    EngineInfo(
        "image", "fal", "fal.engines:FalStills", "image", needs=("FAL_KEY",), made_by="Seedream 4.5, fal.ai",
        model=fal.STILL, table=fal.PRICES[fal.STILL], usual=(("images", 1),),
        limits="10 references; from 2560 x 1440", references=fal.REFERENCES,
    ),
    EngineInfo(
        "video", "ark", "ark.video:Seedance", "video", needs=("ARK_API_KEY",),
        made_by="Seedance 2.0, BytePlus ModelArk", model=ark.CLIP, table=ark.PRICES[ark.CLIP],
        second=(("video_tokens_1080p", ark.tokens_a_second("1080p")),), least_s=4, refuses_people=True,
        limits=f"{_SEEDANCE}15 s",
    ),
    EngineInfo(
        "video", "ark-2.5", "ark.video:seedance_long", "video", needs=("ARK_API_KEY",), vendor="ark",
        made_by="Seedance 2.5, BytePlus ModelArk", model=ark.CLIP_LONG, table=ark.PRICES[ark.CLIP_LONG],
        second=(("video_tokens_1080p", ark.tokens_a_second("1080p")),), least_s=4, refuses_people=True,
        limits=f"{_SEEDANCE}30 s",
    ),
    EngineInfo(
        "video", "fal", "fal.engines:FalClips", "video", needs=("FAL_KEY",), made_by="Seedance 2.0, fal.ai",
        model=fal.CLIP, table=fal.PRICES[fal.CLIP], second=(("ms", 1_000),), least_s=4, refuses_people=True,
        limits=f"{_SEEDANCE}15 s, 720p",
    ),
)  # fmt: skip
_ELEVENLABS = ("ELEVENLABS_API_KEY",)
SOUND_AND_TEXT_ENGINES = (
    EngineInfo(
        "text", "openai", "openai_text:OpenAIText", "text", needs=("OPENAI_API_KEY",), made_by="OpenAI",
        model="gpt-5.4-mini", model_option="text_model", usual=(("input_tokens", 6_000), ("output_tokens", 4_000)),
        limits="16,000 tokens an answer", sees_pictures=True,
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
        made_by="ElevenLabs", model="scribe_v2", usual=(("audio_ms", 10_000),), limits="29 languages; 10 hours",
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
    if info.table is not None:
        each = settled(info.table, dict(info.second))
        whole = settled(info.table, dict(info.usual)) or USUAL_CLIP_S * each
        return replace(info, price_microusd=whole, second_microusd=each)
    if not info.usual:
        return info
    usual, model = dict(info.usual), model_of(info)
    second = cost(info.provider, model, {"music_ms": 1000}) if "music_ms" in usual else 0
    return replace(info, price_microusd=cost(info.provider, model, usual), second_microusd=second)


@cache
def _engine(port: str, name: str) -> object:
    module, factory = engine_info(port, name).factory.split(":")
    return getattr(import_module(f"trailers.engines.{module}"), factory)()


def hearing_price(port: str, name: str, audio_ms: int) -> int:
    """Of one recording of that length listened to, in microusd: what its words cost. FatalError engine.unknown."""
    info = engine_info(port, name)
    timed = any(unit == "audio_ms" for unit, _ in info.usual)
    return cost(info.provider, model_of(info), {"audio_ms": audio_ms}) if timed else info.price_microusd


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
