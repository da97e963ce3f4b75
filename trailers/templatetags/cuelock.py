"""How numbers are told on pages: money with its unit, time as people in a cutting room read it."""

from __future__ import annotations

from fractions import Fraction

from django import template
from django.utils.safestring import SafeString, mark_safe

from trailers.domain.clock import Rate
from trailers.domain.pricing import dollars

register = template.Library()


@register.filter
def money(microusd: int | None) -> str:
    """Microdollars as "$1.20", rounded up to a cent; "$0.00" for nothing."""
    return "$0.00" if not microusd else dollars(microusd)


@register.filter
def price(microusd: int | None) -> str:
    """The same before a purchase: "free" when it costs nothing."""
    return dollars(microusd or 0)


@register.filter
def tenths(ms: int) -> str:
    """Milliseconds as 3.2 s."""
    return f"{ms / 1000:.1f} s"


@register.filter
def seconds(ms: int | None) -> str:
    """Milliseconds as 1:06."""
    if ms is None:
        return ""
    whole = round(ms / 1000)
    return f"{whole // 60}:{whole % 60:02d}"


@register.filter
def minutes(ms: int) -> str:
    """How long something will take, as a person says it: "1 min", "2 h 5 min". Never less than a minute."""
    hours, rest = divmod(max(1, -(-ms // 60_000)), 60)
    return f"{hours} h {rest} min" if hours else f"{rest} min"


@register.filter
def timecode(frame: int | None, rate: str | Rate) -> str:
    """A frame number as MM:SS:FF, counted at the nearest whole rate (non-drop)."""
    if frame is None:
        return ""
    fps = max(1, round((rate if isinstance(rate, Rate) else Rate.parse(rate)).exact))
    whole, rest = divmod(frame, fps)
    return f"{whole // 60:02d}:{whole % 60:02d}:{rest:02d}"


@register.filter
def fps(rate: str) -> str:
    """ "24/1" as "24", "24000/1001" as "23.976"."""
    exact: Fraction = Rate.parse(rate).exact
    return str(exact.numerator) if exact.denominator == 1 else f"{float(exact):.3f}".rstrip("0")


@register.filter
def words(name: str) -> str:
    """A term of ours as words: science_fiction as "science fiction"."""
    return name.replace("_", " ")


@register.filter
def undo_url(tags: str) -> str:
    """Where a message's Undo button posts to: its extra tag "undo:/address"."""
    return next((tag.removeprefix("undo:") for tag in (tags or "").split() if tag.startswith("undo:")), "")


_PATHS = {
    "done": "m2.5 8.5 3.5 3.5 7.5-8",
    "failed": "M8 4.5v4M8 11v.2M8 1.5l6.8 12.5H1.2z",
    "working": "M8 2a6 6 0 1 1-5.2 3",
    "held": "M5.5 3v10M10.5 3v10",
    "decision": "M5.5 3v10M10.5 3v10",
    "waiting": "M8 4v4l2.5 2M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8z",
    "stale": "M2 8a6 6 0 0 1 10.5-4M14 8a6 6 0 0 1-10.5 4M12.5 1.5V4H10M3.5 14.5V12H6",
    "cancelled": "m4 4 8 8M12 4l-8 8",
    "archived": "M2 3h12v3H2zM3.5 6v7h9V6M6.5 9h3",
    "locked": "M4 7.5h8V14H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
    "upload": "M8 11V2.5M4.5 6 8 2.5 11.5 6M2.5 13.5h11",
    "download": "M8 2.5V11M4.5 7.5 8 11l3.5-3.5M2.5 13.5h11",
    "again": "M13.5 8A5.5 5.5 0 1 1 11.7 4M13.5 2v3.5H10",
    "up": "M8 13V3M4 7l4-4 4 4",
    "down": "M8 3v10M4 9l4 4 4-4",
    "add": "M8 3v10M3 8h10",
    "play": "M4.5 2.800v10.400L13 8z",
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small drawing beside a word; never instead of one."""
    path = _PATHS.get(name, _PATHS["waiting"])
    return mark_safe(  # noqa: S308  (the path is ours)
        f'<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="{path}"/></svg>'
    )
