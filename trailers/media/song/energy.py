"""How much drive each section has, in words with a confidence, and a guess at its role.

Words are relative to the song: low, medium and high are the three groups that its own sections fall into. A song
without contrast is medium throughout, and says so with a low confidence.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trailers.domain.song import Energy, Role

from .sections import standard

Numbers = NDArray[np.float64]

_FLAT_DB = 1.5
_FLOOR_DB = 8.0
"""Below the loud bars of a song, everything is equally quiet: a fade out must not make all else alike."""
_RAMP = 0.75
"""Of a deviation between the bars of the song: what a section's ends must differ by to rise or fall."""
_WORDS: tuple[Energy, ...] = ("low", "medium", "high")
_ALIKE = 0.35


@dataclass(frozen=True, slots=True)
class Drive:
    """Of one section."""

    word: Energy
    confidence: int
    intensity: int


def drives(loudness_db: Numbers, fullness_db: Numbers, bass_db: Numbers, starts: list[int]) -> list[Drive]:
    """Of each section, from levels a bar: as heard, of all bands alike, of the bass. `starts` are the bars that
    begin sections."""
    spans = list(zip(starts, [*starts[1:], len(loudness_db)], strict=True))
    drive = (
        0.4 * standard(_lifted(loudness_db))
        + 0.4 * standard(_lifted(fullness_db))
        + 0.2 * standard(_lifted(bass_db))
    )
    loud = np.array([np.median(_lifted(loudness_db)[a:b]) for a, b in spans])
    full = np.array([np.median(_lifted(fullness_db)[a:b]) for a, b in spans])
    level = np.array([np.median(drive[a:b]) for a, b in spans])
    lengths = np.array([b - a for a, b in spans], float)
    span = float(np.ptp(level))
    intensity = np.rint(1000 * (level - level.min()) / span) if span > 1e-9 else np.full(len(level), 500)
    if len(level) < 2 or (np.ptp(loud) < _FLAT_DB and np.ptp(full) < _FLAT_DB):
        return [Drive("medium", 200, int(value)) for value in intensity]
    centres = three_means(level, lengths)
    out = []
    for (a, b), value, strength in zip(spans, level, intensity, strict=True):
        apart = np.abs(centres - value)
        nearest, next_nearest = np.sort(apart)[:2]
        sure = 1000 * (next_nearest - nearest) / max(next_nearest + nearest, 1e-9)
        word = _ramp(drive[a:b]) or _WORDS[int(apart.argmin())]
        out.append(Drive(word, round(float(sure)), int(strength)))
    return out


def three_means(values: Numbers, weights: Numbers) -> Numbers:
    """Ascending centres of three groups (Lloyd's algorithm from the ends and the middle)."""
    centres = np.array([values.min(), (values.min() + values.max()) / 2, values.max()])
    for _ in range(50):
        group = np.abs(values[:, None] - centres).argmin(axis=1)
        moved = centres.copy()
        for n in range(3):
            if (group == n).any():
                moved[n] = np.average(values[group == n], weights=weights[group == n])
        if np.allclose(moved, centres):
            break
        centres = moved
    return np.sort(centres)


def roles(vectors: Numbers, starts: list[int], drive: list[Drive]) -> list[tuple[Role, int]]:
    """A role and its confidence for each section, by likeness, drive and repetition. A guess, and no more."""
    count = len(starts)
    if count < 3:
        return [("instrumental", 100)] * count
    group = _clusters(vectors, starts)
    intensity = np.array([one.intensity for one in drive]) / 1000
    repeats = np.array([(group == g).sum() for g in group])
    merit = {
        int(g): float(intensity[group == g].mean() + 0.35 * min(3, int((group == g).sum())))
        for g in set(group)
    }
    ranked = sorted(merit, key=lambda g: -merit[g])
    margin = merit[ranked[0]] - merit[ranked[1]] if len(ranked) > 1 else 0.0
    out: list[tuple[Role, int]] = []
    for n in range(count):
        if int(group[n]) == ranked[0]:
            out.append(("chorus", round(1000 * min(0.7, 0.4 + margin / 2))))
        elif repeats[n] > 1:
            out.append(("verse", 450))
        else:
            out.append(("bridge", 300))
    if intensity[0] < 0.6:
        out[0] = ("intro", 600)
    if intensity[-1] < 0.6 or out[-1][0] == "bridge":
        out[-1] = ("outro", 500)
    return out


def _clusters(vectors: Numbers, starts: list[int]) -> NDArray[np.int64]:
    """A group a section: average linkage over the cosine distance of their means."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import pdist

    ends = [*starts[1:], len(vectors)]
    averages = np.array([vectors[a:b].mean(axis=0) for a, b in zip(starts, ends, strict=True)]) + 1e-9
    return np.asarray(fcluster(linkage(pdist(averages, "cosine"), "average"), _ALIKE, "distance"), np.int64)


def _ramp(drive: Numbers) -> Energy | None:
    """Rising or falling, when the last third differs enough from the first and the way between is steady."""
    third = len(drive) // 3
    if third < 2:
        return None
    parts = [float(drive[n * third : (n + 1) * third].mean()) for n in range(3)]
    if abs(parts[2] - parts[0]) < _RAMP or not min(parts[0], parts[2]) < parts[1] < max(parts[0], parts[2]):
        return None
    return "rising" if parts[2] > parts[0] else "falling"


def _lifted(level_db: Numbers) -> Numbers:
    return np.maximum(level_db, float(np.percentile(level_db, 90)) - _FLOOR_DB)
