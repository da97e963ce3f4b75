"""shot_prompt: what a clip's engine is told, by somebody who has looked at the picture that it is to move.

Only where that is worth its price: the film's text engine looks at pictures, the clip is bought, nobody said how it
is to move, and the scene has no clip yet. Everywhere else the words of `shots.plan_shot` stand, and with them the key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from .clock import ms_at
from .film import FilmFacts, SceneFact, TakeFact
from .graph import Plan, Step, StepSpec
from .script import Script, Visual

VERSIONS: Mapping[str, int] = {"shot_prompt": 1}
ROLE = "shot_prompt"
"""Of the answer among the files of the clip."""
MOST_CHARS = 900
"""Of the whole prompt: the engines of clips heed the first sentences, and some refuse more than a thousand."""


@dataclass(frozen=True, slots=True)
class ShotPrompt:
    """The prompt of one clip in its parts, a sentence or two each."""

    subject: str
    motion: str
    camera: str
    light: str = ""

    @property
    def words(self) -> str:
        """As it is sent."""
        parts = (self.subject, self.motion, self.camera, self.light)
        return " ".join(_sentence(part) for part in parts if part.strip())

    def to_json(self) -> dict[str, str]:
        return {**asdict(self), "prompt": self.words}


def problems_of(prompt: ShotPrompt) -> list[str]:
    """What must be put right, in sentences."""
    told = {"subject": prompt.subject, "motion": prompt.motion, "camera": prompt.camera}
    found = [f"The {name} says nothing." for name, text in told.items() if not text.strip()]
    if len(prompt.words) > MOST_CHARS:
        found.append(f"All parts together have {len(prompt.words)} characters; {MOST_CHARS} are the most.")
    return found


def is_written(facts: FilmFacts) -> bool:
    """Whether the engines of a film are such that pictures are looked at before they are moved."""
    bought = facts.engines.get("video", "embedded") != "embedded"
    return facts.kind == "trailer" and facts.text_sees and bought


def price_each(facts: FilmFacts) -> int:
    """Of one prompt, in microusd; 0 where none is written."""
    return facts.prices.get("text", 0) if is_written(facts) else 0


def price_of(facts: FilmFacts, scene: SceneFact) -> int:
    """What the prompt of a scene's next clip will cost, in microusd; 0 where none is written."""
    due = scene.kind == "shot" and not facts.takes_of(scene.key, "clip")
    return price_each(facts) if due else 0


def declare_told(
    plan: Plan, facts: FilmFacts, script: Script, scene: SceneFact, image: TakeFact, clip: StepSpec
) -> Step:
    """Declare `clip`, which moves `image`: with a prompt of its own before it where one is written.

    A clip that the team has made or ordered with the planned words is that one, and never bought again.
    """
    order = clip.order
    own_words = bool(order and order.prompt)
    engine = clip.params["engine"]
    first = not facts.takes_of(scene.key, "clip")
    if not is_written(facts) or engine == "embedded" or own_words or not first or plan.begun(clip):
        return plan.add(clip)
    written = plan.add(_spec(facts, script, scene, image, clip))
    return plan.add(
        replace(clip, params={**clip.params, "prompt": ""}, files={**clip.files, ROLE: written.key})
    )


def _spec(facts: FilmFacts, script: Script, scene: SceneFact, image: TakeFact, clip: StepSpec) -> StepSpec:
    visual = facts.shown(scene.key) or Visual(description=script.title)
    if image.params.get("own_prompt"):
        visual = replace(visual, description=image.params["prompt"])
    shown_ms = ms_at(facts.window_frames[scene.key], facts.rate)
    brief: dict[str, Any] = {
        "visual": asdict(visual),
        "characters": [asdict(person) for person in script.characters if person.name in visual.characters],
        "move": clip.order.move if clip.order else "",
        # whole seconds: a frame more or less is no other shot
        "seconds": max(1, -(-shown_ms // 1_000)),
        "style": {**asdict(script.style), "tone": list(script.style.tone)},
    }
    return StepSpec(
        node=node_before(clip.node),
        kind="shot_prompt",
        version=VERSIONS["shot_prompt"],
        lane=facts.lanes["text"],
        params={"engine": facts.engines["text"], "brief": brief},
        files={"image": image.key},
        gate=clip.gate,
        price_microusd=facts.prices.get("text", 0),
    )


def held_by(plan: Plan, gate: str) -> list[Step]:
    """What a closed gate holds, and the clips of the same gate whose prompts it holds."""
    steps = [step for step in plan.steps.values() if step.gate == gate]
    held = {step.node for step in steps if step.state == "held"}
    return [
        step
        for step in steps
        if step.node in held or (step.state == "waiting" and node_before(step.node) in held)
    ]


def node_before(clip_node: str) -> str:
    """The step that writes the prompt of a clip, by the clip's node."""
    return clip_node.replace("clip:", "shot_prompt:", 1)


def scene_of(node: str) -> str:
    """The scene that a prompt is written for."""
    return node.split(":", 1)[1].rsplit(":", 1)[0]


def _sentence(words: str) -> str:
    words = " ".join(words.split())
    return words if words[-1] in ".!?" else f"{words}."
