"""Cut lists to the frame: what is read back equals the cut, and, played, shows what the film shows."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings

from editor.exports import edl, fcpxml, otio
from editor.exports.check import FORMATS, differences, verified
from editor.exports.model import HOLD, Event, Sound, clean, handles_of, media_frames
from tests.editor.cuts import HOSTILE, RATES, Made, cuts, made
from trailers.domain.clock import Rate
from trailers.domain.conform import Conform, plan_conform
from trailers.domain.cut import Boundary, Cut, Entry, render_span
from trailers.domain.errors import FatalError, UserError
from trailers.domain.segment import TakeFacts, Window
from trailers.domain.timecode import base_of, frames_of, hours, timecode

Shown = dict[tuple[str, int], Fraction]
"""(reel, frame of it) -> how much of it is seen; black is not in it."""


# --- an independent projector: what the film shows, and what a program that reads the list would show -----------


def film_at(film: Made, frame: int) -> Shown:
    """Frame by frame from the conform plans, knowing nothing of events."""
    shown: Shown = {}
    for index, entry in enumerate(film.cut.entries):
        first, end = render_span(film.cut, film.bounds, index)
        window = film.windows[index]
        if not first <= frame < end or window.take is None:
            continue
        after = film.cut.entries[index + 1] if index + 1 < len(film.cut.entries) else None
        weight = _ramp(frame, film.bounds[index], entry) * (
            1 - _ramp(frame, film.bounds[index + 1], after) if after and after.transition == "dissolve" else 1
        )
        if after and after.transition == "fade":
            half = after.inset_frames
            into = frame - (film.bounds[index + 1] - half)
            weight *= 1 - Fraction(2 * into + 1, 2 * half) if into >= 0 else 1
        plan, k = window.conform, frame - first
        seen = HOLD + k if plan is None else plan.source_frame(k)
        if weight:
            shown[(_reel(film, index), seen)] = shown.get((_reel(film, index), seen), Fraction(0)) + weight
    return shown


def _ramp(frame: int, bound: int, entry: Entry) -> Fraction:
    """How much of an entry is there, by the transition that it is come into by."""
    if entry.transition == "dissolve":
        first, length = bound - entry.overlap_frames, 2 * entry.overlap_frames
    elif entry.transition == "fade":
        first, length = bound, entry.inset_frames
    else:
        return Fraction(1)
    return max(Fraction(0), min(Fraction(1), Fraction(2 * (frame - first) + 1, 2 * length)))


def _reel(film: Made, index: int) -> str:
    return film.timeline.track[index].reel or ""


def list_at(film: Made, events: Sequence[Event], frame: int) -> Shown:
    """A list, played: an event's dissolve begins with it, and what was there before goes on under it."""
    index = next(n for n, e in enumerate(events) if e.record_in <= frame < e.record_out)
    event = events[index]
    into = frame - event.record_in
    weight = Fraction(2 * into + 1, 2 * event.dissolve) if into < event.dissolve else Fraction(1)
    before = events[index - 1] if index and weight < 1 else None
    return _mixed(film, [(event, weight), (before, 1 - weight)], frame)


def track_at(film: Made, events: Sequence[Event], frame: int) -> Shown:
    """A track, played: half of a dissolve lies on each side of the boundary."""
    parts: list[tuple[Event | None, Fraction]] = []
    for event, after in zip(events, [*events[1:], None], strict=True):
        half, way_out = event.dissolve // 2, (after.dissolve // 2 if after else 0)
        if not event.record_in - half <= frame < event.record_out + way_out:
            continue
        weight = Fraction(1)
        if frame < event.record_in + half:
            weight *= Fraction(2 * (frame - event.record_in + half) + 1, 2 * event.dissolve)
        if after and frame >= event.record_out - way_out and way_out:
            weight *= 1 - Fraction(2 * (frame - event.record_out + way_out) + 1, 2 * after.dissolve)
        if 0 <= frame - event.record_in < event.fade_in:
            weight *= Fraction(2 * (frame - event.record_in) + 1, 2 * event.fade_in)
        if 0 < event.record_out - frame <= event.fade_out:
            weight *= 1 - Fraction(2 * (frame - event.record_out + event.fade_out) + 1, 2 * event.fade_out)
        parts.append((event, weight))
    return _mixed(film, parts, frame)


