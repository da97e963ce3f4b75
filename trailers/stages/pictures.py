"""image, card, clip and promo: everything that is seen before it is conformed."""

from __future__ import annotations

from typing import Any

from trailers.domain.clock import Rate
from trailers.domain.script import Character, Style, visual_from_json
from trailers.engines.embedded.cards import draw_card
from trailers.engines.embedded.promo import draw_promo_set
from trailers.engines.ports import ClipRequest, ImageRequest
from trailers.engines.registry import image_model, video_model
from trailers.media.probe import probe_clip, probe_image

from .base import Output, StageCall, StageResult


def draw_image(call: StageCall) -> StageResult:
    """Params as trailer.image_spec. Makes a picture; its recipe, if any, travels in the facts."""
    params: Any = call.params
    request = ImageRequest(
        prompt=params["prompt"],
        visual=visual_from_json(params["visual"]),
        style=_style(params),
        characters=tuple(Character(**person) for person in params["characters"]),
        width=params["width"],
        height=params["height"],
        seed=params["seed"],
        number=params["number"],
    )
    answer = image_model(params["engine"]).draw(request, call.scratch)
    width, height, _ = probe_image(answer.path)
    media = {"width": width, "height": height, "recipe": dict(answer.recipe) if answer.recipe else None}
    return StageResult((Output(answer.path, "image", media),), answer.usage)


def draw_title(call: StageCall) -> StageResult:
    """Params: text, role, title, style, width, height, seed. Makes the still of a card."""
    params: Any = call.params
    out = call.scratch / "card.png"
    recipe = draw_card(
        params["text"],
        role=params["role"],
        title=params["title"],
        style=_style(params),
        width=params["width"],
        height=params["height"],
        seed=params["seed"],
        out=out,
    )
    media = {"width": params["width"], "height": params["height"], "recipe": dict(recipe) if recipe else None}
    return StageResult((Output(out, "image", media),))


def move_picture(call: StageCall) -> StageResult:
    """Files: image. Params: engine, prompt, move, frames, rate, width, height, seed. Makes a clip, measured."""
    params: Any = call.params
    request = ClipRequest(
        image=call.files["image"],
        recipe=call.media["image"].get("recipe"),
        prompt=params["prompt"],
        move=params["move"],
        frames=params["frames"],
        rate=Rate.parse(params["rate"]),
        width=params["width"],
        height=params["height"],
        seed=params["seed"],
    )
    answer = video_model(params["engine"]).render(request, call.scratch, call.progress)
    call.check()
    facts = probe_clip(answer.path)
    media = {"frames": facts.frames, "rate": str(facts.rate), "width": facts.width, "height": facts.height}
    return StageResult((Output(answer.path, "clip", media),), answer.usage)


def draw_promo(call: StageCall) -> StageResult:
    """Params: title, visual, style, characters, look, seed. Makes poster, thumbnail and cover."""
    params: Any = call.params
    made = draw_promo_set(
        title=params["title"],
        visual=visual_from_json(params["visual"]),
        style=_style(params),
        characters=tuple(Character(**person) for person in params["characters"]),
        look=params["look"],
        seed=params["seed"],
        folder=call.scratch,
    )
    return StageResult(
        (
            Output(made["poster"], "poster"),
            Output(made["thumbnail"], "thumbnail", role="thumbnail"),
            Output(made["cover"], "cover", role="cover"),
        )
    )


def _style(params: Any) -> Style:
    return Style(**{**params["style"], "tone": tuple(params["style"]["tone"])})
