"""Songs as values: a test names only what it is about."""

from __future__ import annotations

from typing import Any

from trailers.domain.song import Beat, Drums, Energy, Section, Song, tempo_of


def section(start_ms: int, end_ms: int, energy: Energy = "medium", intensity: int = 500) -> Section:
    return Section(start_ms, end_ms, "verse", 450, energy, 800, intensity)


def make_song(duration_ms: int = 60_000, *, beat_ms: int = 500, metre: int = 4, **fields: Any) -> Song:
    """A steady song: beats from 0 on, every second bar strong, one section, one level."""
    times = range(0, duration_ms, beat_ms)
    beats = tuple(
        Beat(time, n % metre, n % (2 * metre) == 0, 900, 0, 500 if n % metre == 0 else 0)
        for n, time in enumerate(times)
    )
    values: dict[str, Any] = {
        "duration_ms": duration_ms,
        "tempo_mbpm": tempo_of([beat.time_ms for beat in beats]),
        "metre": metre,
        "confidence": 900,
        "beats": beats,
        "sections": (section(0, duration_ms),),
        "loudness_cb": (-120,) * (duration_ms // 100),
        "drums": Drums(),
        "drops": (),
        "pauses": (),
        "vocals": None,
    }
    return Song(**{**values, **fields})
