"""Random scripts with random voices, from one seed each, for the tests of all that hangs on the clock."""

from __future__ import annotations

import random

from hypothesis import strategies as st

from trailers.domain.clock import Rate
from trailers.domain.script import Item, Script, Visual
from trailers.domain.soundtrack import Soundtrack, Voiced, lay
from trailers.domain.words import Word

RATES = tuple(Rate.parse(text) for text in ("23.976", "24", "25", "29.97", "30", "60"))
SEEDS = st.integers(0, 2**32 - 1)
rates = st.sampled_from(RATES)

_TEXTS = ("dark", "harbour,", "she", "the", "a", "lighthouse.", "never", "3", "Ångström", "gone!", "and", "-")


def visual(name: str, shot_size: str = "wide") -> Visual:
    return Visual(description=name, shot_size=shot_size)


def random_voice(chance: random.Random, texts: list[str], *, first_onset_ms: int | None = None) -> Voiced:
    """Words with pauses of every length, a few overlapping; any number of samples of quiet at the end."""
    words = []
    at = chance.choice((0, 7, 20, 180, 900)) if first_onset_ms is None else first_onset_ms
    for text in texts:
        end = at + chance.choice((0, 1, 80, 240, 260, 700, 2_600))
        words.append(Word(text, at, end))
        at = max(at, end + chance.choice((-60, 0, 0, 1, 40, 90, 241, 600, 1_900)))
    last_ms = max((word.end_ms for word in words), default=0)
    return Voiced(last_ms * 48 + chance.randrange(1, 30_000), tuple(words))


def random_script(chance: random.Random, *, items: int = 8, least_pause_ms: int = 0) -> Script:
    out = []
    for n in range(chance.randrange(1, items + 1)):
        kind = chance.choice(("line", "line", "line", "card", "silence"))
        pictures = tuple(visual(f"{n}.{k}") for k in range(chance.choice((1, 1, 2, 3, 5))))
        if kind == "line":
            text = " ".join(chance.choice(_TEXTS) for _ in range(chance.randrange(1, 14)))
            pause_ms = least_pause_ms + chance.choice((0, 100, 333, 750, 9_500))
            out.append(Item(f"i{n}", "line", text, pause_after_ms=pause_ms, visuals=pictures))
        else:
            roles = ("act", "title", "end") if kind == "card" else ("opening", "black", "breath")
            role = chance.choice(roles)
            seen = pictures if kind == "silence" and role != "black" and chance.random() < 0.5 else ()
            lasts_ms = chance.choice((1, 90, 400, 1_500, 2_000, 7_999, 21_000))
            text = "NOW" if kind == "card" else ""
            out.append(Item(f"i{n}", kind, text, role, lasts_ms, visuals=seen))
    return Script("Random", tuple(out))


def random_voices(chance: random.Random, script: Script) -> dict[str, Voiced]:
    return {item.id: random_voice(chance, item.text.split()) for item in script.lines}


def random_track(seed: int, rate: Rate, *, items: int = 8) -> tuple[Script, dict[str, Voiced], Soundtrack]:
    chance = random.Random(seed)
    script = random_script(chance, items=items)
    voices = random_voices(chance, script)
    return script, voices, lay(script.items, voices, rate)
