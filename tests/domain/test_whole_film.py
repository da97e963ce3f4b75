"""From script to receipt through every value of the domain; and what a new reading of a line renders."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.films import PROFILE, RATES, random_voice, sha
from trailers.domain.clock import Rate
from trailers.domain.cut import Cut, cues_in
from trailers.domain.cut_check import problems_of
from trailers.domain.first_cut import first_cut, recut
from trailers.domain.receipt import Found, cut_frames, judge
from trailers.domain.scenes import PlannedScene, plan_scenes
from trailers.domain.script import Item, Script, Visual
from trailers.domain.segments import Format, Segment, TakeFacts, diff, segments_of
from trailers.domain.soundtrack import Soundtrack, Voiced, lay
from trailers.domain.timeline import receipt_plan_of, timeline_of

SEEDS = st.integers(0, 199)


def random_script(rng: Random) -> Script:
    """An opening, lines with a few pictures and an act card between, black, title, end card."""
    items = [Item("opening", "silence", role="opening", duration_ms=2_500, visuals=(Visual("sea"),))]
    for n in range(rng.randint(3, 7)):
        pictures = tuple(Visual(f"picture {n}.{k}") for k in range(rng.randint(1, 3)))
        items.append(
            Item(f"line{n}", "line", "words", pause_after_ms=rng.choice((0, 300, 900)), visuals=pictures)
        )
        if rng.random() < 0.2:
            items.append(Item(f"act{n}", "card", "ONE WINTER", "act", 1_500))
    items.append(Item("black", "silence", role="black", duration_ms=2_000))
    items.append(Item("title", "card", "THE FERRY", "title", 3_000))
    return Script("The Ferry", tuple(items))


def long_voice(rng: Random) -> Voiced:
    """At least two seconds, so that no line is joined to another."""
    voice = random_voice(rng)
    return voice if voice.samples >= 96_000 else long_voice(rng)


def shown(cut: Cut, rate: Rate) -> tuple[Cut, dict[str, TakeFacts]]:
    """The cut with a clip of ten seconds in every scene that is not black."""
    takes = {
        f"take of {e.scene_id}": TakeFacts(f"take of {e.scene_id}", sha(e.scene_id), "clip", 800, Rate(60))
        for e in cut.entries
        if e.kind != "black"
    }
    entries = (e if e.kind == "black" else replace(e, take_id=f"take of {e.scene_id}") for e in cut.entries)
    return replace(cut, entries=tuple(entries)), takes


def render(cut: Cut, soundtrack: Soundtrack, takes: dict[str, TakeFacts]) -> tuple[Segment, ...]:
    return segments_of(cut, cues_in(cut, soundtrack), takes, Format(1280, 720, soundtrack.rate), PROFILE)


@cache
def film(seed: int) -> tuple[Script, dict[str, Voiced], Soundtrack, tuple[PlannedScene, ...]]:
    rng = Random(seed)
    script = random_script(rng)
    voices = {item.id: long_voice(rng) for item in script.lines}
    soundtrack = lay(script.items, voices, rng.choice(RATES))
    return script, voices, soundtrack, plan_scenes(script, soundtrack)


@given(SEEDS, st.booleans())
@settings(max_examples=120, deadline=None)
def test_a_planned_film_plays_and_passes(seed: int, dissolves: bool) -> None:
    _, _, soundtrack, scenes = film(seed)
    cut, takes = shown(first_cut(scenes, "sound", dissolves=dissolves, look="noir"), soundtrack.rate)
    cues = cues_in(cut, soundtrack)
    assert problems_of(cut, cues, takes) == ()
    assert Cut.from_json(cut.to_json()) == cut

    segments = render(cut, soundtrack, takes)
    timeline = timeline_of(cut, soundtrack, segments, {s.key: s.key for s in segments})
    told = [(s["number"], s["kind"], s["start_frame"], s["end_frame"]) for s in timeline["scenes"]]
    assert told == [(s.number, s.kind, s.start, s.end) for s in scenes]
    spoken = [(s["first_word"], s["last_word"]) for s in timeline["scenes"] if s["first_word"] is not None]
    assert all(before[1] + 1 == after[0] for before, after in pairwise(spoken))

    plan = receipt_plan_of(cut, soundtrack, segments)
    lengths = [segment.frames for segment in segments]
    starts = [sum(lengths[:n]) for n in range(len(lengths))]
    found = Found(sum(lengths), True, tuple(lengths), cut_frames(plan, starts), soundtrack.samples, 0, -60.0)
    assert judge(plan, found).passed


@given(SEEDS, st.integers(0, 99))
@settings(max_examples=120, deadline=None)
def test_a_new_reading_of_one_line_keeps_the_scenes_of_all_lines_but_its_neighbours(
    seed: int, pick: int
) -> None:
    script, voices, soundtrack, scenes = film(seed)
    cut, takes = shown(first_cut(scenes, "sound", dissolves=False, look="noir"), soundtrack.rate)
    before = render(cut, soundtrack, takes)

    line = script.lines[pick % len(script.lines)].id
    again = lay(script.items, {**voices, line: long_voice(Random(seed + pick))}, soundtrack.rate)
    new_scenes = plan_scenes(script, again)
    new_cut, new_takes = shown(
        recut(cut, new_scenes, "sound 2", dissolves=False, look="noir"), soundtrack.rate
    )
    after = render(new_cut, again, {**takes, **new_takes})

    order = [item.id for item in script.items]
    near = {order[n] for n in range(len(order)) if abs(n - order.index(line)) <= 1}
    far = {scene.id for scene in scenes if scene.item_id not in near}
    kept = {segment.scene_id for segment in diff(before, after).kept}
    assert far <= kept | {scene.id for scene in scenes if scene.kind == "black"}
    assert {s.key for s in before if s.scene_id in far} == {s.key for s in after if s.scene_id in far}
