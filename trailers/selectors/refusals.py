"""What was refused, with what may be done about it and what that costs: for the film's page and the scene's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from trailers.domain.errors import Message, describe
from trailers.domain.refusal import Level, level_of, softened
from trailers.models import Job

LEVEL_WORDS: dict[Level, str] = {
    "prompt": "The words were refused",
    "image": "The picture it was given was refused",
    "output": "The result was withheld",
    "person": "A real person was suspected",
}


@dataclass(frozen=True, slots=True)
class Other:
    """Another engine for the same picture or clip. `refuses_people`: it turns down faces that look real."""

    name: str
    made_by: str
    price_microusd: int
    refuses_people: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """One refused take. `made` is picture or clip."""

    take_id: UUID
    scene: int
    made: str
    level: Level
    title: str
    message: Message
    engine: str
    charged_microusd: int
    prompt: str
    suggestion: str
    """Milder words, to be read and changed before they are sent."""
    price_microusd: int
    """Of ordering it again in other words."""
    has_still: bool
    """Whether there is a still that can be moved by camera, free of charge."""
    others: tuple[Other, ...]


def refusal_of(job: Job, number: int, price_microusd: int, others: Sequence[Other]) -> Refusal | None:
    """The refusal of a job; None for a job that failed otherwise."""
    level, take = level_of(job.error_code), job.take
    if level is None or take is None:
        return None
    prompt = str(take.params.get("prompt") or take.prompt)
    wish = job.error_detail.get("suggestion")
    return Refusal(
        take_id=take.pk,
        scene=number,
        made="clip" if take.kind == "clip" else "picture",
        level=level,
        title=LEVEL_WORDS[level],
        message=describe(job.error_code, **job.error_detail),
        engine=take.engine,
        charged_microusd=job.cost_microusd,
        prompt=prompt,
        suggestion=wish if isinstance(wish, str) and wish and wish != "None" else softened(prompt, level),
        price_microusd=price_microusd,
        has_still=take.kind == "clip" and take.parent_id is not None,
        others=tuple(others),
    )
