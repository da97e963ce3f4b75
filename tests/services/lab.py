"""A laboratory that finishes jobs without making media: every outcome is a value, so a film takes milliseconds.

What the stages would measure (words, frames, the laid clock) is computed from the job's own input.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from trailers.domain.clock import Rate
from trailers.domain.errors import CuelockError
from trailers.domain.narration import doubts, pieces
from trailers.domain.scenes import plan_scenes
from trailers.domain.script import Item, Script, Style, Visual, with_identities
from trailers.domain.soundtrack import Soundtrack, Voiced, lay
from trailers.domain.words import Word
from trailers.models import Job, Lane, Project
from trailers.queue.claim import claim
from trailers.services.completion import complete, fail
from trailers.services.outcome import Outcome, StoredOutput

WORKER = "lab:1:feed"
MS_PER_WORD = 400


def script(*lines: str) -> Script:
    """An opening, one line each, black, title, end: six scenes and two per line of more than six words."""
    items = [Item("", "silence", role="opening", duration_ms=2000, visuals=(Visual("An empty coast"),))]
    for line in lines:
        seen = tuple(Visual(f"Picture {n} of {line}") for n in range(2 if len(line.split()) > 6 else 1))
        items.append(Item("", "line", text=line, pause_after_ms=400, visuals=seen))
    items += [
        Item("", "silence", role="black", duration_ms=2000),
        Item("", "card", text="THE LAST FERRY", role="title", duration_ms=3000),
        Item("", "card", text="made with Cuelock", role="end", duration_ms=1500),
    ]
    return Script("The Last Ferry", with_identities(tuple(items)), style=Style(genre="thriller"))


def outcome(job: Job, written: Script) -> Outcome:
    """What the stage of this job would have handed over."""
    media = _MEDIA.get(job.kind, lambda job, _: {})(job, written)
    outputs = [_stored(job, "", media)]
    outputs += [_stored(job, role, {}) for role in (*_EXTRA.get(job.kind, ()), *_PEAKS.get(job.kind, ()))]
    return Outcome(tuple(outputs))


def _stored(job: Job, role: str, media: Mapping[str, Any]) -> StoredOutput:
    digest = hashlib.sha256(json.dumps([job.key, role]).encode()).hexdigest()
    kind = _KINDS.get(job.kind + role, job.kind + role)
    return StoredOutput(role, kind, f"teams/{job.team_id}/{digest[:2]}/{digest}.bin", digest, 1, media)


def _voice(job: Job, _: Script) -> dict[str, Any]:
    said = job.input["params"]["text"].split()
    words = [Word(word, n * MS_PER_WORD, (n + 1) * MS_PER_WORD - 150) for n, word in enumerate(said)]
    return {"samples": len(said) * MS_PER_WORD * 48, "words": [asdict(word) for word in words]}


def _aligned(job: Job, _: Script) -> dict[str, Any]:
    """A recording that says every line in turn, a word every 400 ms; the last line seems not to be there."""
    lines = [(line["id"], line["text"]) for line in job.input["params"]["lines"]]
    said = " ".join(text for _, text in lines).split()
    words = [Word(word, n * MS_PER_WORD, (n + 1) * MS_PER_WORD - 150) for n, word in enumerate(said)]
    cut = pieces(lines, words, len(words) * MS_PER_WORD * 48)
    found = doubts(lines, words, [(0, len(words) * MS_PER_WORD)], len(words) - 1)
    return {
        "pieces": {piece.item_id: piece.to_json() for piece in cut},
        "doubts": [asdict(doubt) for doubt in found],
    }


def _voice_cut(job: Job, _: Script) -> dict[str, Any]:
    piece = job.input["files"]["aligned"]["media"]["pieces"][job.input["params"]["line"]]
    return {"samples": piece["samples"], "words": piece["words"]}


def _soundtrack(job: Job, _: Script) -> dict[str, Any]:
    items = [Item(**item) for item in job.input["params"]["items"]]
    voiced = {}
    for item in items:
        if item.kind == "line":
            facts = job.input["files"][f"voice.{item.id}"]["media"]
            voiced[item.id] = Voiced(facts["samples"], tuple(Word(**word) for word in facts["words"]))
    laid = lay(items, voiced, Rate.parse(job.input["params"]["rate"]))
    return {"soundtrack": laid.to_json()}


def _split(job: Job, _: Script) -> dict[str, Any]:
    written = Script.from_json(job.input["params"]["script"])
    laid = Soundtrack.from_json(job.input["files"]["soundtrack"]["media"]["soundtrack"])
    return {"scenes": [asdict(scene) for scene in plan_scenes(written, laid)]}


_MEDIA: dict[str, Callable[[Job, Script], dict[str, Any]]] = {
    "script_pass": lambda job, written: {"script": written.to_json()},
    "voice": _voice,
    "align": _aligned,
    "voice_cut": _voice_cut,
    "soundtrack": _soundtrack,
    "split": _split,
    "image": lambda job, _: {"recipe": {"k": job.key[:4]}},
    "card": lambda job, _: {"recipe": None},
    "shot_prompt": lambda job, _: {
        "prompt": f"Seen: {job.input['params']['brief']['visual']['description']}."
    },
    "clip": lambda job, _: {"frames": job.input["params"]["frames"], "rate": job.input["params"]["rate"]},
    "receipt": lambda job, _: {"receipt": {"pass": True}},
    "song_sound": lambda job, _: {"samples": 32 * 44_100, "copied": True},
}
_KINDS = {
    "characters": "image",
    "locations": "image",
    "assemble": "film",
    "mixwav": "mix_wav",
    "song_sound": "mix",
    "song_soundwav": "mix_wav",
    "captionsvtt": "captions_vtt",
    "unbar": "unbarred",
    **dict.fromkeys(("stems", "stemsmusic", "stemseffects"), "stem"),
    **dict.fromkeys(("preview_sound50", "preview_sound200", "preview_sound800"), "peaks"),
}
"""What a stage calls its output, where that is not the step's own kind."""
_EXTRA = {
    "mix": ("wav",),
    "captions": ("vtt",),
    "promo": ("thumbnail", "cover"),
    "stems": ("music", "effects"),
    "song_sound": ("wav",),
}


_PEAKS = {"preview_sound": ("50", "200", "800")}


def run(
    project: Project,
    written: Script,
    *,
    fails: Callable[[Job], CuelockError | None] = lambda job: None,
    limit: int = 10_000,
) -> list[Job]:
    """Claim and finish jobs of a project until none is left. Returns them in the order they were finished."""
    finished: list[Job] = []
    while len(finished) < limit:
        claimed = [
            job
            for lane in Lane.objects.values_list("name", flat=True)
            for job in claim(lane=lane, want=100, worker=WORKER, host="lab", project=project)
        ]
        if not claimed:
            break
        for job in claimed:
            error = fails(job)
            if error is not None:
                assert fail(job=job, worker=WORKER, error=error)
            else:
                assert complete(job=job, worker=WORKER, outcome=outcome(job, written))
            finished.append(job)
    return finished
