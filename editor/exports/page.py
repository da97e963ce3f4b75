"""The exports page as values: what can be taken, what state it is in, and what was proved of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.cache import cache

from trailers.domain.captions import too_fast
from trailers.domain.errors import CuelockError, UserError, describe
from trailers.domain.exports import SHAPES, size_of
from trailers.domain.fingerprint import fingerprint
from trailers.domain.graph import DEAD_JOBS
from trailers.domain.message import Message
from trailers.domain.states import LIVE_STATES
from trailers.models import Artifact, Export, Job, Project, Render
from trailers.services.exports import plan_export

from . import reels
from .check import FORMATS, verified
from .standing import Standing, packages, standing

READABLE_CPS = 20
"""Columns to read in a second; trailers may pass it, so it is a warning."""
_KEPT_S = 24 * 3600

PACKAGE_WORDS: Mapping[str, tuple[str, str, str]] = {
    "package": (
        "Package for an editor",
        "Whole takes with handles, reel and timecode, the graded film in pieces, a reference movie, stems, captions "
        "and the cut in three formats.",
        "zip",
    ),
    "update": (
        "Update of the last package",
        "Only the takes and pieces that are not in it, with a list of what changed.",
        "zip",
    ),
    "bundle": ("OTIOZ bundle", "Cut, takes and stems in one file that Resolve opens by itself.", "otioz"),
}
LIST_WORDS: Mapping[str, tuple[str, str]] = {
    "otio": ("OpenTimelineIO", "Resolve, Premiere 25.6 and later. Picture and stems."),
    "fcpxml": ("FCPXML 1.10", "Final Cut Pro, Resolve. Picture and stems."),
    "edl": ("CMX 3600 EDL", "One picture track, no titles, no mix."),
}
CAPTION_WORDS: Mapping[str, str] = {
    "captions.srt": "SubRip, read by everything",
    "captions.vtt": "WebVTT, for the web",
    "captions.ass": "ASS karaoke: each word fills as it is spoken",
}


@dataclass(frozen=True, slots=True)
class Order:
    """One thing that is made when somebody orders it."""

    kind: str
    title: str
    words: str
    file: str
    """What the download is called."""
    shape: str = ""
    captions: bool = False
    state: str = "none"
    """none · working · done · failed · stopped · gone (was made; clean-up has taken the file)."""
    done: int = 0
    total: int = 0
    artifact: Artifact | None = None
    proof: str = ""
    problem: Message | None = None
    id: str = ""
    made: Any = None


@dataclass(frozen=True, slots=True)
class TextFile:
    """One that is written when it is asked for."""

    name: str
    title: str
    words: str
    proof: str = ""
    problem: Message | None = None
    size: int = 0


@dataclass(frozen=True, slots=True)
class Hurried:
    """A caption that asks for quick reading."""

    number: int
    start_ms: int
    cps: int
    text: str


@dataclass(frozen=True, slots=True)
class ExportsPage:
    renders: tuple[Order, ...]
    captions: tuple[TextFile, ...]
    hurried: tuple[Hurried, ...]
    lists: tuple[TextFile, ...]
    packages: tuple[Order, ...]
    earlier: tuple[Order, ...]
    problem: Message | None = None

    @property
    def working(self) -> bool:
        return any(order.state == "working" for order in (*self.renders, *self.packages, *self.earlier))

    @property
    def going(self) -> tuple[Order, ...]:
        """Orders of earlier cuts that are not done."""
        return tuple(order for order in self.earlier if order.state == "working")

    @property
    def kept(self) -> tuple[Order, ...]:
        """What was made of earlier cuts."""
        return tuple(order for order in self.earlier if order.artifact)


def exports_page(project: Project) -> ExportsPage:
    """Everything at once. A cut that cannot be exported yet is told with its reason, and nothing to order."""
    rows = list(Export.objects.filter(project=project).select_related("artifact", "cut__soundtrack"))
    now = [row for row in rows if row.cut_id == project.current_cut_id]
    earlier = [order_of(project, row) for row in rows if row not in now and _is_shown(row)]
    try:
        stand = standing(project)
        stand.finished("film")
        stand.finished("receipt")
    except UserError as error:
        return ExportsPage((), (), (), (), (), tuple(reversed(earlier)), error.message)
    return ExportsPage(
        renders=tuple(_renders(stand, now)),
        captions=tuple(_caption_files(stand)),
        hurried=hurried(stand),
        lists=cut_lists(stand),
        packages=tuple(_packages(project, now)),
        earlier=tuple(reversed(earlier)),
    )


def _is_shown(row: Export) -> bool:
    """Of an earlier cut: what can be downloaded, and what is still at work or has failed there."""
    return row.artifact is not None or (row.finished_at is None and row.stopped_at is None)


def _renders(stand: Standing, rows: Sequence[Export]) -> list[Order]:
    """The film's own shape first, which is there; captions in the picture for each, where anybody speaks."""
    project, found = stand.project, []
    size = (project.width, project.height)
    own = next((shape for shape in SHAPES if size_of(shape, *size) == size), "")
    for shape in sorted(SHAPES, key=lambda shape: shape != own):
        for captions in (False, True)[: 1 + bool(stand.spoken)]:
            options = {"shape": shape, "captions": captions}
            made = (row for row in rows if row.kind == "render" and row.options == options)
            row = _newest(row for row in made if not captions or _says_the_same(row, stand))
            if row:
                found.append(order_of(project, row))
            elif shape == own and not captions:
                found.append(_the_film(stand, _render(project, shape, captions)))
            else:
                found.append(_render(project, shape, captions))
    return found


