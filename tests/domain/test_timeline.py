"""timeline.json and the receipt's plan: an exact film, and every random one."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings

from tests.domain.films import PROFILE, SEEDS, random_film, random_segments, sha
from trailers.domain.clock import SAMPLE_RATE, Rate, frame_at, samples_at
from trailers.domain.cut import Boundary, Cut, Entry, cues_in
from trailers.domain.film import FilmFacts, FilmSettings
from trailers.domain.receipt import ReceiptCut
from trailers.domain.script import Item
from trailers.domain.segments import Format, Segment, TakeFacts, segments_of
from trailers.domain.soundtrack import Soundtrack, Voiced, lay
from trailers.domain.timeline import build_timeline, receipt_plan, receipt_plan_of, timeline_of
from trailers.domain.words import Word

R24 = Rate(24)


def voiced(*times: tuple[int, int], length_ms: int) -> Voiced:
    words = tuple(Word(f"w{n}", start, end) for n, (start, end) in enumerate(times))
    return Voiced(length_ms * SAMPLE_RATE // 1000, words)


# A card of 1.5 s, a line of three words in two scenes, 2 s of black before the title, a title of 2.5 s.
SOUNDTRACK = lay(
    [
        Item("act", "card", "One night", "act", 1_500),
        Item("line", "line", "The ferry stopped"),
        Item("black", "silence", role="black", duration_ms=2_000),
        Item("title", "card", "The Last Ferry", "title", 2_500),
    ],
    {"line": voiced((0, 300), (350, 900), (1_500, 2_200), length_ms=2_240)},
    R24,
)
CUT = Cut(
    "sound",
    (
        Entry("a", "card", Boundary("start"), "card"),
        Entry("b", "shot", Boundary("line:start"), "still", transition="dissolve", transition_frames=8),
        Entry("c", "shot", Boundary("line:2"), "clip"),
        Entry("d", "black", Boundary("black:start")),
        Entry("e", "card", Boundary("title:start", 3), "card", transition="fade", transition_frames=4),
    ),
)
TAKES = {
    "card": TakeFacts("card", sha(1), "image"),
    "still": TakeFacts("still", sha(2), "image"),
    "clip": TakeFacts("clip", sha(3), "clip", 100, R24),
}


def segments_for(cut: Cut, soundtrack: Soundtrack = SOUNDTRACK) -> tuple[Segment, ...]:
    return segments_of(cut, cues_in(cut, soundtrack), TAKES, Format(640, 360, soundtrack.rate), PROFILE)


def file_shas(segments: tuple[Segment, ...]) -> dict[str, str]:
    return {segment.key: f"file of {segment.key}" for segment in segments}


def facts(**changes: Any) -> FilmFacts:
    values: dict[str, Any] = {
        "title": "T",
        "rate": R24,
        "width": 640,
        "height": 360,
        "look": "noir",
        "brief": {},
        "settings": FilmSettings(),
        "engines": {},
        "lanes": {},
        "prices": {},
        "source_key": "",
        "source_suffix": "",
        "soundtrack": SOUNDTRACK,
        "cut": CUT,
    }
    return FilmFacts(**{**values, **changes})


def test_the_exact_film() -> None:
    """36 frames of card; 54 of line, cut where the third word's lead begins; 48 of black; 60 of title."""
    segments = segments_for(CUT)
    bodies = [segment for segment in segments if segment.kind == "body"]
    rows = [
        # number, kind, words, cue_ms, frames, transition, take
        (1, "card", None, None, 0, 0, 36, "hard", "card"),
        (2, "shot", 0, 1, 1_500, 36, 69, 8, "still"),
        (3, "shot", 2, 2, 2_880, 69, 90, "hard", "clip"),
        (4, "black", None, None, 3_750, 90, 141, "hard", None),
        (5, "card", None, None, 5_875, 141, 198, 4, "card"),
    ]
    names = (
        "number",
        "kind",
        "first_word",
        "last_word",
        "cue_ms",
        "start_frame",
        "end_frame",
        "transition",
        "take",
    )
    assert timeline_of(CUT, SOUNDTRACK, segments, file_shas(segments)) == {
        "rate": "24/1",
        "frames": 198,
        "words": [
            {"text": "w0", "start_ms": 1_500, "end_ms": 1_800},
            {"text": "w1", "start_ms": 1_850, "end_ms": 2_400},
            {"text": "w2", "start_ms": 3_000, "end_ms": 3_700},
        ],
        "scenes": [
            {**dict(zip(names, row, strict=True)), "segment_sha256": f"file of {body.key}"}
            for row, body in zip(rows, bodies, strict=True)
        ],
    }


def test_the_exact_plan_of_its_receipt() -> None:
    segments = segments_for(CUT)
    plan = receipt_plan_of(CUT, SOUNDTRACK, segments)
    assert [(s.kind, s.frames) for s in segments] == [
        ("body", 32),
        ("dissolve", 8),
        ("body", 29),
        ("body", 21),
        ("body", 49),
        ("fade", 2),
        ("fade", 2),
        ("body", 55),
    ]
    assert (plan.rate, plan.frames, plan.samples) == (R24, 198, 396_000)
    assert plan.cuts == (
        ReceiptCut(1, "a", 0, 0, 0, segment=0, within=0),
        ReceiptCut(2, "b", 1_500, 36, 8, segment=1, within=4),
        ReceiptCut(3, "c", 2_880, 69, 0, segment=3, within=0),
        ReceiptCut(4, "d", 3_750, 90, 0, segment=4, within=0),
        ReceiptCut(5, "e", 5_875, 141, 4, segment=6, within=0),
    )
    assert plan.segments == tuple((segment.key, segment.frames) for segment in segments)


