"""An uploaded song: decoded once in a limited child before it is kept, so that nothing starts from a bad file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.core.cache import cache

from accounts.models import Team
from trailers.media.song.intake import SongFacts, import_song
from trailers.models import Source
from trailers.storage import fetch

from .intake import write_upload
from .sources import keep_source

_KEPT_S = 7 * 24 * 3600


def take_in_song(*, team: Team, chunks: Iterable[bytes], name: str) -> Source:
    """Check an upload by its contents, whatever its name says, and keep it untouched.

    UserErrors of `import_song`, file.too_big, team.full.
    """
    with tempfile.TemporaryDirectory(prefix="cuelock-song-") as folder:
        path = Path(folder) / Path(name).name[-80:]
        write_upload(path, chunks, name)
        facts = import_song(path, Path(folder) / "decoded.wav", scratch=Path(folder))
        source = keep_source(team=team, path=path, name=name)
    cache.set(_cache_key(source), facts, _KEPT_S)
    return source


def song_facts(source: Source) -> SongFacts:
    """What was found in a kept song; decoded again if that was forgotten. UserErrors of `import_song`."""
    kept: SongFacts | None = cache.get(_cache_key(source))
    if kept is not None:
        return kept
    with tempfile.TemporaryDirectory(prefix="cuelock-song-") as folder:
        path = fetch(source.storage_name, Path(folder))
        facts = import_song(path, Path(folder) / "decoded.wav", scratch=Path(folder))
    cache.set(_cache_key(source), facts, _KEPT_S)
    return facts


def _cache_key(source: Source) -> str:
    return f"song:1:{source.sha256}"
