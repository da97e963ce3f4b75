"""Job states, exhaustively; and the stages that people see, computed from steps."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trailers.domain import graph, music_video, states
from trailers.domain.states import (
    FINAL_STATES,
    JOB_STATES,
    LIVE_STATES,
    MUSIC_VIDEO_STAGES,
    STAGES,
    TRAILER_STAGES,
    TRANSITIONS,
    StageView,
    current_stage,
    fraction_done,
    may_follow,
    percent,
    stage_view,
    states_before,
    work_left_ms,
)

ALLOWED = {
    ("queued", "running"),
    ("queued", "cancelled"),
    ("running", "queued"),
    ("running", "waiting"),
    ("running", "uncertain"),
    ("running", "done"),
    ("running", "failed"),
    ("running", "cancelled"),
    ("waiting", "running"),
    ("waiting", "uncertain"),
    ("waiting", "failed"),
    ("waiting", "cancelled"),
    ("uncertain", "running"),
    ("uncertain", "waiting"),
    ("uncertain", "queued"),
    ("uncertain", "failed"),
    ("uncertain", "cancelled"),
}
STEP_STATES = ("done", "ready", "running", "waiting", "held", "failed", "stale")
KINDS = [kind for rule in TRAILER_STAGES for kind in rule.kinds]


# --- jobs ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("old", "new"), list(product(JOB_STATES, repeat=2)))
def test_every_pair_of_states(old: states.JobState, new: states.JobState) -> None:
    assert may_follow(old, new) is ((old, new) in ALLOWED)
    assert (old in states_before(new)) is ((old, new) in ALLOWED)


def test_states_are_live_or_final() -> None:
    assert set(LIVE_STATES) | set(FINAL_STATES) == set(JOB_STATES) == set(TRANSITIONS)
    assert not set(LIVE_STATES) & set(FINAL_STATES)
    assert [state for state in JOB_STATES if not TRANSITIONS[state]] == list(FINAL_STATES)
    assert set(graph.LIVE_JOBS) == set(LIVE_STATES)
    assert {*graph.DEAD_JOBS, "done"} == set(FINAL_STATES)


@pytest.mark.parametrize("state", LIVE_STATES)
def test_every_live_state_can_be_cancelled_and_reach_every_end(state: states.JobState) -> None:
    assert may_follow(state, "cancelled")
    reached, edge = {state}, {state}
    while edge:
        edge = {new for old in edge for new in TRANSITIONS[old]} - reached
        reached |= edge
    assert set(FINAL_STATES) <= reached


def test_only_a_running_job_can_be_done() -> None:
    assert states_before("done") == ("running",), "a result is collected by somebody who holds the lease"


# --- stages -------------------------------------------------------------------------------------------


def view(*steps: tuple[str, str]) -> dict[str, StageView]:
    return {stage.key: stage for stage in stage_view(steps)}


def test_the_seven_stages() -> None:
    assert [rule.name for rule in TRAILER_STAGES] == [
        "Reading",
        "Script",
        "Voice",
        "Storyboard",
        "Clips",
        "Edit",
        "Package",
    ]
    assert len(KINDS) == len(set(KINDS)), "a kind belongs to one stage"
    assert all(set(rule.counted) <= set(rule.kinds) for rule in TRAILER_STAGES)


def test_every_step_of_a_trailer_has_a_stage() -> None:
    from trailers.domain import trailer, trailer_film

    assert {*trailer.VERSIONS, *trailer_film.VERSIONS} <= set(KINDS)


def test_the_eight_stages_of_a_music_video() -> None:
    assert [rule.name for rule in STAGES["music_video"]] == [
        "Listening",
        "Treatment",
        "Shot plan",
        "Characters",
        "Storyboard",
        "Clips",
        "Edit",
        "Package",
    ]
    kinds = [kind for rule in MUSIC_VIDEO_STAGES for kind in rule.kinds]
    assert len(kinds) == len(set(kinds))
    assert all(set(rule.counted) <= set(rule.kinds) for rule in MUSIC_VIDEO_STAGES)
    assert set(music_video.VERSIONS) <= set(kinds)


def test_a_music_video_under_way() -> None:
    steps = [("analyse_song", "done"), ("treatment", "done"), ("shot_plan", "held"), ("image", "waiting")]
    views = stage_view(steps, stages=STAGES["music_video"])
    assert [view.state for view in views[:5]] == ["done", "done", "held", "waiting", "waiting"]
    with pytest.raises(ValueError, match="script_pass"):
        stage_view([("script_pass", "done")], stages=STAGES["music_video"])


def test_a_film_under_way() -> None:
    clips = (
        [("clip", "done")] * 7
        + [("clip", "running")] * 4
        + [("clip", "ready")] * 2
        + [("clip", "waiting")] * 2
    )
    images = [("image", "done")] * 13 + [("card", "done")] * 2
    stages = view(
        ("read_document", "done"),
        *[("script_pass", "done")] * 4,
        *[("voice", "done")] * 12,
        ("soundtrack", "done"),
        ("score", "running"),
        *images,
        *clips,
        *[("segment", "held")] * 3,
        ("captions", "failed"),
        ("promo", "done"),
    )
    assert {key: (s.state, s.done, s.total) for key, s in stages.items()} == {
        "reading": ("done", 1, 1),
        "script": ("done", 4, 4),
        "voice": ("working", 12, 12),
        "storyboard": ("done", 15, 15),
        "clips": ("working", 7, 15),
        "edit": ("held", 0, 3),
        "package": ("failed", 1, 2),
    }
    assert stages["clips"].counts == "clips 7 of 15"
    assert stages["edit"].held == 3 and stages["package"].failed == 1
    assert current_stage(tuple(stages.values())) is stages["voice"]


def test_an_unknown_film_waits() -> None:
    stages = stage_view([])
    assert [(s.state, s.done, s.total, s.counts) for s in stages] == [
        ("waiting", 0, 0, rule.name.lower()) for rule in TRAILER_STAGES
    ]
    assert fraction_done(stages) == 0
    assert current_stage(stages) is stages[0]


def test_a_stage_without_steps_is_skipped_once_a_later_one_has_begun() -> None:
    stages = view(("read_document", "done"), ("image", "done"), ("segment", "done"), ("package", "ready"))
    assert [s.state for s in stages.values()] == [
        "done",
        "skipped",
        "skipped",
        "done",
        "skipped",
        "done",
        "working",
    ]
    assert current_stage(tuple(stages.values())) is stages["package"]


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (["done", "done"], "done"),
        (["done", "stale"], "stale"),
        (["stale", "waiting"], "waiting"),
        (["done", "waiting"], "waiting"),
        (["failed", "waiting"], "failed"),
        (["failed", "held"], "failed"),
        (["held", "waiting"], "held"),
        (["failed", "ready"], "working"),
        (["held", "running"], "working"),
    ],
)
def test_what_matters_most_is_shown(found: list[str], state: str) -> None:
    for order in (found, found[::-1]):
        assert view(*[("clip", each) for each in order])["clips"].state == state


def test_a_stale_film_has_nothing_left_to_make() -> None:
    stages = stage_view([(kind, "done" if kind != "voice" else "stale") for kind in KINDS])
    assert current_stage(stages) is None
    assert fraction_done(stages) == 1


def test_an_unknown_kind_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="'colourise'"):
        stage_view([("colourise", "done"), ("image", "done")])


def test_the_fraction_is_weighted_by_measured_time() -> None:
    durations = {"image": 10_000, "clip": 90_000}
    stages = stage_view(
        [("image", "done"), ("image", "done"), ("clip", "running"), ("clip", "waiting")],
        durations_ms=durations,
    )
    assert fraction_done(stages) == Fraction(20, 200)
    assert work_left_ms(stages) == 180_000
    assert percent(fraction_done(stages)) == 10


def test_expected_steps_keep_the_fraction_from_falling_back() -> None:
    expected = {"voice": 12, "image": 15, "clip": 15}
    early = stage_view([("read_document", "done")], expected=expected)
    later_steps = [
        ("read_document", "done"),
        *[(kind, "waiting") for kind, n in expected.items() for _ in range(n)],
    ]
    assert (
        fraction_done(early) == fraction_done(stage_view(later_steps, expected=expected)) == Fraction(1, 43)
    )
    assert {s.key: s.total for s in early}["clips"] == 15
    assert early[4].state == "waiting"
    assert stage_view([("clip", "done")], expected={"clip": 2})[4].state == "waiting", (
        "one is still to be named"
    )


def test_more_steps_than_expected_count_too() -> None:
    stages = stage_view([("clip", "done")] * 3, expected={"clip": 2})
    assert (stages[4].done, stages[4].total, stages[4].state) == (3, 3, "done")


@pytest.mark.parametrize(
    ("fraction", "expected"),
    [(Fraction(0), 0), (Fraction(1, 3), 33), (Fraction(999, 1000), 99), (Fraction(1), 100)],
)
def test_a_hundred_per_cent_means_finished(fraction: Fraction, expected: int) -> None:
    assert percent(fraction) == expected


@given(
    st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(STEP_STATES)), max_size=40), st.integers(0, 99)
)
@settings(max_examples=300)
def test_stages_add_up(steps: list[tuple[str, str]], seed: int) -> None:
    rng = Random(seed)
    durations = {kind: rng.randint(1, 100_000) for kind in KINDS}
    stages = stage_view(steps, durations_ms=durations)
    assert stages == stage_view(rng.sample(steps, len(steps)), durations_ms=durations), "order does not count"
    made = [kind for kind, state in steps if state in ("done", "stale")]
    assert sum(s.total_ms for s in stages) == sum(durations[kind] for kind, _ in steps)
    assert sum(s.done_ms for s in stages) == sum(durations[kind] for kind in made)
    assert work_left_ms(stages) == sum(durations[kind] for kind, s in steps if s not in ("done", "stale"))
    fraction = fraction_done(stages)
    assert 0 <= fraction <= 1
    assert (fraction == 1) is (bool(steps) and len(made) == len(steps))
    for stage in stages:
        assert 0 <= stage.done <= stage.total
        assert 0 <= stage.fraction <= 1


@given(st.lists(st.sampled_from(KINDS), min_size=1, max_size=40), st.integers(0, 999))
@settings(max_examples=300)
def test_finishing_a_step_never_lowers_anything(kinds: list[str], seed: int) -> None:
    rng = Random(seed)
    before = [(kind, rng.choice(STEP_STATES)) for kind in kinds]
    n = rng.randrange(len(before))
    after = [*before[:n], (before[n][0], "done"), *before[n + 1 :]]
    old, new = stage_view(before), stage_view(after)
    assert fraction_done(new) >= fraction_done(old)
    assert all(b.done >= a.done and b.total == a.total for a, b in zip(old, new, strict=True))
