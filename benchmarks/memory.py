"""Peak memory of every step on a film in full size: this process and all its children together.

Each step runs in a process of its own. The resident memory of the whole tree is looked at every 10 ms, so a
page that two processes share is counted twice: the figures are upper bounds.
"""

from __future__ import annotations

import multiprocessing
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks._film import FORMAT, Film, make_film
from benchmarks._table import table
from trailers.domain.segments import Segment, TakeFacts, Window
from trailers.domain.timeline import receipt_plan_of
from trailers.media.probe import probe_clip
from trailers.media.receipt import measure_receipt
from trailers.media.segment import render_segment
from trailers.media.thumbs import contact_sheet

SCENES, FRAMES = 24, 115
"""115 s of film: 24 scenes of 4.8 s."""
LIMIT_MB = 1_000


def main(scenes: int = SCENES, frames: int = FRAMES) -> None:
    with TemporaryDirectory(prefix="cuelock-bench-") as name:
        folder = Path(name)
        film = prepared(folder, scenes, frames)
        rows = []
        for step in (probe, noir, colour, still, dissolve, assembly, receipt, sheet):
            rows.append((step.__name__, *in_own_process(step, film)))
    print(f"{scenes} scenes of {frames} frames, 1920x1080")
    print(
        table(("peak of", "python", "largest child", "all together"), [tuple(map(told, row)) for row in rows])
    )
    most = max(row[-1] for row in rows)
    print(
        f"most at any moment: {most:.0f} MB (limit {LIMIT_MB} MB): {'met' if most <= LIMIT_MB else 'MISSED'}"
    )


def told(value: object) -> str:
    return f"{value:.0f} MB" if isinstance(value, float) else str(value)


def prepared(folder: Path, scenes: int, frames: int) -> Film:
    """A film whose scenes all show one segment: memory depends on sizes and counts, not on contents."""
    film = make_film(folder, scenes=scenes, frames=frames, look="noir")
    segments = film.segments()
    stuff = film.render(segments[0])
    film.files.update({segment.key: stuff for segment in segments})
    film.join(segments, "film.mp4")
    return film


def probe(film: Film) -> None:
    probe_clip(film.sources["take0"])


def noir(film: Film) -> None:
    film.render(film.segments()[1])


def colour(film: Film) -> None:
    window = film.segments()[1].a
    assert window is not None
    render(film, Segment("body", "colour", window.count, "s", replace(window, look="colour"), None))


def still(film: Film) -> None:
    render(film, Segment("body", "still", 48, "s", _still(film), None))


def dissolve(film: Film) -> None:
    window = film.segments()[1].a
    assert window is not None
    a, b = replace(window, start=window.frames - 12, count=12), replace(_still(film), count=12)
    render(film, Segment("dissolve", "dissolve", 12, "s", a, b))


def assembly(film: Film) -> None:
    film.join(film.segments(), "again.mp4")


def receipt(film: Film) -> None:
    segments = film.segments()
    plan = receipt_plan_of(film.cut, film.soundtrack, segments)
    measure_receipt(film.folder / "film.mp4", expected=plan, segments=film.paths(segments), mix_wav=film.wav)


def sheet(film: Film) -> None:
    scenes = len(film.cut.entries)
    frames = [film.soundtrack.frames * (2 * n + 1) // (2 * scenes) for n in range(scenes)]
    contact_sheet(film.folder / "film.mp4", frames, film.folder / "sheet.jpg")


def render(film: Film, segment: Segment) -> None:
    render_segment(segment, film.sources, FORMAT, film.folder / "out.mp4", scratch=film.folder)


def _still(film: Film) -> Window:
    """A camera move over a large picture."""
    path = film.folder / "still.png"
    if not path.exists():
        contact_sheet(film.folder / "film.mp4", [10], path.with_suffix(".jpg"), columns=1, width=2_560)
    film.sources["still"] = path.with_suffix(".jpg")
    take = TakeFacts("still", "51" * 32, "image")
    return Window("s", take, None, 48, 0, 48, "noir", (500, 500), "push_in", 5)


def in_own_process(step: Callable[[Film], None], film: Film) -> tuple[float, float, float]:
    """Peaks in MB: of the process, of its largest child, and of all together."""
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=step, args=(film,))
    process.start()
    peaks = [0.0, 0.0, 0.0]
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            own, children = (
                resident_mb(process.pid or 0),
                [resident_mb(pid) for pid in below(process.pid or 0)],
            )
            seen = (own, max(children, default=0.0), own + sum(children))
            peaks[:] = [max(old, new) for old, new in zip(peaks, seen, strict=True)]
            time.sleep(0.01)

    watcher = threading.Thread(target=look)
    watcher.start()
    process.join()
    done.set()
    watcher.join()
    assert process.exitcode == 0, step.__name__
    return peaks[0], peaks[1], peaks[2]


def below(pid: int) -> list[int]:
    """All descendants of a process."""
    found: list[int] = []
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            direct = [int(word) for word in children.read_text().split()]
        except OSError:
            continue
        for child in direct:
            found += [child, *below(child)]
    return found


def resident_mb(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * 4096 / 1e6


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:3]))
