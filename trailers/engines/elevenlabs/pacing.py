"""A line as a model is to read it: pauses in the model's own way, and nothing in it that would be read aloud.

Writers may put directions into a line: `<break time="0.8s"/>` for a pause, `[whispers]` for a manner. A rest inside
a line is also marked by an ellipsis.
"""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import count

from .models import SpeechModel

_BREAK = re.compile(r"<break\s+time\s*=\s*[\"']?([0-9]*\.?[0-9]+)\s*(ms|s)[\"']?\s*/?>", re.IGNORECASE)
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>")
_TAG = re.compile(r"\[[^\[\]]{1,60}\]")
_PAUSE_TAG = re.compile(r"\[(short |long )?pause\]", re.IGNORECASE)
_REST = re.compile(r"(?:…|\.\.\.)(?=\s+\S)")
_REST_MS = 400
LONGEST_BREAK_MS = 3_000
_MOST_BREAKS = 4
"""More of them in one line make a voice hurry."""
_TAG_MS = {"short ": 300, "": 700, "long ": 1_500}


def spoken(text: str) -> str:
    """Only what is to be heard: no markup, no directions, single blanks."""
    return _closed(re.sub(r"[<>]", " ", _TAG.sub(" ", _MARKUP.sub(" ", text))))


def paced(text: str, model: SpeechModel) -> str:
    """The line to send. A model that knows neither breaks nor tags gets the words and their punctuation."""
    marked = _MARKUP.sub(" ", _BREAK.sub(lambda found: f" \x01{_ms(found)}\x02 ", text))
    marked = _PAUSE_TAG.sub(lambda found: f" \x01{_TAG_MS[(found[1] or '').lower()]}\x02 ", marked)
    if not model.tags:
        marked = _TAG.sub(" ", marked)
    if (model.breaks or model.tags) and "\x01" not in marked:
        marked = _REST.sub(f"… \x01{_REST_MS}\x02", marked)
    pauses = count()
    said = re.sub(
        r"\x01(\d+)\x02",
        lambda found: _pause(int(found[1]), model) if next(pauses) < _MOST_BREAKS else " ",
        re.sub(r"[<>]", " ", marked),
    )
    return _closed(said)


def _closed(text: str) -> str:
    """Single blanks, none before a mark that ends a phrase."""
    return re.sub(r"\s+([.,;:!?…])", r"\1", " ".join(text.split()))


def _ms(found: re.Match[str]) -> int:
    ms = Fraction(found[1]) * (1 if found[2].lower() == "ms" else 1000)
    return min(LONGEST_BREAK_MS, int(ms))


def _pause(ms: int, model: SpeechModel) -> str:
    if model.breaks:
        return f' <break time="{ms // 1000}.{ms % 1000 // 100}s"/> ' if ms >= 100 else " "
    if model.tags:
        return " [short pause] " if ms < 500 else " [pause] " if ms < 1_200 else " [long pause] "
    return " "
