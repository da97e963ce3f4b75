"""Gates: where a film stops for a person before it spends or commits."""

from __future__ import annotations

from django.db import transaction

from trailers.domain.errors import UserError
from trailers.domain.film import GATES
from trailers.models import Project
from trailers.queue.events import record

from .advance import advance_locked, lock_project


def open_gate(*, project: Project, gate: str) -> None:
    """Let the held steps behind `gate` run, now and later. UserError('gate.unknown')."""
    _set(project, gate, "open")


def close_gate(*, project: Project, gate: str) -> None:
    """Hold the steps behind `gate` that have not started. What is under way goes on."""
    _set(project, gate, "stop")


def open_by_itself(*, project: Project, gate: str) -> None:
    """From now on this gate does not stop the film."""
    _set(project, gate, "auto")


def _set(project: Project, gate: str, state: str) -> None:
    if gate not in GATES:
        raise UserError("gate.unknown", gate=gate)
    with transaction.atomic():
        locked = lock_project(project.pk)
        if locked.gates.get(gate, "stop") == state:
            return
        locked.gates = {**locked.gates, gate: state}
        locked.save(update_fields=["gates"])
        record(locked, "gate.changed", gate=gate, state=state)
        advance_locked(locked)
