"""Cuts made up for tests of cut lists: any rates, speeds, freezes, transitions, repeated takes and odd names."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from hypothesis import strategies as st

from editor.exports.model import Timeline, clean, list_of, shots_of, track_of
from editor.exports.reels import reels_of
from trailers.domain.clock import Rate
from trailers.domain.conform import Flag, plan_conform
from trailers.domain.cut import Boundary, Cut, Entry, Transition, render_span
from trailers.domain.segment import TakeFacts, Window

RATES = (Rate(24000, 1001), Rate(24), Rate(25), Rate(30000, 1001))
HOSTILE = (
    'She said "no" & left <i>now</i>',
    "L'été 🌊🚣‍♀️ at the harbour",
    "הים לוקח את שלו",
    "البحر يحفظ ما يأخذ (מספר 2)",
    "a\nb\r\n* FROM CLIP NAME: forged\u2028M2   CUE00001  099.0\x00",
    "]]>&#0;../../etc/passwd",
    "  ",
    "x" * 300,
)
LONGEST_DISSOLVE = 12


@dataclass(frozen=True)
class Made:
    """A cut, the windows it was planned with, and the timeline told of it."""

    cut: Cut
    bounds: tuple[int, ...]
    windows: tuple[Window, ...]
    timeline: Timeline


@st.composite
def cuts(draw: st.DrawFn, rates: tuple[Rate, ...] = RATES) -> Made:
    rate = draw(st.sampled_from(rates))
    count = draw(st.integers(1, 8))
    lengths = draw(st.lists(st.integers(26, 200), min_size=count, max_size=count))
    bounds = (0, *accumulate(lengths))
    entries = tuple(draw(_entry(number)) for number in range(count))
    cut = Cut("sound", entries)
    shelf: list[TakeFacts] = []
    windows = tuple(draw(_window(cut, bounds, index, rate, shelf)) for index in range(count))
    names = [draw(st.sampled_from(HOSTILE) | st.text(max_size=140)) for _ in entries]
    return made(cut, bounds, windows, names, rate)


def made(
    cut: Cut, bounds: tuple[int, ...], windows: tuple[Window, ...], names: list[str], rate: Rate
) -> Made:
    reels = reels_of(windows, {}, rate)
    shots = shots_of(cut, bounds, windows, reels, names)
    named = {reel.name: reel for reel in reels if reel}
    timeline = Timeline(
        clean('The "Salt" Line 🌊'),
        rate,
        bounds[-1],
        320,
        180,
        track_of(shots),
        list_of(shots),
        tuple(named.values()),
    )
    return Made(cut, bounds, windows, timeline)


@st.composite
def _entry(draw: st.DrawFn, number: int) -> Entry:
    black = draw(st.integers(0, 7)) == 0
    choices: tuple[Transition, ...] = ("hard", "dissolve", "fade") if number else ("hard", "fade")
    transition = draw(st.sampled_from(choices))
    length = 0 if transition == "hard" else 2 * draw(st.integers(1, LONGEST_DISSOLVE // 2))
    return Entry(
        f"s{number}",
        "black" if black else "shot",
        Boundary("start", number),
        None if black else f"t{number}",
        transition=transition,
        transition_frames=length,
    )


@st.composite
def _window(
    draw: st.DrawFn, cut: Cut, bounds: tuple[int, ...], index: int, rate: Rate, shelf: list[TakeFacts]
) -> Window:
    """One that its take can fill: with a clip of any rate, slowed, sped up or frozen, or with a still."""
    entry = cut.entries[index]
    first, end = render_span(cut, bounds, index)
    need = end - first
    if entry.kind == "black":
        return Window(entry.scene_id, None, None, need, 0, need, "colour", (500, 500), "hold", 0)
    kind = draw(st.sampled_from(("clip", "clip", "clip", "still", "again")))
    if kind == "still":
        take = TakeFacts(entry.take_id or "", f"{index:064x}", "image")
        return Window(entry.scene_id, take, None, need, 0, need, "noir", (500, 500), "push_in", index)
    if kind == "again" and shelf:
        take = draw(st.sampled_from(shelf))
        plan = plan_conform(take_frames=take.frames, take_rate=take.rate or rate, need=need, rate=rate)
        if isinstance(plan, Flag):
            kind = "clip"
    if kind == "clip" or not shelf:
        own = draw(st.sampled_from((*RATES, rate, Rate(30))))
        per_frame = own.exact / rate.exact
        in_point = draw(st.integers(0, 40))
        ratio = draw(st.sampled_from((84, 90, 100, 101, 114, 130)))
        frames = in_point + max(2, int(need * per_frame * ratio / 100))
        take = TakeFacts(entry.take_id or "", f"{index:064x}", "clip", frames, own)
        plan = plan_conform(take_frames=frames, take_rate=own, need=need, rate=rate, in_point=in_point)
        if isinstance(plan, Flag):
            take = TakeFacts(entry.take_id or "", f"{index:064x}", "clip", 4 * frames, own)
            plan = plan_conform(
                take_frames=take.frames, take_rate=own, need=need, rate=rate, in_point=in_point
            )
        shelf.append(take)
    assert not isinstance(plan, Flag)
    return Window(entry.scene_id, take, plan, need, 0, need, "noir", (500, 500), "hold", 0)
