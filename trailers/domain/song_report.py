"""A song and its cues as other tools read them: seconds and plain words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .song import CURVE_STEP_MS, Song, Stretch
from .song_cues import SongCue


def report_of(song: Song, cues: Sequence[SongCue]) -> dict[str, Any]:
    """Times in seconds to the millisecond, levels in dB, tempo in beats a minute, confidences from 0 to 1.

    `vocals` is None when nobody listened for singing.
    """
    return {
        "duration": _s(song.duration_ms),
        "tempo": song.tempo_mbpm / 1000,
        "tempo_half": song.half_tempo_mbpm / 1000,
        "tempo_double": song.double_tempo_mbpm / 1000,
        "metre": song.metre,
        "confidence": song.confidence / 1000,
        "beats": [_s(beat.time_ms) for beat in song.beats],
        "downbeats": [_s(time_ms) for time_ms in song.downbeats_ms],
        "sections": [
            {
                "start": _s(section.start_ms),
                "end": _s(section.end_ms),
                "role": section.role,
                "role_confidence": section.role_confidence / 1000,
                "energy": section.energy,
                "energy_confidence": section.energy_confidence / 1000,
            }
            for section in song.sections
        ],
        "cues": [_s(cue.time_ms) for cue in cues],
        "cue_reasons": [
            {"time": _s(cue.time_ms), "reasons": list(cue.reasons), "strength": cue.strength / 1000}
            for cue in cues
        ],
        "drums": {
            "kick": [_s(time_ms) for time_ms in song.drums.kick_ms],
            "snare": [_s(time_ms) for time_ms in song.drums.snare_ms],
            "hihat": [_s(time_ms) for time_ms in song.drums.hihat_ms],
        },
        "drums_by_bar": [list(counts) for counts in song.drums_by_bar()],
        "drops": [_s(drop.time_ms) for drop in song.drops],
        "pauses": _stretches(song.pauses),
        "vocals": None if song.vocals is None else _stretches(song.vocals),
        "loudness": {"step": _s(CURVE_STEP_MS), "db": [level / 10 for level in song.loudness_cb]},
    }


def _stretches(stretches: Sequence[Stretch]) -> list[list[float]]:
    return [[_s(stretch.start_ms), _s(stretch.end_ms)] for stretch in stretches]


def _s(time_ms: int) -> float:
    return time_ms / 1000
