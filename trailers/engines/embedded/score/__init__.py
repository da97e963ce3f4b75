"""The built-in composer: a score for this film's genre, tone, hits and exact length. No loop, no stock
music."""

from __future__ import annotations

from pathlib import Path

from trailers.engines.ports import ScoreAnswer, ScoreRequest


class EmbeddedScore:
    """Implements ports.MusicModel. The same request gives the same bytes on one kind of processor."""

    def compose(self, request: ScoreRequest, scratch: Path) -> ScoreAnswer:
        from trailers.media.audio import write_wav

        from .render import render
        from .writing import write

        path = scratch / "score.wav"
        write_wav(path, render(write(request)))
        return ScoreAnswer(path)
