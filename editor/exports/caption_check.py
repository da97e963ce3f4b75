"""Caption files are read again and compared with the captions, one by one, before anybody can download them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from trailers.domain.captions import Caption
from trailers.domain.errors import FatalError

Read = tuple[int, int, tuple[str, ...]]
"""One caption as a file tells it: first and last moment in the file's own unit, and its rows."""
_TIMES = re.compile(r"^(\d{2}):(\d{2}):(\d{2})[,.](\d{3}) --> (\d{2}):(\d{2}):(\d{2})[,.](\d{3})$")
_DIALOGUE = re.compile(
    r"^Dialogue: 0,(\d+):(\d{2}):(\d{2})\.(\d{2}),(\d+):(\d{2}):(\d{2})\.(\d{2}),\w+,,0,0,0,,(.*)$"
)


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of caption file: its unit, how it is read, and how it tells a row that it cannot write as it is."""

    title: str
    unit: str
    per_second: int
    read: Callable[[str], Iterator[Read]]
    row: Callable[[str], str]


def read_blocks(text: str) -> Iterator[Read]:
    """SubRip and WebVTT: number, times, rows, an empty line. ValueError for anything else."""
    for number, block in enumerate(text.removeprefix("WEBVTT\n\n").split("\n\n")[:-1], start=1):
        head, times, *rows = block.split("\n")
        found = _TIMES.match(times)
        if head != str(number) or found is None or not rows:
            raise ValueError(f"caption {number} cannot be read")
        h1, m1, s1, ms1, h2, m2, s2, ms2 = map(int, found.groups())
        yield ((h1 * 60 + m1) * 60 + s1) * 1000 + ms1, ((h2 * 60 + m2) * 60 + s2) * 1000 + ms2, tuple(rows)


def read_vtt(text: str) -> Iterator[Read]:
    for start, end, rows in read_blocks(text):
        yield start, end, tuple(html.unescape(row) for row in rows)


def read_ass(text: str) -> Iterator[Read]:
    """The events, without what colours their words. ValueError for a line that is no event of ours."""
    for line in text.partition("[Events]\n")[2].split("\n")[1:-1]:
        found = _DIALOGUE.match(line)
        if found is None:
            raise ValueError(f"not an event: {line[:60]}")
        h1, m1, s1, c1, h2, m2, s2, c2 = map(int, found.groups()[:8])
        rows = re.sub(r"\{[^}]*\}", "", found.group(9)).split("\\N")
        yield ((h1 * 60 + m1) * 60 + s1) * 100 + c1, ((h2 * 60 + m2) * 60 + s2) * 100 + c2, tuple(rows)


def _srt_row(row: str) -> str:
    """SubRip knows no escapes, so what a player would take for a tag or a time is written otherwise."""
    return row.replace("-->", "→").replace("<", "‹").replace(">", "›")


def _ass_row(row: str) -> str:
    """Braces and backslashes are commands there."""
    return " ".join(row.replace("{", "(").replace("}", ")").replace("\\", "/").split())


FORMS: Mapping[str, Form] = {
    "captions.srt": Form("SubRip", "millisecond", 1000, read_blocks, _srt_row),
    "captions.vtt": Form("WebVTT", "millisecond", 1000, read_vtt, lambda row: row),
    "captions.ass": Form("ASS", "hundredth of a second", 100, read_ass, _ass_row),
}


def proved(captions: Sequence[Caption], name: str, text: str) -> str:
    """What reading the file back gave, as a page says it. FatalError export.not_equal unless all of it is the same."""
    form = FORMS[name]
    wanted = [_told(caption, form) for caption in captions]
    try:
        found = list(form.read(text))
    except ValueError as error:
        raise FatalError("export.not_equal", format=form.title, detail=str(error)) from error
    same = sum(a == b for a, b in zip_longest(wanted, found))
    if same != max(len(wanted), len(found)):
        raise FatalError(
            "export.not_equal", format=form.title, detail=f"{same} of {len(wanted)} captions equal."
        )
    return f"parsed back: {same} of {len(wanted)} captions equal, to the {form.unit}"


def _told(caption: Caption, form: Form) -> Read:
    start, end = ((2 * ms * form.per_second + 1000) // 2000 for ms in (caption.start_ms, caption.end_ms))
    return start, end, tuple(form.row(line) for line in caption.lines)
