"""The check of a split: do the scenes show every word of the script once, in order, and fill the film?

It runs before any picture is ordered. Problems stop the film; notices say what a person may want to change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from .clock import exact_ms
from .cues import Cue, cues_of, frame_cue_named
from .script import Script
from .script_check import Problem, SplitReport, name_of, report_of, validate_script
from .soundtrack import Soundtrack

if TYPE_CHECKING:
    from .scenes import PlannedScene


def validate_split(
    script: Script,
    soundtrack: Soundtrack,
    scenes: Sequence[PlannedScene],
    *,
    max_scene_ms: int = 8000,
    min_scene_frames: int = 12,
) -> SplitReport:
    """Everything that is wrong or remarkable about showing `script` on `soundtrack` by `scenes`."""
    cues = _cues_named(soundtrack, scenes)
    before = validate_script(script)
    return report_of(
        [
            *before.problems,
            *before.notices,
            *_sound_problems(script, soundtrack),
            *_grid_problems(soundtrack, scenes),
            *_cue_problems(cues, scenes),
            *_word_problems(soundtrack, cues, scenes),
            *_length_problems(soundtrack, scenes, max_scene_ms, min_scene_frames),
            *_picture_problems(script, scenes),
        ]
    )


def _sound_problems(script: Script, soundtrack: Soundtrack) -> Iterator[Problem]:
    """The soundtrack speaks the script: the same items in the same order, the same words."""
    wanted, found = [item.id for item in script.items], [span.item_id for span in soundtrack.spans]
    items = {item.id: item for item in script.items}
    for item_id in found:
        if item_id not in items:
            yield Problem("split.unknown_item", {"item": item_id}, item_id)
    for item in script.items:
        if item.id not in found:
            yield Problem("split.not_on_soundtrack", {"item": name_of(item)}, item.id)
    if wanted != found and sorted(wanted) == sorted(found):
        yield Problem("split.items_disordered")
    for span in soundtrack.spans:
        line = items.get(span.item_id)
        if line is None or line.kind != "line":
            continue
        said, written = [word.text for word in soundtrack.words_of(span)], line.text.split()
        if said != written:
            params = {"item": name_of(line), "said": len(said), "written": len(written)}
            yield Problem("split.words_differ", params, line.id)


def _grid_problems(soundtrack: Soundtrack, scenes: Sequence[PlannedScene]) -> Iterator[Problem]:
    if not scenes:
        yield Problem("split.no_scenes")
        return
    at = 0
    for number, scene in enumerate(scenes, start=1):
        if scene.number != number:
            yield Problem(
                "split.misnumbered", {"number": scene.number, "place": number}, scene.item_id, number
            )
        if scene.start != at:
            kind = "split.gap" if scene.start > at else "split.overlap"
            params = {"number": number, "frames": abs(scene.start - at), "at": at}
            yield Problem(kind, params, scene.item_id, number)
        if scene.end <= scene.start:
            yield Problem("split.no_frames", {"number": number}, scene.item_id, number)
        at = scene.end
    if at != soundtrack.frames:
        yield Problem("split.wrong_end", {"end": at, "frames": soundtrack.frames}, scene=len(scenes))
    for scene_id, count in Counter(scene.id for scene in scenes).items():
        if count > 1:
            yield Problem("split.same_id", {"count": count, "item": scene_id})


def _cue_problems(cues: Mapping[str, Cue], scenes: Sequence[PlannedScene]) -> Iterator[Problem]:
    """Each boundary lies on its cue, and neighbours name the same one."""
    for scene in scenes:
        for cue_id, frame in ((scene.start_cue, scene.start), (scene.end_cue, scene.end)):
            cue = cues.get(cue_id)
            if cue is None:
                yield Problem(
                    "split.unknown_cue", {"number": scene.number, "cue": cue_id}, scene=scene.number
                )
            elif cue.frame != frame:
                params = {"number": scene.number, "cue": cue_id, "frame": frame, "wanted": cue.frame}
                yield Problem("split.off_cue", params, scene.item_id, scene.number)
    for before, after in pairwise(scenes):
        if before.end_cue != after.start_cue:
            params = {"number": after.number, "cue": after.start_cue, "other": before.end_cue}
            yield Problem("split.two_cues", params, after.item_id, after.number)


def _cues_named(soundtrack: Soundtrack, scenes: Sequence[PlannedScene]) -> dict[str, Cue]:
    """The cues of the soundtrack, and the frame cues that scenes name; unknown ones are left out."""
    found = {cue.id: cue for cue in cues_of(soundtrack)}
    for cue_id in {cue_id for scene in scenes for cue_id in (scene.start_cue, scene.end_cue)} - set(found):
        try:
            found[cue_id] = frame_cue_named(soundtrack, cue_id)
        except (KeyError, ValueError):
            continue
    return found


def _word_problems(
    soundtrack: Soundtrack, cues: Mapping[str, Cue], scenes: Sequence[PlannedScene]
) -> Iterator[Problem]:
    """Every word is said during exactly one scene. A scene owns the words between its cues."""
    owners: Counter[int] = Counter()
    for scene in scenes:
        start, end = cues.get(scene.start_cue), cues.get(scene.end_cue)
        if start and end and start.word is not None:
            owners.update(range(start.word, len(soundtrack.words) if end.word is None else end.word))
    for index, word in enumerate(soundtrack.words):
        if owners[index] != 1:
            code = "split.word_unseen" if owners[index] == 0 else "split.word_twice"
            seconds = f"{word.start_ms / 1000:.2f}"
            yield Problem(
                code, {"word": word.text, "nth": index + 1, "seconds": seconds, "count": owners[index]}
            )


def _length_problems(
    soundtrack: Soundtrack, scenes: Sequence[PlannedScene], max_scene_ms: int, min_scene_frames: int
) -> Iterator[Problem]:
    for scene in scenes:
        lasts_ms = exact_ms(scene.frames, soundtrack.rate) if scene.end > scene.start else 0
        params = {"number": scene.number, "seconds": f"{float(lasts_ms) / 1000:.2f}"}
        if lasts_ms > max_scene_ms:
            params["limit"] = f"{max_scene_ms / 1000:g}"
            yield Problem("split.long_scene", params, scene.item_id, scene.number)
        if 0 < scene.frames < min_scene_frames:
            yield Problem("split.short_scene", params, scene.item_id, scene.number)


def _picture_problems(script: Script, scenes: Sequence[PlannedScene]) -> Iterator[Problem]:
    items = {item.id: item for item in script.items}
    shown = Counter(scene.item_id for scene in scenes)
    for scene in scenes:
        item = items.get(scene.item_id)
        if item is None:
            yield Problem("split.unknown_item", {"item": scene.item_id}, scene.item_id, scene.number)
        elif scene.kind == "shot" and scene.visual is None and item.visuals:
            yield Problem("split.no_picture", {"item": name_of(item)}, item.id, scene.number)
    for item in script.items:
        dark = item.kind == "card" or (item.kind == "silence" and item.role == "black")
        left_out = len(item.visuals) - shown[item.id]
        if left_out > 0 and not dark:
            params = {"item": name_of(item), "count": left_out, "all": len(item.visuals)}
            yield Problem("split.pictures_left_out", params, item.id)
