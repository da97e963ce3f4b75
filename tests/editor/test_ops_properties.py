"""A thousand random edit sessions: what comes out of an edit is always a film, and undo is exact."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editor.ops import (
    Lock,
    Merge,
    MoveBoundary,
    Op,
    SetFocus,
    SetLook,
    SetMove,
    SetSpeed,
    SetTransition,
    Slip,
    Split,
    UseTake,
    UseWords,
    apply,
)
from editor.rules import Desk, Place, desk_for, places
from tests.domain.films import SEEDS, Film, random_film
from trailers.domain.cut import Cut
from trailers.domain.errors import UserError
from trailers.domain.segments import segments_of

SESSIONS = 1_000
IN_THE_GATE = 200
EDITS = 8


def random_op(rng: Random, cut: Cut, desk: Desk, number: int) -> Op:
    """An edit that may or may not be possible."""
    scene = rng.choice(cut.entries).scene_id
    frame = rng.randint(-2, desk.frames + 2)
    near = places(cut, desk)[scene].start + rng.randint(-9, 9)
    take = rng.choice([*desk.takes, "nobody"])
    return rng.choice(
        (
            MoveBoundary(scene, near),
            MoveBoundary(scene, frame),
            Split(scene, frame, f"new-{number}"),
            Split(scene, near + 12, f"new-{number}"),
            Merge(scene),
            UseTake(scene, take, rng.choice((0, 0, 5, 40))),
            Slip(scene, rng.randint(-1, 60)),
            SetSpeed(
                scene, rng.choice((None, Fraction(1), Fraction(17, 20), Fraction(5, 4), Fraction(21, 20)))
            ),
            SetTransition(scene, rng.choice(("hard", "dissolve", "fade")), rng.choice((0, 4, 6, 12, 13))),
            SetLook(rng.choice(("noir", "colour")), rng.choice((scene, None))),
            SetFocus(scene, (rng.randint(0, 1000), rng.randint(0, 1000))),
            SetMove(scene, rng.choice(("hold", "drift", "push_in"))),
            Lock(scene, rng.random() < 0.3),
            UseWords(scene, rng.randint(0, 5), rng.randint(0, 9)),
        )
    )


def desk_of(film: Film, cut: Cut) -> Desk:
    return desk_for(cut, film.soundtrack, film.takes, longest_frames=8 * 60)


@dataclass(frozen=True, slots=True)
class State:
    """A cut with everything that is looked at before and after an edit, worked out once."""

    cut: Cut
    standing: dict[str, Place]
    keys: dict[str, str]
    """The segment of each scene's own picture."""


def state_of(film: Film, cut: Cut) -> State:
    """It tiles the same sound to the frame, and every scene can be shown."""
    desk = desk_of(film, cut)
    standing = places(cut, desk)
    in_order = list(standing.values())
    assert len(standing) == len(cut.entries)
    assert in_order[0].start == 0 and in_order[-1].end == film.soundtrack.frames
    assert all(a.end == b.start for a, b in pairwise(in_order))
    segments = segments_of(cut, desk.cues, film.takes, film.fmt, "profile")
    assert sum(segment.frames for segment in segments) == film.soundtrack.frames
    return State(cut, standing, {s.scene_id: s.key for s in segments if s.kind == "body"})


@settings(max_examples=IN_THE_GATE, deadline=None)
@given(SEEDS, st.integers(0, 2**32))
def test_a_session_of_edits_keeps_every_rule(film_seed: int, seed: int) -> None:
    run_session(film_seed, seed)


@pytest.mark.slow
@settings(max_examples=SESSIONS, deadline=None)
@given(SEEDS, st.integers(0, 2**32))
def test_a_thousand_sessions_of_edits_keep_every_rule(film_seed: int, seed: int) -> None:
    run_session(film_seed, seed)


def run_session(film_seed: int, seed: int) -> None:
    """Random edits one after the other, each looked at from all sides."""
    film, rng = random_film(film_seed), Random(seed)
    states = [state_of(film, film.cut)]
    for number in range(EDITS):
        before = states[-1]
        desk = desk_of(film, before.cut)
        op = random_op(rng, before.cut, desk, number)
        try:
            cut = apply(op, before.cut, desk)
        except UserError as error:
            assert "{" not in str(error)
            continue
        after = state_of(film, cut)
        check_untouched(before, after)
        states.append(after)
    for state in states:
        stored = json.loads(json.dumps(state.cut.to_json()))
        assert Cut.from_json(stored) == state.cut, "undo finds exactly what was there"


def check_untouched(before: State, after: State) -> None:
    """A scene with the same entry in the same frames between the same transitions keeps its segment."""
    for scene_id, place in after.standing.items():
        was = before.standing.get(scene_id)
        if was is None:
            continue
        if place.shows_the_same(was) and way_out(before.cut, scene_id) == way_out(after.cut, scene_id):
            assert after.keys[scene_id] == before.keys[scene_id]
        if was.entry.locked and place.entry.locked:
            assert place.shows_the_same(was)


def way_out(cut: Cut, scene_id: str) -> tuple[str, int] | None:
    """The transition that ends a scene."""
    following = [b for a, b in pairwise(cut.entries) if a.scene_id == scene_id]
    return (following[0].transition, following[0].transition_frames) if following else None


def test_a_good_part_of_the_edits_is_possible() -> None:
    """A property that only ever saw refusals would prove nothing."""
    tried, done = 0, 0
    for seed in range(40):
        film, rng = random_film(seed), Random(seed)
        desk = desk_of(film, film.cut)
        for number in range(40):
            tried += 1
            try:
                done += apply(random_op(rng, film.cut, desk, number), film.cut, desk) != film.cut
            except UserError:
                continue
    assert done > tried / 4
