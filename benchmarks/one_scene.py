"""One scene of 24 changed, in a warm process: from the new take's file to the renamed new film.

"ours" is everything that a change costs: measuring the take, planning, rendering its one segment, joining the
film. It stands beside the least that any program could do for it (decode the take, encode the very frames
that came out, with the same encoder settings, and copy the film's packets) and beside encoding the whole film
again from its takes.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks._film import FORMAT, Film, make_clip, make_film
from benchmarks._table import Spent, spent, table, verdict
from trailers.domain.cut import replace_take
from trailers.domain.segments import Segment, TakeFacts
from trailers.media import chains
from trailers.media.clips import clip_frames
from trailers.media.probe import probe_clip
from trailers.media.process import clip_input, open_ffmpeg, run_ffmpeg
from trailers.media.profile import TAGS, encode_args, raw_args
from trailers.media.track import read_track, sha256_of

SCENES, FRAMES = 24, 60
CHANGED = 2
"""Index of the scene that changes."""
LIMIT = 1.15


def main(scenes: int = SCENES, frames: int = FRAMES) -> None:
    with TemporaryDirectory(prefix="cuelock-bench-") as folder:
        film = make_film(Path(folder), scenes=scenes, frames=frames, look="noir")
        film.render_all()
        print(
            f"{scenes} scenes of {frames} frames, 1920x1080; scene {CHANGED + 1} gets a new take, look noir"
        )
        report(film, *change(film))


def change(film: Film) -> tuple[dict[str, Spent], Segment]:
    """Give one scene a new take, timing each step; leaves new.mp4."""
    path = make_clip(film.folder, 9)[1]
    steps: dict[str, Spent] = {}
    with spent() as steps["measure the take"]:
        facts = probe_clip(path)
        take = TakeFacts("new", sha256_of(path), "clip", facts.frames, facts.rate)
    film.takes["new"], film.sources["new"] = take, path
    cut = replace_take(film.cut, film.cut.entries[CHANGED].scene_id, "new")
    return steps, film.follow(cut, steps)


def report(film: Film, steps: dict[str, Spent], segment: Segment) -> None:
    floor = floor_of(film, segment)
    naive = naive_of(film)
    ours = sum(steps.values(), Spent())
    least = sum(floor.values(), Spent())
    rows = [[f"  {name}", *cost.cells()] for name, cost in steps.items()]
    rows += [["ours, together", *ours.cells()]]
    rows += [[f"  {name}", *cost.cells()] for name, cost in floor.items()]
    rows += [["least, together", *least.cells()], ["whole film again, veryfast", *naive.cells()]]
    print(table(("", "processor", "wall"), rows))
    rendered = steps["render its segment"].cpu_s + steps["join the film"].cpu_s
    print(verdict("ours / (render of that scene + join)", ours.cpu_s / rendered, LIMIT))
    print(
        f"ours / least: {ours.cpu_s / least.cpu_s:.2f}; whole film again / ours: {naive.cpu_s / ours.cpu_s:.0f}"
    )


def floor_of(film: Film, segment: Segment) -> dict[str, Spent]:
    """The least: decode, encode the same frames, copy packets. No look, no check, no plan."""
    raw, out = film.folder / "frames.raw", film.folder / "bare.mp4"
    dump(film, segment, raw)
    floor: dict[str, Spent] = {}
    window = segment.a
    assert window is not None
    chain = chains.clip_chain(window, FORMAT)
    with spent() as floor["decode and conform"]:
        run_ffmpeg(
            [*clip_input(film.sources["new"]), "-vf", chain, "-f", "null", "-"],
            scratch=film.folder,
            timeout_s=300,
        )
    with spent() as floor["encode these frames"]:
        bare_encode(raw, out, film.folder)
    raw.unlink()
    listed = film.folder / "list.txt"
    listed.write_text(
        "ffconcat version 1.0\n" + "".join(f"file {p.name}\n" for p in film.paths(film.segments()))
    )
    with spent() as floor["copy the film's packets"]:
        args = [
            "-f",
            "concat",
            "-i",
            str(listed),
            "-i",
            str(film.m4a),
            "-c",
            "copy",
            "-movflags",
            "+faststart",
        ]
        run_ffmpeg([*args, str(film.folder / "copied.mp4")], scratch=film.folder, timeout_s=300)
    return floor


def dump(film: Film, segment: Segment, raw: Path) -> None:
    """The graded frames of a segment as the encoder gets them."""
    window = segment.a
    assert window is not None
    assert window.take is not None
    source = film.sources[window.take.id]
    with raw.open("wb") as file:
        for frame in clip_frames(window, source, FORMAT, scratch=film.folder, timeout_s=300):
            file.write(frame.data)


def bare_encode(raw: Path, out: Path, folder: Path) -> None:
    """ffmpeg alone: the same frames, the same encoder settings."""
    args = raw_args(FORMAT)
    args[-1] = str(raw)
    run_ffmpeg([*args, "-vf", TAGS, *encode_args(FORMAT), str(out)], scratch=folder, timeout_s=600)
    assert read_track(out).frames > 0


def naive_of(film: Film) -> Spent:
    """The usual way: every clip opened, cut, scaled and joined by one ffmpeg, and all encoded anew."""
    inputs: list[str] = []
    parts = []
    for n, entry in enumerate(film.cut.entries):
        inputs += ["-i", str(film.sources[entry.take_id or ""])]
        length = (film.segments()[n].frames) / 24
        parts.append(
            f"[{n}:v]trim=start=0.16:duration={length},setpts=PTS-STARTPTS,fps=24,"
            f"scale=1920:1080:force_original_aspect_ratio=increase,crop=1920:1080,setsar=1,"
            f"format=yuv420p,hue=s=0[v{n}]"
        )
    count = len(film.cut.entries)
    graph = ";".join(parts) + ";" + "".join(f"[v{n}]" for n in range(count)) + f"concat=n={count}[v]"
    out = ["-map", "[v]", "-map", f"{count}:a", "-c:v", "libx264", "-preset", "veryfast", "-crf", "18"]
    args = [*inputs, "-i", str(film.m4a), "-filter_complex", graph, *out, "-c:a", "copy"]
    with (
        spent() as cost,
        open_ffmpeg([*args, str(film.folder / "naive.mp4")], scratch=film.folder, timeout_s=1_800) as child,
    ):
        child.finish()
    return cost


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:3]))
