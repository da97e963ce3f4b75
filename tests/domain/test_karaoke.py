"""ASS karaoke: the words, their times to half a hundredth, nothing that a player would read as a command."""

from __future__ import annotations

import re

import pysubs2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trailers.domain.captions import captions_of, spoken_captions
from trailers.domain.clock import Rate
from trailers.domain.karaoke import to_ass
from trailers.domain.script import Item
from trailers.domain.soundtrack import Soundtrack, Voiced, lay
from trailers.domain.words import Word

SYLLABLE = re.compile(r"\{\\(kf|k)(\d+)\}")


def soundtrack(times: list[tuple[str, int, int]]) -> Soundtrack:
    words = tuple(Word(text, start, end) for text, start, end in times)
    samples = (max(end for _, _, end in times) + 100) * 48
    return lay(
        [Item("l", "line", text=" ".join(t for t, _, _ in times))], {"l": Voiced(samples, words)}, Rate(24)
    )


def parsed(clock: Soundtrack) -> pysubs2.SSAFile:
    return pysubs2.SSAFile.from_string(
        to_ass(spoken_captions(clock), width=1920, height=1080, title="A"), "ass"
    )


def test_one_line_word_by_word() -> None:
    clock = soundtrack([("The", 0, 204), ("sea", 204, 609), ("keeps", 800, 1_105)])
    (line,) = [
        row for row in to_ass(spoken_captions(clock), width=640, height=360).splitlines() if "Dialogue" in row
    ]
    assert (
        line == r"Dialogue: 0,0:00:00.00,0:00:01.11,Spoken,,0,0,0,,{\kf20}The {\kf41}sea {\k19}{\kf31}keeps"
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 400), st.integers(1, 900)), min_size=1, max_size=40))
def test_no_word_is_off_by_more_than_half_a_hundredth(steps: list[tuple[int, int]]) -> None:
    times, at = [], 0
    for n, (pause, length) in enumerate(steps):
        times.append((f"word{n}", at + pause, at + pause + length))
        at += pause + length
    clock = soundtrack(times)
    spoken = spoken_captions(clock)
    events = parsed(clock).events
    assert [caption for caption, _ in spoken] == list(captions_of(clock))
    assert len(events) == len(spoken)
    for event, (caption, tokens) in zip(events, spoken, strict=True):
        assert abs(event.start - caption.start_ms) <= 5 and abs(event.end - caption.end_ms) <= 5
        assert event.plaintext.split("\n") == list(caption.lines)
        now, found = event.start, []
        for kind, length in SYLLABLE.findall(event.text):
            if kind == "kf":
                found.append((now, now + 10 * int(length)))
            now += 10 * int(length)
        assert len(found) == len(tokens)
        for (start, end), token in zip(found, tokens, strict=True):
            if caption.start_ms <= token.start_ms and token.end_ms <= caption.end_ms:
                assert abs(start - token.start_ms) <= 5 and abs(end - token.end_ms) <= 5


@pytest.mark.parametrize("word", [r"{\pos(0,0)}", r"a\Nb", "}{", "\\h"])
def test_words_are_never_commands(word: str) -> None:
    (event,) = parsed(soundtrack([(word, 0, 900)])).events
    assert SYLLABLE.sub("", event.text).count("\\") == 0
    assert len(SYLLABLE.findall(event.text)) == 1


def test_an_upright_picture_has_its_letters_higher() -> None:
    spoken = spoken_captions(soundtrack([("Go.", 0, 900)]))
    wide, upright = (
        pysubs2.SSAFile.from_string(to_ass(spoken, width=w, height=h), "ass")
        for w, h in ((1920, 1080), (1080, 1920))
    )
    assert (wide.info["PlayResX"], upright.info["PlayResX"]) == ("1920", "1080")
    assert (wide.styles["Spoken"].marginv, upright.styles["Spoken"].marginv) == (86, 384)


def test_nothing_spoken_is_an_empty_list() -> None:
    assert "Dialogue" not in to_ass((), width=640, height=360)
