"""The sound of a timeline as JSON: its spans, words, lines, places worth cutting at, and captions."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache

from trailers.domain.captions import captions_of
from trailers.domain.clock import frame_at
from trailers.domain.fingerprint import fingerprint
from trailers.domain.levels import heard
from trailers.domain.soundtrack import Soundtrack

from .manifest_song import song_shown
from .snap import marks_of
from .stand import Link, Previews, Stand


def sound_shown(stand: Stand, previews: Previews, link: Link) -> dict[str, Any]:
    clock, settings = stand.clock, stand.settings
    texts = {item.id: item.text for item in stand.script.items} if stand.script else {}
    owner = [span.item_id for span in clock.spans for _ in clock.words_of(span)]
    return {
        "url": previews.sound,
        "peaks": [{"per_second": zoom, "url": url} for zoom, url in previews.peaks],
        "spans": [
            {
                "id": span.item_id,
                "kind": span.kind,
                "role": span.role,
                "start": span.start,
                "end": span.end,
                "text": texts.get(span.item_id, ""),
                "line": span.item_id if span.kind == "line" else None,
                "pause_ms": span.pause_ms,
            }
            for span in clock.spans
        ],
        "words": [
            {
                "text": word.text,
                "start_ms": word.start_ms,
                "end_ms": word.end_ms,
                "frame": frame_at(word.start_ms, clock.rate),
                "line": line,
            }
            for word, line in zip(clock.words, owner, strict=True)
        ],
        "lines": [
            {
                "id": item.id,
                "text": item.text,
                "muted": item.id in settings.muted,
                "voice_db": settings.levels.get(f"line:{item.id}", (0, 0))[0] / 10,
                "score_db": settings.levels.get(f"line:{item.id}", (0, 0))[1] / 10,
                "pause_after_ms": item.pause_after_ms,
                "reading": settings.revoiced.get(item.id, 1),
            }
            for item in (stand.script.lines if stand.script else ())
        ],
        "snaps": [
            {"frame": mark.frame, "kind": mark.kind, "label": mark.reason}
            for mark in marks_of(clock, stand.desk.cues)
        ],
        "song": song_shown(stand),
        "sections": [
            {"start": span.start, "end": span.end, "label": span.role or span.item_id}
            for span in (clock.spans if clock.is_song else ())
        ],
        "cues": [{"id": cue.id, "frame": cue.frame, "kind": cue.kind} for cue in stand.desk.cues],
        "scores": [
            {
                "artifact": pk,
                "label": f"Score {number}",
                "url": link(pk, "score.wav"),
                "used": key == stand.project.slots.get("score"),
            }
            for number, (pk, key) in enumerate(stand.rows.scores.items(), start=1)
        ],
        "new": _is_being_made(stand),
    }


def _is_being_made(stand: Stand) -> bool:
    """Whether the film's sound was changed and its new clock is not laid yet."""
    clock = stand.project.soundtrack
    return clock is not None and clock.script_id is not None and clock.script_id != stand.project.script_id


def captions_shown(stand: Stand) -> list[dict[str, Any]]:
    """Worked out once for each sound: finding the best rows takes long."""
    clock = stand.project.soundtrack
    muted = stand.settings.muted
    said: dict[str, Any] = {"lines": list(muted)}
    if stand.clock.is_song:  # its words are not of its clock
        said |= {
            "sung": [[w.text, w.start_ms, w.end_ms] for w in stand.clock.words],
            "rows": stand.clock.lines,
        }
    name = f"editor.captions:{clock.sha256 if clock else ''}:{fingerprint('muted', 1, said)}"
    found = cache.get_or_set(name, lambda: _captions_of(heard(stand.clock, muted)), timeout=None)
    return found or []


def _captions_of(clock: Soundtrack) -> list[dict[str, Any]]:
    return [
        {
            "start": frame_at(caption.start_ms, clock.rate),
            "end": frame_at(caption.end_ms, clock.rate),
            "text": "\n".join(caption.lines),
        }
        for caption in captions_of(clock)
    ]
