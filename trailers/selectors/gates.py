"""The gates of a film and what each holds back, with its price."""

from __future__ import annotations

from dataclasses import dataclass

from trailers.domain.film import GATES
from trailers.domain.graph import Plan
from trailers.domain.shot_prompts import held_by
from trailers.models import Project


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
    held = {gate: held_by(plan, gate) for gate in GATES}
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
