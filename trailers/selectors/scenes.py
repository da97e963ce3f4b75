"""Scenes as the storyboard shows them: what is seen, what is said meanwhile, and how it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trailers.domain import shot_prompts
from trailers.domain.bought import NOTHING, Bought, bought_clips
from trailers.domain.clock import Rate
from trailers.domain.cut import cues_in, grid
from trailers.domain.errors import UserError
from trailers.domain.film import FilmFacts
from trailers.domain.graph import Plan
from trailers.domain.words import Word
from trailers.engines.registry import ENGINES, priced
from trailers.models import Artifact, Job, Project, Take

_STATES = (
    ("failed", "failed"),
    ("running", "queued"),
    ("ready", "queued"),
    ("held", "held"),
    ("waiting", "waiting"),
)
_MIDDLE_MS = 2


@dataclass(frozen=True, slots=True)
class SceneCard:
    """One scene of the current cut. Frames are [start, end). States: done, working, queued, held, failed, waiting."""

    key: str
    number: int
    kind: str
    start: int
    end: int
    words: str
    description: str
    prompt: str
    """The words that made the picture on show."""
    state: str
    picture: Artifact | None
    clip: Artifact | None
    take: int | None
    takes: int
    engine: str
    locked: bool
    price_microusd: int = 0
    """Of one more take by the film's own engines, picture and motion."""
    bought: Bought = NOTHING
    """Of the clip on show; nothing for one that is not paid by its length."""

    @property
    def frames(self) -> int:
        return self.end - self.start

    @property
    def can_remake(self) -> bool:
        """Whether another take may be ordered now."""
        settled = self.state in ("done", "failed", "held")
        return self.kind != "black" and self.takes > 0 and settled and not self.locked


def scene_cards(project: Project, facts: FilmFacts, plan: Plan) -> tuple[SceneCard, ...]:
    """All scenes in the order of the cut; nothing before there is one."""
    if facts.cut is None or facts.soundtrack is None:
        return ()
    cues = cues_in(facts.cut, facts.soundtrack)
    try:
        bounds = grid(facts.cut, cues)
    except UserError:
        return ()
    said = _words(facts.soundtrack.words, facts.rate, bounds)
    rows = {str(row.pk): row for row in takes_of(project)}
    states = _scene_states(plan) | dict.fromkeys(_under_way(project), "working")
    known = {scene.key: scene for scene in facts.scenes}
    counts, bought = _counts(rows.values()), bought_of(facts)
    cards = []
    for index, entry in enumerate(facts.cut.entries):
        shown = rows.get(entry.take_id or "")
        image = rows.get(str(shown.parent_id)) if shown and shown.parent_id else shown
        scene = known.get(entry.scene_id)
        visual = scene.visual if scene else None
        cards.append(
            SceneCard(
                key=entry.scene_id,
                number=index + 1,
                kind=entry.kind,
                start=bounds[index],
                end=bounds[index + 1],
                words=said[index],
                description=visual.description if visual else "",
                prompt=image.prompt if image else "",
                state=states.get(entry.scene_id, "done" if shown or entry.kind == "black" else "waiting"),
                picture=image.artifact if image and image.kind == "image" else None,
                clip=shown.artifact if shown and shown.kind == "clip" else None,
                take=image.number if image else None,
                takes=counts.get(entry.scene_id, 0),
                engine=image.engine if image else "",
                locked=entry.locked,
                price_microusd=0 if entry.kind != "shot" else take_price(facts, entry.scene_id),
                bought=bought.get(entry.take_id or "", NOTHING),
            )
        )
    return tuple(cards)


def take_price(facts: FilmFacts, scene_key: str) -> int:
    """Of one more take by the film's own engines: the picture, and its clip by the scene's real length."""
    frames = facts.window_frames[scene_key] + 2 * facts.settings.handle_frames
    told = shot_prompts.price_of(facts, facts.scene(scene_key))
    return facts.prices.get("image", 0) + told + facts.clip_price(frames)


def bought_of(facts: FilmFacts) -> Mapping[str, Bought]:
    """Take id -> seconds bought and used, of every finished clip that was paid by its length."""
    engines = {take.engine for take in facts.takes.values() if take.kind == "clip"}
    infos = [priced(info) for (port, name), info in ENGINES.items() if port == "video" and name in engines]
    return bought_clips(facts, {info.name: info.call_price() for info in infos if info.second_microusd})


def takes_of(project: Project, scene_key: str | None = None) -> Sequence[Take]:
    rows = Take.objects.filter(project=project).select_related("artifact", "scene").order_by("kind", "number")
    rows = rows.defer("params", "artifact__media", "scene__visual")  # large, and not shown
    return list(rows.filter(scene__key=scene_key) if scene_key else rows)


def _counts(takes: object) -> dict[str, int]:
    """Attempts at a picture: images, and clips that grew from none."""
    counts: dict[str, int] = {}
    for take in takes:  # type: ignore[attr-defined]
        if take.kind == "image" or take.parent_id is None:
            counts[take.scene.key] = counts.get(take.scene.key, 0) + 1
    return counts


def _scene_states(plan: Plan) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for step in plan.steps.values():
        parts = step.node.split(":")
        if len(parts) == 3 and parts[0] in ("image", "shot_prompt", "clip"):
            found.setdefault(parts[1], set()).add(step.state)
    return {
        key: next((told for state, told in _STATES if state in states), "done")
        for key, states in found.items()
    }


def _under_way(project: Project) -> set[str]:
    """Scenes that a worker or a provider is busy with, as opposed to those in line."""
    rows = Job.objects.filter(project=project, state__in=("running", "waiting"), scene__isnull=False)
    return set(rows.values_list("scene__key", flat=True))


def _words(spoken: Sequence[Word], rate: Rate, bounds: Sequence[int]) -> list[str]:
    """What is spoken while each scene is seen: a word belongs to the scene that its middle lies in."""
    said: list[list[str]] = [[] for _ in bounds[:-1]]
    index = 0
    for word in spoken:
        middle = (word.start_ms + word.end_ms) * rate.exact / (1000 * _MIDDLE_MS)
        while index + 1 < len(said) and middle >= bounds[index + 1]:
            index += 1
        said[index].append(word.text)
    return [" ".join(words) for words in said]


def numbered(cards: Sequence[SceneCard]) -> Mapping[int, SceneCard]:
    return {card.number: card for card in cards}
