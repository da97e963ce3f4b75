"""Whether a key works: one harmless call per vendor, that costs nothing and changes nothing.

Each question is the cheapest that the vendor answers only to a valid key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Literal

from trailers.domain.errors import CuelockError, Message

Result = Literal["works", "refused", "quota", "limited", "unreached"]


@dataclass(frozen=True, slots=True)
class Vendor:
    """Somebody whose engines go out with a key. `asks` is module:callable, relative to trailers.engines."""

    name: str
    setting: str
    asks: str
    question: str
    """What is asked, for people."""
    teams: bool = True
    """Whether a team may bring a key of its own; not to a server that the operator runs."""


VENDORS: Mapping[str, Vendor] = {
    "elevenlabs": Vendor(
        "ElevenLabs", "ELEVENLABS_API_KEY", "elevenlabs.account:try_key", "the account's balance"
    ),
    "openai": Vendor("OpenAI", "OPENAI_API_KEY", "openai_text.engine:try_key", "the list of models"),
    "ark": Vendor("BytePlus ModelArk", "ARK_API_KEY", "ark.client:try_key", "the list of tasks"),
    "fal": Vendor("fal.ai", "FAL_KEY", "fal.queue:try_key", "an order that does not exist"),
    "local": Vendor(
        "the text server",
        "CUELOCK_LOCAL_TEXT_KEY",
        "openai_text.engine:try_local",
        "the list of models",
        False,
    ),
}
_RESULTS: Mapping[str, Result] = {
    "provider.quota": "quota",
    "provider.rate_limited": "limited",
    "provider.unavailable": "unreached",
    "provider.outcome_unknown": "unreached",
}


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of a test."""

    result: Result
    message: Message | None = None
    """What went wrong, and what to do; None when the key works."""
    note: str = ""
    """What the vendor said beside it, such as how much is left."""


def try_key(vendor: str) -> Trial:
    """Ask once, with the key that calls go out with. FatalError provider.no_key, key.unreadable: there is none."""
    known = VENDORS[vendor]
    module, name = known.asks.split(":")
    try:
        note = getattr(import_module(f"trailers.engines.{module}"), name)()
    except CuelockError as error:
        if error.code in ("provider.no_key", "key.unreadable"):
            raise
        return Trial(_RESULTS.get(error.code, "refused"), error.message)
    return Trial("works", note=note)