def _mixed(film: Made, parts: Sequence[tuple[Event | None, Fraction]], frame: int) -> Shown:
    shown: Shown = {}
    for event, weight in parts:
        if event is None or event.reel is None or not weight:
            continue
        reel = film.timeline.reel(event.reel)
        moved = frame - event.record_in
        seen = event.source_in - reel.start + (2 * moved + 1) * event.speed // 2
        last = reel.frames - 1 - HOLD  # what is held shows the last picture
        seen = min(seen, last) if not _is_still(film, event.reel) else seen
        shown[(event.reel, seen)] = shown.get((event.reel, seen), Fraction(0)) + weight
    return shown


def _is_still(film: Made, reel: str) -> bool:
    shown = {e.reel: w for e, w in zip(film.timeline.track, film.windows, strict=True)}
    return shown[reel].conform is None


def agrees(wanted: Shown, found: Shown, speed_is_one: bool) -> bool:
    """The same reels with the same weights; the same frames, or their neighbours where a clip is retimed."""
    if speed_is_one:
        return wanted == found
    by_reel = [sorted((reel, weight) for (reel, _), weight in shown.items()) for shown in (wanted, found)]
    near = all(any(reel == other and abs(at - there) <= 1 for other, there in found) for reel, at in wanted)
    return by_reel[0] == by_reel[1] and near


# --- properties -------------------------------------------------------------------------------------------


@settings(max_examples=20, deadline=None)
@given(cuts())
def test_every_format_comes_back_equal_and_plays_as_the_film_does(film: Made) -> None:
    comes_back_and_plays(film)


@pytest.mark.slow
@settings(max_examples=1_000, deadline=None)
@given(cuts())
def test_a_thousand_cuts_come_back_equal_and_play_as_the_film_does(film: Made) -> None:
    comes_back_and_plays(film)


def comes_back_and_plays(film: Made) -> None:
    timeline = film.timeline
    for name, form in FORMATS.items():
        done = verified(timeline, name)
        assert done.events == len(form.events(timeline))
        assert done.words == f"parsed back: {done.events} of {done.events} events equal, to the frame"
        events = form.read(done.text, timeline.rate)
        play = list_at if name == "edl" else track_at
        plain = all(event.speed == 1 for event in timeline.track)
        for frame in range(timeline.frames):
            wanted, found = film_at(film, frame), play(film, events, frame)
            assert agrees(wanted, found, plain), (name, frame, wanted, found)


@settings(max_examples=20, deadline=None)
@given(cuts())
def test_events_tile_the_film_and_stay_inside_their_media(film: Made) -> None:
    for events in (film.timeline.track, film.timeline.listed):
        assert events[0].record_in == 0 and events[-1].record_out == film.timeline.frames
        assert all(a.record_out == b.record_in for a, b in itertools.pairwise(events))
        for event in events:
            assert event.frames > 0
            if event.reel:
                reel = film.timeline.reel(event.reel)
                assert reel.start <= event.source_in < event.source_out <= reel.end


@settings(max_examples=20, deadline=None)
@given(cuts())
def test_reels_are_unique_short_and_never_overlap(film: Made) -> None:
    reels = sorted(film.timeline.reels, key=lambda reel: reel.start)
    assert len({reel.name for reel in reels}) == len({reel.identity for reel in reels}) == len(reels)
    assert all(len(reel.name) <= 8 and reel.name.isascii() and reel.name.isalnum() for reel in reels)
    assert all(a.end < b.start for a, b in itertools.pairwise(reels))
    used = {event.reel for event in film.timeline.track} - {None}
    assert used == {reel.name for reel in reels}


@settings(max_examples=20, deadline=None)
@given(cuts(rates=(Rate(24), Rate(25))))
def test_a_reader_that_is_not_ours_finds_the_same_list(film: Made) -> None:
    """The EDL adapter of OpenTimelineIO: record times, source times at natural speed, reels and dissolves."""
    import opentimelineio

    timeline = film.timeline
    assume(not timeline.listed[0].dissolve)  # a film that fades in is more than that adapter reads
    text = edl.write(timeline)
    read = opentimelineio.adapters.read_from_string(
        text, "cmx_3600", rate=float(timeline.rate.exact), ignore_timecode_mismatch=True
    )
    (track,) = read.tracks
    clips = [item for item in track if isinstance(item, opentimelineio.schema.Clip)]
    assert sum(isinstance(item, opentimelineio.schema.Transition) for item in track) == sum(
        1 for event in timeline.listed if event.dissolve
    )
    wanted = [event for event in timeline.listed if event.reel]
    reels = [clip.metadata["cmx_3600"]["reel"] for clip in clips if clip.metadata["cmx_3600"]["reel"] != "BL"]
    assert reels == [event.reel for event in wanted]


