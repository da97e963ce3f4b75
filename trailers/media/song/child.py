"""Runs alone in a limited process: hears one song and prints what it found as JSON.

Started by `hear_song` as `python -m trailers.media.song.child WAV DURATION_MS`, so that a worker's memory does not
grow with every song and a cancelled analysis ends at once.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from .analyse import analyse
from .intake import read_mono


def main(wav: str, duration_ms: str) -> None:
    song = analyse(read_mono(Path(wav)), int(duration_ms))
    json.dump(song.to_json(), sys.stdout, separators=(",", ":"))


if __name__ == "__main__":
    main(*sys.argv[1:])
