"""proxy and preview_sound: what a timeline plays."""

from __future__ import annotations

from typing import Any

from trailers.domain.clock import Rate
from trailers.domain.segment import Format, Window
from trailers.media.peaks import ZOOMS, write_peaks
from trailers.media.proxy import render_proxy, stream_sound

from .base import Output, StageCall, StageResult


def draw_proxy(call: StageCall) -> StageResult:
    """Files: take. Params: window, format. Makes the take as a browser's Media Source plays it."""
    window, shape = Window.from_json(call.params["window"]), call.params["format"]
    fmt = Format(shape["width"], shape["height"], Rate.parse(shape["rate"]))
    out = call.scratch / "proxy.mp4"
    frames = render_proxy(
        window,
        call.files["take"],
        fmt,
        out,
        scratch=call.scratch,
        progress=call.progress,
        cancelled=call.cancelled,
    )
    return StageResult((Output(out, "proxy", {"frames": frames, "rate": shape["rate"]}),))


def lay_sound(call: StageCall) -> StageResult:
    """Files: mix (WAV). Makes it a stream, and its peaks beside it as roles 50, 200 and 800."""
    out = call.scratch / "sound.mp4"
    stream_sound(call.files["mix"], out, scratch=call.scratch)
    peaks: dict[int, Any] = write_peaks(call.files["mix"], call.scratch)
    return StageResult(
        (
            Output(out, "preview_sound"),
            *(Output(peaks[zoom], "peaks", role=str(zoom)) for zoom in ZOOMS),
        )
    )