# --- exact examples ---------------------------------------------------------------------------------------


def two_shots(transition: str = "dissolve", length: int = 10, rate: Rate = RATES[1]) -> Made:
    """Two clips of 100 frames at the film's rate, a boundary at 48; the first starts at its frame 4."""
    second = Entry("s1", "shot", Boundary("start", 48), "t1", transition=transition, transition_frames=length)  # type: ignore[arg-type]
    cut = Cut("sound", (Entry("s0", "shot", Boundary("start"), "t0"), second))
    bounds = (0, 48, 96)
    windows = []
    for index, in_point in enumerate((4, 20)):
        first, end = render_span(cut, bounds, index)
        take = TakeFacts(f"t{index}", f"{index:064x}", "clip", 100, rate)
        plan = plan_conform(
            take_frames=100, take_rate=rate, need=end - first, rate=rate, in_point=in_point, speed=Fraction(1)
        )
        assert isinstance(plan, Conform)
        windows.append(
            Window(f"s{index}", take, plan, end - first, 0, end - first, "noir", (500, 500), "hold", 0)
        )
    return made(cut, bounds, tuple(windows), ["Harbour", 'The "boat" 🌊'], rate)


def test_a_list_with_a_dissolve_line_by_line() -> None:
    assert edl.write(two_shots().timeline) == (
        'TITLE: The "Salt" Line 🌊\n'
        "FCM: NON-DROP FRAME\n"
        "\n"
        "001  CUE00001 V     C        02:00:00:04 02:00:01:23 01:00:00:00 01:00:01:19\n"
        "* FROM CLIP NAME: Harbour\n"
        "002  CUE00001 V     C        02:00:01:23 02:00:01:23 01:00:01:19 01:00:01:19\n"
        "002  CUE00002 V     D    010 02:00:10:20 02:00:13:01 01:00:01:19 01:00:04:00\n"
        "* FROM CLIP NAME: Harbour\n"
        '* TO CLIP NAME: The "boat" 🌊\n'
    )


def test_a_fade_goes_through_black() -> None:
    listed = two_shots("fade", 10).timeline.listed
    assert [(e.reel, e.record_in, e.record_out, e.dissolve) for e in listed] == [
        ("CUE00001", 0, 43, 0),
        (None, 43, 48, 5),
        ("CUE00002", 48, 96, 5),
    ]
    track = two_shots("fade", 10).timeline.track
    assert [(e.record_in, e.record_out, e.fade_in, e.fade_out) for e in track] == [
        (0, 48, 0, 5),
        (48, 96, 5, 0),
    ]


def test_speed_is_written_in_frames_a_second_and_nothing_finer() -> None:
    film = two_shots()
    fast = replace(film.timeline, listed=(replace(film.timeline.listed[0], speed=Fraction(11, 10)),))
    assert "M2   CUE00001       026.400                02:00:00:04\n" in edl.write(fast)


def test_ntsc_rates_are_non_drop_and_exact() -> None:
    timeline = two_shots(rate=Rate(24000, 1001)).timeline
    text = fcpxml.write(timeline)
    assert 'frameDuration="1001/24000s"' in text
    assert f'tcStart="{86400 * 1001}/24000s"' in text and 'tcFormat="NDF"' in text
    assert "DROP" not in edl.write(timeline).replace("NON-DROP", "")
    assert otio.read(otio.write(timeline), timeline.rate)[1].record_in == 48


def test_stems_stand_beside_the_picture() -> None:
    timeline = replace(two_shots().timeline, sounds=(Sound("voice", "stems/voice.wav", 192_000),))
    import opentimelineio

    read = opentimelineio.adapters.read_from_string(otio.write(timeline), "otio_json")
    assert [(track.name, track.kind) for track in read.tracks] == [("Picture", "Video"), ("voice", "Audio")]
    assert read.global_start_time.value == 86400
    assert read.tracks[0].duration().value == 96
    assert read.tracks[1].duration() == opentimelineio.opentime.RationalTime(192_000, 48_000)
    text = fcpxml.write(timeline)
    assert 'lane="-1"' in text and 'duration="192000/48000s"' in text
    assert len(fcpxml.read(text, timeline.rate)) == 2


