"""ffmpeg filter chains as text: which frames, framed how, in which colours. Nothing here runs anything."""

from __future__ import annotations

from trailers.domain.conform import Conform
from trailers.domain.segment import Format, Window

from .look import COLOUR, COLOUR_CHROMA, Curve
from .profile import TAGS

_SMOOTHING_AT_1080 = 16
"""Radius in pixels within which neighbouring tones are taken for one slope. Costs 1 ms a frame at 1080p."""


def clip_chain(window: Window, fmt: Format) -> str:
    """From the decoded frames of a take to exactly `window.count` frames in the film's format and colours.

    Fewer come out only when the file has fewer frames than the plan was made for.
    """
    plan = plan_of(window)
    fill = fill_chain(fmt.width, fmt.height, window.focus)
    retime = _retime(plan, window, fmt)
    # scale each frame once, and only if it is seen
    steps = (retime, fill) if plan.use > plan.play else (fill, retime)
    return ",".join((_used(plan, window), *steps, "format=yuv420p"))


def plan_of(window: Window) -> Conform:
    """The plan of a clip's window, which every such window has."""
    if window.conform is None:
        raise ValueError(f"the clip of scene {window.scene_id} has no conform plan")
    return window.conform


def source_span(plan: Conform, window: Window) -> tuple[int, int]:
    """First and last frame of the take that the part of the window shows."""
    return plan.source_frame(window.start), plan.source_frame(window.start + window.count - 1)


def _used(plan: Conform, window: Window) -> str:
    first, last = source_span(plan, window)
    return f"trim=start_frame={first}:end_frame={last + 1}"


def _retime(plan: Conform, window: Window, fmt: Format) -> str:
    """Show source frame s from the first k on for which `plan.source_frame(k)` is s, until the next one.

    Times are whole frames of the film (the time base is one frame), so nothing is ever rounded: src(k) >= s
    exactly when k >= (2 play s - use) / (2 use). One more copy of the last frame, put at the very end, lets
    it stand for the freeze. In a file that ends early that copy stands in for one lost frame, as decoders
    may differ by one; of any more it comes out short, which is noticed.
    """
    first, last = source_span(plan, window)
    used = last - first + 1
    offset = first - plan.in_point
    begins = f"ceil((2*{plan.play}*(N+{offset})-{plan.use})/(2*{plan.use}))-{window.start}"
    return (
        f"tpad=stop=1:stop_mode=clone,settb={fmt.rate.den}/{fmt.rate.num},"
        f"setpts='if(gte(N,{used}),{window.count},max(0,{begins}))',"
        f"fps={fmt.rate.num}/{fmt.rate.den}:start_time=0,trim=end_frame={window.count}"
    )


def fill_chain(width: int, height: int, focus: tuple[int, int], flags: str = "bicubic") -> str:
    """Scale until the frame is filled, then cut away what is furthest from the focus point (per mille)."""
    x, y = (
        f"'max(0,min(i{side}-o{side},i{side}*{at}/1000-o{side}/2))'"
        for side, at in zip("wh", focus, strict=True)
    )
    return (
        f"scale='trunc(iw*sar+0.5)':ih:flags={flags},setsar=1,"
        f"scale={width}:{height}:force_original_aspect_ratio=increase:flags={flags}:"
        f"out_color_matrix=bt709:out_range=tv,crop={width}:{height}:{x}:{y},setsar=1"
    )


def luma_chain(fmt: Format) -> str:
    """What noir is made of: the luma, with the steps of 8-bit slopes smoothed before contrast makes them rings."""
    radius = min(32, max(4, round(_SMOOTHING_AT_1080 * min(fmt.width, fmt.height) / 1080)))
    return f"extractplanes=y,gradfun=1.0:{radius}"


def colour_chain() -> str:
    """The colour look, and the tags that every encoded frame carries."""
    chroma = f"clip(floor(128.5+(val-128)*{COLOUR_CHROMA}),16,240)"
    return f"lutyuv=y='{_expression(COLOUR)}':u='{chroma}':v='{chroma}',{TAGS}"


def _expression(curve: Curve) -> str:
    """A tone curve in ffmpeg's own language, rounded as the arrays are."""
    part = f"clip(((val-16)/219-{curve.floor})/(1-{curve.floor}),0,1)"
    light, dark = f"pow({part},{curve.slope})", f"pow(1-{part},{curve.slope})"
    return f"floor(16.5+219*{curve.ceiling}*{light}/({light}+{curve.depth}*{dark}))"


def measuring_chain(fmt: Format, focus: tuple[int, int], step: int) -> str:
    """Every `step`-th frame as a small grey picture, framed as the film will show it."""
    width, height = small_size(fmt)
    fill = fill_chain(width, height, focus, "area")
    return f"select='not(mod(n,{step}))',{fill},format=yuv420p,extractplanes=y"


def small_size(fmt: Format) -> tuple[int, int]:
    """A quarter of the format each way, in even numbers."""
    return max(16, fmt.width // 8 * 2), max(16, fmt.height // 8 * 2)
