"""image, card, clip and promo: everything that is seen before it is conformed."""

from __future__ import annotations

from typing import Any

from trailers.domain.clock import Rate
from trailers.domain.script import Character, Style, Visual, visual_from_json
from trailers.engines.embedded.cards import draw_card
from trailers.engines.embedded.promo import draw_promo_set
from trailers.engines.ports import ClipAnswer, ClipRequest, ImageAnswer, ImageRequest
from trailers.engines.registry import image_model, video_model
from trailers.media.probe import probe_clip, probe_image

from .base import Output, StageCall, StageResult, charged


def draw_image(call: StageCall) -> StageResult:
    """Params as trailer.image_spec. Makes a picture; its recipe, if any, travels in the facts."""
    return keep_image(call, image_model(call.params["engine"]).draw(image_request(call), call.scratch))


def image_request(call: StageCall) -> ImageRequest:
    """Files: reference.<n>, any number of them."""
    params: Any = call.params
    references = sorted(role for role in call.files if role.startswith("reference."))
    return ImageRequest(
        prompt=params["prompt"],
        visual=visual_from_json(params["visual"]),
        style=_style(params),
        characters=tuple(Character(**person) for person in params["characters"]),
        width=params["width"],
        height=params["height"],
        seed=params["seed"],
        number=params["number"],
        references=tuple(call.files[role] for role in references),
        shows=tuple((kind, name) for kind, name in params.get("shows", ())),
    )


def draw_sheet(call: StageCall) -> StageResult:
    """Params as references.sheet_spec. Makes the reference picture of a person or a place."""
    return keep_image(call, image_model(call.params["engine"]).draw(sheet_request(call), call.scratch))


def sheet_request(call: StageCall) -> ImageRequest:
    """A place is seen wide and empty; a person is told as a character, whose constants every engine keeps to."""
    params: Any = call.params
    name, description = params["name"], params["description"]
    person = params["sheet"] == "character"
    told = f"{name}: {description}" if description and person else description or name
    place = Visual(description=told, place=name, setting=params["setting"], shot_size="wide")
    return ImageRequest(
        prompt=told,
        visual=Visual(description=told, shot_size="medium", characters=(name,)) if person else place,
        style=_style(params),
        characters=(Character(name, description),) if person else (),
        width=params["width"],
        height=params["height"],
        seed=params["seed"],
        sheet=params["sheet"],
    )


def keep_image(call: StageCall, answer: ImageAnswer) -> StageResult:
    """A picture that was drawn or delivered, measured before it is believed."""
    with charged(answer.usage):
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
    answer = video_model(call.params["engine"]).render(clip_request(call), call.scratch, call.progress)
    call.check()
    return keep_clip(call, answer)


def clip_request(call: StageCall) -> ClipRequest:
    params: Any = call.params
    return ClipRequest(
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


def keep_clip(call: StageCall, answer: ClipAnswer) -> StageResult:
    """A clip that was rendered or delivered, measured before it is believed; with its last frame, if it has one."""
    with charged(answer.usage):
        facts = probe_clip(answer.path)
        last = _last_frame(answer)
    media = {"frames": facts.frames, "rate": str(facts.rate), "width": facts.width, "height": facts.height}
    return StageResult((Output(answer.path, "clip", media), *last), answer.usage)


def _last_frame(answer: ClipAnswer) -> tuple[Output, ...]:
    if answer.last_frame is None:
        return ()
    width, height, _ = probe_image(answer.last_frame)
    return (Output(answer.last_frame, "image", {"width": width, "height": height}, role="last_frame"),)


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
