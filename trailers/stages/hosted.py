"""Steps that are ordered from a provider and delivered later: how the order is put, and how the delivery is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from trailers.engines.ports import Orders
from trailers.engines.registry import orders

from . import pictures
from .base import StageCall, StageResult


@dataclass(frozen=True, slots=True)
class HostedStage:
    port: str
    request: Callable[[StageCall], Any]
    """The engine's request, from the step's files and values."""
    keep: Callable[[StageCall, Any], StageResult]
    """What was delivered, measured."""


HOSTED: Mapping[str, HostedStage] = {
    "characters": HostedStage("image", pictures.sheet_request, pictures.keep_image),
    "locations": HostedStage("image", pictures.sheet_request, pictures.keep_image),
    "image": HostedStage("image", pictures.image_request, pictures.keep_image),
    "clip": HostedStage("video", pictures.clip_request, pictures.keep_clip),
}


def orders_of(kind: str, params: Mapping[str, Any]) -> Orders | None:
    """The engine that takes orders for this step; None for a step that is made within one call."""
    stage = HOSTED.get(kind)
    return orders(stage.port, params["engine"]) if stage else None
