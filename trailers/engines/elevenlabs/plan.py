"""The order for a score: its parts between the film's hits, in the form that the model takes. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from trailers.domain.script import Style
from trailers.engines.ports import Hit, ScoreRequest

from .models import MUSIC, PlanShape

SHORTEST_MS, LONGEST_MS = 3_000, 600_000
LONGEST_PART_MS = 120_000
MOST_PARTS = 30
_MOST_SEED = 2**31 - 1
_WITHOUT = ["vocals", "singing", "lyrics", "spoken word", "applause"]
_SOUNDS = {
    "opening": "sparse and held back, one long tone, space around it",
    "rising": "a pulse enters, layers join, tension grows",
    "height": "full force, wide and driving, then a stop",
    "ending": "resolves on a last long chord that fades",
}


def length_ms(request: ScoreRequest) -> int:
    """What is ordered: the film's length as far as the vendor makes it. The mix trims, loops and fades the rest."""
    return min(LONGEST_MS, max(SHORTEST_MS, -(-request.samples // 48)))


def parts_ms(total_ms: int, hits: Sequence[Hit]) -> list[int]:
    """Lengths that add up to `total_ms`, cut at hits where both sides stay long enough, none too long."""
    bounds = [0]
    for time_ms in sorted({hit.time_ms for hit in hits}):
        if (
            time_ms - bounds[-1] >= SHORTEST_MS
            and total_ms - time_ms >= SHORTEST_MS
            and len(bounds) < MOST_PARTS // 2
        ):
            bounds.append(time_ms)
    whole = [end - start for start, end in zip(bounds, [*bounds[1:], total_ms], strict=True)]
    return [part for length in whole for part in _halves(length)]


def _halves(length: int) -> list[int]:
    count = -(-length // LONGEST_PART_MS)
    return [length * (i + 1) // count - length * i // count for i in range(count)]


def order(model: str, request: ScoreRequest, *, by_prompt: bool = False) -> dict[str, Any]:
    """The arguments of a call. A plan is exact in its lengths and takes a seed; a prompt takes neither."""
    total = length_ms(request)
    shape = MUSIC.get(model, "chunks")
    if by_prompt:
        words = f"{_kind(request.style)}. {' Then '.join(_SOUNDS.values())}. Instrumental, no voices."
        return {"model_id": model, "prompt": words, "music_length_ms": total, "force_instrumental": True}
    lengths = parts_ms(total, request.hits)
    plan = _sections(lengths, request.style) if shape == "sections" else _chunks(lengths, request.style)
    out = {"model_id": model, "composition_plan": plan, "seed": request.seed % (_MOST_SEED + 1)}
    return {**out, "respect_sections_durations": True} if shape == "sections" else out


def with_suggestion(sent: Mapping[str, Any], suggestion: Any) -> dict[str, Any] | None:
    """The order again with what the vendor suggests instead of a refused text; None if that cannot be used."""
    if "prompt" in sent:
        return {**sent, "prompt": suggestion} if isinstance(suggestion, str) and suggestion.strip() else None
    if not isinstance(suggestion, Mapping) or planned_ms(suggestion) != planned_ms(sent["composition_plan"]):
        return None
    same = _shape(suggestion) == _shape(sent["composition_plan"])
    return {**sent, "composition_plan": dict(suggestion)} if same else None


def planned_ms(plan: Mapping[str, Any]) -> int:
    return sum(int(part.get("duration_ms", 0)) for part in plan.get("chunks") or plan.get("sections") or ())


def _shape(plan: Mapping[str, Any]) -> PlanShape:
    return "chunks" if "chunks" in plan else "sections"


def _chunks(lengths: Sequence[int], style: Style) -> dict[str, Any]:
    return {
        "chunks": [
            {
                "text": f"[Instrumental] {_SOUNDS[name]}",
                "duration_ms": length,
                "positive_styles": _styles(style),
                "negative_styles": _WITHOUT,
                "context_adherence": "high",
            }
            for name, length in zip(_names(len(lengths)), lengths, strict=True)
        ]
    }


def _sections(lengths: Sequence[int], style: Style) -> dict[str, Any]:
    return {
        "positive_global_styles": _styles(style),
        "negative_global_styles": _WITHOUT,
        "sections": [
            {
                "section_name": f"{name} {number}",
                "positive_local_styles": [_SOUNDS[name]],
                "negative_local_styles": [],
                "duration_ms": length,
                "lines": [],
            }
            for number, (name, length) in enumerate(zip(_names(len(lengths)), lengths, strict=True), start=1)
        ],
    }


def _names(count: int) -> list[str]:
    """What each part is for: an opening, a rise, the height before the end, the ending."""
    if count == 1:
        return ["rising"]
    return ["opening", *["rising"] * (count - 3), *(["height"] if count > 2 else []), "ending"]


def _styles(style: Style) -> list[str]:
    return ["instrumental", "cinematic trailer score", style.genre.replace("_", " "), *style.tone][:50]


def _kind(style: Style) -> str:
    tone = f", {', '.join(style.tone)}" if style.tone else ""
    return f"Cinematic trailer score for a {style.genre.replace('_', ' ')}{tone}"