def test_from_the_facts_of_a_project() -> None:
    segments = segments_for(CUT)
    shas = file_shas(segments)
    assert build_timeline(facts(), segments, shas) == timeline_of(CUT, SOUNDTRACK, segments, shas)
    assert receipt_plan(facts(), segments) == receipt_plan_of(CUT, SOUNDTRACK, segments)


@pytest.mark.parametrize("missing", ["cut", "soundtrack"])
def test_a_film_that_does_not_stand_has_no_timeline(missing: str) -> None:
    with pytest.raises(ValueError, match="without a cut and a soundtrack"):
        receipt_plan(facts(**{missing: None}), ())
    with pytest.raises(ValueError, match="without a cut and a soundtrack"):
        build_timeline(facts(**{missing: None}), (), {})


def test_a_boundary_moved_by_hand_is_locked_to_its_frame() -> None:
    moved = replace(CUT.entries[2], start=Boundary("line:2", -2))
    cut = replace(CUT, entries=(*CUT.entries[:2], moved, *CUT.entries[3:]))
    scene = timeline_of(cut, SOUNDTRACK, segments_for(cut), file_shas(segments_for(cut)))["scenes"][2]
    assert (scene["start_frame"], scene["cue_ms"]) == (67, 2_792)
    assert frame_at(2_792, R24) == 67


@pytest.mark.parametrize(
    ("offset", "second", "third"),
    [
        (0, (0, 1), (2, 2)),
        (10, (0, 1), (2, 2)),  # frame 79, 3292 ms: the middle of w2 is 3350
        (11, (0, 1), (2, 2)),  # frame 80, 3333 ms
        (12, (0, 2), (None, None)),  # frame 81, 3375 ms
        (-18, (0, 0), (1, 2)),  # frame 51, 2125 ms: exactly the middle of w1
        (-19, (0, 0), (1, 2)),
        (-17, (0, 1), (2, 2)),  # frame 52, 2167 ms
        (-30, (None, None), (0, 2)),  # frame 39, 1625 ms, before the middle of w0
    ],
)
def test_a_word_belongs_to_the_scene_that_has_most_of_it(
    offset: int, second: tuple[Any, Any], third: tuple[Any, Any]
) -> None:
    entries = list(CUT.entries)
    entries[1] = replace(entries[1], transition="hard", transition_frames=0)
    entries[2] = replace(entries[2], start=Boundary("line:2", offset))
    cut = replace(CUT, entries=tuple(entries))
    segments = segments_for(cut)
    scenes = timeline_of(cut, SOUNDTRACK, segments, file_shas(segments))["scenes"]
    assert [(s["first_word"], s["last_word"]) for s in scenes[1:3]] == [second, third]


def test_words_that_overlap_stay_in_order() -> None:
    """A long word is not half over when later ones begin and end; it still belongs before them."""
    soundtrack = lay(
        [Item("line", "line", "x")],
        {"line": voiced((0, 2_000), (100, 300), (400, 600), length_ms=2_000)},
        R24,
    )
    starts = (Boundary("start"), Boundary("line:2"), Boundary("line:2", 2))  # frames 0, 8 and 10
    cut = Cut("sound", tuple(Entry(f"s{n}", "black", start) for n, start in enumerate(starts)))
    segments = segments_for(cut, soundtrack)
    scenes = timeline_of(cut, soundtrack, segments, file_shas(segments))["scenes"]
    assert [(s["start_frame"], s["first_word"], s["last_word"]) for s in scenes] == [
        (0, 0, 1),
        (8, None, None),
        (10, 2, 2),
    ]


def test_every_segment_must_have_its_file() -> None:
    with pytest.raises(KeyError):
        timeline_of(CUT, SOUNDTRACK, segments_for(CUT), {})


@given(SEEDS)
@settings(max_examples=600, deadline=None)
def test_random_films(seed: int) -> None:
    film = random_film(seed)
    segments, rate = random_segments(seed), film.soundtrack.rate
    timeline = timeline_of(film.cut, film.soundtrack, segments, file_shas(segments))
    assert json.loads(json.dumps(timeline)) == timeline
    scenes = timeline["scenes"]
    assert scenes[0]["start_frame"] == 0
    assert scenes[-1]["end_frame"] == timeline["frames"] == film.soundtrack.frames
    assert all(a["end_frame"] == b["start_frame"] for a, b in pairwise(scenes))
    spoken = [
        n for s in scenes if s["first_word"] is not None for n in range(s["first_word"], s["last_word"] + 1)
    ]
    assert spoken == list(range(len(film.soundtrack.words))), "each word in exactly one scene, in order"
    for scene, entry in zip(scenes, film.cut.entries, strict=True):
        assert abs(scene["start_frame"] - scene["cue_ms"] * rate.exact / 1000) <= Fraction(1, 2)
        assert frame_at(scene["cue_ms"], rate) == scene["start_frame"]
        assert (scene["transition"] == "hard") is (entry.transition == "hard")


@given(SEEDS)
@settings(max_examples=600, deadline=None)
def test_every_cut_point_lies_in_its_segment(seed: int) -> None:
    film = random_film(seed)
    segments = random_segments(seed)
    plan = receipt_plan_of(film.cut, film.soundtrack, segments)
    assert plan.samples == samples_at(film.soundtrack.frames, film.soundtrack.rate)
    assert sum(frames for _, frames in plan.segments) == plan.frames
    for cut, entry in zip(plan.cuts, film.cut.entries, strict=True):
        before = sum(segment.frames for segment in segments[: cut.segment])
        assert before + cut.within == cut.expected_frame
        segment = segments[cut.segment]
        assert segment.scene_id == entry.scene_id, (
            "the cut is where the scene's own segment begins or is half over"
        )
        if entry.transition == "dissolve":
            assert 2 * cut.within == segment.frames
        else:
            assert cut.within == 0
