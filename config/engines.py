"""What an operator may choose for the engines: models, voices, a text server of their own, and prices."""

from __future__ import annotations

import re
from fractions import Fraction

from config import env
from trailers.domain.pricing import UnitPrice

_PRICE = re.compile(r"([\w.-]+)/([\w.:-]+)/([a-z_]+)=(\d+(?:\.\d+)?)(?:/(\d+))?")


def engine_options() -> dict[str, dict[str, str]]:
    """'' leaves the engine's own choice."""
    return {
        "elevenlabs": {
            "voice": env.envstr("CUELOCK_ELEVENLABS_VOICE", ""),
            "voice_model": env.envstr("CUELOCK_ELEVENLABS_VOICE_MODEL", ""),
            "music_model": env.envstr("CUELOCK_ELEVENLABS_MUSIC_MODEL", ""),
            "music_by": env.envchoice("CUELOCK_ELEVENLABS_MUSIC_BY", "plan", ("plan", "prompt")),
        },
        "openai": {"text_model": env.envstr("CUELOCK_OPENAI_TEXT_MODEL", "")},
        "local": {"text_model": env.envstr("CUELOCK_LOCAL_TEXT_MODEL", "")},
    }


def local_text_key() -> dict[str, str]:
    """A server of one's own is there once its address and model are known; most of them want no key."""
    there = env.envstr("CUELOCK_LOCAL_TEXT_URL", "") and env.envstr("CUELOCK_LOCAL_TEXT_MODEL", "")
    return {"local": env.envsecret("CUELOCK_LOCAL_TEXT_KEY", "none") if there else ""}


def engine_prices() -> dict[tuple[str, str], tuple[UnitPrice, ...]]:
    """CUELOCK_PRICES: vendor/model/unit=dollars/count, parted by commas, in place of our tables.

    elevenlabs/eleven_v3/chars=0.12/1000 is twelve cents for a thousand characters.
    """
    found: dict[tuple[str, str], tuple[UnitPrice, ...]] = {}
    for wish in env.envlist("CUELOCK_PRICES", []):
        read = _PRICE.fullmatch(wish)
        exact = Fraction(read[4]) * 1_000_000 if read else Fraction(1, 2)
        if read is None or exact.denominator != 1 or int(read[5] or 1) < 1:
            env.refuse(
                "CUELOCK_PRICES", "a list of vendor/model/unit=dollars/count, to a millionth of a dollar"
            )
        price = UnitPrice(read[3], int(exact), int(read[5] or 1))
        found[read[1], read[2]] = (*found.get((read[1], read[2]), ()), price)
    return found
