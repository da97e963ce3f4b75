"""The states of a job and what may follow which; and the stages of a film as a view of its steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

JobState = Literal["queued", "running", "waiting", "uncertain", "done", "failed", "cancelled"]

JOB_STATES: tuple[JobState, ...] = (
    "queued",
    "running",
    "waiting",
    "uncertain",
    "done",
    "failed",
    "cancelled",
)
FINAL_STATES: tuple[JobState, ...] = ("done", "failed", "cancelled")
"""Nothing follows these: a retry is a new job (epoch + 1), so the history stays."""
LIVE_STATES: tuple[JobState, ...] = ("queued", "running", "waiting", "uncertain")

TRANSITIONS: Mapping[JobState, frozenset[JobState]] = {
    "queued": frozenset({"running", "cancelled"}),
    # Back to queued: a retry, or a lease that ran out. Waiting: the provider has it.
    "running": frozenset({"queued", "waiting", "uncertain", "done", "failed", "cancelled"}),
    # To running: the result is collected. Uncertain: the provider no longer knows the call.
    "waiting": frozenset({"running", "uncertain", "failed", "cancelled"}),
    # To running: a look-up. Waiting: it was found at the provider. Queued: repeated by rule or by a person.
    "uncertain": frozenset({"running", "waiting", "queued", "failed", "cancelled"}),
    "done": frozenset(),
    "failed": frozenset(),
    "cancelled": frozenset(),
}


def may_follow(old: JobState, new: JobState) -> bool:
    """Whether a job may go from `old` to `new`."""
    return new in TRANSITIONS[old]


def states_before(new: JobState) -> tuple[JobState, ...]:
    """The states that a guarded update to `new` may start from."""
    return tuple(state for state in JOB_STATES if new in TRANSITIONS[state])


@dataclass(frozen=True, slots=True)
class StageRule:
    """One stage of a film: the step kinds that belong to it, and what of them is counted for people."""

    key: str
    name: str
    kinds: tuple[str, ...]
    counted: tuple[str, ...] = ()
    """Kinds whose number a person cares about ("clips 7 of 15"); empty for all."""


TRAILER_STAGES: tuple[StageRule, ...] = (
    StageRule("reading", "Reading", ("read_document",)),
    StageRule("script", "Script", ("script_pass",)),
    StageRule(
        "voice",
        "Voice",
        ("import_sound", "align", "voice", "voice_cut", "soundtrack", "score"),
        counted=("voice", "voice_cut"),
    ),
    StageRule(
        "storyboard",
        "Storyboard",
        ("split", "characters", "locations", "image", "card"),
        counted=("image", "card"),
    ),
    StageRule("clips", "Clips", ("shot_prompt", "clip"), counted=("clip",)),
    StageRule("edit", "Edit", ("segment", "mix", "assemble", "receipt"), counted=("segment",)),
    StageRule("package", "Package", ("captions", "promo", "package")),
)

MUSIC_VIDEO_STAGES: tuple[StageRule, ...] = (
    StageRule("listening", "Listening", ("normalise_song", "analyse_song", "song_clock")),
    StageRule("treatment", "Treatment", ("treatment",)),
    StageRule("shots", "Shot plan", ("shot_plan", "song_scenes")),
    StageRule("characters", "Characters", ("characters", "locations")),
    StageRule("storyboard", "Storyboard", ("image", "card"), counted=("image", "card")),
    StageRule("clips", "Clips", ("shot_prompt", "clip", "performance"), counted=("clip",)),
    StageRule("edit", "Edit", ("segment", "song_sound", "assemble", "receipt"), counted=("segment",)),
    StageRule("package", "Package", ("song_words", "song_report", "captions", "promo", "package")),
)
STAGES: Mapping[str, tuple[StageRule, ...]] = {"trailer": TRAILER_STAGES, "music_video": MUSIC_VIDEO_STAGES}
"""Kind of film -> its stages, in the order people see them."""

StageState = Literal["waiting", "working", "held", "failed", "stale", "done", "skipped"]
SETTLED = ("done", "stale")
"""Step states in which there is something to show: a stale step keeps what was made before the edit."""
DEFAULT_WEIGHT_MS = 1_000
"""For a kind that was never measured. Any number is honest for the counts; only the fraction leans on it."""


@dataclass(frozen=True, slots=True)
class StageView:
    """How far one stage is."""

    key: str
    name: str
    state: StageState
    done: int
    total: int
    failed: int
    held: int
    stale: int
    done_ms: int
    """Measured time of what is done; with `total_ms` the honest fraction of the stage."""
    total_ms: int

    @property
    def fraction(self) -> Fraction:
        if self.state in ("done", "skipped"):
            return Fraction(1)
        return Fraction(self.done_ms, self.total_ms) if self.total_ms else Fraction()

    @property
    def counts(self) -> str:
        """ "clips 7 of 15"; the bare name while nothing is known of the stage."""
        return f"{self.name.lower()} {self.done} of {self.total}" if self.total else self.name.lower()


def stage_view(
    steps: Iterable[tuple[str, str]],
    *,
    durations_ms: Mapping[str, int] | None = None,
    expected: Mapping[str, int] | None = None,
    stages: Sequence[StageRule] = TRAILER_STAGES,
) -> tuple[StageView, ...]:
    """The stages of a film from its steps as (kind, state of graph.Step).

    `durations_ms` says what a step of a kind took when it was measured. `expected` says how many steps of a
    kind there will be where the graph cannot name them yet, so that the fraction does not fall back when it
    can. A kind that belongs to no stage is a mistake in the program and raises ValueError.
    """
    by_kind: dict[str, list[str]] = {}
    for kind, state in steps:
        by_kind.setdefault(kind, []).append(state)
    unknown = set(by_kind) - {kind for rule in stages for kind in rule.kinds}
    if unknown:
        raise ValueError(f"no stage for step kind {min(unknown)!r}")
    views: list[StageView] = []
    begun_later = False
    for rule in reversed(stages):
        view = _view(rule, by_kind, durations_ms or {}, expected or {}, begun_later)
        begun_later = begun_later or view.done > 0
        views.append(view)
    return tuple(reversed(views))


def fraction_done(views: Iterable[StageView]) -> Fraction:
    """The share of the whole work that is done, by measured time. 1 only when every stage is done."""
    work = [(view.done_ms, view.total_ms) for view in views]
    total_ms = sum(total for _, total in work)
    return Fraction(sum(done for done, _ in work), total_ms) if total_ms else Fraction()


def work_left_ms(views: Iterable[StageView]) -> int:
    """Measured time of what is still to be made, as if one thing were made after the other."""
    return sum(view.total_ms - view.done_ms for view in views)


def current_stage(views: Sequence[StageView]) -> StageView | None:
    """The first stage with something left to make: the one to show. None when the film is finished."""
    return next((view for view in views if view.state not in ("done", "stale", "skipped")), None)


def percent(fraction: Fraction) -> int:
    """Whole per cent, rounded down: 100 means finished and nothing less."""
    return int(fraction * 100)


def _view(
    rule: StageRule,
    by_kind: Mapping[str, list[str]],
    durations_ms: Mapping[str, int],
    expected: Mapping[str, int],
    begun_later: bool,
) -> StageView:
    found = {kind: by_kind.get(kind, []) for kind in rule.kinds}
    totals = {kind: max(len(states), expected.get(kind, 0)) for kind, states in found.items()}
    done = {kind: sum(state in SETTLED for state in states) for kind, states in found.items()}
    weights = {kind: durations_ms.get(kind, DEFAULT_WEIGHT_MS) for kind in rule.kinds}
    counted = rule.counted or rule.kinds
    states = [state for kind in rule.kinds for state in found[kind]]
    return StageView(
        key=rule.key,
        name=rule.name,
        state=_stage_state(states, sum(totals.values()), begun_later),
        done=sum(done[kind] for kind in counted),
        total=sum(totals[kind] for kind in counted),
        failed=states.count("failed"),
        held=states.count("held"),
        stale=states.count("stale"),
        done_ms=sum(done[kind] * weights[kind] for kind in rule.kinds),
        total_ms=sum(totals[kind] * weights[kind] for kind in rule.kinds),
    )


def _stage_state(states: Sequence[str], total: int, begun_later: bool) -> StageState:
    """What matters most first: work under way, then what needs a person, then what is only waiting."""
    if not total:
        return "skipped" if begun_later else "waiting"
    if total == len(states) and all(state in SETTLED for state in states):
        return "stale" if "stale" in states else "done"
    order: tuple[tuple[str, StageState], ...] = (
        ("running", "working"),
        ("ready", "working"),
        ("failed", "failed"),
        ("held", "held"),
    )
    return next((shown for state, shown in order if state in states), "waiting")
