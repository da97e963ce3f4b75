"""The words a model is given, from files beside this module with ${names} filled in. Pure but for reading them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from string import Template
from typing import Any

from trailers.domain.shot_prompts import MOST_CHARS
from trailers.domain.shots import move_words
from trailers.engines.ports import PassRequest

MUSIC_PASSES = ("treatment", "shot_plan")
PASSES = ("patterns", "scenes", "blocks", "voiceover")
SHOT_PASSES = ("shot_prompt",)
Message = dict[str, Any]
"""One message of chat completions: its content is text, or parts of text and pictures."""

_FOLDER = Path(__file__).parent / "prompts"
_WORDS_PER_S = 2.2
"""A trailer's pace of speaking."""
_TARGET_MS, _SCENE_MS = 66_000, 8_000
MOST_PERMILLE = 1_500
"""Spoken words may be so many for a thousand that were wanted."""


def messages(request: PassRequest, picture: str = "") -> list[Message]:
    """The conversation that opens a pass: the rules, then the task with the synopsis.

    `picture` is the still of a clip's prompt as a data URI, shown after the task.
    """
    brief = request.brief
    if request.name in SHOT_PASSES:
        return _shot_messages(brief, picture)
    if request.name in MUSIC_PASSES:
        return _music_messages(request)
    task = _filled(request.name, _values(request))
    if request.name == "voiceover" and brief.get("verbatim"):
        task = f"{task}\n{_filled('verbatim', {'lines': chr(10).join(brief['verbatim'])})}"
    synopsis = request.document.replace("</synopsis>", "")
    return [
        {"role": "system", "content": _filled("system", {"language": str(brief.get("language") or "en")})},
        {"role": "user", "content": f"{task}\n<synopsis>\n{synopsis}\n</synopsis>"},
    ]


def _music_messages(request: PassRequest) -> list[Message]:
    from .music import prompt_values

    concept = request.document.replace("</concept>", "")
    task = _filled(request.name, prompt_values(request))
    return [
        {"role": "system", "content": _filled("system_music", {})},
        {"role": "user", "content": f"{task}\n<concept>\n{concept}\n</concept>"},
    ]


def _shot_messages(brief: Mapping[str, Any], picture: str) -> list[Message]:
    task = _filled("shot_prompt", _shot_values(brief))
    return [
        {"role": "system", "content": _filled("system_shot", {})},
        {
            "role": "user",
            "content": [
                {"type": "text", "text": task},
                {"type": "image_url", "image_url": {"url": picture}},
            ],
        },
    ]


def _shot_values(brief: Mapping[str, Any]) -> dict[str, str]:
    visual, style = brief["visual"], brief["style"]
    people = [f"{one['name']}: {one['description']}".rstrip(": ") for one in brief["characters"]]
    told = {
        "description": visual["description"],
        "place": visual["place"],
        "action": visual["action"].replace("_", " "),
        "weather": visual["weather"],
        "mood": ", ".join(word for word in (visual["mood"], *style["tone"]) if word),
        "people": "; ".join(people),
    }
    return {
        **{name: " ".join(text.replace("</scene>", "").split()) or "not said" for name, text in told.items()},
        "move": move_words(brief["move"]),
        "seconds": str(brief["seconds"]),
        "genre": style["genre"].replace("_", " "),
        "most_chars": str(MOST_CHARS),
    }


def repair(answer: str, problems: Sequence[str]) -> list[Message]:
    """What follows an answer that cannot be used."""
    listed = "\n".join(f"- {problem}" for problem in problems)
    return [
        {"role": "assistant", "content": answer},
        {"role": "user", "content": _filled("repair", {"problems": listed})},
    ]


def words_wanted(brief: Mapping[str, Any]) -> int:
    """How many words are spoken in the time wanted."""
    return round(int(brief.get("target_ms") or _TARGET_MS) / 1000 * _WORDS_PER_S)


def _values(request: PassRequest) -> dict[str, str]:
    brief = request.brief
    words = words_wanted(brief)
    scene_s = int(brief.get("max_scene_ms") or _SCENE_MS) / 1000
    return {
        "title": str(brief.get("title") or "not known yet: find one"),
        "previous": json.dumps(dict(request.previous), ensure_ascii=False, indent=1, sort_keys=True),
        "beats": str(max(8, words // 5)),
        "words": str(words),
        "most_words": str(words * MOST_PERMILLE // 1000),
        "seconds": str(round(words / _WORDS_PER_S)),
        "line_words": "18",
        "scene_seconds": f"{scene_s:g}",
    }


def _filled(name: str, values: Mapping[str, str]) -> str:
    """KeyError for a name in the file that nobody fills: a prompt with a hole is never sent."""
    return _template(name).substitute(values)


@cache
def _template(name: str) -> Template:
    return Template((_FOLDER / f"{name}.md").read_text(encoding="utf-8"))
