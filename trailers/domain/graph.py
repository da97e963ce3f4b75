"""The build graph: which steps of a film exist, what each is made from, and which can run now.

A film kind (see trailer.py) declares its steps on a `Plan`; the plan names each by the fingerprint of its
inputs and settles its state from facts. Nothing here runs anything: `services.advance` enqueues what is
`ready`, and a finished artifact makes the next call find more.

States: done · ready · running (a live job) · waiting (an input is missing) · held (a gate is closed) ·
failed (its last job failed or was cancelled; only a retry changes that) · stale (its slot is filled by
something made from other inputs; creative steps wait for a confirm instead of running by themselves).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from .fingerprint import fingerprint
from .states import LIVE_STATES

State = Literal["done", "ready", "running", "waiting", "held", "failed", "stale"]
LIVE_JOBS: tuple[str, ...] = LIVE_STATES
DEAD_JOBS = ("failed", "cancelled")


@dataclass(frozen=True, slots=True)
class ArtifactFact:
    """Something that exists, and the hash of its bytes."""

    key: str
    sha256: str


@dataclass(frozen=True, slots=True)
class JobFact:
    """The newest job of a key."""

    state: str
    error_code: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """A take row to be made when its step is enqueued."""

    kind: Literal["image", "clip"]
    scene_key: str
    number: int
    parent_id: str | None = None
    prompt: str = ""
    move: str = ""
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One node of the graph with everything a job needs, frozen."""

    node: str
    kind: str
    lane: str
    state: State
    key: str | None
    params: Mapping[str, Any]
    files: Mapping[str, str]
    """Role of each input file -> artifact key."""
    gate: str = ""
    price_microusd: int = 0
    order: Order | None = None
    take_id: str | None = None
    slot: str = ""


@dataclass(frozen=True, slots=True)
class StepSpec:
    """A step as its film kind declares it, before its state is settled."""

    node: str
    kind: str
    version: int
    lane: str
    params: Mapping[str, Any]
    files: Mapping[str, str | None] = field(default_factory=dict)
    """None where the upstream step has no key yet."""
    gate: str = ""
    price_microusd: int = 0
    order: Order | None = None
    take_id: str | None = None
    slot: str = ""
    """Name of the slot this creative step fills; '' for a deterministic step."""


@dataclass(frozen=True, slots=True)
class World:
    """What is known about artifacts, jobs, gates and slots while a plan is made."""

    artifacts: Mapping[str, ArtifactFact]
    jobs: Mapping[str, JobFact]
    open_gates: frozenset[str]
    slots: Mapping[str, str] = field(default_factory=dict)
    """Slot name -> key of the artifact that fills it."""


