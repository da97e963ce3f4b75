"""From a model's draft to a script of ours, and what is wrong with it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trailers.domain.script import Character, Item, Location, Script, Style, Visual, with_identities
from trailers.domain.script_check import validate_script
from trailers.domain.shot_prompts import ShotPrompt

from .drafts import BlocksDraft, ItemDraft, ScenesDraft, ScriptDraft, ShotPromptDraft, VisualDraft
from .prompts import MOST_PERMILLE, words_wanted

_OPENING_MS, _BLACK_MS, _BREATH_MS, _TITLE_MS, _END_MS = 2_000, 2_000, 900, 3_500, 3_000
_LONGEST_PAUSE_MS, _USUAL_PAUSE_MS = 3_000, 450
_END_TEXT = "made with Cuelock"


def script_of(draft: ScriptDraft, brief: Mapping[str, Any]) -> Script:
    """The typed script: the draft's items between an opening and the usual ending."""
    title = " ".join(str(brief.get("title") or draft.title).split())
    items = [
        Item("", "silence", "", "opening", _OPENING_MS, visuals=(visual_of(draft.opening),)),
        *(_item(item) for item in draft.items),
        Item("", "silence", "", "black", _BLACK_MS),
        Item("", "card", title, "title", _TITLE_MS),
        Item("", "card", _END_TEXT, "end", _END_MS),
    ]
    return Script(
        title=title,
        items=with_identities(tuple(items)),
        characters=tuple(
            Character(said(person.name), said(person.description)) for person in draft.characters
        ),
        locations=tuple(
            Location(said(place.name), said(place.description), place.setting) for place in draft.locations
        ),
        style=Style(
            draft.style.genre,
            tuple(said(word) for word in draft.style.tone if word.strip())[:5],
            said(draft.style.palette),
            said(draft.style.tagline),
        ),
        language=str(brief.get("language") or "en"),
    )


def script_problems(script: Script, brief: Mapping[str, Any]) -> list[str]:
    """What must be put right, in sentences: by the checks that every script passes, and by what was asked for."""
    found = [str(problem) for problem in validate_script(script).problems]
    spoken = [item.text for item in script.lines]
    wanted = given_lines(brief)
    words, most = sum(len(text.split()) for text in spoken), words_wanted(brief) * MOST_PERMILLE // 1000
    if not spoken:
        found.append("No item is a line.")
    if wanted and spoken != wanted:
        found.append("The lines are not the given ones, word for word and in order.")
    if not wanted and words > most:
        found.append(f"{words} words are spoken; {most} are the most.")
    return found


def given_lines(brief: Mapping[str, Any]) -> list[str]:
    """The lines that are to be spoken word for word. One in [brackets] or in capitals is a card, not spoken."""
    lines = (said(line) for line in brief.get("verbatim") or ())
    return [
        line for line in lines if line and not line.isupper() and not (line[0] == "[" and line[-1] == "]")
    ]


def shot_prompt_of(draft: ShotPromptDraft) -> ShotPrompt:
    return ShotPrompt(said(draft.subject), said(draft.motion), said(draft.camera), said(draft.light))


def draft_problems(draft: Any) -> list[str]:
    """The same for the passes before the script: an answer without substance would starve the next one."""
    if isinstance(draft, ScenesDraft) and not draft.moments:
        return ["There are no moments."]
    if isinstance(draft, BlocksDraft) and not any(
        line.text.strip() for act in draft.acts for line in act.lines
    ):
        return ["No act has a line."]
    return []


def _item(item: ItemDraft) -> Item:
    text = said(item.text)
    visuals = tuple(visual_of(visual) for visual in item.visuals)
    if item.kind == "card":
        return Item("", "card", text, "act", 1_400 + 200 * min(8, len(text.split())))
    if item.kind == "breath":
        return Item("", "silence", "", "breath", _BREATH_MS, visuals=visuals)
    pause = min(_LONGEST_PAUSE_MS, item.pause_ms) if item.pause_ms >= 0 else _USUAL_PAUSE_MS
    return Item("", "line", text, pause_after_ms=pause, visuals=visuals)


def visual_of(draft: VisualDraft) -> Visual:
    return Visual(
        description=said(draft.description),
        place=said(draft.place),
        setting=draft.setting,
        time=draft.time,
        weather=draft.weather,
        shot_size=draft.shot_size,
        action=draft.action,
        characters=tuple(dict.fromkeys(said(name) for name in draft.characters if name.strip())),
        objects=tuple(dict.fromkeys(said(name) for name in draft.objects if name.strip())),
        mood=said(draft.mood),
    )


def said(text: str) -> str:
    return " ".join(text.split())
