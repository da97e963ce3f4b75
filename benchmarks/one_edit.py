"""One scene of 24 changed in the timeline: from the request's JSON to the renamed new film, in a warm process.

"ours" is everything that the edit costs: reading and judging it, planning, rendering the segments that changed,
joining the film. It stands beside making every segment of the same film again and joining them, in the same run.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks._film import FORMAT, Film, make_film
from benchmarks._table import Spent, spent, table, verdict
from editor.ops import apply
from editor.rules import desk_for
from editor.wire import edits_of

SCENES, FRAMES = 24, 60
CHANGED = 2
"""Index of the scene that changes."""
LIMIT = 1.15


def main(scenes: int = SCENES, frames: int = FRAMES) -> None:
    with TemporaryDirectory(prefix="cuelock-bench-") as folder:
        film = make_film(Path(folder), scenes=scenes, frames=frames, look="noir")
        film.render_all()
        size = f"{FORMAT.width}x{FORMAT.height}"
        print(
            f"{scenes} scenes of {frames} frames, {size}; scene {CHANGED + 1} shows another part of its take"
        )
        report(change(film), rebuild(film))


def change(film: Film) -> dict[str, Spent]:
    """Slip one scene by JSON, timing each step; leaves new.mp4 and the edited film's files."""
    scene = film.cut.entries[CHANGED].scene_id
    steps: dict[str, Spent] = {}
    with spent() as steps["read and judge the edit"]:
        desk = desk_for(film.cut, film.soundtrack, film.takes, longest_frames=10_000)
        cut = film.cut
        for edit in edits_of([{"op": "slip", "scene": scene, "in_point": 9}], "base"):
            cut = apply(edit, cut, desk)  # type: ignore[arg-type]
    film.follow(cut, steps)
    return steps


def rebuild(film: Film) -> Spent:
    """Every segment of the film made again, and joined."""
    other = replace(film, folder=film.folder / "again", files={})
    other.folder.mkdir()
    with spent() as cost:
        other.render_all()
    return cost


def report(steps: dict[str, Spent], whole: Spent) -> None:
    ours = sum(steps.values(), Spent())
    rows = [[f"  {name}", *cost.cells()] for name, cost in steps.items()]
    rows += [["ours, together", *ours.cells()], ["every segment again, and join", *whole.cells()]]
    print(table(("", "processor", "wall"), rows))
    least = steps["render its segment"].cpu_s + steps["join the film"].cpu_s
    print(verdict("ours / (render of that scene + join)", ours.cpu_s / least, LIMIT))
    print(f"whole film again / ours: {whole.cpu_s / ours.cpu_s:.0f}")


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:]))
