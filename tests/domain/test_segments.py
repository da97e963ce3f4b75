"""Segments: they tile the film, and a key changes with what is seen in it and with nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.films import PROFILE, SEEDS, random_film, random_segments, sha
from trailers.domain.clock import Rate
from trailers.domain.conform import Conform
from trailers.domain.cues import Cue
from trailers.domain.cut import Boundary, Cut, Entry, render_span, replace_take
from trailers.domain.errors import UserError
from trailers.domain.segments import (
    Format,
    Segment,
    SegmentDiff,
    TakeFacts,
    Unplayable,
    Window,
    diff,
    grain_seed,
    segments_of,
)

ROOT = Path(__file__).parents[2]
PICKS = st.integers(0, 99)
R24 = Rate(24)
FMT = Format(1920, 1080, R24)
CUES = tuple(
    Cue(cue_id, "span", 0, frame, None)
    for cue_id, frame in (("start", 0), ("a", 40), ("b", 100), ("end", 160))
)
TAKES = {
    "still": TakeFacts("still", sha(1), "image"),
    "clip": TakeFacts("clip", sha(2), "clip", 200, R24),
    "other": TakeFacts("other", sha(3), "clip", 200, R24),
}


def scene(number: int, cue_id: str, take_id: str | None, **changes: Any) -> Entry:
    kind: Any = "shot" if take_id else "black"
    return Entry(f"s{number}", kind, Boundary(cue_id), take_id, **changes)


CUT = Cut("sha", (scene(1, "start", "still"), scene(2, "a", "clip"), scene(3, "b", None)))


def plan(
    cut: Cut = CUT, takes: dict[str, TakeFacts] = TAKES, fmt: Format = FMT, profile: str = PROFILE
) -> tuple[Segment, ...]:
    return segments_of(cut, CUES, takes, fmt, profile)


def edited(index: int, **changes: Any) -> Cut:
    entries = list(CUT.entries)
    entries[index] = replace(entries[index], **changes)
    return replace(CUT, entries=tuple(entries))


def keys(segments: tuple[Segment, ...]) -> list[str]:
    return [segment.key for segment in segments]


def changed(before: tuple[Segment, ...], after: tuple[Segment, ...]) -> list[tuple[str, str]]:
    """(kind, scene) of the segments that are not the same file any more."""
    pairs = zip(before, after, strict=True)
    return [(new.kind, new.scene_id) for old, new in pairs if old.key != new.key]


# --- every film ---------------------------------------------------------------------------------------


@given(SEEDS)
@settings(max_examples=1000, deadline=None)
def test_segments_tile_the_film_and_show_every_window_without_a_break(seed: int) -> None:
    film, segments = random_film(seed), random_segments(seed)
    assert sum(segment.frames for segment in segments) == film.soundtrack.frames
    bounds, at = film.bounds, 0
    index_of = {entry.scene_id: n for n, entry in enumerate(film.cut.entries)}
    shown: dict[str, list[int]] = {}
    for segment in segments:
        assert segment.frames > 0
        for window in (segment.a, segment.b):
            if window is None:
                continue
            assert window.count == segment.frames
            first, end = render_span(film.cut, bounds, index_of[window.scene_id])
            if window.take is None:
                assert first <= at and at + window.count <= end
                continue
            assert window.frames == end - first
            assert window.start == at - first, "frame k of a window is always frame first + k of the film"
            shown.setdefault(window.scene_id, []).extend(range(window.start, window.start + window.count))
        at += segment.frames
    for entry in film.cut.entries:
        if entry.take_id is not None:
            first, end = render_span(film.cut, bounds, index_of[entry.scene_id])
            assert shown[entry.scene_id] == list(range(end - first)), "each frame of a window is seen once"


@given(SEEDS)
@settings(max_examples=600, deadline=None)
def test_each_scene_has_one_body_with_its_own_picture_only(seed: int) -> None:
    film, segments = random_film(seed), random_segments(seed)
    bodies = [segment for segment in segments if segment.kind == "body"]
    assert [body.scene_id for body in bodies] == [entry.scene_id for entry in film.cut.entries]
    for body in bodies:
        assert body.a is not None and body.b is None and body.a.scene_id == body.scene_id
    for segment in segments:
        if segment.kind == "dissolve":
            assert segment.a and segment.b and segment.a.take and segment.b.take
        if segment.kind == "fade":
            assert any(window is None or window.take is None for window in (segment.a, segment.b))


@given(SEEDS)
@settings(max_examples=600, deadline=None)
def test_clips_are_planned_on_the_whole_window(seed: int) -> None:
    for segment in random_segments(seed):
        for window in (segment.a, segment.b):
            if window is None or window.take is None or window.take.kind == "image":
                assert window is None or window.conform is None
                continue
            assert window.conform is not None
            assert window.conform.frames == window.frames == window.conform.play + window.conform.freeze
            assert window.move == "hold"
            last = window.conform.source_frame(window.start + window.count - 1)
            assert last < window.take.frames


@given(SEEDS, PICKS)
@settings(max_examples=1000, deadline=None)
def test_another_take_changes_its_body_and_at_most_its_two_transitions(seed: int, pick: int) -> None:
    film = random_film(seed)
    entries = film.cut.entries
    chosen = entries[pick % len(entries)]
    cut = replace_take(film.cut, chosen.scene_id, "new")
    before = random_segments(seed)
    after = film.segments(cut, {"new": TakeFacts("new", sha("new"), "image")})
    assert [segment.frames for segment in before] == [segment.frames for segment in after]
    different = [n for n, (a, b) in enumerate(zip(before, after, strict=True)) if a.key != b.key]
    assert 1 <= len(different) <= 3
    for n in different:
        assert chosen.scene_id in {window.scene_id for window in (after[n].a, after[n].b) if window}
    assert [after[n].scene_id for n in different if after[n].kind == "body"] == [chosen.scene_id]
    assert different == list(range(different[0], different[-1] + 1)), "they lie side by side"

    undone = replace(cut, entries=tuple(chosen if e.scene_id == chosen.scene_id else e for e in cut.entries))
    assert keys(film.segments(undone)) == keys(before), "undo finds every file again"
    made = diff(before, after).made
    assert {segment.key for segment in made} == {after[n].key for n in different} - set(keys(before))


@given(SEEDS, PICKS)
@settings(max_examples=600, deadline=None)
def test_a_moved_boundary_changes_only_what_touches_it(seed: int, pick: int) -> None:
    film = random_film(seed)
    entries = film.cut.entries
    if len(entries) < 2:
        return
    index = 1 + pick % (len(entries) - 1)
    entry = entries[index]
    moved = replace(entry, start=replace(entry.start, offset_frames=entry.start.offset_frames + 1))
    cut = replace(film.cut, entries=tuple(moved if e is entry else e for e in entries))
    try:
        after = film.segments(cut)
    except UserError:
        return  # no room, or a take at its limit: refused, not done badly
    touched = {entries[index - 1].scene_id, entry.scene_id}
    for old, new in zip(random_segments(seed), after, strict=True):
        if old.key != new.key:
            assert touched & {window.scene_id for window in (new.a, new.b) if window}


@given(SEEDS)
@settings(max_examples=600, deadline=None)
def test_json_gives_every_segment_back(seed: int) -> None:
    for segment in random_segments(seed):
        assert Segment.from_json(json.loads(json.dumps(segment.to_json()))) == segment


@given(SEEDS)
@settings(max_examples=600, deadline=None)
def test_a_key_names_what_is_seen(seed: int) -> None:
    """Two segments share a key only if they look alike, and black looks alike everywhere."""
    seen: dict[str, Any] = {}
    for segment in random_segments(seed):
        sides = [look_of(window) for window in (segment.a, segment.b)]
        picture = (segment.frames, None if sides == [None, None] else (segment.kind, sides))
        assert seen.setdefault(segment.key, picture) == picture
    assert len({repr(picture) for picture in seen.values()}) == len(seen)


def look_of(window: Window | None) -> Any:
    if window is None or window.take is None:
        return None
    plan = window.conform
    conform = plan and (plan.in_point, plan.use, plan.play, plan.freeze)
    take = (window.take.sha256, window.take.kind)
    return (take, conform, window.frames, window.start, window.look, window.focus, window.move, window.seed)


# --- one film, exactly --------------------------------------------------------------------------------


def test_hard_cuts_are_bodies_alone() -> None:
    still = Window("s1", TAKES["still"], None, 40, 0, 40, "noir", (500, 500), "push_in", grain_seed("s1"))
    conform = Conform(0, 60, 60, 0, 60, "trim", Fraction(1))
    clip = Window("s2", TAKES["clip"], conform, 60, 0, 60, "noir", (500, 500), "hold", grain_seed("s2"))
    black = Window("s3", None, None, 60, 0, 60, "colour", (500, 500), "hold", 0)
    assert [(s.kind, s.frames, s.scene_id, s.a, s.b) for s in plan()] == [
        ("body", 40, "s1", still, None),
        ("body", 60, "s2", clip, None),
        ("body", 60, "s3", black, None),
    ]


def test_a_dissolve_lies_over_the_boundary() -> None:
    segments = plan(edited(1, transition="dissolve", transition_frames=18))
    assert [(s.kind, s.frames, s.scene_id) for s in segments] == [
        ("body", 31, "s1"),
        ("dissolve", 18, "s2"),
        ("body", 51, "s2"),
        ("body", 60, "s3"),
    ]
    _, dissolve, body, _ = segments
    assert dissolve.a and dissolve.b and body.a
    assert (dissolve.a.frames, dissolve.a.start, dissolve.a.count) == (49, 31, 18)
    assert (dissolve.b.frames, dissolve.b.start, dissolve.b.count) == (69, 0, 18)
    assert (body.a.frames, body.a.start, body.a.count) == (69, 18, 51)
    assert body.a.conform == dissolve.b.conform
    assert body.a.conform is not None and body.a.conform.frames == 69
    assert dissolve.take_ids == ("still", "clip")


def test_a_dissolve_into_black_is_a_fade() -> None:
    segments = plan(edited(2, transition="dissolve", transition_frames=10))
    assert [(s.kind, s.frames) for s in segments] == [("body", 40), ("body", 55), ("fade", 10), ("body", 55)]
    fade = segments[2]
    assert fade.a and fade.a.scene_id == "s2" and (fade.a.start, fade.a.count) == (55, 10)
    assert fade.b and fade.b.take is None and fade.b.scene_id == "s3"
    assert fade.take_ids == ("clip",)


def test_a_fade_goes_to_black_and_comes_from_it() -> None:
    segments = plan(edited(1, transition="fade", transition_frames=12))
    assert [(s.kind, s.frames, s.scene_id) for s in segments] == [
        ("body", 34, "s1"),
        ("fade", 6, "s1"),
        ("fade", 6, "s2"),
        ("body", 54, "s2"),
        ("body", 60, "s3"),
    ]
    _, out, into, body, _ = segments
    assert out.a and out.b is None and (out.a.frames, out.a.start, out.a.count) == (40, 34, 6)
    assert into.a is None and into.b and (into.b.frames, into.b.start, into.b.count) == (60, 0, 6)
    assert body.a and (body.a.start, body.a.count) == (6, 54)


def test_the_first_scene_can_fade_in() -> None:
    segments = plan(edited(0, transition="fade", transition_frames=16))
    assert [(s.kind, s.frames, s.scene_id) for s in segments][:2] == [("fade", 8, "s1"), ("body", 32, "s1")]
    assert segments[0].a is None and segments[0].b is not None


def test_a_transition_of_black_into_black_is_black() -> None:
    cut = replace(CUT, entries=(scene(1, "start", "still"), scene(2, "a", None), scene(3, "b", None)))
    entries = list(cut.entries)
    entries[2] = replace(entries[2], transition="dissolve", transition_frames=20)
    segments = plan(replace(cut, entries=tuple(entries)))
    assert [(s.kind, s.frames, s.take_ids) for s in segments[1:]] == [
        ("body", 50, ()),
        ("fade", 20, ()),
        ("body", 50, ()),
    ]
    assert segments[1].key == segments[3].key, "equal black is one file"


def test_a_film_of_one_black_scene() -> None:
    segments = plan(Cut("sha", (scene(1, "start", None),)))
    assert [(s.kind, s.frames, s.take_ids) for s in segments] == [("body", 160, ())]


# --- keys ---------------------------------------------------------------------------------------------

GOLDEN_CUT = Cut(
    "sha",
    (
        scene(1, "start", "still", transition="fade", transition_frames=8, focus=(250, 400), move="drift"),
        scene(
            2,
            "a",
            "clip",
            transition="dissolve",
            transition_frames=12,
            in_point=7,
            speed="11/10",
            look="colour",
        ),
        scene(3, "b", None, transition="dissolve", transition_frames=4),
    ),
)
GOLDEN = [
    "515a415a41e9b5c1f5ac82d314e31fedde52d27cb3abc846ca0c15613bce0e12",
    "b7f3f4ff5d748d2d16385443af77d1e908302c120889eca4528e0212c260d856",
    "39ce0bbfe8706ea85108c5d6e1e17a8233cba5c06b928415b5a1b2655e4ff947",
    "02cacfe0a4c50787dffca647f842501418913375e1ea2386f71ec57f0dce781d",
    "1fb6068cd3a39f5eb58aee91e50afd9522c4cc48bb7b510b5f0b80b88f9e62b0",
    "d93b8acb4748441ddad4d1696561cd0cf2d063c5a4cab540d36e39e855079911",
]


def test_golden_keys() -> None:
    """If these change, every film ever rendered renders again. Raise segments.VERSION only for that."""
    assert keys(plan(GOLDEN_CUT)) == GOLDEN


def test_keys_are_the_same_in_another_process() -> None:
    program = (
        "import sys; from tests.domain import test_segments as t;"
        "sys.stdout.write(' '.join(t.keys(t.plan(t.GOLDEN_CUT))))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.split() == GOLDEN


@pytest.mark.parametrize(
    ("index", "changes", "expected"),
    [
        (0, {"look": "colour"}, [("body", "s1")]),
        (0, {"focus": (499, 500)}, [("body", "s1")]),
        (0, {"move": "hold"}, [("body", "s1")]),
        (0, {"take_id": "other"}, [("body", "s1")]),
        (0, {"take_id": None, "kind": "black"}, [("body", "s1")]),
        (0, {"scene_id": "s1b"}, [("body", "s1b")]),
        (1, {"in_point": 1}, [("body", "s2")]),
        (1, {"speed": "17/20"}, [("body", "s2")]),
        (1, {"take_id": "other"}, [("body", "s2")]),
        (1, {"start": Boundary("a", 1)}, [("body", "s1"), ("body", "s2")]),
        # What is not seen changes nothing:
        (0, {"locked": True}, []),
        (0, {"kind": "card"}, []),
        (0, {"in_point": 9}, []),
        (0, {"speed": "1/1"}, []),
        (1, {"move": "drift"}, []),
        (1, {"speed": "1/1"}, []),
        (1, {"start": Boundary("b", -60)}, []),
        (2, {"look": "colour"}, []),
        (2, {"scene_id": "s3b"}, []),
        (2, {"focus": (0, 0)}, []),
    ],
)
def test_what_an_edit_renders_again(
    index: int, changes: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert changed(plan(), plan(edited(index, **changes))) == expected


@pytest.mark.parametrize(
    "other",
    [
        plan(profile="another"),
        plan(fmt=Format(1280, 1080, R24)),
        plan(fmt=Format(1920, 720, R24)),
        plan(fmt=Format(1920, 1080, Rate(25))),
    ],
)
def test_format_and_profile_are_in_every_key(other: tuple[Segment, ...]) -> None:
    assert not set(keys(plan())) & set(keys(other))


def test_the_content_of_a_take_counts_and_its_id_does_not() -> None:
    renamed = {**TAKES, "copy": replace(TAKES["clip"], id="copy")}
    assert changed(plan(), plan(edited(1, take_id="copy"), renamed)) == []
    redrawn = {**TAKES, "clip": replace(TAKES["clip"], sha256=sha("redrawn"))}
    assert changed(plan(), plan(CUT, redrawn)) == [("body", "s2")]


def test_only_a_dissolve_names_its_neighbour() -> None:
    cut = edited(1, transition="dissolve", transition_frames=12)
    entries = (replace(cut.entries[0], look="colour"), *cut.entries[1:])
    assert changed(plan(cut), plan(replace(cut, entries=entries))) == [("body", "s1"), ("dissolve", "s2")]
    faded = edited(1, transition="fade", transition_frames=12)
    entries = (replace(faded.entries[0], look="colour"), *faded.entries[1:])
    assert changed(plan(faded), plan(replace(faded, entries=entries))) == [("body", "s1"), ("fade", "s1")]


def test_the_frames_of_a_dissolve_change_both_windows() -> None:
    short, long = (edited(1, transition="dissolve", transition_frames=d) for d in (12, 14))
    assert changed(plan(short), plan(long)) == [("body", "s1"), ("dissolve", "s2"), ("body", "s2")]


def test_the_same_picture_in_two_scenes_has_grain_of_its_own() -> None:
    cut = Cut("sha", (scene(1, "start", "still"), scene(2, "b", "still")))
    half = tuple(replace(cue, frame=80) if cue.id == "b" else cue for cue in CUES)
    first, second = segments_of(cut, half, TAKES, FMT, PROFILE)
    assert first.frames == second.frames
    assert first.key != second.key


def test_grain_seeds_are_fixed_and_fit_31_bits() -> None:
    seeds = [grain_seed(f"scene {n}") for n in range(2_000)]
    assert all(0 <= seed < 2**31 for seed in seeds)
    assert len(set(seeds)) == 2_000
    assert grain_seed("s1") == 797_106_591


# --- refusals -----------------------------------------------------------------------------------------


def test_every_scene_that_cannot_be_shown_is_named() -> None:
    takes = {**TAKES, "clip": replace(TAKES["clip"], frames=30)}
    cut = Cut("sha", (scene(1, "start", "gone"), scene(2, "a", "clip"), scene(3, "b", "other", in_point=200)))
    with pytest.raises(Unplayable) as caught:
        plan(cut, takes)
    flags = [(s.number, s.scene_id, s.flag.code, s.flag.short_frames) for s in caught.value.scenes]
    assert flags == [
        (1, "s1", "take_missing", 40),
        (2, "s2", "take_too_short", 13),  # 30 frames at 0.85 cover 35, and 12 may stand still
        (3, "s3", "in_point_outside", 0),
    ]
    assert caught.value.code == "cut.unplayable"
    assert str(caught.value).startswith(
        "Some scenes cannot be shown. Scene 1: It has no picture yet. Scene 2: "
    )


def test_a_shot_without_a_take_and_a_clip_without_a_rate_are_flagged() -> None:
    takes = {**TAKES, "clip": replace(TAKES["clip"], rate=None)}
    with pytest.raises(Unplayable) as caught:
        plan(edited(0, take_id=None), takes)
    assert [s.flag.code for s in caught.value.scenes] == ["take_missing", "take_unmeasured"]


def test_handles_count_in_the_length_that_a_take_must_have() -> None:
    takes = {**TAKES, "clip": replace(TAKES["clip"], frames=54)}  # 54 at 0.85 = 63, + 12 = 75
    assert plan(edited(1, transition="dissolve", transition_frames=30), takes)  # 60 + 15
    with pytest.raises(Unplayable):
        plan(edited(1, transition="dissolve", transition_frames=32), takes)  # 60 + 16


@pytest.mark.parametrize(
    ("index", "changes", "code"),
    [
        (0, {"transition": "dissolve", "transition_frames": 2}, "cut.dissolve_first"),
        (1, {"transition": "dissolve", "transition_frames": 80}, "cut.transition_long"),
        (1, {"start": Boundary("gone")}, "cut.unknown_cue"),
        (2, {"start": Boundary("a")}, "cut.order"),
    ],
)
def test_a_cut_that_does_not_tile_is_refused(index: int, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(UserError) as caught:
        plan(edited(index, **changes))
    assert caught.value.code == code


# --- diff ---------------------------------------------------------------------------------------------


def test_diff_names_each_file_once_in_the_order_of_the_film() -> None:
    blacks = Cut("sha", (scene(1, "start", "still"), scene(2, "a", None), scene(3, "b", None)))
    new = plan(blacks)
    assert new[1].key == new[2].key
    assert diff((), new) == SegmentDiff(kept=(), made=new[:2], dropped=())
    assert diff(new, ()) == SegmentDiff(kept=(), made=(), dropped=new[:2])
    assert diff(new, new) == SegmentDiff(kept=new[:2], made=(), dropped=())
    old = plan()
    assert diff(old, new) == SegmentDiff(kept=(new[0], new[1]), made=(), dropped=(old[1],))


@given(SEEDS, PICKS)
@settings(max_examples=200, deadline=None)
def test_diff_parts_the_keys(one: int, two: int) -> None:
    old, new = random_segments(one), random_segments(two)
    found = diff(old, new)
    kept, made, dropped = ({s.key for s in part} for part in (found.kept, found.made, found.dropped))
    assert kept == set(keys(old)) & set(keys(new))
    assert made == set(keys(new)) - set(keys(old))
    assert dropped == set(keys(old)) - set(keys(new))
    counts = Counter(s.key for part in (found.kept, found.made, found.dropped) for s in part)
    assert set(counts.values()) <= {1}


def test_random_films_meet_every_kind() -> None:
    """The strategy above would prove little if it never drew the hard cases."""
    kinds = Counter(s.kind for seed in range(200) for s in random_segments(seed))
    modes = Counter(
        w.conform.mode for seed in range(200) for s in random_segments(seed) if (w := s.a) and w.conform
    )
    assert min(kinds[kind] for kind in ("body", "dissolve", "fade")) > 50
    assert {"trim", "speed", "slow_freeze"} & set(modes) >= {"trim", "speed"}
