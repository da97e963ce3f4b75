"""A song's samples in, what is known of it out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from trailers.domain.song import Beat, Section, Song, tempo_of

from .bars import Bars, bar_places, find_bars
from .beatnet import Activations, activations
from .beats import track_beats
from .energy import drives, roles
from .events import drops, drum_onsets, level_steps_at, loudness_curve, pauses
from .features import Features, features
from .sections import bar_vectors, boundaries, level_steps, means, standard
from .spectrogram import FPS, Array

_LEAST_BAR_MS = 400
_NEW_PAIR_PRICE = 6.0
"""In deviations of steps of level."""


def analyse(mono: Array, duration_ms: int) -> Song:
    """Hear a song of 22.05 kHz. About 5 s of processor time and 250 MB for four minutes.

    Vocals are None: no detector of singing is at hand, and one for speech does not hear it.
    """
    heard = activations(mono)
    sound = features(mono)
    quiet = pauses(sound.loudness_db, duration_ms)
    bars = find_bars(track_beats(heard), heard, sound, quiet)
    beats = _beats(bars, heard, sound, duration_ms)
    downbeats = np.array([beat.time_ms for beat in beats if beat.place == 0], np.int64)
    return Song(
        duration_ms=duration_ms,
        tempo_mbpm=tempo_of([beat.time_ms for beat in beats]),
        metre=bars.metre,
        confidence=round(float(np.median([beat.heard for beat in beats]))) if beats else 0,
        beats=beats,
        sections=_sections(sound, downbeats, duration_ms),
        loudness_cb=loudness_curve(sound.loudness_db, duration_ms),
        drums=drum_onsets(sound),
        drops=drops(sound.loudness_db, downbeats),
        pauses=quiet,
        vocals=None,
    )


def _beats(
    bars: Bars,
    heard: Activations,
    sound: Features,
    duration_ms: int,
) -> tuple[Beat, ...]:
    """The tracked beats with what the choice of cuts weighs. Two that fall on one millisecond become one."""
    times_ms = np.rint(bars.times * 1000).astype(np.int64)
    keep = np.flatnonzero((np.diff(times_ms, prepend=-1) > 0) & (times_ms < duration_ms))
    times_ms, places = times_ms[keep], bars.places[keep]
    frames = np.clip(times_ms * FPS // 1000, 2, len(heard.beat) - 3)
    near = frames[:, None] + np.arange(-2, 3)
    sure = heard.beat[near].max(axis=1)
    onset = sound.onsets.sum(axis=1)[near].max(axis=1)
    onset = (onset - onset.mean()) / (onset.std() + 1e-9) if len(onset) else onset
    step_cb = level_steps_at(sound.loudness_db, times_ms)
    strong = _strong(places, times_ms, sound)
    return tuple(
        Beat(int(t), int(place), bool(lead), round(1000 * float(p)), int(step), round(1000 * float(z)))
        for t, place, lead, p, step, z in zip(times_ms, places, strong, sure, step_cb, onset, strict=True)
    )


def _strong(places: NDArray[np.int64], times_ms: NDArray[np.int64], sound: Features) -> NDArray[np.bool_]:
    """The downbeats of every second bar, counted from where the level steps up or down.

    Harmony does not tell them (it often stays from one phrase to the next). Phrases of an odd number of bars are
    common, so counting anew costs little.
    """
    firsts = np.flatnonzero(places == 0)
    out = np.zeros(len(places), bool)
    if len(firsts):
        edges = np.append(times_ms[firsts], len(sound.loudness_db) * 1000 // FPS)
        pairs = bar_places(standard(level_steps(sound.loudness_db, edges)), 2, _NEW_PAIR_PRICE)
        out[firsts[pairs == 0]] = True
    return out


def _sections(sound: Features, downbeats_ms: NDArray[np.int64], duration_ms: int) -> tuple[Section, ...]:
    """Sections begin with bars; what sounds before the first whole bar belongs to the first section."""
    inner = downbeats_ms[(downbeats_ms >= _LEAST_BAR_MS) & (downbeats_ms <= duration_ms - _LEAST_BAR_MS)]
    edges = np.concatenate([[0], inner, [duration_ms]])
    vectors = bar_vectors(sound, edges)
    starts = boundaries(vectors, level_steps(sound.loudness_db, edges))
    frames = edges * FPS // 1000
    loud = means(sound.loudness_db[:, None], frames)[:, 0]
    full, bass = means(sound.mel_db, frames).mean(axis=1), means(sound.mel_db[:, :4], frames).mean(axis=1)
    drive = drives(loud, full, bass, starts)
    named = roles(vectors, starts, drive)
    ends = [*(int(edges[n]) for n in starts[1:]), duration_ms]
    return tuple(
        Section(int(edges[n]), end, role, sure, one.word, one.confidence, one.intensity)
        for n, end, one, (role, sure) in zip(starts, ends, drive, named, strict=True)
    )
