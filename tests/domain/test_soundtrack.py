"""Soundtracks: exact spans, voices on whole frames, words in absolute ms, refusals."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings

from tests.domain.tracks import RATES, SEEDS, random_track, rates
from trailers.domain.clock import SAMPLE_RATE, Rate, exact_ms, round_half_up, samples_at
from trailers.domain.errors import FatalError
from trailers.domain.script import Item
from trailers.domain.soundtrack import SoundSpan, Soundtrack, Voiced, lay
from trailers.domain.words import Word

R24 = Rate(24)
NTSC = Rate(30000, 1001)


def test_a_small_film_by_hand() -> None:
    items = (
        Item("c", "card", "ONE", "act", 1_500),
        Item("l", "line", "Go on.", pause_after_ms=250),
        Item("b", "silence", role="black", duration_ms=1_020),
        Item("m", "line", "Stop."),
    )
    voices = {
        "l": Voiced(48_001, (Word("Go", 10, 300), Word("on.", 340, 1_000))),
        "m": Voiced(24_000, (Word("Stop.", 0, 480),)),
    }
    track = lay(items, voices, R24)
    # 1.5 s are 36 frames; 48 001 + 12 000 samples need 31; 1.02 s are 24.48, so 24; half a second is 12.
    assert track.spans == (
        SoundSpan("c", "card", "act", 0, 36),
        SoundSpan("l", "line", "", 36, 67, 0, 1, 48_001, 250),
        SoundSpan("b", "silence", "black", 67, 91),
        SoundSpan("m", "line", "", 91, 103, 2, 2, 24_000, 0),
    )
    # frame 36 is 1500 ms; frame 91 is 3791.67 ms
    assert track.words == (
        Word("Go", 1_510, 1_800),
        Word("on.", 1_840, 2_500),
        Word("Stop.", 3_792, 4_272),
    )
    assert (track.frames, track.samples) == (103, 206_000)
    assert track.words_of(track.span_of("m")) == (Word("Stop.", 3_792, 4_272),)
    assert track.words_of(track.span_of("b")) == ()
    with pytest.raises(KeyError):
        track.span_of("nobody")


@pytest.mark.parametrize(
    ("duration_ms", "rate", "frames"),
    [
        (1, R24, 1),
        (20, R24, 1),
        (62, R24, 1),
        (63, R24, 2),
        (1_500, R24, 36),
        (1_000, NTSC, 30),
        (2_000, Rate(60), 120),
    ],
)
def test_wordless_items_round_to_whole_frames_and_never_vanish(
    duration_ms: int, rate: Rate, frames: int
) -> None:
    track = lay([Item("s", "silence", role="breath", duration_ms=duration_ms)], {}, rate)
    assert track.frames == frames


def test_an_empty_script_is_an_empty_film() -> None:
    track = lay([], {}, R24)
    assert (track.frames, track.samples, track.words) == (0, 0, ())


def test_words_past_the_end_of_the_voice_are_drawn_back_to_it() -> None:
    voice = Voiced(48_000, (Word("late", 900, 1_400), Word("later", 1_200, 1_300)))
    assert lay([Item("l", "line", "late later")], {"l": voice}, R24).words == (
        Word("late", 900, 1_000),
        Word("later", 1_000, 1_000),
    )


def test_a_line_without_voice_or_with_disordered_words_is_refused() -> None:
    line = Item("l", "line", "Go on.")
    for voices in ({}, {"l": Voiced(0, ())}):
        with pytest.raises(FatalError, match=r"not been spoken: Go on\.") as caught:
            lay([line], voices, R24)
        assert caught.value.code == "voice.no_sound"
    with pytest.raises(FatalError) as caught:
        lay([line], {"l": Voiced(48_000, (Word("Go", 500, 600), Word("on.", 499, 700)))}, R24)
    assert caught.value.code == "voice.times_disordered"


def test_a_line_whose_words_were_not_measured_is_a_span_without_words() -> None:
    (span,) = lay([Item("l", "line", "Hm.")], {"l": Voiced(24_000, ())}, R24).spans
    assert (span.first_word, span.last_word, span.voice_samples, span.frames) == (None, None, 24_000, 12)


@pytest.mark.parametrize(
    "spans",
    [
        (SoundSpan("a", "card", "", 1, 5),),
        (SoundSpan("a", "card", "", 0, 5), SoundSpan("b", "card", "", 6, 9)),
        (SoundSpan("a", "card", "", 0, 5), SoundSpan("b", "card", "", 4, 9)),
        (SoundSpan("a", "card", "", 0, 0),),
        (SoundSpan("a", "line", "", 0, 5, 1, 1, 10),),
        (SoundSpan("a", "line", "", 0, 5, 0, 1, 10),),
        (SoundSpan("a", "line", "", 0, 5, 0, -1, 10),),
        (SoundSpan("a", "card", "", 0, 5),),
    ],
    ids=["late", "gap", "overlap", "empty", "skips-a-word", "too-many-words", "backwards", "word-unowned"],
)
def test_spans_that_do_not_tile_or_own_their_words_are_refused(spans: tuple[SoundSpan, ...]) -> None:
    with pytest.raises(ValueError):
        Soundtrack(R24, spans, (Word("one", 0, 10),))


def test_json_of_another_shape_is_refused() -> None:
    data = lay([Item("c", "card", "X", "act", 500)], {}, R24).to_json()
    with pytest.raises(TypeError):
        Soundtrack.from_json({**data, "spans": [{**data["spans"][0], "colour": "red"}]})
    with pytest.raises(ValueError):
        Soundtrack.from_json({**data, "words": [{"text": "stray", "start_ms": 1, "end_ms": 2}]})


@settings(max_examples=1000, deadline=None)
@given(SEEDS, rates)
def test_every_soundtrack_tiles_counts_its_samples_and_survives_json(seed: int, rate: Rate) -> None:
    script, voices, track = random_track(seed, rate)
    at = 0
    for span, item in zip(track.spans, script.items, strict=True):
        assert (span.item_id, span.start) == (item.id, at)
        exact = Fraction(item.duration_ms) * rate.exact / 1000
        if item.kind == "line":
            exact = (voices[item.id].samples + item.pause_after_ms * 48) * rate.exact / SAMPLE_RATE
            assert exact <= span.frames < exact + 1
            assert samples_at(span.start, rate) + span.voice_samples <= samples_at(span.end, rate)
        else:
            assert span.frames == max(1, round_half_up(exact))
        at = span.end
    assert track.frames == at and 0 <= track.samples - track.frames * SAMPLE_RATE / rate.exact < 1
    assert Soundtrack.from_json(json.loads(json.dumps(track.to_json()))) == track


@settings(max_examples=1000, deadline=None)
@given(SEEDS, rates)
def test_every_word_is_its_own_rounding_of_the_exact_start(seed: int, rate: Rate) -> None:
    script, voices, track = random_track(seed, rate)
    assert [word.text for word in track.words] == [
        text for item in script.lines for text in item.text.split()
    ]
    assert all(a.start_ms <= b.start_ms for a, b in zip(track.words, track.words[1:], strict=False))
    for span in track.spans:
        for word, own in zip(
            track.words_of(span), voices.get(span.item_id, Voiced(1, ())).words, strict=True
        ):
            begin = exact_ms(span.start, rate)
            assert (word.start_ms, word.end_ms) == (
                round_half_up(begin + own.start_ms),
                round_half_up(begin + own.end_ms),
            )


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_a_longer_voice_moves_what_follows_by_whole_frames(rate: Rate) -> None:
    items = (Item("a", "line", "One."), Item("b", "line", "Two."), Item("c", "card", "X", "end", 777))
    voices = {"a": Voiced(40_000, (Word("One.", 5, 800),)), "b": Voiced(31_111, (Word("Two.", 17, 600),))}
    before = lay(items, voices, rate)
    after = lay(items, {**voices, "a": replace(voices["a"], samples=77_777)}, rate)
    shift = after.spans[1].start - before.spans[1].start
    assert shift == -(-77_777 * rate.exact // SAMPLE_RATE) - -(-40_000 * rate.exact // SAMPLE_RATE)
    assert [(s.start, s.end) for s in after.spans[1:]] == [
        (s.start + shift, s.end + shift) for s in before.spans[1:]
    ]
