"""What a correction by ear would change in a music video, before it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trailers.domain.clock import Rate
from trailers.domain.song import Song
from trailers.domain.song_changes import SongChanges, changes
from trailers.domain.song_wishes import SongWishes, cut_song, with_edit
from trailers.models import Project


def song_changes(project: Project, heard: Song, edit: Mapping[str, Any]) -> SongChanges:
    """UserErrors of `song_wishes.with_edit` when the correction cannot be carried out."""
    wishes = SongWishes.from_json(project.settings["song"])
    wanted = with_edit(heard, wishes, edit)
    rate = Rate.parse(project.rate)
    return changes(cut_song(heard, wishes), cut_song(heard, wanted), rate, accents=wishes.accents)


def hand_cues(project: Project, song: Song, cues: Any) -> dict[str, Any]:
    """What moving cues by hand on the page needs: the beats, the cues, the frame grid. Times in milliseconds."""
    rate = Rate.parse(project.rate)
    return {
        "duration": song.duration_ms,
        "rate": [rate.num, rate.den],
        "beats": [[beat.time_ms, beat.place] for beat in song.beats],
        "cues": [{"id": cue.id, "time": cue.time_ms, "name": cue.name} for cue in cues],
    }
