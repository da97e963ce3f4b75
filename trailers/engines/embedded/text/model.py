"""EmbeddedText: the four script passes by rules, on this machine, the same answer every time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from trailers.domain.errors import FatalError, UserError
from trailers.domain.treatment import Freedom, Treatment
from trailers.engines.ports import PassAnswer, PassRequest

from .blocks import Blocks, build_blocks
from .patterns import Patterns, find_patterns
from .scenes import Scenes, find_scenes
from .story.story import read_story
from .story.values import Story
from .verbatim import card_text, verbatim_script
from .voiceover import write_script

DEFAULT_TARGET_MS = 66_000


DEFAULT_MAX_SCENE_MS = 8_000

T = TypeVar("T")


class EmbeddedText:
    """A TextModel without a model: grammar, word lists and a sense of what a trailer needs.

    Every pass reads the document again (it is cached) and takes what earlier passes decided from `previous`,
    so that a result edited in between is respected.
    """

    def run_pass(self, request: PassRequest) -> PassAnswer:
        passes: Mapping[str, Callable[[PassRequest, Story], Mapping[str, Any]]] = {
            "patterns": lambda req, story: _patterns(req, story).to_json(),
            "scenes": lambda req, story: _scenes(req, story).to_json(),
            "blocks": lambda req, story: _blocks(req, story).to_json(),
            "voiceover": _voiceover,
        }
        if request.name in ("treatment", "shot_plan"):
            return PassAnswer(_music(request))
        if request.name not in passes:
            raise FatalError("script.unknown_pass", name=request.name)
        return PassAnswer(passes[request.name](request, _story(request)))


def _music(request: PassRequest) -> Mapping[str, Any]:
    """The two passes of a music video; the document is its concept."""
    from .music.director import plan_shots
    from .music.treatment import write_treatment

    brief = request.brief
    if request.name == "treatment":
        freedom: Freedom = "keep" if brief.get("freedom") == "keep" else "expand"
        title = str(brief.get("title") or "")
        return write_treatment(request.document, brief["song"], title=title, freedom=freedom).to_json()
    treatment = Treatment.from_json(request.previous["treatment"])
    return plan_shots(treatment, brief["song"], int(brief["most_setups"])).to_json()


def _story(request: PassRequest) -> Story:
    title = str(request.brief.get("title") or "")
    return read_story(request.document, title, str(request.brief.get("language") or ""))


def _patterns(request: PassRequest, story: Story) -> Patterns:
    return _told(request, "patterns", Patterns.from_json) or find_patterns(story)


def _scenes(request: PassRequest, story: Story) -> Scenes:
    return _told(request, "scenes", Scenes.from_json) or find_scenes(story)


def _blocks(request: PassRequest, story: Story) -> Blocks:
    told = _told(request, "blocks", Blocks.from_json)
    return told or build_blocks(story, int(request.brief.get("target_ms") or DEFAULT_TARGET_MS))


def _told(request: PassRequest, name: str, read: Callable[[Mapping[str, Any]], T]) -> T | None:
    """What an earlier pass decided; None when there was none, or another writer said it in a form of its own."""
    told = request.previous.get(name)
    try:
        return read(told) if told else None
    except (KeyError, TypeError):
        return None


def _voiceover(request: PassRequest, story: Story) -> Mapping[str, Any]:
    patterns, scenes = _patterns(request, story), _scenes(request, story)
    max_scene_ms = int(request.brief.get("max_scene_ms") or DEFAULT_MAX_SCENE_MS)
    lines = request.brief.get("verbatim")
    if lines:
        _check_spoken(lines)
        return verbatim_script(lines, story, patterns, scenes, max_scene_ms).to_json()
    blocks = _blocks(request, story)
    if not any(act.lines for act in blocks.acts):
        raise UserError("script.no_lines")
    return write_script(story, patterns, scenes, blocks, max_scene_ms).to_json()


def _check_spoken(lines: Sequence[str]) -> None:
    if not any(line.strip() and not card_text(line) for line in lines):
        raise UserError("script.nothing_spoken")