def _says_the_same(row: Export, stand: Standing) -> bool:
    """Whether its captions have the words of now; an order from before a song's words were frozen with it has."""
    return "sung" not in row.spec or row.spec["sung"] == stand.sung.get("sung")


def _the_film(stand: Standing, order: Order) -> Order:
    """The film itself, which nobody has to order."""
    render = (
        Render.objects.filter(cut=stand.cut, key=stand.finished("film").key).select_related("film").first()
    )
    if render is None:
        return order
    return replace(order, state="done", artifact=render.film, proof=_verdict(render.receipt))


def _packages(project: Project, rows: Sequence[Export]) -> list[Order]:
    found = []
    has_earlier = packages(project).filter(kind__in=("package", "update")).exclude(finished_at=None).exists()
    for kind, (title, words, suffix) in PACKAGE_WORDS.items():
        row = _newest(row for row in rows if row.kind == kind)
        if row:
            found.append(order_of(project, row))
        elif kind != "update" or has_earlier:
            found.append(Order(kind, title, words, f"{kind}.{suffix}"))
    return found


def _newest(rows: Any) -> Export | None:
    return max(rows, key=lambda row: row.created_at, default=None)


def _render(project: Project, shape: str, captions: bool) -> Order:
    width, height = size_of(shape, project.width, project.height)
    name = f"film-{shape.replace(':', 'x')}{'-captions' if captions else ''}.mp4"
    title = f"{shape}{', captions in the picture' if captions else ''}"
    return Order("render", title, f"{width} × {height}", name, shape, captions)


def order_of(project: Project, row: Export) -> Order:
    """One order as it stands; costs a plan while it is not finished."""
    if row.kind == "render":
        base = _render(project, row.options["shape"], row.options["captions"])
    else:
        title, words, suffix = PACKAGE_WORDS[row.kind]
        base = Order(row.kind, title, words, f"{row.kind}.{suffix}")
    state, done, total, problem = _state(project, row)
    return Order(
        base.kind,
        base.title,
        base.words,
        base.file,
        base.shape,
        base.captions,
        state,
        done,
        total,
        row.artifact,
        _proof(row) if state == "done" else "",
        problem,
        str(row.pk),
        row.finished_at,
    )


def _state(project: Project, row: Export) -> tuple[str, int, int, Message | None]:
    if row.finished_at is not None:
        return ("done" if row.artifact_id else "gone"), 0, 0, None
    plan = plan_export(project, row)
    steps = plan.steps.values()
    done = sum(step.state == "done" for step in steps)
    if row.stopped_at is not None:
        return "stopped", done, len(plan.steps), None
    failed = [step.key for step in steps if step.state == "failed" and step.key]
    if failed:
        job = (
            Job.objects.filter(team_id=project.team_id, key__in=failed, state__in=DEAD_JOBS)
            .order_by("created_at")
            .last()
        )
        problem = describe(job.error_code or "job.cancelled", **job.error_detail) if job else None
        if not Job.objects.filter(
            project=project, key__in=[s.key for s in steps if s.key], state__in=LIVE_STATES
        ).exists():
            return "failed", done, len(plan.steps), problem
    return "working", done, len(plan.steps), None


def _proof(row: Export) -> str:
    """What was measured: on the render, or for a burned one on the same render before its captions."""
    if row.kind != "render":
        return "Every cut list in it was parsed back and equals the cut, to the frame."
    verdict = _verdict(row.receipt)
    return f"{verdict} Measured before the captions were drawn in." if row.options["captions"] else verdict


def _verdict(receipt: Mapping[str, Any]) -> str:
    if not receipt:
        return ""
    cuts, off = len(receipt.get("scenes", ())), receipt.get("audio_offset_samples")
    return f"{'In sync' if receipt.get('pass') else 'Not in sync'}: {cuts} cuts measured, sound off by {off} samples."


def cut_lists(stand: Standing) -> tuple[TextFile, ...]:
    """The three lists, each with what reading it back gave. Kept for a cut, as nothing in it can change."""
    name = fingerprint(
        "cut lists",
        1,
        {"cut": stand.cut.sha256, "reels": reels.to_json(stand.known), "title": stand.facts.title},
    )
    found: list[tuple[str, str, int]] | None = cache.get(f"exports.{name}")
    if found is None:
        found = [_checked(stand, form) for form in FORMATS]
        cache.set(f"exports.{name}", found, _KEPT_S)
    files = []
    for form, (proof, problem, size) in zip(FORMATS, found, strict=True):
        title, words = LIST_WORDS[form]
        files.append(
            TextFile(f"cut.{form}", title, words, proof, Message(problem, "", "") if problem else None, size)
        )
    return tuple(files)


def _checked(stand: Standing, form: str) -> tuple[str, str, int]:
    """(what was proved, what is wrong, bytes)."""
    try:
        made = verified(stand.with_stems(), form)
    except CuelockError as error:
        return "", str(error), 0
    return made.words, "", len(made.text.encode())


def _caption_files(stand: Standing) -> Iterator[TextFile]:
    for name, text in stand.caption_texts.items():
        title, words = name.upper().rsplit(".")[-1], CAPTION_WORDS[name]
        try:
            yield TextFile(name, title, words, stand.proof_of(name), size=len(text.encode()))
        except CuelockError as error:
            yield TextFile(name, title, words, problem=error.message)


def hurried(stand: Standing) -> tuple[Hurried, ...]:
    """Captions that ask for more than READABLE_CPS."""
    captions = [caption for caption, _ in stand.spoken]
    return tuple(
        Hurried(
            index + 1, captions[index].start_ms, round(captions[index].cps), " ".join(captions[index].lines)
        )
        for index in too_fast(captions, READABLE_CPS)
    )
