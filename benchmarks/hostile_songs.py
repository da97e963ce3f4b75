"""Odd and hostile songs, each ordered as a small film by the real command: it must be a film in sync or a clear error.

A film is in sync when its receipt passes with every cut within half a frame of its cue, and its sound, decoded here
again, lies at sample 0 against a decode of the song. SONGS="eight channels,silence" runs those only.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks._table import table
from tests.media.odd_songs import NAMES, SONGS, Odd, named
from trailers.media.song.intake import import_song
from trailers.media.soundcheck import compare_sound

ROOT = Path(__file__).resolve().parents[1]
SMALL = ("--size", "180x320", "--setups", "2", "--pace", "calm", "--keep-concept", "--no-accents")
CONCEPT = "A woman walks along a stormy coast in a red coat until dawn"
TIMEOUT_S = 600
_UNKEMPT = ("Traceback", "went wrong inside", "NoneType", "/tmp/")
"""What no error for a person contains."""


@dataclass(frozen=True, slots=True)
class Outcome:
    name: str
    what: str
    told: str
    seconds: float
    faults: tuple[str, ...]


def main() -> None:
    chosen = {name for name in os.environ.get("SONGS", "").split(",") if name}
    with TemporaryDirectory(prefix="cuelock-bench-") as folder:
        outcomes = list(run(Path(folder), lambda name: not chosen or name in chosen))
    if not outcomes:
        raise SystemExit(f"no such song: {', '.join(sorted(chosen))}")
    rows = [(one.name, one.what, one.told, f"{one.seconds:.1f}") for one in outcomes]
    print(table(("song", "what it is", "film or error", "seconds"), rows))
    films = sum(one.told.startswith("film") for one in outcomes)
    print(f"{len(outcomes)} songs: {films} films in sync, {len(outcomes) - films} refused")
    faults = [f"{one.name}: {fault}" for one in outcomes for fault in one.faults]
    if faults:
        raise SystemExit("\n".join(["MISSED", *faults]))


def run(folder: Path, wanted: Callable[[str], bool]) -> Iterator[Outcome]:
    """Every wanted song in turn, on one machine of its own."""
    every: dict[str, Odd] = {**SONGS, **{f"name {n}": named(name) for n, name in enumerate(NAMES, start=1)}}
    for number, (name, odd) in enumerate(item for item in every.items() if wanted(item[0])):
        place = folder / f"{number:02}"
        place.mkdir()
        outcome = ordered(name, odd, odd.build(place), folder, place)
        print(f"  {outcome.name}: {outcome.told} ({outcome.seconds:.1f} s)", file=sys.stderr, flush=True)
        yield outcome


def ordered(name: str, odd: Odd, song: Path, folder: Path, place: Path) -> Outcome:
    out = place / "out"
    args = [
        sys.executable,
        "manage.py",
        "make_film",
        "music-video",
        "--out",
        str(out),
        "--concept",
        CONCEPT,
        *SMALL,
    ]
    started = time.monotonic()
    done = subprocess.run(
        [*args, "--", str(song)] if song.name.startswith("-") else [*args, str(song)],
        cwd=ROOT, env={**os.environ, "CUELOCK_VAR": str(folder / "var")},
        capture_output=True, text=True, timeout=TIMEOUT_S, check=False,
    )  # fmt: skip
    seconds = time.monotonic() - started
    if done.returncode == 0:
        told, faults = in_sync(out, song, place)
    else:
        told = " ".join(done.stderr.split()).removeprefix("CommandError: ")
        faults = [f"not fit to be read: {told[-300:]}" for word in _UNKEMPT if word in told][:1]
        told = f"error: {told}"
    if odd.film != (done.returncode == 0):
        faults.append(f"{'a film' if odd.film else 'an error'} was to come of it, but: {told[-300:]}")
    if not odd.film and odd.says not in told:
        faults.append(f"the error does not say {odd.says!r}: {told[-300:]}")
    return Outcome(name, odd.what, told[:140], seconds, tuple(faults))


def in_sync(out: Path, song: Path, place: Path) -> tuple[str, list[str]]:
    receipt: Mapping[str, object] = json.loads((out / "receipt.json").read_text(encoding="utf-8"))
    decoded = place / "decoded.wav"
    facts = import_song(song, decoded, scratch=place)
    found = compare_sound(out / "film.mp4", decoded)
    error, cuts = (
        float(str(receipt["max_error_frames"])),
        json.loads((out / "analysis.json").read_text())["cues"],
    )
    faults = []
    if not receipt["pass"]:
        faults.append(f"the receipt fails: {receipt['reasons']}")
    if error > 0.5:
        faults.append(f"a cut is {error} frames from its cue")
    if found.offset_samples != 0 or receipt["audio_offset_samples"] != 0:
        faults.append(f"the song begins at sample {found.offset_samples}")
    if len(cuts) < 2:
        faults.append("there is no cut in it")
    told = (
        f"film of {facts.duration_ms / 1000:.1f} s, {len(cuts)} scenes, residual {found.residual_db:.0f} dB"
    )
    return told, faults


if __name__ == "__main__":
    main()
