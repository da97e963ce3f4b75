"""Which cuts of a film keep what was rendered for them. Renders can be made again; time and money cannot.

Sources, scripts, soundtracks and takes are never collected. Segments, films, mixes and packages are cache: kept
for the cuts named here, and in any case for the grace period after they were made.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

CACHE_KINDS = (
    "segment", "film", "mix", "mix_wav", "package",
    "unbarred", "editor_media", "editor_reference", "stem", "editor_package",
    "proxy", "preview_sound", "peaks",
)  # fmt: skip
"""Kinds of artifacts that follow from others without a choice and without a price."""


@dataclass(frozen=True, slots=True)
class CutFact:
    """One version of the edit, as collecting sees it."""

    id: UUID
    number: int
    created_at: datetime
    named: bool
    """By a person, to find it again."""


def kept_cuts(
    cuts: Iterable[CutFact],
    *,
    current: UUID | None,
    touched_at: datetime | None,
    deleted_at: datetime | None,
    now: datetime,
    grace: timedelta,
) -> frozenset[UUID]:
    """The cuts whose renders stay: the current one, named ones, and the one that stood a grace period ago.

    That last one is for undo, so only while the film is in use: `touched_at` is when something last happened to
    it. A film that was thrown away longer than the grace period ago keeps none.
    """
    since = now - grace
    if deleted_at is not None and deleted_at < since:
        return frozenset()
    known = list(cuts)
    kept = {cut.id for cut in known if cut.named or cut.id == current}
    if touched_at is not None and touched_at >= since:
        earlier = [cut for cut in known if cut.created_at < since]
        kept |= {max(earlier, key=lambda cut: cut.number).id} if earlier else set()
    return frozenset(kept)
