"""Which engines stand behind each port, where their jobs queue, and what one call costs.

Adding an engine is one module and one line here. Modules are imported when an engine is first used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import cast

from trailers.domain.errors import FatalError

from .ports import Aligner, ImageModel, MusicModel, TextModel, VideoModel, Voice


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


_EMBEDDED = (
    ("text", "embedded.text:EmbeddedText", "rules of Cuelock's own"),
    ("voice", "embedded.voice:EmbeddedVoice", "Piper, voice Joe (CC0)"),
    ("aligner", "embedded.aligner:EmbeddedAligner", "PocketSphinx"),
    ("music", "embedded.score:EmbeddedScore", "composed by Cuelock, played on TimGM6mb"),
    ("image", "embedded.pictures:EmbeddedPictures", "drawn by Cuelock"),
    ("video", "embedded.motion:EmbeddedMotion", "moved by Cuelock"),
)
# Embedded engines compute on this machine, so they queue for its processors, not for a provider.
ENGINES: Mapping[tuple[str, str], EngineInfo] = {
    (port, "embedded"): EngineInfo(port, "embedded", factory, "media", made_by=made_by)
    for port, factory, made_by in _EMBEDDED
}


def engine_info(port: str, name: str) -> EngineInfo:
    """FatalError('engine.unknown') for a name that no engine of that port has."""
    info = ENGINES.get((port, name))
    if info is None:
        raise FatalError("engine.unknown", port=port, name=name)
    return info


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


def music_model(name: str) -> MusicModel:
    return cast(MusicModel, _engine("music", name))


def image_model(name: str) -> ImageModel:
    return cast(ImageModel, _engine("image", name))


def video_model(name: str) -> VideoModel:
    return cast(VideoModel, _engine("video", name))
