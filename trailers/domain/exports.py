"""What can be ordered of a finished cut, as steps: renders in other formats, and packages for an editor.

These steps are no part of the film: they are planned for each order by itself, from the cut that it was placed
for, and never hold the film up. Renders share segments, sound and receipts with the film, so only what is
missing is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from .clock import Rate
from .cut import Cut, Entry, cues_in
from .film import TakeFact
from .graph import Plan, Step, StepSpec
from .levels import heard
from .segments import Format, Segment, segments_of
from .segments import TakeFacts as Playable
from .soundtrack import Soundtrack
from .timeline import receipt_plan_of
from .trailer import VERSIONS as PICTURES
from .trailer_film import VERSIONS as FILM

KINDS = ("render", "package", "update", "bundle")
SHAPES: Mapping[str, tuple[int, int]] = {"16:9": (16, 9), "9:16": (9, 16), "1:1": (1, 1)}
VERSIONS: Mapping[str, int] = {
    "unbar": 1,
    "burn": 1,
    "editor_media": 1,
    "editor_reference": 1,
    "stems": 2,
    "editor_package": 1,
}
EXTRA_ROLES: Mapping[str, tuple[str, ...]] = {"stems": ("music", "effects")}
LAST = "export"
"""Node of the step that makes what was ordered."""
PROOF = "export:receipt"


@dataclass(frozen=True, slots=True)
class ExportFacts:
    """One order and everything it is made from, frozen."""

    kind: str
    options: Mapping[str, Any]
    spec: Mapping[str, Any]
    cut: Cut
    soundtrack: Soundtrack
    takes: Mapping[str, TakeFact]
    width: int
    height: int
    """Of the film itself."""
    profile: str

    @property
    def rate(self) -> Rate:
        return self.soundtrack.rate


def size_of(shape: str, width: int, height: int) -> tuple[int, int]:
    """Width and height of a shape as large as the film allows without drawing pixels that it has not.

    Both are even. The film's own shape is the film's own size.
    """
    across, down = SHAPES[shape]
    if width * down == height * across:
        return width, height
    short = min(width, height)
    if across >= down:
        return _even(short * across // down), _even(short)
    return _even(short), _even(short * down // across)


def _even(side: int) -> int:
    return side // 2 * 2


def declare_export(plan: Plan, facts: ExportFacts) -> Plan:
    """Declare every step of one order, as far down as its artifacts reach. The last one has the node LAST."""
    if facts.kind == "render":
        _declare_render(plan, facts)
    else:
        _declare_package(plan, facts)
    return plan


# --- renders ----------------------------------------------------------------------------------------------


def _declare_render(plan: Plan, facts: ExportFacts) -> None:
    fmt = Format(*size_of(facts.options["shape"], facts.width, facts.height), facts.rate)
    found = _in_format(plan, facts, fmt)
    if found is None:
        return
    cut, takes, keys = found
    segments = segments_of(cut, cues_in(cut, facts.soundtrack), takes, fmt, facts.profile)
    files = _declare_segments(plan, segments, keys, fmt)
    burns = bool(facts.options.get("captions"))
    film = plan.add(
        StepSpec(
            node="export:film" if burns else LAST,
            kind="assemble",
            version=FILM["assemble"],
            lane="media",
            params={
                "rate": str(facts.rate),
                "frames": [segment.frames for segment in segments],
                **facts.spec["film"],
            },
            files={**files, "audio": facts.spec["audio"]},
        )
    )
    plan.add(
        StepSpec(
            node=PROOF,
            kind="receipt",
            version=FILM["receipt"],
            lane="media",
            params={"plan": receipt_plan_of(cut, facts.soundtrack, segments).to_json()},
            files={"film": film.key, "mix": facts.spec["wav"], **files},
        )
    )
    if burns:
        _declare_burn(plan, facts, fmt, film)


def _declare_burn(plan: Plan, facts: ExportFacts, fmt: Format, film: Step) -> None:
    plan.add(
        StepSpec(
            node=LAST,
            kind="burn",
            version=VERSIONS["burn"],
            lane="media",
            params={
                "format": _format_json(fmt),
                "frames": facts.soundtrack.frames,
                "soundtrack": heard(facts.soundtrack, facts.spec.get("muted", ())).to_json(),
                "film": facts.spec["film"],
                **({"karaoke": True} if facts.soundtrack.is_song else {}),
            },
            files={"film": film.key, "audio": facts.spec["audio"]},
        )
    )


def _declare_segments(
    plan: Plan, segments: tuple[Segment, ...], keys: Mapping[str, str], fmt: Format
) -> dict[str, str | None]:
    """The segments by their own keys; in the film's own format they are the film's, and done."""
    for segment in segments:
        if segment.key in plan.steps:
            continue
        plan.add_ordered(
            StepSpec(
                node=segment.key,
                kind="segment",
                version=FILM["segment"],
                lane="media",
                params={"segment": segment.to_json(), "format": _format_json(fmt)},
                files={f"take.{take_id}": keys[take_id] for take_id in segment.take_ids},
            ),
            segment.key,
        )
    return {f"segment.{index:04d}": segment.key for index, segment in enumerate(segments)}


def _in_format(
    plan: Plan, facts: ExportFacts, fmt: Format
) -> tuple[Cut, dict[str, Playable], dict[str, str]] | None:
    """The cut with its takes and their artifact keys, made ready for another shape; None until they are.

    Cards are drawn anew. Other pictures lose the black bars they were drawn with, if the shape is narrower: a
    crop would keep them.
    """
    takes = {take.id: _playable(take) for take in facts.takes.values() if take.sha256}
    keys = {take.id: take.key for take in facts.takes.values()}
    if fmt.width * facts.height == fmt.height * facts.width:
        return facts.cut, takes, keys
    entries, complete = [], True
    for entry in facts.cut.entries:
        card = _card_of(facts, entry)
        if card is None:
            entries.append(entry)
            complete = _unbarred(plan, facts, entry, fmt, takes, keys) and complete
            continue
        step = plan.add(_card_spec(card, entry, facts, fmt))
        drawn = plan.artifact(step.key)
        if drawn is None:
            complete = False
            continue
        takes[step.node] = Playable(id=step.node, sha256=drawn.sha256, kind="image")
        keys[step.node] = drawn.key
        entries.append(replace(entry, take_id=step.node, in_point=0, speed=None, move="push_in"))
    return (replace(facts.cut, entries=tuple(entries)), takes, keys) if complete else None


def _unbarred(
    plan: Plan,
    facts: ExportFacts,
    entry: Entry,
    fmt: Format,
    takes: dict[str, Playable],
    keys: dict[str, str],
) -> bool:
    """Put the take of an entry in its place without bars. False while that is still to be made."""
    take = facts.takes.get(entry.take_id or "")
    if take is None or take.sha256 is None or fmt.width * facts.height >= fmt.height * facts.width:
        return True
    node = f"export:unbar:{take.id}"
    step = plan.steps.get(node) or plan.add(
        StepSpec(
            node=node,
            kind="unbar",
            version=VERSIONS["unbar"],
            lane="media",
            params={
                "kind": take.kind,
                "frames": take.frames,
                "rate": str(take.rate) if take.rate else "",
            },
            files={"take": take.key},
        )
    )
    made = plan.artifact(step.key)
    if made is None:
        return False
    takes[take.id] = replace(_playable(take), sha256=made.sha256)
    keys[take.id] = made.key
    return True


def _card_of(facts: ExportFacts, entry: Entry) -> TakeFact | None:
    """The card that we drew for an entry, whose words a crop would cut."""
    take = facts.takes.get(entry.take_id or "")
    if take is not None and take.kind == "clip":
        take = facts.takes.get(take.parent_id or "")
    drawn = take is not None and take.origin == "generated" and {"text", "role", "style"} <= set(take.params)
    return take if drawn else None


def _card_spec(card: TakeFact, entry: Entry, facts: ExportFacts, fmt: Format) -> StepSpec:
    """The same card at the size of the other shape, as far beyond the film's as the first one was."""
    beyond = min(card.params["width"], card.params["height"])
    short = min(fmt.width, fmt.height)
    return StepSpec(
        node=f"export:card:{entry.scene_id}",
        kind="card",
        version=PICTURES["card"],
        lane="media",
        params={
            **card.params,
            "width": _even(fmt.width * beyond // short),
            "height": _even(fmt.height * beyond // short),
        },
    )


def _playable(take: TakeFact) -> Playable:
    return Playable(id=take.id, sha256=take.sha256 or "", kind=take.kind, frames=take.frames, rate=take.rate)


def _format_json(fmt: Format) -> dict[str, Any]:
    return {"width": fmt.width, "height": fmt.height, "rate": str(fmt.rate)}


# --- packages ---------------------------------------------------------------------------------------------


def _declare_package(plan: Plan, facts: ExportFacts) -> None:
    """A zip of what `spec` names: media by reel, the film's own segments, a reference movie, stems and texts."""
    spec = facts.spec
    fmt = _format_json(Format(facts.width, facts.height, facts.rate))
    files: dict[str, str | None] = dict(spec.get("files", {}))
    for medium in spec["media"]:
        files[medium["file"]] = _declare_medium(plan, facts, medium, fmt).key
    if "reference" in spec:
        files["reference.mp4"] = _declare_reference(plan, facts, fmt).key
    if "stems" in spec:
        stems = plan.add(
            StepSpec("export:stems", "stems", VERSIONS["stems"], "media", **spec["stems"]["made_of"])
        )
        for role, name in spec["stems"]["names"].items():
            files[name] = stems.key and (f"{stems.key}:{role}" if role != "voice" else stems.key)
    plan.add(
        StepSpec(
            node=LAST,
            kind="editor_package",
            version=VERSIONS["editor_package"],
            lane="media",
            params={
                "texts": spec["texts"],
                "manifest": spec.get("manifest"),
                "timecodes": spec.get("timecodes", {}),
                "rate": str(facts.rate),
            },
            files=files,
        )
    )


def _declare_medium(
    plan: Plan, facts: ExportFacts, medium: Mapping[str, Any], fmt: Mapping[str, Any]
) -> Step:
    return plan.add(
        StepSpec(
            node=f"export:media:{medium['reel']}",
            kind="editor_media",
            version=VERSIONS["editor_media"],
            lane="media",
            params={
                "window": medium["window"],
                "format": fmt,
                "reel": medium["reel"],
                "timecode": medium["timecode"],
                "frames": medium["frames"],
                "hold": medium["hold"],
            },
            files={"take": facts.takes[medium["take"]].key},
        )
    )


def _declare_reference(plan: Plan, facts: ExportFacts, fmt: Mapping[str, Any]) -> Step:
    return plan.add(
        StepSpec(
            node="export:reference",
            kind="editor_reference",
            version=VERSIONS["editor_reference"],
            lane="media",
            params={
                "format": fmt,
                "frames": facts.soundtrack.frames,
                "shots": facts.spec["reference"]["shots"],
                "film": facts.spec["film"],
            },
            files={"film": facts.spec["reference"]["film"], "audio": facts.spec["audio"]},
        )
    )
