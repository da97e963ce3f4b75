"""The gates of a film and what each holds back, and what another take would cost."""

from __future__ import annotations

from dataclasses import dataclass

from trailers.domain.film import GATES, FilmFacts
from trailers.domain.graph import Plan
from trailers.domain.trailer import image_spec
from trailers.models import Project, Scene


@dataclass(frozen=True, slots=True)
class GateRow:
    """`state` is one of domain.film.GATE_STATES; `steps` and `price_microusd` are what the gate holds now."""

    gate: str
    state: str
    steps: int
    price_microusd: int
    next: bool
    """Whether this is the decision that the film waits for."""


def gate_rows(project: Project, plan: Plan) -> list[GateRow]:
    held = {gate: [s for s in plan.steps.values() if s.state == "held" and s.gate == gate] for gate in GATES}
    first = next((gate for gate in GATES if held[gate]), "")
    return [
        GateRow(
            gate=gate,
            state=project.gates.get(gate, "stop"),
            steps=len(held[gate]),
            price_microusd=sum(step.price_microusd for step in held[gate]),
            next=gate == first,
        )
        for gate in GATES
    ]


@dataclass(frozen=True, slots=True)
class AgainPrice:
    """What another take of a scene costs. Its clip is made by itself only behind an open gate."""

    image_microusd: int
    clip_microusd: int
    clip_waits: bool

    @property
    def total_microusd(self) -> int:
        """What is spent without another question."""
        return self.image_microusd + (0 if self.clip_waits else self.clip_microusd)


def again_price(project: Project, facts: FilmFacts, scene: Scene) -> AgainPrice | None:
    """None before there is a script and a cut, and for black."""
    if facts.script is None or facts.cut is None or scene.kind == "black":
        return None
    image = image_spec(facts, facts.script, facts.scene(scene.key), number=1)
    clip = facts.prices["video"] if scene.kind == "shot" else 0
    waits = project.gates.get("stills", "stop") == "stop"
    return AgainPrice(image.price_microusd, clip, clip_waits=waits)
