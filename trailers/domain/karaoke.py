"""Captions as ASS karaoke: each word fills as it is spoken.

The format counts in hundredths of a second. Every boundary is rounded from its absolute time, so what one word gains
by rounding the next one gives back, and no word of a line is off by more than half a hundredth.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from .caption_rows import Token, joined
from .captions import Caption
from .clock import round_half_up

_HEAD = """[Script Info]
Title: {title}
ScriptType: v4.00+
WrapStyle: 2
ScaledBorderAndShadow: yes
PlayResX: {width}
PlayResY: {height}
YCbCr Matrix: TV.709

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Spoken,Hanken Grotesk,{size},&H00FFFFFF,&H00A0A0A0,&H00101010,&H80000000,0,0,0,0,100,100,0,0,1,{edge},0,2,{side},{side},{foot},1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""  # noqa: E501 - the format's own line


def to_ass(
    spoken: Sequence[tuple[Caption, Sequence[Token]]], *, width: int, height: int, title: str = ""
) -> str:
    """The file for a picture of this size. White is spoken, grey is to come."""
    short = min(width, height)
    head = _HEAD.format(
        title=_safe(title),
        width=width,
        height=height,
        size=max(6, short * 6 // 100),
        edge=max(1, short // 300),
        side=width * 8 // 100,
        foot=height * (20 if height > width else 8) // 100,
    )
    return head + "".join(_line(caption, tokens) for caption, tokens in spoken)


def _line(caption: Caption, tokens: Sequence[Token]) -> str:
    start, end = _hundredths(caption.start_ms), _hundredths(caption.end_ms)
    text = "".join(_parts(caption, tokens, start, end))
    return f"Dialogue: 0,{_clock(start)},{_clock(end)},Spoken,,0,0,0,,{text}\n"


def _parts(caption: Caption, tokens: Sequence[Token], start: int, end: int) -> Iterator[str]:
    """Words with their time; a pause before a word is an empty syllable of its own."""
    at, breaks = start, _breaks(caption, tokens)
    for index, token in enumerate(tokens):
        begin, over = (min(max(_hundredths(ms), at), end) for ms in (token.start_ms, token.end_ms))
        if index:
            yield "\\N" if index in breaks else "" if token.glued else " "
        if begin > at:
            yield f"{{\\k{begin - at}}}"
        yield f"{{\\kf{over - begin}}}{_safe(token.text)}"
        at = over


def _breaks(caption: Caption, tokens: Sequence[Token]) -> set[int]:
    """Indexes of the words that begin a further row."""
    found, first = set(), 0
    for row in caption.lines[:-1]:
        last = next(k for k in range(first + 1, len(tokens) + 1) if joined(tokens[first:k]) == row)
        found.add(last)
        first = last
    return found


def _safe(text: str) -> str:
    """Braces and backslashes are commands, and cannot be escaped."""
    return " ".join(text.translate(str.maketrans("{}\\", "()/")).split())


def _hundredths(ms: int) -> int:
    return round_half_up(Fraction(ms, 10))


def _clock(hundredths: int) -> str:
    seconds, rest = divmod(hundredths, 100)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:02}"
