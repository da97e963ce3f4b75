"""Conform, look and assembly of a film against bare ffmpeg encoding the same frames.

The frames that went into our encoder are written down raw and given to ffmpeg alone with the same encoder
settings: so what is compared is the cost of finding, grading, checking and joining them, not of pictures that
are easier to encode.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks._film import Film, make_film, with_look
from benchmarks._table import Spent, spent, table, verdict
from benchmarks.one_scene import bare_encode, dump
from trailers.domain.timeline import receipt_plan_of
from trailers.media.receipt import measure_receipt

SCENES, FRAMES = 12, 84
LIMIT = 1.6
RECEIPT_LIMIT = 0.10


def main(scenes: int = SCENES, frames: int = FRAMES) -> None:
    with TemporaryDirectory(prefix="cuelock-bench-") as folder:
        film = make_film(Path(folder), scenes=scenes, frames=frames, look="noir")
        print(f"{scenes} scenes of {frames} frames, 1920x1080")
        rows, lines = [], []
        for look in ("noir", "colour"):
            graded = with_look(film, look)
            ours, receipt = measure(graded)
            bare = bare_of(graded)
            rows.append(cells(look, scenes * frames, ours, bare, receipt))
            lines.append(verdict(f"{look}: ours / bare", sum_of(ours).cpu_s / bare.cpu_s, LIMIT))
            lines.append(verdict(f"{look}: receipt / bare", receipt.cpu_s / bare.cpu_s, RECEIPT_LIMIT))
    head = (
        "a frame, in ms",
        "look",
        "render: python",
        "render: ffmpeg",
        "assemble",
        "bare encode",
        "receipt",
    )
    print(table(head, rows))
    print("\n".join(lines))


def sum_of(steps: dict[str, Spent]) -> Spent:
    return sum(steps.values(), Spent())


def measure(film: Film) -> tuple[dict[str, Spent], Spent]:
    """Render every segment, join them, and measure the receipt."""
    segments = film.segments()
    film.render(segments[0])  # a warm process: imports and the plate of grain are paid for
    steps: dict[str, Spent] = {}
    with spent() as steps["render"]:
        for segment in segments:
            film.render(segment)
    with spent() as steps["assemble"]:
        film.join(segments, "film.mp4")
    plan = receipt_plan_of(film.cut, film.soundtrack, segments)
    with spent() as receipt:
        made = measure_receipt(
            film.folder / "film.mp4", expected=plan, segments=film.paths(segments), mix_wav=film.wav
        )
    assert made.passed, made.reasons
    return steps, receipt


def bare_of(film: Film) -> Spent:
    """ffmpeg alone on the same frames, scene by scene."""
    total = Spent()
    raw, out = film.folder / "frames.raw", film.folder / "bare.mp4"
    for segment in film.segments():
        dump(film, segment, raw)
        with spent() as cost:
            bare_encode(raw, out, film.folder)
        total += cost
        raw.unlink()
    return total


def cells(look: str, frames: int, ours: dict[str, Spent], bare: Spent, receipt: Spent) -> tuple[str, ...]:
    render = ours["render"]
    costs = (render.own_s, render.children_s, ours["assemble"].cpu_s, bare.cpu_s, receipt.cpu_s)
    return ("", look, *(f"{1000 * cost / frames:.1f}" for cost in costs))


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:3]))