def test_what_is_in_a_file_that_was_changed_is_noticed() -> None:
    """The check is worth something only if it fails: one frame, one reel, one event, one name."""
    timeline = two_shots().timeline
    for name, form in FORMATS.items():
        wanted = form.events(timeline)
        found = list(form.read(form.write(timeline), timeline.rate))
        assert list(differences(wanted, found, form.told, timeline.rate)) == []
        for wrong in (
            [found[0], replace(found[1], source_in=found[1].source_in + 1)],
            [found[0], replace(found[1], reel="CUE00009")],
            [found[0], replace(found[1], name="other")],
            [found[0], replace(found[1], speed=Fraction(101, 100))],
            found[:1],
            [*found, found[1]],
        ):
            assert len(list(differences(wanted, wrong, form.told, timeline.rate))) == 1, (name, wrong)


@pytest.mark.parametrize("name", FORMATS)
def test_a_writer_that_is_a_frame_off_is_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    timeline = two_shots().timeline
    form = FORMATS[name]
    late = replace(
        timeline,
        track=(replace(timeline.track[0], source_in=timeline.track[0].source_in + 1), *timeline.track[1:]),
        listed=(
            replace(timeline.listed[0], source_in=timeline.listed[0].source_in + 1),
            *timeline.listed[1:],
        ),
    )
    monkeypatch.setitem(FORMATS, name, replace(form, write=lambda _: form.write(late)))
    with pytest.raises(FatalError) as refusal:
        verified(timeline, name)
    assert refusal.value.code == "export.not_equal"
    assert "1 of 2 events equal" in refusal.value.params["detail"]


@pytest.mark.parametrize(
    "line",
    [
        "FCM: DROP FRAME",
        "001  CUE00001 V     W001 010 02:00:10:20 02:00:13:01 01:00:01:19 01:00:04:00",
        "002  CUE00002 V     D    010 02:00:10:20 02:00:13:01 01:00:01:19 01:00:04:00",
        "001  CUE00001 V     C        02:00:00:04 02:00:61:23 01:00:00:00 01:00:01:19",
        "SPLIT:    AUDIO DELAY=  00:00:00:05",
    ],
)
def test_a_line_that_is_not_understood_is_never_passed_over(line: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        edl.read(f"TITLE: x\n{line}\n", RATES[1])


def test_a_list_has_at_most_999_events() -> None:
    timeline = two_shots().timeline
    with pytest.raises(UserError) as refusal:
        edl.write(replace(timeline, listed=timeline.listed * 500))
    assert refusal.value.params == {"events": 1000, "most": 999}


def test_names_that_no_format_can_carry_are_made_plain() -> None:
    assert [clean(name) for name in HOSTILE[:4]] == list(HOSTILE[:4])
    assert clean(HOSTILE[4]) == "a b * FROM CLIP NAME: forged M2 CUE00001 099.0"
    assert clean("\ud800\ufffe ok\x07") == "ok"
    assert len(clean("x" * 300)) == 120


# --- timecode ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rate", "frames", "text"),
    [
        (Rate(24000, 1001), 86_400, "01:00:00:00"),
        (Rate(24), 86_399, "00:59:59:23"),
        (Rate(25), 90_024, "01:00:00:24"),
        (Rate(30000, 1001), 1_800, "00:01:00:00"),
        (Rate(60), 59, "00:00:00:59"),
    ],
)
def test_timecode_counts_frames_and_drops_none(rate: Rate, frames: int, text: str) -> None:
    assert timecode(frames, rate) == text
    assert frames_of(text, rate) == frames


@pytest.mark.parametrize("rate", RATES)
def test_timecode_is_exact_both_ways_over_a_day(rate: Rate) -> None:
    day = hours(24, rate)
    assert day == 86_400 * base_of(rate)
    for frames in (*range(0, day, 9_973), day - 1):
        assert frames_of(timecode(frames, rate), rate) == frames
    for frames in (-1, day):
        with pytest.raises(ValueError, match="no timecode"):
            timecode(frames, rate)


@pytest.mark.parametrize(
    "text", ["24:00:00:00", "00:60:00:00", "00:00:00:24", "1:00:00:00", "01:00:00;00", ""]
)
def test_what_is_no_timecode_at_24(text: str) -> None:
    with pytest.raises(ValueError, match="not a timecode"):
        frames_of(text, Rate(24))


def test_handles_are_what_the_take_has_left() -> None:
    first, second = two_shots().windows
    assert (handles_of(first).head, handles_of(first).tail) == (4, 43)
    assert (handles_of(second).head, handles_of(second).tail) == (20, 27)
    assert media_frames(first) == 100 + HOLD
