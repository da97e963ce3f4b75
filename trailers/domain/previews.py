"""What a timeline plays before a film is rendered: a proxy of every take and the mix as a stream.

A proxy holds a whole take, conformed and graded as the film shows it, in the film's rate; where on it a scene
begins is the page's own business. All of a film have one size. They are cache: nothing of the film waits for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from .clock import Rate, round_half_up
from .conform import Conform
from .cut import Cut, Entry, render_span
from .fingerprint import fingerprint
from .segment import Format, TakeFacts, Window
from .segments import grain_seed

VERSIONS: Mapping[str, int] = {"proxy": 1, "preview_sound": 3}
LINES = 540
"""Height of a proxy; a smaller film is not blown up."""
_STEP = 12
"""A still's proxy lasts whole steps of frames, so that a nudged boundary does not draw it anew."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """One proxy to be had: `key` names its artifact, `window` is all its frames."""

    take_id: str
    window: Window
    fmt: Format
    key: str
    shown: bool
    """Whether the cut shows the take: those come first."""


def proxy_format(width: int, height: int, rate: Rate) -> Format:
    """The size of a film's proxies: at most 540 lines, in even numbers, in the film's shape."""
    lines = min(LINES, height)
    return Format(round_half_up(Fraction(width * lines, height * 2)) * 2, lines // 2 * 2, rate)


def proxies_of(
    cut: Cut,
    bounds: tuple[int, ...],
    takes: Mapping[str, tuple[TakeFacts, str]],
    fmt: Format,
    *,
    look: str,
) -> tuple[Proxy, ...]:
    """A proxy of every take (id -> facts and the scene it was made for) that has one, the cut's own first.

    `bounds` are the cut's. A take that is not shown is drawn as it would be in its own scene, if that is in the
    cut; a still of another has none.
    """
    spans = [render_span(cut, bounds, index) for index in range(len(cut.entries))]
    placed = [(entry, end - first) for entry, (first, end) in zip(cut.entries, spans, strict=True)]
    longest: dict[str, tuple[Entry, int]] = {}
    for entry, need in sorted(placed, key=lambda place: -place[1]):
        longest.setdefault(entry.take_id or "", (entry, need))
    own = {entry.scene_id: (entry, need) for entry, need in placed}
    found = [
        proxy
        for take, scene in takes.values()
        for proxy in _proxy(take, scene, longest.get(take.id), own.get(scene), fmt, look)
    ]
    order = {entry.take_id: n for n, entry in reversed(list(enumerate(cut.entries)))}
    return tuple(sorted(found, key=lambda proxy: (not proxy.shown, order.get(proxy.take_id, 0))))


def _proxy(
    take: TakeFacts,
    scene: str,
    shown: tuple[Entry, int] | None,
    own: tuple[Entry, int] | None,
    fmt: Format,
    look: str,
) -> Iterator[Proxy]:
    entry, need = shown or own or (None, 0)
    if take.kind == "clip" and take.rate is not None and take.frames > 0:
        conform = whole(take.frames, take.rate, fmt.rate)
        frames, move = conform.frames, "hold"
    elif take.kind == "image" and entry is not None:
        conform, frames, move = None, -(-need // _STEP) * _STEP, entry.move
    else:
        return
    window = Window(
        scene_id=entry.scene_id if entry else scene,
        take=take,
        conform=conform,
        frames=frames,
        start=0,
        count=frames,
        look=entry.look if entry else look,
        focus=entry.focus if entry else (500, 500),
        move=move,
        seed=grain_seed(entry.scene_id if entry else scene),
    )
    yield Proxy(take.id, window, fmt, _key(window, fmt), shown is not None)


def whole(frames: int, take_rate: Rate, rate: Rate) -> Conform:
    """All frames of a take at its own speed: one for one where its rate is the film's."""
    play = max(1, round_half_up(frames * rate.exact / take_rate.exact))
    return Conform(0, frames, play, 0, play, "exact" if play == frames else "trim", Fraction(1))


@lru_cache(maxsize=4096)  # a timeline that is looked at asks for every take of the film again and again
def _key(window: Window, fmt: Format) -> str:
    """Made from everything that is drawn, and from no id."""
    plan = window.conform
    seen = {
        "take": window.take.sha256 if window.take else None,
        "conform": None if plan is None else [plan.in_point, plan.use, plan.play, plan.freeze],
        "frames": window.frames,
        "look": window.look,
        "focus": list(window.focus),
        "move": window.move,
        "seed": window.seed,
        "size": [fmt.width, fmt.height],
        "rate": str(fmt.rate),
    }
    return fingerprint("proxy", VERSIONS["proxy"], seen)


def sound_key(mix_wav_sha256: str) -> str:
    """Of the mix as a stream and its peaks."""
    return fingerprint("preview_sound", VERSIONS["preview_sound"], {"mix": mix_wav_sha256})
