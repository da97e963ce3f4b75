"""What can be done about each refusal of a film, with its price: what the pages offer as buttons."""

from __future__ import annotations

from trailers.domain.film import FilmFacts
from trailers.domain.outage import PORTS
from trailers.models import Project, Take
from trailers.selectors.forecast import engine_choices
from trailers.selectors.refusals import Other, Refusal, refusal_of

from .engines import with_engines
from .refusals import open_refusals
from .snapshot import film_facts


def refusals(project: Project) -> list[Refusal]:
    """In the order of the scenes. Two queries when nothing was refused."""
    jobs = open_refusals(project)
    if not jobs:
        return []
    facts = film_facts(project)
    entries = facts.cut.entries if facts.cut else ()
    numbers = {entry.scene_id: number for number, entry in enumerate(entries, start=1)}
    choices = engine_choices(project.team_id)
    found = []
    for job in jobs:
        take, port = job.take, PORTS.get(job.kind)
        if take is None or port is None:
            continue
        others = [
            Other(choice.name, choice.made_by, _price(facts, take, port, choice.name), choice.refuses_people)
            for choice in choices[port]
            if not choice.missing and choice.name not in (take.engine, "embedded")
        ]
        number = numbers.get(take.scene.key, take.scene.number)
        found.append(refusal_of(job, number, _price(facts, take, port, take.engine), others))
    return sorted((each for each in found if each), key=lambda each: each.scene)


def _price(facts: FilmFacts, take: Take, port: str, engine: str) -> int:
    other = with_engines(facts, {port: engine})
    return (
        other.clip_price(int(take.params.get("frames", 0))) if port == "video" else other.prices.get(port, 0)
    )
