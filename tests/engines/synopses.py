"""The synopses that the script writer is tested on: six whole ones and many odd shapes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from trailers.domain.script import Script
from trailers.engines.embedded.text import EmbeddedText
from trailers.engines.embedded.text.story.story import read_story
from trailers.engines.embedded.text.story.values import Story
from trailers.engines.embedded.text.writing.lines import lines_of
from trailers.engines.ports import PassRequest
from trailers.media.document_plain import raw_paragraphs
from trailers.media.document_prose import clean_paragraphs

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tests" / "synopses"
PASSES = ("patterns", "scenes", "blocks", "voiceover")
FILES = {
    "the_salt_line": ROOT / "samples" / "the-salt-line.txt",
    "halflight": FOLDER / "halflight.md",
    "the_wrong_wedding": FOLDER / "the_wrong_wedding.txt",
    "mercy": FOLDER / "mercy.txt",
    "the_quiet_floor": FOLDER / "the_quiet_floor.txt",
    "the_bridge_at_vessa": FOLDER / "the_bridge_at_vessa.md",
}
NAMES = tuple(FILES)

ONE_SENTENCE = (
    "When a lighthouse keeper's daughter finds a boat full of letters addressed to the dead, she must deliver them "
    "before the tide erases the island forever."
)


@cache
def document(name: str) -> str:
    """The text of a synopsis as the document reader gives it."""
    return "\n\n".join(clean_paragraphs(raw_paragraphs(FILES[name].read_text(encoding="utf-8"))))


def story(text: str, title: str = "") -> Story:
    return read_story(text, title)


def passes(text: str, **brief: Any) -> dict[str, Mapping[str, Any]]:
    """The four passes as the stages run them: each result through JSON, handed to the next."""
    results: dict[str, Mapping[str, Any]] = {}
    for name in PASSES:
        request = PassRequest(name, text, {"title": "", "language": "en", **brief}, dict(results))
        results[name] = json.loads(json.dumps(EmbeddedText().run_pass(request).result))
    return results


def script(text: str, **brief: Any) -> Script:
    return Script.from_json(passes(text, **brief)["voiceover"])


def spoken(text: str, **brief: Any) -> list[str]:
    return [item.text for item in script(text, **brief).lines]


def candidates(text: str) -> str:
    """The three best readings of every sentence, as one reads them; '^' marks those that need the line before."""
    found = story(text)
    rows = []
    for sentence in found.sentences:
        rows.append(f"{'(ending) ' if sentence.index >= found.quotable else ''}{sentence.text}")
        rows += [
            f"  {'^ ' if line.needs_before else ''}{line.text}" for line in lines_of(sentence, found)[:3]
        ]
    return "\n".join([*rows, ""])


def readable(film: Script) -> str:
    """The script as one reads it: lines plain, cards with '#', silences with '~'."""
    marks = {"line": "", "card": "# ", "silence": "~ "}
    rows = [
        marks[i.kind] + (i.text or f"{i.role} {i.duration_ms}") + (f" ({i.role})" if i.kind == "card" else "")
        for i in film.items
    ]
    return "\n".join(
        [film.title, f"{film.style.genre}: {', '.join(film.style.tone)}", film.style.tagline, "", *rows, ""]
    )
