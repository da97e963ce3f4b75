"""The voices that an account may use."""

from __future__ import annotations

from functools import lru_cache

from trailers.domain.errors import FatalError
from trailers.engines.connections import Connection
from trailers.engines.ports import VoiceOffer

from .account import client
from .faults import VENDOR, classified

_PAGE = 100
_ASKED_S = 15


def offers(told: Connection, query: str, language: str, most: int) -> tuple[VoiceOffer, ...]:
    """Voices by name, page by page as long as the vendor says there are more."""
    found: list[VoiceOffer] = []
    token: str | None = None
    while len(found) < most:
        with classified(paid=False):
            page = client(told).voices.search(
                next_page_token=token,
                page_size=min(_PAGE, most),
                search=query or None,
                language=[language] if language else None,
                sort="name",
                sort_direction="asc",
                request_options={"max_retries": 1, "timeout_in_seconds": _ASKED_S},
            )
        found += [
            VoiceOffer(
                id=voice.voice_id,
                name=voice.name or voice.voice_id,
                labels={str(name): str(label) for name, label in (voice.labels or {}).items()},
                preview_url=voice.preview_url or "",
            )
            for voice in page.voices
        ]
        token = page.next_page_token
        if not page.has_more or not token:
            break
    return tuple(found[:most])


def first_voice(told: Connection) -> str:
    """Who reads where nobody was chosen: the account's first voice by name, the same as long as we run."""
    return _first_voice(told)


@lru_cache(maxsize=16)
def _first_voice(told: Connection) -> str:
    found = offers(told, "", "", 1)
    if not found:
        raise FatalError("provider.account", provider=VENDOR, detail="It has no voice.")
    return found[0].id
