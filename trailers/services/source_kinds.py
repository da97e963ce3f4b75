"""What an upload can become: a song no trailer, a document no music video."""

from __future__ import annotations

from trailers.domain.errors import UserError
from trailers.models import Source

from .song_intake import song_facts

SONG_SUFFIXES = (".mp3", ".m4a", ".wav", ".aac", ".ogg", ".flac")
_NO_SONG = ("song.unsupported", "media.unreadable", "media.no_audio", "file.empty")


def check_document(source: Source) -> None:
    """UserError source.is_song for what a trailer cannot be told from. The document itself was read when it came."""
    if source.media_type in SONG_SUFFIXES:
        raise UserError("source.is_song", name=source.name)


def check_song(source: Source) -> None:
    """What is named as a song was heard when it came; all else by its contents, whatever its name says. UserErrors
    source.not_a_song and of a song that is too short, too long, silent or damaged."""
    if source.media_type in SONG_SUFFIXES:
        return
    try:
        song_facts(source)
    except UserError as error:
        if error.code in _NO_SONG:
            raise UserError("source.not_a_song", name=source.name) from error
        raise
