"""What a film that is cut to a song has in place of lines and words: bars, sections with their energy, cues."""

from __future__ import annotations

from typing import Any

from trailers.domain.bars import bars_of
from trailers.domain.song_wishes import CutSong
from trailers.selectors.song import laid_song

from .stand import Stand


def song_shown(stand: Stand) -> dict[str, Any] | None:
    """Frames of the film throughout; None for a film that is spoken.

    What was heard in the song stands beside its clock; where that file is gone sections keep their roles, without
    an energy, and there are no cues.
    """
    clock = stand.clock
    if not clock.is_song:
        return None
    laid = laid_song(stand.project)
    energies = {f"s{s.start_ms}": s.energy for s in laid.song.sections} if laid else {}
    return {
        "tempo_mbpm": laid.song.tempo_mbpm if laid else None,
        "bars": [
            {"bar": bar.number, "first": bar.first, "beats": list(bar.frames)} for bar in bars_of(clock)
        ],
        "sections": [
            {
                "start": span.start,
                "end": span.end,
                "role": span.role,
                "energy": energies.get(span.item_id),
            }
            for span in clock.spans
        ],
        "cues": _cues(stand, laid) if laid else [],
    }


def _cues(stand: Stand, laid: CutSong) -> list[dict[str, Any]]:
    return [
        {"frame": frame, "name": cue.name, "reasons": list(cue.reasons), "locked": cue.locked}
        for cue in laid.cues
        if (frame := cue.frame(stand.clock.rate)) < stand.clock.frames
    ]
