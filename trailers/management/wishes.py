"""What a person may ask for on the command line, checked before anything is kept or made."""

from __future__ import annotations

import re
from pathlib import Path

from trailers.domain.clock import Rate
from trailers.domain.errors import UserError
from trailers.domain.lyrics import is_timed
from trailers.media.process import MAX_PIXELS

MAX_TITLE_CHARS = 200
_MOMENT = re.compile(r"(?:(\d{1,3}):)?(\d{1,4})(?:\.(\d{1,6}))?")
_DOLLARS = re.compile(r"\$?(\d{1,5})(?:\.(\d{1,2}))?")
MAX_LINES_BYTES = 20_000
"""Five minutes of speech; no trailer has more."""


def parse_size(text: str) -> tuple[int, int]:
    """'1920x1080' -> (1920, 1080): even sides from 64 to 4096. UserError('size.invalid') otherwise."""
    width, sep, height = text.lower().partition("x")
    if not (sep and width.isdecimal() and height.isdecimal()):
        raise UserError("size.invalid", size=text)
    sides = int(width), int(height)
    if any(side % 2 or not 64 <= side <= 4096 for side in sides) or sides[0] * sides[1] > MAX_PIXELS:
        raise UserError("size.invalid", size=text)
    return sides


def parse_rate(text: str) -> Rate:
    """A rate between 10 and 60 that a film's clock can tick at. UserError('rate.invalid') otherwise."""
    try:
        rate = Rate.parse(text)
    except (ValueError, ZeroDivisionError) as error:
        raise UserError("rate.invalid", rate=text) from error
    if not 10 <= rate.exact <= 60 or rate.den > 1001:
        raise UserError("rate.invalid", rate=text)
    return rate


def parse_dollars(text: str) -> int:
    """'4.50' -> 4_500_000 microdollars: up to 100,000, to the cent. UserError('money.invalid') otherwise."""
    match = _DOLLARS.fullmatch(text.strip())
    if match is None:
        raise UserError("money.invalid", text=text)
    return int(match[1]) * 1_000_000 + int((match[2] or "0").ljust(2, "0")) * 10_000


def parse_title(text: str) -> str:
    """Without needless space. UserError('title.too_long') beyond what a title card can show."""
    title = " ".join(text.split())
    if len(title) > MAX_TITLE_CHARS:
        raise UserError("title.too_long", characters=len(title), limit=MAX_TITLE_CHARS)
    return title


def read_lines(path: Path) -> tuple[str, ...]:
    """The lines of a script file, each with something to say; a blank row stands for a pause.

    UserError: file.missing, lines.unreadable, lines.empty, lines.too_long, voice.nothing_to_say.
    """
    lines = tuple(" ".join(line.split()) for line in _text(path).splitlines())
    if not any(lines):
        raise UserError("lines.empty", name=path.name)
    for line in lines:
        if line and not any(mark.isalnum() for mark in line):
            raise UserError("voice.nothing_to_say", text=line)
    return lines


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_LINES_BYTES + 1)
    except FileNotFoundError as error:
        raise UserError("file.missing", name=path.name) from error
    except OSError as error:
        raise UserError("lines.unreadable", name=path.name, detail=error.strerror or "") from error
    if len(data) > MAX_LINES_BYTES:
        raise UserError("lines.too_long", name=path.name, limit_kb=MAX_LINES_BYTES // 1000)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError("lines.unreadable", name=path.name, detail="It is not UTF-8.") from error
    if "\0" in text:
        raise UserError("lines.unreadable", name=path.name, detail="It is binary data.")
    return text


def parse_moment(text: str) -> int:
    """'72.5', '1:12.5' -> milliseconds. UserError('song.no_time') otherwise."""
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        raise UserError("song.no_time", text=text)
    minutes, seconds, fraction = match.groups()
    return int(minutes or 0) * 60_000 + int(seconds) * 1_000 + int(((fraction or "") + "000")[:3])


def read_lyrics(path: Path) -> str:
    """The words of a song with their times.

    UserError: file.missing, lines.unreadable, lines.too_long, lyrics.untimed.
    """
    text = _text(path)
    if not is_timed(text):
        raise UserError("lyrics.untimed", name=path.name)
    return text
