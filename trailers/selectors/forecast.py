"""Before a film is started: what it will cost at most, and about how long it will take on this installation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from django.conf import settings

from trailers.domain.film import PORTS
from trailers.domain.pricing import Forecast, PriceRange, estimate
from trailers.domain.setups import clip_ms
from trailers.domain.shot_plan import setups_wanted
from trailers.domain.song_cues import Pace, shots_about
from trailers.engines.registry import ENGINES, EngineInfo, engine_info, hearing_price, priced

from .keys import own_vendors
from .pace import measured_ms, took_ms

_MS_PER_SCENE = 4_400
_MS_PER_LINE = 6_000
_KINDS = {"text": "script_pass", "voice": "voice", "music": "score", "image": "image", "video": "clip"}
_GATES = {"voice": "script", "music": "script", "image": "voice", "video": "stills"}
_SHEETS = (1, 10)
"""References of people and places, for an engine that looks at them; our own cost nothing."""
_OVERHEAD_MS = 15_000
_HEARD_TIMES_FASTER = 20
"""Than it lasts is a song listened to, until this installation has measured it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One engine that could stand behind a port."""

    port: str
    name: str
    made_by: str
    price_microusd: int
    missing: tuple[str, ...]
    """Settings it lacks; none when it is available."""
    second_microusd: int = 0
    """Of a second, for what is paid by its length."""
    limits: str = ""
    refuses_people: bool = False
    """Whether it turns down pictures with faces that look real."""


@dataclass(frozen=True, slots=True)
class Outlook:
    price: PriceRange
    minutes_low: int
    minutes_high: int
    measured: bool
    """Whether the time comes from films made here before."""


def engine_choices(team_id: UUID | None = None) -> dict[str, list[Choice]]:
    """The engines of each port, free ones first; a team's own keys count."""
    own = own_vendors(team_id)
    found: dict[str, list[Choice]] = defaultdict(list)
    for (port, _), known in ENGINES.items():
        if port in PORTS:
            info = priced(known)
            missing = missing_for(info, own)
            found[port].append(
                Choice(
                    port,
                    info.name,
                    info.made_by,
                    info.price_microusd,
                    missing,
                    info.second_microusd,
                    info.limits,
                    info.refuses_people,
                )
            )
    return {port: sorted(found[port], key=lambda choice: choice.price_microusd) for port in PORTS}


def missing_for(info: EngineInfo, own: Collection[str] = ()) -> tuple[str, ...]:
    """The settings that an engine needs and this installation does not have. `own`: vendors of a team's own keys."""
    if info.provider in own:
        return ()
    return tuple(name for name in info.needs if not settings.ENGINE_KEYS.get(info.provider))


def outlook(engines: Mapping[str, str], target_ms: int) -> Outlook:
    """Counts are a range because nobody has written the script yet."""
    counts = _counts(target_ms)
    forecasts = [
        Forecast(_KINDS[port], _price(port, engines), *counts[_KINDS[port]], gate=_GATES.get(port, ""))
        for port in PORTS
    ]
    if engine_info("image", engines.get("image", "embedded")).references:
        forecasts.append(Forecast("characters", _price("image", engines), *_SHEETS, gate="voice"))
    text, bought = engine_info("text", engines.get("text", "embedded")), engines.get("video", "embedded")
    if text.sees_pictures and bought != "embedded":
        forecasts.append(Forecast("shot_prompt", text.price_microusd, *counts["clip"], gate="stills"))
    takes = took_ms()
    low, high = (
        _OVERHEAD_MS + sum(takes[kind] * many[end] for kind, many in counts.items()) for end in (0, 1)
    )
    return Outlook(
        price=estimate((), forecasts).total,
        minutes_low=max(1, low // 60_000),
        minutes_high=max(1, -(-high // 60_000)),
        measured=not measured_ms().keys().isdisjoint(counts),
    )


@dataclass(frozen=True, slots=True)
class SongOutlook:
    """Of a music video: its price follows the setups, and its length the song."""

    outlook: Outlook
    setups: tuple[int, int]
    bought_s: tuple[int, int]
    """Seconds of clip that the engine bills for them; (0, 0) where it is not paid by them."""
    shown_s: int
    """Of the film, all of it shown by these clips."""


def song_outlook(
    engines: Mapping[str, str], duration_ms: int, pace: Pace, most_setups: int = 0, words_by: str = ""
) -> SongOutlook:
    """Counts are a range because nobody has heard the song yet. `duration_ms`: of the part that is filmed;
    `words_by`: the engine that is asked for the song's words."""
    prices = {port: _price(port, engines) for port in ("text", "image")}
    video = engine_info("video", engines.get("video", "embedded"))
    paid = bool(prices["image"] or video.price_microusd)
    shots = shots_about(duration_ms, pace)
    few, many = (setups_wanted(count, most_setups, paid=paid) for count in shots)
    lengths = [Fraction(clip_ms(duration_ms, count, video.name), 1000) for count in (few, many)]
    call = video.call_price()
    clips = sorted(count * call.of(length) for count, length in zip((few, many), lengths, strict=True))
    bought = sorted(count * call.seconds(length) for count, length in zip((few, many), lengths, strict=True))
    forecasts = [
        Forecast("treatment", prices["text"], 2, 2),
        Forecast("image", prices["image"], few, many, gate="voice"),
    ]
    if engine_info("image", engines.get("image", "embedded")).references:
        forecasts.append(Forecast("characters", prices["image"], *_SHEETS, gate="voice"))
    if words_by:  # aligned or written down, by the same model
        forecasts.append(Forecast("song_words", hearing_price("aligner", words_by, duration_ms), 1, 1))
    takes = took_ms()
    heard = takes.get("analyse_song", duration_ms // _HEARD_TIMES_FASTER)
    low, high = (
        _OVERHEAD_MS + heard + setups * (takes["image"] + takes["clip"]) + count * takes["segment"]
        for setups, count in ((few, shots[0]), (many, shots[1]))
    )
    return SongOutlook(
        Outlook(
            price=estimate((), forecasts).total + PriceRange(clips[0], clips[1]),
            minutes_low=max(1, low // 60_000),
            minutes_high=max(1, -(-high // 60_000)),
            measured=not measured_ms().keys().isdisjoint(("image", "clip", "segment")),
        ),
        setups=(few, many),
        bought_s=(bought[0], bought[1]),
        shown_s=-(-duration_ms // 1000),
    )


def _price(port: str, engines: Mapping[str, str]) -> int:
    name = engines.get(port, "embedded")
    # a bought line has its words timed by the same vendor
    timed = port == "voice" and name != "embedded" and ("aligner", name) in ENGINES
    aligned = engine_info("aligner", name).price_microusd if timed else 0
    return engine_info(port, name).price_microusd + aligned


def _counts(target_ms: int) -> dict[str, tuple[int, int]]:
    scenes = max(5, target_ms // _MS_PER_SCENE)
    lines = max(3, target_ms // _MS_PER_LINE)
    around = (scenes * 4 // 5, scenes * 5 // 4 + 1)
    return {
        "script_pass": (4, 4),
        "voice": (lines * 4 // 5, lines * 5 // 4 + 1),
        "score": (1, 1),
        "image": around,
        "clip": around,
        "segment": around,
    }