class Plan:
    """Collects the steps of one film, and the artifact keys that the facts did not cover yet."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.steps: dict[str, Step] = {}
        self.asked: set[str] = set()

    def artifact(self, key: str | None) -> ArtifactFact | None:
        """The artifact of `key`, remembering that it was asked for."""
        if key is None:
            return None
        self.asked.add(key)
        return self._world.artifacts.get(key)

    def add(self, spec: StepSpec) -> Step:
        """Declare a step; its key follows from the contents of its inputs. A node is declared once."""
        if spec.node in self.steps:
            raise ValueError(f"step {spec.node!r} is declared twice")
        contents = {role: self.artifact(key) for role, key in spec.files.items()}
        key = None
        if all(contents.values()):
            shas = {role: fact.sha256 for role, fact in contents.items() if fact}
            key = step_key(spec.kind, spec.version, spec.params, shas)
        step = self._settle(spec, key)
        self.steps[spec.node] = step
        return step

    def add_ordered(self, spec: StepSpec, key: str) -> Step:
        """Declare a step whose take was ordered earlier: its key was settled then and never moves."""
        if spec.node in self.steps:
            raise ValueError(f"step {spec.node!r} is declared twice")
        for upstream in spec.files.values():
            self.artifact(upstream)
        step = self._settle(spec, key)
        self.steps[spec.node] = step
        return step

    def begun(self, spec: StepSpec) -> bool:
        """Whether anything was made or ordered before for a step that is not declared yet."""
        if spec.slot in self._world.slots:
            return True
        key = self._key(spec)
        return key is not None and (self.artifact(key) is not None or key in self._world.jobs)

    def keeps(self, spec: StepSpec) -> bool:
        """Whether just this step fills its slot, or was ordered for it: a newer rule does not make it out of date."""
        key = self._key(spec)
        if key is None:
            return False
        self.artifact(key)
        return self._world.slots.get(spec.slot, key) == key and (
            spec.slot in self._world.slots or key in self._world.jobs
        )

    def _key(self, spec: StepSpec) -> str | None:
        """None while an input is missing."""
        contents = {role: self.artifact(key) for role, key in spec.files.items()}
        if not all(contents.values()):
            return None
        shas = {role: fact.sha256 for role, fact in contents.items() if fact}
        return step_key(spec.kind, spec.version, spec.params, shas)

    def done(self, node: str) -> ArtifactFact | None:
        """The artifact of a declared node if it is done (a stale step answers what fills its slot)."""
        step = self.steps.get(node)
        if step is None or step.key is None or step.state not in ("done", "stale"):
            return None
        return self.artifact(step.key)

    def _settle(self, spec: StepSpec, key: str | None) -> Step:
        held = self._world.slots.get(spec.slot) if spec.slot else None
        if held is not None and held != key and self.artifact(held) is not None:
            return step_of(spec, held, "stale")
        return step_of(spec, key, self._state(spec, key))

    def _state(self, spec: StepSpec, key: str | None) -> State:
        if key is None:
            return "waiting"
        if self.artifact(key) is not None:
            return "done"
        job = self._world.jobs.get(key)
        if job and job.state in LIVE_JOBS:
            return "running"
        if job and job.state in DEAD_JOBS:
            return "failed"
        if any(self.artifact(upstream) is None for upstream in spec.files.values()):
            return "waiting"
        return "ready" if not spec.gate or spec.gate in self._world.open_gates else "held"


def step_key(kind: str, version: int, params: Mapping[str, Any], shas: Mapping[str, str]) -> str:
    """The fingerprint of a step: its semantic version, its values and the contents of its files."""
    return fingerprint(kind, version, {"params": params, "files": dict(shas)})


def step_of(spec: StepSpec, key: str | None, state: State) -> Step:
    """A declared step in a given state."""
    files = {role: upstream for role, upstream in spec.files.items() if upstream is not None}
    return Step(
        node=spec.node,
        kind=spec.kind,
        lane=spec.lane,
        state=state,
        key=key,
        params=spec.params,
        files=files,
        gate=spec.gate,
        price_microusd=spec.price_microusd,
        order=spec.order,
        take_id=spec.take_id,
        slot=spec.slot,
    )


def resolve(
    declare: Callable[[World], Plan],
    world: World,
    lookup: Callable[[Iterable[str]], tuple[Mapping[str, ArtifactFact], Mapping[str, JobFact]]],
    *,
    known: Iterable[str] = (),
) -> Plan:
    """Plan, look up the artifacts and jobs of the keys it met, and plan again while that finds any.

    `known` are keys that `world` answers already, whether anything has them or not. Each round reaches at
    least one step further down, so there are never more rounds than the graph is deep.
    """
    artifacts, jobs = dict(world.artifacts), dict(world.jobs)
    asked: set[str] = set(known)
    while True:
        plan = declare(World(artifacts, jobs, world.open_gates, world.slots))
        fresh = plan.asked - asked
        if not fresh:
            return plan
        found, working = lookup(sorted(fresh))
        if not found and not working:
            return plan
        asked |= fresh
        artifacts.update(found)
        jobs.update(working)


@dataclass(frozen=True, slots=True)
class Changes:
    """What a plan would make and keep, compared with the plan before the edit."""

    made: tuple[str, ...]
    kept: tuple[str, ...]
    stale: tuple[str, ...]
    price_microusd: int


def what_changes(before: Plan, after: Plan) -> Changes:
    """Compare two plans by key: what must be made anew, what stays byte-identical, what becomes stale."""
    old = {step.key for step in before.steps.values() if step.key and step.state in ("done", "stale")}
    new = after.steps.values()
    kept = [step for step in new if step.key in old and step.state == "done"]
    made = [step for step in new if step.state not in ("done", "stale")]
    was_stale = {step.node for step in before.steps.values() if step.state == "stale"}
    stale = [step.node for step in new if step.state == "stale" and step.node not in was_stale]
    return Changes(
        made=tuple(sorted(step.node for step in made)),
        kept=tuple(sorted(step.node for step in kept)),
        stale=tuple(sorted(stale)),
        price_microusd=sum(step.price_microusd for step in made),
    )
