"""Step kind -> the function that runs it. Loaded when first needed, so that a page pays for none of them."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from trailers.domain.errors import FatalError

from .base import StageCall, StageResult

STAGES = {
    "read_document": "documents:read",
    "script_pass": "script:run_pass",
    "voice": "sound:speak",
    "import_sound": "own_sound:import_sound",
    "align": "own_sound:align",
    "voice_cut": "own_sound:cut_voice",
    "soundtrack": "sound:lay_soundtrack",
    "split": "script:split",
    "score": "sound:compose",
    "mix": "sound:mix_sound",
    "characters": "pictures:draw_sheet",
    "locations": "pictures:draw_sheet",
    "image": "pictures:draw_image",
    "card": "pictures:draw_title",
    "shot_prompt": "script:write_shot",
    "clip": "pictures:move_picture",
    "promo": "pictures:draw_promo",
    "segment": "film:render",
    "assemble": "film:assemble_film",
    "receipt": "film:measure",
    "captions": "film:write_captions",
    "proxy": "preview:draw_proxy",
    "preview_sound": "preview:lay_sound",
    "package": "package:pack",
    "unbar": "exports:cut_bars",
    "burn": "exports:burn_captions",
    "editor_media": "exports:lay_media",
    "editor_reference": "exports:draw_reference",
    "stems": "exports:lay_stems",
    "editor_package": "exports:pack_for_editor",
    "normalise_song": "song:normalise",
    "analyse_song": "song:analyse",
    "song_clock": "song:lay_clock",
    "treatment": "song:write_treatment",
    "shot_plan": "song:plan_shots",
    "song_scenes": "song:split_song",
    "song_sound": "song:lay_sound",
    "performance": "performance:place",
    "song_words": "song_words:hear_words",
    "song_report": "song_words:report",
}


def stage(kind: str) -> Callable[[StageCall], StageResult]:
    """The stage function for a step kind. FatalError('stage.unknown') for anything else."""
    if kind not in STAGES:
        raise FatalError("stage.unknown", kind=kind)
    module, function = STAGES[kind].split(":")
    found: Callable[[StageCall], StageResult] = getattr(import_module(f"trailers.stages.{module}"), function)
    return found
