"""How well songs are heard, and what it costs.

The cost is always measured, on a song of four minutes that numpy plays. With SONG_SET naming a folder of songs
whose truth is known (`audio/*.mp3` or beside it, `truth/*.json`, `score.py`), the scorer's table and the gates follow.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks._table import Spent, spent, table, verdict
from benchmarks.memory import below, resident_mb
from tests.media.songs import play, write
from trailers.domain.song_cues import choose_cues
from trailers.domain.song_report import report_of
from trailers.media.song.hear import hear_song
from trailers.media.song.intake import import_song

LIMIT_CPU_S, LIMIT_MB = 10.0, 600.0
SECONDS = 240
GATES = {
    "cut_beat": 0.85, "cut_down": 0.65, "bound_cov0.5": 0.70, "beatF": 0.82, "downF": 0.68, "AMLt": 0.90,
}  # fmt: skip
GOALS = {
    "cut_beat": 0.90,
    "cut_down": 0.75,
    "bound_cov0.5": 0.80,
    "beatF": 0.85,
    "downF": 0.75,
    "pace_energy_rho": 0.3,
}
EACH_SONG = ("beatF", "AMLt", "downF", "cut_beat", "cut_down", "bound_cov0.5", "shot_med", "shot_min", "shot_max",
             "pace_energy_rho")  # fmt: skip


def main() -> None:
    with TemporaryDirectory(prefix="cuelock-bench-") as name:
        folder = Path(name)
        cost(folder)
        if chosen := os.environ.get("SONG_SET"):
            quality(Path(chosen), folder)
        else:
            print("quality: not measured, since SONG_SET names no songs")


def cost(folder: Path) -> None:
    truth = play(120, seconds=SECONDS, levels=(0.3, 1.0, 0.5, 1.0), pauses=((40, 2),))
    song = write(folder / "song.wav", truth.sound)
    with spent() as decoding:
        facts = import_song(song, folder / "copy.wav", scratch=folder)
    with spent() as hearing:
        heard = hear_song(folder / "copy.wav", facts.duration_ms, scratch=folder)
    with spent() as choosing:
        choose_cues(heard)
    rows = [("decode", decoding), ("analysis", hearing), ("cues", choosing)]
    print(table(("step", "CPU s", "wall s"), [(n, f"{s.cpu_s:.2f}", f"{s.wall_s:.2f}") for n, s in rows]))
    total = sum((one for _, one in rows), Spent())
    print(verdict(f"CPU-s for {SECONDS} s of song", total.cpu_s, LIMIT_CPU_S))
    print(verdict("peak MB of the analysis", peak_mb(folder / "copy.wav", facts.duration_ms), LIMIT_MB))


def peak_mb(wav: Path, duration_ms: int) -> float:
    """The most resident memory of the child, looked at every 10 ms."""
    argv = [sys.executable, "-m", "trailers.media.song.child", str(wav), str(duration_ms)]
    process = subprocess.Popen(
        argv, stdout=subprocess.DEVNULL, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    )
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, resident_mb(process.pid) + sum(map(resident_mb, below(process.pid))))
        time.sleep(0.01)
    assert process.returncode == 0
    return peak


def quality(song_set: Path, folder: Path) -> None:
    made = folder / "made"
    made.mkdir()
    minutes: dict[str, float] = {}
    for truth in sorted((song_set / "truth").glob("*.json")):
        songs = [
            path for path in song_set.rglob(f"{truth.stem}.*") if path.suffix in (".mp3", ".wav", ".flac")
        ]
        if songs:
            facts = import_song(songs[0], folder / "copy.wav", scratch=folder)
            heard = hear_song(folder / "copy.wav", facts.duration_ms, scratch=folder)
            report = report_of(heard, choose_cues(heard))
            (made / truth.name).write_text(json.dumps(report))
            minutes[truth.stem] = facts.duration_ms / 60_000
    if not minutes:
        print(f"quality: no song of {song_set} has been rendered")
        return
    scorer = os.environ.get("SONG_SCORER_PYTHON", sys.executable)  # its packages are not ours
    done = subprocess.run(
        [scorer, song_set / "score.py", made, song_set / "truth"], capture_output=True, text=True
    )
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1]
        raise SystemExit(f"score.py: {last}\nSONG_SCORER_PYTHON may name a Python that has its packages.")
    told(json.loads((made / "scores.json").read_text()), minutes)


def told(scores: dict[str, Any], minutes: dict[str, float]) -> None:
    rows = [(name, *(cell(one.get(key)) for key in EACH_SONG)) for name, one in scores["songs"].items()]
    mean = scores["mean"]
    print(table(("song", *EACH_SONG), [*rows, ("mean", *(cell(mean.get(key)) for key in EACH_SONG))]))
    print(table(("quantity", "measured", "gate", "goal"), [
        (key, cell(mean.get(key)), f"{GATES.get(key, 0):.2f}", f"{GOALS.get(key, GATES.get(key, 0)):.2f}")
        for key in dict.fromkeys([*GATES, *GOALS])
    ]))  # fmt: skip
    songs = scores["songs"]
    kept = {
        "every gate": all(mean[key] >= least for key, least in GATES.items()),
        "12 cuts a minute in every song": all(songs[n]["shots"] >= 12 * minutes[n] for n in songs),
        "median shot of 2 to 5 s in every song": all(2 <= one["shot_med"] <= 5 for one in songs.values()),
        "no shot under 0.8 s or over 8 s": all(one["shot_in_0.8_8"] == 1 for one in songs.values()),
        "every goal": all(mean[key] >= least for key, least in GOALS.items()),
    }
    for what, met in kept.items():
        print(f"{what}: {'met' if met else 'MISSED'}")


def cell(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


if __name__ == "__main__":
    main()
