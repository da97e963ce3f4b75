"""Cues: in the pause, 120 ms ahead, never in its first half; half a frame exact; moved by whole frames."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings

from tests.domain.tracks import RATES, SEEDS, random_script, random_track, random_voice, random_voices, rates
from trailers.domain.clock import Rate, exact_ms, frame_at
from trailers.domain.cues import Cue, cues_for, cues_of, frame_cue
from trailers.domain.script import Item
from trailers.domain.soundtrack import Soundtrack, Voiced, lay
from trailers.domain.words import Word

R24 = Rate(24)
HALF = Fraction(1, 2)


def line(*times: tuple[int, int], samples: int = 4 * 48_000) -> Soundtrack:
    words = tuple(Word(f"w{n}", *time) for n, time in enumerate(times))
    return lay([Item("l", "line", "x")], {"l": Voiced(samples, words)}, R24)


@pytest.mark.parametrize(
    ("end", "onset", "time_ms", "frame"),
    [
        (1_000, 2_000, 1_880, 45),  # long pause: 120 ms ahead (45.12)
        (1_000, 1_240, 1_120, 27),  # both rules meet (26.88)
        (1_000, 1_200, 1_100, 26),  # short pause: its middle (26.4)
        (1_000, 1_001, 1_001, 24),  # the middle is 1000.5 (24.012)
        (1_000, 1_000, 1_000, 24),  # no pause: the onset
        (1_000, 900, 900, 22),  # overlap: the onset (21.6)
    ],
)
def test_the_cue_before_a_word(end: int, onset: int, time_ms: int, frame: int) -> None:
    cue = cues_of(line((0, end), (onset, 2_500)))[1]
    assert cue == Cue("l:1", "pause", time_ms, frame, 1)


def test_the_cues_of_a_film_by_hand() -> None:
    items = (
        Item("o", "silence", role="opening", duration_ms=1_000),
        Item("a", "line", "One two"),
        Item("b", "line", "three"),
        Item("k", "card", "K", "act", 500),
        Item("c", "line", "four"),
        Item("z", "silence", role="black", duration_ms=250),
    )
    voices = {
        "a": Voiced(48_000, (Word("One", 0, 300), Word("two", 700, 900))),
        "b": Voiced(24_000, (Word("three", 80, 500),)),
        "c": Voiced(24_000, (Word("four", 30, 500),)),
    }
    assert cues_of(lay(items, voices, R24)) == (
        Cue("start", "start", 0, 0, 0),
        Cue("a:start", "span", 1_000, 24, 0),
        Cue("a:1", "pause", 1_580, 38, 1),  # 700 - 120, after the middle at 500
        Cue(
            "b:start", "pause", 1_990, 48, 2
        ),  # the pause is 1900 to 2080: its middle, before the line's own span
        Cue("k:start", "span", 2_500, 60, 3),
        Cue("c:start", "span", 3_000, 72, 3),
        Cue("z:start", "span", 3_500, 84, None),
        Cue("end", "end", 3_750, 90, None),
    )


def test_a_first_line_starts_with_the_film_and_a_film_without_items_has_two_cues() -> None:
    assert [cue.id for cue in cues_of(line((100, 200)))] == ["start", "end"]
    assert cues_of(lay([], {}, R24)) == (Cue("start", "start", 0, 0, None), Cue("end", "end", 0, 0, None))


def test_next_to_a_line_without_measured_words_the_frame_is_exact() -> None:
    items = (Item("a", "line", "One"), Item("b", "line", "two"), Item("c", "line", "three"))
    voices = {
        "a": Voiced(24_000, (Word("One", 0, 100),)),
        "b": Voiced(24_000, ()),
        "c": Voiced(24_000, (Word("three", 200, 300),)),
    }
    starts = cues_of(lay(items, voices, R24))[1:3]
    assert starts == (Cue("b:start", "span", 500, 12, 1), Cue("c:start", "span", 1_000, 24, 1))


def test_frame_cues_count_from_their_item_and_stay_in_the_film() -> None:
    items = (Item("c", "card", "X", "act", 1_000), Item("l", "line", "One two"))
    track = lay(items, {"l": Voiced(48_000, (Word("One", 0, 300), Word("two", 700, 900)))}, R24)
    assert frame_cue(track, "l", 6) == Cue("l:f6", "span", 1_250, 30, 1)
    assert frame_cue(track, "l", 0) == Cue("l:f0", "span", 1_000, 24, 0)
    assert frame_cue(track, "l", -3) == Cue("l:f-3", "span", 875, 21, 0)
    assert frame_cue(track, "l", 24) == Cue("l:f24", "span", 2_000, 48, None)
    for offset in (-25, 25):
        with pytest.raises(ValueError):
            frame_cue(track, "l", offset)
    with pytest.raises(KeyError):
        frame_cue(track, "x", 0)


def test_cues_for_adds_the_named_frames_in_order_and_names_what_it_lacks() -> None:
    track = lay([Item("a:b", "card", "X", "act", 1_000), Item("c", "card", "Y", "end", 1_000)], {}, R24)
    assert [cue.id for cue in cues_for(track, ["c:start", "a:b:f6", "c:f-12"])] == [
        "start", "a:b:f6", "c:f-12", "c:start", "end"
    ]  # fmt: skip
    for unknown in ("c:7", "d:f3", "", "c:f", "c:fx"):
        with pytest.raises(KeyError):
            cues_for(track, [unknown])


@settings(max_examples=1500, deadline=None)
@given(SEEDS, rates)
def test_every_cue_is_within_half_a_frame_and_ascending(seed: int, rate: Rate) -> None:
    _, _, track = random_track(seed, rate)
    cues = cues_of(track)
    for cue in cues:
        assert frame_at(cue.time_ms, rate) == cue.frame
        assert abs(cue.frame - Fraction(cue.time_ms) * rate.exact / 1000) <= HALF
    assert all(a.frame <= b.frame for a, b in pairwise(cues))
    assert len({cue.id for cue in cues}) == len(cues)
    assert (cues[0].frame, cues[-1].frame) == (0, track.frames)
    for span in track.spans:
        if span.first_word is None and span.start:
            assert next(c for c in cues if c.id == f"{span.item_id}:start").frame == span.start


@settings(max_examples=1500, deadline=None)
@given(SEEDS, rates)
def test_every_cut_inside_speech_lies_in_its_pause(seed: int, rate: Rate) -> None:
    """Recomputed from the voices themselves, without rounding on the way."""
    _, voices, track = random_track(seed, rate)
    spans = {span.item_id: span for span in track.spans}
    own = [
        (exact_ms(spans[i].start, rate), word) for i in spans for word in voices.get(i, Voiced(1, ())).words
    ]
    for cue in cues_of(track):
        if cue.kind != "pause":
            continue
        assert cue.word is not None
        (begin, word), (begin_before, before) = own[cue.word], own[cue.word - 1]
        onset, silent = begin + word.start_ms, begin_before + before.end_ms
        wanted = onset if onset <= silent else max((onset + silent) / 2, onset - 120)
        assert cue.frame == (wanted * rate.exact / 1000 + HALF).__floor__()
        at, half = exact_ms(cue.frame, rate), 500 / rate.exact
        assert min(onset, (onset + silent) / 2) - half <= at <= onset + half
        assert abs(cue.time_ms - wanted) <= Fraction(3, 2)


def _by_offset(track: Soundtrack) -> dict[str, list[tuple[str, int]]]:
    """The cues of each item, counted from its start."""
    found: dict[str, list[tuple[str, int]]] = {span.item_id: [] for span in track.spans}
    for cue in cues_of(track)[1:-1]:
        item_id = cue.id.rpartition(":")[0]
        found[item_id].append((cue.id, cue.frame - track.span_of(item_id).start))
    return found


@settings(max_examples=1500, deadline=None)
@given(SEEDS, rates)
def test_revoicing_a_line_moves_later_cues_by_whole_frames(seed: int, rate: Rate) -> None:
    """Only the cues just before and just after the new voice may take another place in their pause."""
    chance = random.Random(seed)
    script = random_script(chance)
    voices = random_voices(chance, script)
    if not voices:
        return
    changed = chance.choice(sorted(voices))
    new = random_voice(chance, next(i.text for i in script.items if i.id == changed).split())
    before, after = lay(script.items, voices, rate), lay(script.items, {**voices, changed: new}, rate)
    place = [item.id for item in script.items].index(changed)
    were, are = _by_offset(before), _by_offset(after)
    for n, item in enumerate(script.items):
        if n == place:
            continue
        old, now = were[item.id], are[item.id]
        if n == place + 1:
            bound = _first_half_rule_binds(before, item.id) or _first_half_rule_binds(after, item.id)
            if bound:
                assert old[1:] == now[1:]
                continue
        assert old == now


def _first_half_rule_binds(track: Soundtrack, item_id: str) -> bool:
    """Is the pause before the item's first word too short for the whole lead?"""
    span = track.span_of(item_id)
    if not span.first_word:
        return False
    before, word = track.words[span.first_word - 1], track.words[span.first_word]
    return word.start_ms - before.end_ms <= 242  # two roundings of up to half a ms


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_a_thousand_lines_do_not_drift(rate: Rate) -> None:
    items = tuple(Item(f"l{n}", "line", "a b", pause_after_ms=301) for n in range(1_000))
    voice = Voiced(48_013, (Word("a", 11, 333), Word("b", 777, 999)))
    track = lay(items, {item.id: voice for item in items}, rate)
    offsets = {c.frame - track.span_of(c.id[:-2]).start for c in cues_of(track) if c.id.endswith(":1")}
    assert offsets == {frame_at(657, rate)}
