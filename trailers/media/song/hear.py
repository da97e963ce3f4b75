"""The analysis of a song, run in a child process."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

from trailers.domain.song import Song
from trailers.media.sandbox import Limits, run

_ROOT = Path(__file__).resolve().parents[3]
_LIMITS = Limits(memory_bytes=4 << 30, cpu_s=300, file_bytes=1 << 20)
_TIMEOUT_S = 300
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
"""One: the products are small, and a second thread would mostly wait for the first."""


def hear_song(
    wav: Path, duration_ms: int, *, scratch: Path, cancelled: Callable[[], bool] | None = None
) -> Song:
    """What is known of the song whose 44.1 kHz stereo copy lies at `wav`. The same file gives the same value.

    FatalError media.child_failed, RetryableError media.timeout, Cancelled.
    """
    printed = run(
        [sys.executable, "-m", "trailers.media.song.child", str(wav.resolve()), str(duration_ms)],
        scratch=scratch,
        timeout_s=_TIMEOUT_S,
        limits=_LIMITS,
        env={"PYTHONPATH": str(_ROOT), **dict.fromkeys(_THREADS, "1")},
        cancelled=cancelled,
    )
    return Song.from_json(json.loads(printed))
